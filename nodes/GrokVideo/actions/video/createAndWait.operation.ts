import { readOutputOptions, readWaitOptions } from '../../request/options';
import { priceOfVideo } from '../../request/price';
import { readRequest } from '../../request/read';
import { createOnce } from '../../task/create';
import { waitAndFinish } from '../../task/finish';
import { handOver, newVideo } from '../../task/paidRequest';
import type { RunContext } from '../../task/runContext';
import type { Work } from '../operation';

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const request = await readRequest(run.context, run.provider, itemIndex);
	const wait = readWaitOptions(run.context, itemIndex);
	const output = readOutputOptions(run.context, itemIndex);
	const { adjustments } = request;
	const takeRequest = handOver(newVideo(run, request));
	return {
		price: priceOfVideo(run.provider, request),
		run: async () => {
			adjustments.forEach((text) => run.hint(text));
			const { task, takenUp } = await createOnce(run, takeRequest(), itemIndex);
			return [await waitAndFinish(run, task, itemIndex, { ...wait, pollAtOnce: takenUp }, output)];
		},
	};
}
