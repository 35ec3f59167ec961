import { readOutputOptions, readWaitOptions } from '../../input/options';
import { priceOfVideo } from '../price';
import { readRequest } from '../../input/videoRequest';
import { createOnce } from '../../tasks/create';
import { waitAndFinish } from '../../tasks/finish';
import { takeOnce, newVideo } from '../../tasks/paidRequest';
import type { RunContext } from '../../tasks/runContext';
import type { Work } from '../operation';

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const request = await readRequest(run.context, run.provider, itemIndex);
	const wait = readWaitOptions(run.context, itemIndex);
	const output = readOutputOptions(run.context, itemIndex);
	const { adjustments } = request;
	const takeRequest = takeOnce(newVideo(run, request));
	return {
		price: priceOfVideo(run.provider, request),
		run: async () => {
			adjustments.forEach((text) => run.hint(text));
			const { task, resumed } = await createOnce(run, takeRequest(), itemIndex);
			return [await waitAndFinish(run, task, itemIndex, { ...wait, pollAtOnce: resumed }, output)];
		},
	};
}
