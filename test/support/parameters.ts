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

/** What a user gives the node: its parameters, its credential and its input. */

export const IMAGE_URL = 'https://example.com/product.png';

/** The model parameter as the editor stores it. */
export function modelField(value: string, mode = 'list'): INodeParameterResourceLocator {
	return { __rl: true, mode, value };
}

/** A model that only an expression names, so that the editor cannot hide fields. */
export function modelByExpression(id: string): INodeParameterResourceLocator {
	return modelField(`={{ '${id}' }}`, 'id');
}

/** Parameters of a video operation that can run: `create` with a prompt, unless told otherwise. */
export function createVideo(parameters: INodeParameters = {}): INodeParameters {
	return { resource: 'video', operation: 'create', prompt: 'A red car', ...parameters };
}

/** Create and Wait, which asks as often as it can, and gives up before the test does. */
export function createAndWait(parameters: INodeParameters = {}): INodeParameters {
	return createVideo({
		operation: 'createAndWait',
		...options({ pollInterval: 1, maxWait: 20 }),
		...parameters,
	});
}

/** An operation on an existing task. */
export function taskOperation(
	operation: 'get' | 'wait',
	taskId: string,
	parameters: INodeParameters = {},
): INodeParameters {
	return { resource: 'video', operation, taskId, ...parameters };
}

export function getMany(parameters: INodeParameters = {}): INodeParameters {
	return { resource: 'model', operation: 'getMany', ...parameters };
}

/** Only what stands in the collection "Options". */
export function options(own: INodeParameters): INodeParameters {
	return { options: own };
}

export function images(...rows: INodeParameters[]): INodeParameters {
	return { inputMode: 'images', images: { image: rows } };
}

/** The same image several times. */
export function sameImage(times: number): INodeParameters {
	return images(...Array.from({ length: times }, () => ({ url: IMAGE_URL })));
}

/** What the model that takes exactly one image needs. */
export function oneImage(parameters: INodeParameters = {}): INodeParameters {
	return { model: modelField('grok-video-1.5'), imageUrl: IMAGE_URL, ...parameters };
}

/** A server that the node is used with: of another kind than new-api when its credential says so. */
export interface Target {
	url: string;
	key: string;
	credential?: ICredentialDataDecryptedObject;
	/** Parameters that the node cannot do without. */
	defaults?: INodeParameters;
}

export function credentials(
	{ credential, key, url }: Target,
	data: ICredentialDataDecryptedObject = {},
): Record<string, Credential> {
	const own = { provider: 'custom', baseUrl: url, apiKey: key, ...credential };
	return { grokVideoApi: { type: new GrokVideoApi(), data: { ...own, ...data } } };
}

export function items(...jsons: IDataObject[]): INodeExecutionData[] {
	return jsons.map((json) => ({ json }));
}

/** Items with `json.n` from 0. */
export function numberedItems(count: number): INodeExecutionData[] {
	return items(...Array.from({ length: count }, (_, n) => ({ n })));
}

/** Tells the videos of numbered items apart. */
export const NUMBERED_PROMPT = '=video {{ $json.n }}';

/** The number of the item that a request was made for. */
export function itemNumber(body: JsonObject | undefined): number {
	return Number(String(body?.prompt).split(' ')[1]);
}

/** Whether a request or a task is that of a numbered item. */
export function isForItem(item: number) {
	return ({ body }: Pick<RecordedRequest, 'body'>) => itemNumber(body) === item;
}

export function taskForItem<OfServer extends Pick<BaseTask, 'body'>>(
	{ tasks }: { tasks: OfServer[] },
	item: number,
): OfServer {
	return tasks.find(isForItem(item))!;
}
