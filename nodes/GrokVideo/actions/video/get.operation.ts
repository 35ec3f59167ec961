import { updateDisplayOptions } from 'n8n-workflow';
import { readOutputOptions, readTaskId } from '../../request/options';
import { finish } from '../../task/finish';
import { FINISHED, STORED, taskFields } from '../../task/output';
import type { RunContext } from '../../task/runContext';
import { askStatus } from '../../task/wait';
import type { Work } from '../operation';
import { outputFormFields } from '../outputForm';
import { downloadFields, taskIdField } from './taskFields';

export const outputFields = taskFields(...FINISHED, ...STORED, 'fail_reason');

export const description = updateDisplayOptions(
	{ show: { resource: ['video'], operation: ['get'] } },
	[taskIdField, ...downloadFields(false), ...outputFormFields(outputFields)],
);

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const taskId = readTaskId(run.context, itemIndex);
	const output = readOutputOptions(run.context, itemIndex);
	return {
		run: async () => {
			run.started(itemIndex, taskId);
			const task = await askStatus(run, taskId);
			return [await finish(run, task, itemIndex, output)];
		},
	};
}
