import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type {
	IBinaryData,
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	INodeParameterResourceLocator,
	INodeParameters,
} from 'n8n-workflow';
import { GrokVideoApi } from '../credentials/GrokVideoApi.credentials';
import * as constants from '../nodes/GrokVideo/constants';
import { GrokVideo } from '../nodes/GrokVideo/GrokVideo.node';
import { runNode, runToEnd, type EngineOptions, type Finished } from './engine';
import type { Gateway } from './gateway/gateway';

export const IMAGE_URL = 'https://example.com/product.png';

/** For `jest.replaceProperty`: the node's times and limits. */
export const times: Record<string, number> = constants;

/** The model parameter as the editor stores it. */
export function modelField(value: string, mode = 'list'): INodeParameterResourceLocator {
	return { __rl: true, mode, value };
}

/** Parameters of a video operation that can run: `create` with a prompt, unless told otherwise. */
export function video(parameters: INodeParameters = {}): INodeParameters {
	return { resource: 'video', operation: 'create', prompt: 'A red car', ...parameters };
}

export function images(...rows: INodeParameters[]): INodeParameters {
	return { mode: 'images', images: { image: rows } };
}

export function credentials(
	gateway: Pick<Gateway, 'url' | 'key'>,
	data: ICredentialDataDecryptedObject = {},
): NonNullable<EngineOptions['credentials']> {
	const own = { provider: 'custom', baseUrl: gateway.url, apiKey: gateway.key };
	return { grokVideoApi: { type: new GrokVideoApi(), data: { ...own, ...data } } };
}

function options(
	gateway: Pick<Gateway, 'url' | 'key'>,
	parameters: INodeParameters,
	more: Partial<EngineOptions>,
): EngineOptions {
	return { node: new GrokVideo(), parameters, credentials: credentials(gateway), ...more };
}

/** Runs the node in n8n's engine, with a credential for the gateway. @throws the error that fails the run. */
export async function run(
	gateway: Pick<Gateway, 'url' | 'key'>,
	parameters: INodeParameters,
	more: Partial<EngineOptions> = {},
): Promise<Finished> {
	return await runNode(options(gateway, parameters, more));
}

/** An error as n8n stores it with the execution. */
export interface Failure {
	message: string;
	description: string;
	context: IDataObject;
	httpCode?: string;
	/** All that n8n keeps of the run, as text. */
	kept: string;
}

/** The same, for a run that must fail. */
export async function failureOf(
	gateway: Pick<Gateway, 'url' | 'key'>,
	parameters: INodeParameters,
	more: Partial<EngineOptions> = {},
): Promise<Failure> {
	const finished = await runToEnd(options(gateway, parameters, more));
	if (!finished.error) throw new Error('The run was expected to fail');
	const { message, stack } = finished.error;
	const { description, context, httpCode } = finished.error as unknown as Failure;
	const kept = [JSON.stringify(finished), message, stack].join('\n');
	return { message, description, context, httpCode, kept };
}

export function items(...jsons: IDataObject[]): INodeExecutionData[] {
	return jsons.map((json) => ({ json }));
}

export function fixture(name: string): Buffer {
	return readFileSync(join(__dirname, 'fixtures', name));
}

/** A file as an earlier node leaves it, in n8n's binary store as it is set up at the time. */
export async function storedFile(bytes: Buffer, mimeType: string): Promise<IBinaryData> {
	const place = { type: 'execution', workflowId: 'wf1', executionId: 'earlier' } as const;
	return await Container.get(BinaryDataService).store(place, bytes, { data: '', mimeType });
}
