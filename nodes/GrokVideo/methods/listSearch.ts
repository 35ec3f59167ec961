import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';
import { toGrokVideoError } from '../errors';
import { CREDENTIAL_TYPE, HttpClient } from '../http/client';
import { readProvider, type Provider } from '../input/credential';
import { findModel, modelName, type VideoToVideo } from '../models';
import { readModelList, videoModels } from '../tasks/models';

/** Fills the model list. For Edit and Extend, it omits models that are known not to support them. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	let provider: Provider | undefined;
	try {
		provider = readProvider(await this.getCredentials(CREDENTIAL_TYPE));
		const http = new HttpClient(this, provider);
		const models = videoModels(await readModelList(http, provider), provider);
		const operation = String(this.getCurrentNodeParameter('operation'));
		const query = filter.trim().toLowerCase();
		const results = models
			.filter(({ id }) => supports(id, operation))
			.map(({ id }) => ({ name: modelName(id), value: id }));
		return { results: results.filter(({ name }) => name.toLowerCase().includes(query)) };
	} catch (error) {
		const { text } = toGrokVideoError(error);
		throw new NodeOperationError(this.getNode(), provider?.redact(text) ?? text);
	}
}

function supports(id: string, operation: string): boolean {
	if (operation !== 'edit' && operation !== 'extend') return true;
	const model = findModel(id);
	return model === undefined || model.videoToVideo?.[operation as VideoToVideo] !== undefined;
}
