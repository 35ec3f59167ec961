import { readOutputOptions, readTaskId, readWaitOptions } from '../../input/options';
import type { RunContext } from '../../tasks/runContext';
import type { Job } from '../router';
import { downloadFields, fieldsOf, taskIdField } from './fields';
import { waitForVideo } from './jobs';
import { FINISHED, STORED, taskFields } from './outputFields';

export const outputFields = taskFields(...FINISHED, ...STORED, 'timed_out');

export const description = fieldsOf('wait', outputFields, taskIdField, ...downloadFields(true));

export async function prepare(run: RunContext, itemIndex: number): Promise<Job> {
	const taskId = await Promise.resolve(readTaskId(run.context, itemIndex));
	const wait = readWaitOptions(run.context, itemIndex);
	const output = readOutputOptions(run.context, itemIndex);
	return {
		run: async () => {
			run.store.track(itemIndex, taskId);
			const options = { ...wait, isNew: false };
			return [await waitForVideo(run, { id: taskId }, itemIndex, options, output)];
		},
	};
}
