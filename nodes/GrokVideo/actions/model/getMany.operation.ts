import { updateDisplayOptions, type IDataObject } from 'n8n-workflow';
import { GrokVideoError } from '../../errors';
import { findModel } from '../../models';
import { readModelList, videoModels, type ModelEntry } from '../../protocol/modelList';
import { readOutputForm } from '../../request/options';
import { readFlag, shown, trimmedText } from '../../request/values';
import { inForm, isoTime, onlyKnown } from '../../task/item';
import type { OutputFields } from '../../task/output';
import type { RunContext } from '../../task/runContext';
import type { Work } from '../operation';
import { outputFormFields } from '../outputForm';

export const outputFields: OutputFields = {
	id: { type: 'string', label: 'ID', description: "What the field 'Model' takes" },
	known: {
		type: 'boolean',
		label: 'Known',
		description: 'Whether the node knows what the model can do',
	},
	summary: { type: 'string', label: 'Summary', description: 'What a known model takes' },
	owned_by: { type: 'string', label: 'Owned By', description: 'Who runs the model' },
	created_at: { type: 'string', label: 'Created At', description: 'Since when there is the model' },
};

export const description = updateDisplayOptions(
	{ show: { resource: ['model'], operation: ['getMany'] } },
	[
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
			description: 'Whether to leave out chat, image and other models that the API key may use',
		},
		...outputFormFields(outputFields),
	],
);

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const { context, http, provider, signal } = run;
	const flag = (name: string, label: string) =>
		readFlag(context.getNodeParameter(name, itemIndex, false), label);
	const returnAll = flag('returnAll', 'Return All');
	const limit = returnAll ? undefined : readLimit(context.getNodeParameter('limit', itemIndex, 50));
	const videoOnly = flag('videoOnly', 'Video Models Only');
	const form = readOutputForm(context, itemIndex);
	return {
		run: async () => {
			const all = await readModelList(http, provider, signal);
			const models = videoOnly ? videoModels(all, provider.label) : all;
			return models.slice(0, limit).map((entry) => ({
				json: inForm(form, entry, simplified(entry), 'id'),
				pairedItem: { item: itemIndex },
			}));
		},
	};
}

function readLimit(value: unknown): number {
	const limit = Number(trimmedText(value));
	if (Number.isSafeInteger(limit) && limit >= 1) return limit;
	throw new GrokVideoError(`'Limit' must be a whole number, at least 1, not ${shown(value)}`, {
		advice: "Set 'Limit' to 1 or more, or switch on 'Return All'.",
	});
}

function simplified({ id, owned_by, created }: ModelEntry): IDataObject {
	const model = findModel(id);
	return onlyKnown({
		id,
		known: model !== undefined,
		summary: model?.summary,
		owned_by,
		created_at: typeof created === 'number' ? isoTime(created) : undefined,
	});
}
