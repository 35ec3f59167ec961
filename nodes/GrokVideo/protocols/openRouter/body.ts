import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../../http/client';
import { findModel } from '../../models';
import { createCall } from '../calls';
import type { VideoRequest } from '../types';

export const RESERVED_FIELDS = [
	'model',
	'prompt',
	'duration',
	'seconds',
	'aspect_ratio',
	'resolution',
	'size',
	'frame_images',
	'input_references',
	'generate_audio',
];

/** `frame_images` and `input_references` together are rejected or ignored. */
export function createVideo(request: VideoRequest): Call {
	const { model, prompt, seconds, aspectRatio, resolution, mode, images } = request;
	const parts = images.map((url): IDataObject => ({ type: 'image_url', image_url: { url } }));
	const body: IDataObject = {
		...request.extraBody,
		model: modelId(model),
		prompt,
		duration: seconds,
		...(resolution !== '' && { resolution }),
		...(aspectRatio !== '' && mode !== 'image' && { aspect_ratio: aspectRatio }),
		...(mode === 'image' && { frame_images: [{ ...parts[0], frame_type: 'first_frame' }] }),
		...(mode === 'images' && { input_references: parts }),
	};
	return createCall('/v1/videos', body);
}

/** Models are listed with their maker's name in front. */
function modelId(id: string): string {
	const known = id.startsWith('x-ai/') ? undefined : findModel(id, 'imagine');
	return known ? `x-ai/${known.id}` : id;
}
