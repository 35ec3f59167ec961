import { priceOfVideo } from '../price';
import { readRequest } from '../../input/videoRequest';
import { readOutputMode } from '../../input/options';
import { createOnce } from '../../tasks/create';
import { toItem } from '../output';
import { newVideo } from '../../tasks/paidRequest';
import type { RunContext } from '../../tasks/runContext';
import type { Work } from '../operation';

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const request = await readRequest(run.context, run.provider, itemIndex);
	const form = readOutputMode(run.context, itemIndex);
	return {
		price: priceOfVideo(run.provider, request),
		run: async () => {
			request.adjustments.forEach((text) => run.hint(text));
			const { task } = await createOnce(run, newVideo(run, request), itemIndex);
			return [toItem(run, task, itemIndex, form)];
		},
	};
}
