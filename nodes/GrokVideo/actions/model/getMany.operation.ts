import type { IDataObject } from 'n8n-workflow';
import { GrokVideoError } from '../../errors';
import { findModel } from '../../models';
import { readModelList, videoModels, type ModelEntry } from '../../protocols/modelList';
import { readOutputMode } from '../../input/options';
import { readFlag, shown, trimmedText } from '../../input/values';
import { inOutputMode, isoTime, onlyKnown } from '../output';
import type { RunContext } from '../../tasks/runContext';
import type { Work } from '../operation';

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const { context, http, provider, signal } = run;
	const flag = (name: string, label: string) =>
		readFlag(context.getNodeParameter(name, itemIndex, false), label);
	const returnAll = flag('returnAll', 'Return All');
	const limit = returnAll ? undefined : readLimit(context.getNodeParameter('limit', itemIndex, 50));
	const videoOnly = flag('videoOnly', 'Video Models Only');
	const form = readOutputMode(context, itemIndex);
	return {
		run: async () => {
			const all = await readModelList(http, provider, signal);
			const models = videoOnly ? videoModels(all, provider.label) : all;
			return models.slice(0, limit).map((entry) => ({
				json: inOutputMode(form, entry, simplified(entry), 'id'),
				pairedItem: { item: itemIndex },
			}));
		},
	};
}

function readLimit(value: unknown): number {
	const limit = Number(trimmedText(value));
	if (Number.isSafeInteger(limit) && limit >= 1) return limit;
	throw new GrokVideoError(`'Limit' must be a whole number, at least 1, not ${shown(value)}`, {
		description: "Set 'Limit' to 1 or more, or switch on 'Return All'.",
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
