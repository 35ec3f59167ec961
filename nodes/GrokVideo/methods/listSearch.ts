import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';
import { modelName } from '../models';
import { toGrokVideoError } from '../errors';
import { readModelList, videoModels } from '../protocols/modelList';
import { readProvider, type Provider } from '../input/credential';
import { CREDENTIAL_TYPE, HttpClient } from '../http/client';

/** Fills the model selector. Nothing stands in for the list when the call fails: the user sees why. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	let provider: Provider | undefined;
	try {
		provider = readProvider(await this.getCredentials(CREDENTIAL_TYPE));
		const http = new HttpClient(this, provider);
		const models = videoModels(await readModelList(http, provider), provider.label);
		const wanted = filter.trim().toLowerCase();
		const results = models.map(({ id }) => ({ name: modelName(id), value: id }));
		return { results: results.filter(({ name }) => name.toLowerCase().includes(wanted)) };
	} catch (error) {
		const { text } = toGrokVideoError(error);
		throw new NodeOperationError(this.getNode(), provider?.redact(text) ?? text);
	}
}
