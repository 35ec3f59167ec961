import { priceOfVideo } from '../../request/price';
import { readRequest } from '../../request/read';
import { readOutputForm } from '../../request/options';
import { createOnce } from '../../task/create';
import { toItem } from '../../task/item';
import { newVideo } from '../../task/paidRequest';
import type { RunContext } from '../../task/runContext';
import type { Work } from '../operation';

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const request = await readRequest(run.context, run.provider, itemIndex);
	const form = readOutputForm(run.context, itemIndex);
	return {
		price: priceOfVideo(run.provider, request),
		run: async () => {
			request.adjustments.forEach((text) => run.hint(text));
			const { task } = await createOnce(run, newVideo(run, request), itemIndex);
			return [toItem(run, task, itemIndex, form)];
		},
	};
}
