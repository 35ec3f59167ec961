import type { Change } from '../../models';
import { readChange } from '../../request/change';
import { readOutputForm, readOutputOptions, readWaitOptions } from '../../request/options';
import { priceOfChange } from '../../request/price';
import { readFlag } from '../../request/values';
import { createOnce } from '../../task/create';
import { waitAndFinish } from '../../task/finish';
import { toItem } from '../../task/item';
import { changedVideo, handOver } from '../../task/paidRequest';
import type { RunContext } from '../../task/runContext';
import type { Work } from '../operation';

/** Edit and Extend: both make a new video of one that there is. */
export async function prepareChange(
	run: RunContext,
	change: Change,
	itemIndex: number,
): Promise<Work> {
	const { context, provider } = run;
	const request = await readChange(context, provider, change, itemIndex);
	const waits: unknown = context.getNodeParameter('waitForCompletion', itemIndex, true);
	const form = readOutputForm(context, itemIndex);
	const takeRequest = handOver(changedVideo(run, request));
	const create = async () => await createOnce(run, takeRequest(), itemIndex);
	const price = priceOfChange(provider, request);
	if (!readFlag(waits, 'Wait for Completion')) {
		return { price, run: async () => [toItem(run, (await create()).task, itemIndex, form)] };
	}
	const wait = readWaitOptions(context, itemIndex);
	const output = readOutputOptions(context, itemIndex);
	return {
		price,
		run: async () => {
			const { task, takenUp } = await create();
			return [await waitAndFinish(run, task, itemIndex, { ...wait, pollAtOnce: takenUp }, output)];
		},
	};
}
