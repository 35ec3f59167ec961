import { updateDisplayOptions, type IDataObject } from 'n8n-workflow';
import { GrokVideoError } from '../../errors';
import { findModel } from '../../models';
import { readModelList, videoModels, type ModelEntry } from '../../protocol/modelList';
import { readFlag, shown, trimmedText } from '../../request/values';
import { isoTime, onlyKnown } from '../../task/item';
import type { RunContext } from '../../task/runContext';
import type { Work } from '../operation';

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
		{
			displayName: 'Simplify',
			name: 'simplify',
			type: 'boolean',
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
		},
	],
);

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const { context, http, provider, signal } = run;
	const flag = (name: string, label: string) =>
		readFlag(context.getNodeParameter(name, itemIndex, false), label);
	const returnAll = flag('returnAll', 'Return All');
	const limit = returnAll ? undefined : readLimit(context.getNodeParameter('limit', itemIndex, 50));
	const videoOnly = flag('videoOnly', 'Video Models Only');
	const simplify = flag('simplify', 'Simplify');
	return async () => {
		const all = await readModelList(http, provider, signal);
		const models = videoOnly ? videoModels(all, provider.label) : all;
		return models.slice(0, limit).map((entry) => ({
			json: simplify ? simplified(entry) : entry,
			pairedItem: { item: itemIndex },
		}));
	};
}

function readLimit(value: unknown): number {
	const limit = Number(trimmedText(value));
	if (Number.isSafeInteger(limit) && limit >= 1) return limit;
	throw new GrokVideoError(`Limit must be a whole number, at least 1, not ${shown(value)}`, {
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
