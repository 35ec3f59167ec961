import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../../http/client';
import { createCall } from '../calls';
import type { VideoRequest } from '../types';

/**
 * `integer_seconds` is for LLM Gateway, which rejects `seconds` as a text, and an image in two fields. `no_size` is for
 * CLIProxyAPI, which rejects a `size` other than OpenAI's, and reads the other two fields.
 */
export const REQUEST_FORMS = ['auto', 'integer_seconds', 'no_size'] as const;

export const RESERVED_FIELDS = [
	'model',
	'prompt',
	'seconds',
	'duration',
	'size',
	'aspect_ratio',
	'resolution',
	'image',
	'images',
	'input_reference',
	'reference_images',
];

/**
 * Servers read different fields for the same thing and ignore the others, so that each value is sent in every field
 * that holds it somewhere. A single image only in `input_reference` would be ignored, and the video billed, by servers
 * that expect an object there.
 */
export function createVideo(request: VideoRequest): Call {
	const { model, prompt, seconds, resolution, mode, images, form } = request;
	// The video takes the shape of its first frame. A size is still needed for the resolution.
	const aspectRatio = request.aspectRatio || (mode === 'image' ? '16:9' : '');
	const size = sizeOf(aspectRatio, resolution);
	const body: IDataObject = {
		...request.extraBody,
		model,
		prompt,
		seconds: form === 'integer_seconds' ? seconds : String(seconds),
		...(size !== undefined && form !== 'no_size' && { size }),
		...(aspectRatio !== '' && { aspect_ratio: aspectRatio }),
		...(resolution !== '' && { resolution }),
		...imageFields(mode, images, form),
	};
	return createCall('/v1/videos', body);
}

function imageFields(mode: string, images: string[], form: string): IDataObject {
	const [image] = images;
	if (mode === 'text') return {};
	if (mode === 'image') {
		return { image, ...(form !== 'integer_seconds' && { input_reference: image }) };
	}
	// One image in `images` would be taken for the first frame.
	return { reference_images: images, ...(images.length > 1 && { images }) };
}

/** The shorter side is the resolution, the longer one is rounded up to an even number: 854x480. */
export function sizeOf(aspectRatio: string, resolution: string): string | undefined {
	const ratio = /^(\d{1,2}):(\d{1,2})$/.exec(aspectRatio);
	const lines = /^(\d{3,4})p$/i.exec(resolution);
	if (!ratio || !lines) return undefined;
	const [width, height] = [Number(ratio[1]), Number(ratio[2])];
	const short = Number(lines[1]);
	const long = 2 * Math.ceil((short * Math.max(width, height)) / Math.min(width, height) / 2);
	return width < height ? `${short}x${long}` : `${long}x${short}`;
}
