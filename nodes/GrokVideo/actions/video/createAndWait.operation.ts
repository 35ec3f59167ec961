import { updateDisplayOptions } from 'n8n-workflow';
import { readOutputOptions, readWaitOptions } from '../../request/options';
import { priceOfVideo } from '../../request/price';
import { readRequest } from '../../request/read';
import { createOnce } from '../../task/create';
import { waitAndFinish } from '../../task/finish';
import { handOver, newVideo } from '../../task/paidRequest';
import { FINISHED, STORED, taskFields } from '../../task/output';
import type { RunContext } from '../../task/runContext';
import type { Work } from '../operation';
import { outputFormFields } from '../outputForm';
import { downloadFields } from './taskFields';

export const outputFields = taskFields(...FINISHED, ...STORED, 'timed_out');

export const description = updateDisplayOptions(
	{ show: { resource: ['video'], operation: ['createAndWait'] } },
	[...downloadFields(true), ...outputFormFields(outputFields)],
);

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
