import type { IDataObject } from 'n8n-workflow';
import { CREATE_TIMEOUT_SECONDS } from '../../limits';
import type { Call } from '../../http/client';
import type { VideoRequest } from '../types';

/** In which field the images are sent. `auto` is `image_urls`, which the documents recommend for every case. */
export const REQUEST_FORMS = ['auto', 'image_urls', 'input_reference', 'reference_images'] as const;

export const OWN_FIELDS = [
	'model',
	'prompt',
	'seconds',
	'aspect_ratio',
	'resolution',
	'image_urls',
	'input_reference',
	'reference_images',
];

/** Names and shapes from the documents' "请求参数". */
export function createVideo(request: VideoRequest): Call {
	const { model, prompt, seconds, aspectRatio, resolution, images, form } = request;
	return {
		method: 'POST',
		path: '/v1/video/generations',
		body: {
			...request.extraBody,
			model,
			prompt,
			seconds,
			...(aspectRatio !== '' && { aspect_ratio: aspectRatio }),
			...(resolution !== '' && { resolution }),
			...(images.length > 0 && references(form, images)),
		},
		timeoutSeconds: CREATE_TIMEOUT_SECONDS,
		maxResponseBytes: 1024 * 1024,
	};
}

function references(form: string, urls: string[]): IDataObject {
	if (form === 'input_reference') return { input_reference: { image_url: urls[0] } };
	if (form === 'reference_images') return { reference_images: urls };
	return { image_urls: urls };
}
