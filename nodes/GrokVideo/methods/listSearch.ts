import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';
import { modelName } from '../models';
import { toProblem } from '../problem';
import { readCatalogue, videoModels } from '../transport/catalogue';
import { Gateway } from '../transport/gateway';

/** Fills the model selector. Nothing stands in for the list when the call fails: the user sees why. */
export async function searchModels(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	try {
		const gateway = await Gateway.open(this);
		const models = videoModels(await readCatalogue(gateway), gateway.provider.label);
		const wanted = filter.trim().toLowerCase();
		const results = models.map(({ id }) => ({ name: modelName(id), value: id }));
		return { results: results.filter(({ name }) => name.toLowerCase().includes(wanted)) };
	} catch (error) {
		throw new NodeOperationError(this.getNode(), toProblem(error).text);
	}
}
