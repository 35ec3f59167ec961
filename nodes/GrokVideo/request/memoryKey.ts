import type { IExecuteFunctions } from 'n8n-workflow';
import { digest } from '../digest';
import { CREDENTIAL_TYPE } from '../transport/provider';
import { toBody } from './body';
import type { CheckedRequest } from './check';

/** Equal for the same item, credential and request, and for those only. Holds no prompt and no image. */
export async function memoryKey(
	context: IExecuteFunctions,
	itemIndex: number,
	request: CheckedRequest,
): Promise<string> {
	const urls = request.images.map((image) => (image.kind === 'url' ? image.url : image.digest));
	const credential = context.getNode().credentials?.[CREDENTIAL_TYPE]?.id;
	return `${itemIndex}:${await digest(JSON.stringify([credential, toBody(request, urls)]))}`;
}
