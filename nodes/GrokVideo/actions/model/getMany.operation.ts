import { updateDisplayOptions, type IDataObject, type INodeProperties } from 'n8n-workflow';
import { readOutputMode } from '../../input/options';
import { readFlag, readNumber } from '../../input/values';
import { findModel } from '../../models';
import { readModelList, videoModels, type ModelEntry } from '../../tasks/models';
import type { RunContext } from '../../tasks/runContext';
import { isoTime, knownFields, selectFields } from '../output';
import { outputModeFields, type OutputFields } from '../outputFields';
import type { Job } from '../router';

export const outputFields = {
	id: { type: 'string', label: 'ID', description: "ID of the model, for the field 'Model'" },
	known: {
		type: 'boolean',
		label: 'Known',
		description: 'Whether the node knows what the model can do',
	},
	summary: { type: 'string', label: 'Summary', description: 'Input of a known model' },
	owned_by: { type: 'string', label: 'Owned By', description: 'Owner' },
	created_at: { type: 'string', label: 'Created At', description: 'Release date' },
} satisfies OutputFields;

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['model'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many models',
				description: 'Retrieve a list of the models available to the API key',
			},
		],
		default: 'getMany',
	},
	...updateDisplayOptions({ show: { resource: ['model'], operation: ['getMany'] } }, [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: true,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { returnAll: [false] } },
		},
		{
			displayName: 'Video Models Only',
			name: 'videoOnly',
			type: 'boolean',
			default: true,
			description: 'Whether to leave out chat, image and other models',
		},
		...outputModeFields(outputFields),
	]),
];

export async function prepare(run: RunContext, itemIndex: number): Promise<Job> {
	const { context, http, provider, signal } = run;
	const flag = (name: string, label: string) =>
		readFlag(context.getNodeParameter(name, itemIndex, false), label);
	const returnAll = flag('returnAll', 'Return All');
	const limit = returnAll
		? undefined
		: readNumber(context.getNodeParameter('limit', itemIndex, 50), "'Limit'", { isWhole: true });
	const videoOnly = flag('videoOnly', 'Video Models Only');
	const mode = await Promise.resolve(readOutputMode(context, itemIndex));
	return {
		run: async () => {
			const all = await readModelList(http, provider, signal);
			run.throwIfStopped();
			const models = videoOnly ? videoModels(all, provider) : all;
			return models.slice(0, limit).map((entry) => ({
				json: run.redact(selectFields(mode, entry, simplified(entry), 'id')),
				pairedItem: { item: itemIndex },
			}));
		},
	};
}

function simplified({ id, owned_by, created }: ModelEntry): IDataObject {
	const model = findModel(id);
	return knownFields({
		id,
		known: model !== undefined,
		summary: model?.summary,
		owned_by,
		created_at: typeof created === 'number' ? isoTime(created) : undefined,
	});
}
