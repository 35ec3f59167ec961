import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	INodeParameterResourceLocator,
	INodeParameters,
} from 'n8n-workflow';
import { GrokVideoApi } from '../../credentials/GrokVideoApi.credentials';
import type { BaseTask, JsonObject, RecordedRequest } from '../servers/types';
import type { Credential } from './engineParts';

/** The node's parameters, credentials and input items. */

export const IMAGE_URL = 'https://example.com/product.png';

/** The model parameter as the editor stores it. */
export function modelField(value: string, mode = 'list'): INodeParameterResourceLocator {
	return { __rl: true, mode, value };
}

/** A model set by an expression, so the editor cannot hide fields. */
export function modelByExpression(id: string): INodeParameterResourceLocator {
	return modelField(`={{ '${id}' }}`, 'id');
}

/** Parameters of Create, with a prompt. */
export function createParameters(parameters: INodeParameters = {}): INodeParameters {
	return { resource: 'video', operation: 'create', prompt: 'A red car', ...parameters };
}

/** Parameters of Create and Wait, with the shortest poll interval and a Max Wait below Jest's timeout. */
export function createAndWaitParameters(parameters: INodeParameters = {}): INodeParameters {
	return createParameters({
		operation: 'createAndWait',
		...options({ pollInterval: 1, maxWait: 20 }),
		...parameters,
	});
}

/** Parameters of an operation on an existing task. */
export function taskParameters(
	operation: 'get' | 'wait',
	taskId: string,
	parameters: INodeParameters = {},
): INodeParameters {
	return { resource: 'video', operation, taskId, ...parameters };
}

export function getManyParameters(parameters: INodeParameters = {}): INodeParameters {
	return { resource: 'model', operation: 'getMany', ...parameters };
}

/** Values inside the collection "Options". */
export function options(values: INodeParameters): INodeParameters {
	return { options: values };
}

export function images(...rows: INodeParameters[]): INodeParameters {
	return { inputMode: 'images', images: { image: rows } };
}

/** The same image several times. */
export function sameImage(times: number): INodeParameters {
	return images(...Array.from({ length: times }, () => ({ url: IMAGE_URL })));
}

/** A server and how the node connects to it. The protocol is new-api unless the credential sets another. */
export interface ServerAccess {
	url: string;
	key: string;
	credential?: ICredentialDataDecryptedObject;
	/** Required parameters. */
	defaults?: INodeParameters;
}

export function credentials(
	{ credential, key, url }: ServerAccess,
	data: ICredentialDataDecryptedObject = {},
): Record<string, Credential> {
	const defaults = { provider: 'custom', baseUrl: url, apiKey: key, ...credential };
	return { grokVideoApi: { type: new GrokVideoApi(), data: { ...defaults, ...data } } };
}

export function items(...jsons: IDataObject[]): INodeExecutionData[] {
	return jsons.map((json) => ({ json }));
}

/** Items with `json.n` from 0. */
export function numberedItems(count: number): INodeExecutionData[] {
	return items(...Array.from({ length: count }, (_, n) => ({ n })));
}

/** A prompt with the number of the item. */
export const NUMBERED_PROMPT = '=video {{ $json.n }}';

/** The number of the item in the prompt of a request. */
export function itemNumber(body: JsonObject | undefined): number {
	return Number(String(body?.prompt).split(' ')[1]);
}

/** A filter for the requests or tasks of a numbered item. */
export function isForItem(item: number) {
	return ({ body }: Pick<RecordedRequest, 'body'>) => itemNumber(body) === item;
}

export function taskForItem<Task extends Pick<BaseTask, 'body'>>(
	{ tasks }: { tasks: Task[] },
	item: number,
): Task {
	return tasks.find(isForItem(item))!;
}
