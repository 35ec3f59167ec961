import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { CheckedRequest } from './check';
import { toUrl } from './images';

/** The create call's body, with binary images turned into data URLs now and not earlier. */
export async function buildBody(
	request: CheckedRequest,
	context: IExecuteFunctions,
): Promise<IDataObject> {
	const urls: string[] = [];
	for (const image of request.images) urls.push(await toUrl(image, context));
	return toBody(request, urls);
}

/** Names and shapes from the documents' "请求参数"; `image_urls` is what they recommend for every case. */
export function toBody(request: CheckedRequest, urls: string[]): IDataObject {
	return {
		...request.extraBody,
		model: request.model,
		prompt: request.prompt,
		seconds: request.seconds,
		...(request.aspectRatio !== '' && { aspect_ratio: request.aspectRatio }),
		...(request.resolution !== '' && { resolution: request.resolution }),
		...(urls.length > 0 && references(request.form, urls)),
	};
}

function references(form: CheckedRequest['form'], urls: string[]): IDataObject {
	if (form === 'input_reference') return { input_reference: { image_url: urls[0] } };
	if (form === 'reference_images') return { reference_images: urls };
	return { image_urls: urls };
}
