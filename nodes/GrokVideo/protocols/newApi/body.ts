import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../../http/client';
import { createCall } from '../calls';
import type { VideoRequest } from '../types';

/**
 * Which fields hold the images. `auto` is `image_urls`, which the providers' documents recommend. `stock` is the form of
 * new-api's own source, which drops or rejects the providers' additions.
 */
export const REQUEST_FORMS = [
	'auto',
	'image_urls',
	'input_reference',
	'reference_images',
	'stock',
] as const;

export const RESERVED_FIELDS = [
	'model',
	'prompt',
	'seconds',
	'duration',
	'aspect_ratio',
	'resolution',
	'image',
	'images',
	'image_urls',
	'input_reference',
	'reference_images',
];

/** Names and shapes from the documents' "请求参数", and from new-api's `relay/common/relay_info.go`. */
export function createVideo(request: VideoRequest): Call {
	const { model, prompt, seconds, aspectRatio, resolution, images, form, extraBody } = request;
	const isStock = form === 'stock';
	const shape: IDataObject = {
		...(aspectRatio !== '' && { aspect_ratio: aspectRatio }),
		...(resolution !== '' && { resolution }),
	};
	const metadata = extraBody.metadata ?? {};
	const body: IDataObject = {
		...extraBody,
		model,
		prompt,
		seconds: isStock ? String(seconds) : seconds,
		...shape,
		...(images.length > 0 && imageFields(form, images)),
		...(isStock && typeof metadata === 'object' && { metadata: { ...metadata, ...shape } }),
	};
	return createCall('/v1/video/generations', body);
}

function imageFields(form: string, images: string[]): IDataObject {
	switch (form) {
		case 'input_reference':
			return { input_reference: { image_url: images[0] } };
		case 'reference_images':
			return { reference_images: images };
		case 'stock':
			return { images };
		default:
			return { image_urls: images };
	}
}
