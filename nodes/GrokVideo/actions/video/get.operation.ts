import { readOutputOptions, readTaskId } from '../../input/options';
import type { RunContext } from '../../tasks/runContext';
import { readStatus } from '../../tasks/wait';
import type { Job } from '../router';
import { downloadFields, fieldsOf, taskIdField } from './fields';
import { finishVideo } from './jobs';
import { FINISHED, STORED, taskFields } from './outputFields';

export const outputFields = taskFields(...FINISHED, ...STORED, 'fail_reason');

export const description = fieldsOf('get', outputFields, taskIdField, ...downloadFields(false));

export async function prepare(run: RunContext, itemIndex: number): Promise<Job> {
	const taskId = await Promise.resolve(readTaskId(run.context, itemIndex));
	const output = readOutputOptions(run.context, itemIndex);
	return {
		run: async () => {
			const record = run.store.track(itemIndex, taskId);
			const { task } = await readStatus(run, taskId);
			return [await finishVideo(run, record, task, output)];
		},
	};
}
