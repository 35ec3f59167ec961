import { updateDisplayOptions } from 'n8n-workflow';
import { priceOfVideo } from '../../request/price';
import { readRequest } from '../../request/read';
import { readOutputForm } from '../../request/options';
import { createOnce } from '../../task/create';
import { toItem } from '../../task/item';
import { newVideo } from '../../task/paidRequest';
import { taskFields } from '../../task/output';
import type { RunContext } from '../../task/runContext';
import type { Work } from '../operation';
import { outputFormFields } from '../outputForm';

export const outputFields = taskFields('task_id', 'status', 'progress', 'model', 'created_at');

export const description = updateDisplayOptions(
	{ show: { resource: ['video'], operation: ['create'] } },
	outputFormFields(outputFields),
);

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
