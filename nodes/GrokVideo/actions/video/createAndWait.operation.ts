import { readVideoRequest } from '../../input/videoRequest';
import type { RunContext } from '../../tasks/runContext';
import type { Job } from '../router';
import { downloadFields, fieldsOf } from './fields';
import { createJob } from './jobs';
import { FINISHED, STORED, taskFields } from './outputFields';

export const outputFields = taskFields(...FINISHED, ...STORED, 'timed_out');

export const description = fieldsOf('createAndWait', outputFields, ...downloadFields(true));

export async function prepare(run: RunContext, itemIndex: number): Promise<Job> {
	const request = await readVideoRequest(run.context, run.provider, itemIndex);
	return await createJob(run, request, itemIndex, { waits: true });
}
