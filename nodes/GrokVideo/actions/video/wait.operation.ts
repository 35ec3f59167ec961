import { updateDisplayOptions } from 'n8n-workflow';
import { readOutputOptions, readTaskId, readWaitOptions } from '../../request/options';
import { waitAndFinish } from '../../task/finish';
import { FINISHED, STORED, taskFields } from '../../task/output';
import type { RunContext } from '../../task/runContext';
import type { Work } from '../operation';
import { outputFormFields } from '../outputForm';
import { downloadFields, taskIdField } from './taskFields';

export const outputFields = taskFields(...FINISHED, ...STORED, 'timed_out');

export const description = updateDisplayOptions(
	{ show: { resource: ['video'], operation: ['wait'] } },
	[taskIdField, ...downloadFields(true), ...outputFormFields(outputFields)],
);

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const taskId = readTaskId(run.context, itemIndex);
	const wait = readWaitOptions(run.context, itemIndex);
	const output = readOutputOptions(run.context, itemIndex);
	return {
		run: async () => {
			run.started(itemIndex, taskId);
			const task = { id: taskId };
			return [await waitAndFinish(run, task, itemIndex, { ...wait, pollAtOnce: true }, output)];
		},
	};
}
