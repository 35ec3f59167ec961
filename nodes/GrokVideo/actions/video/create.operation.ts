import { readVideoRequest } from '../../input/videoRequest';
import type { RunContext } from '../../tasks/runContext';
import type { Job } from '../router';
import { fieldsOf } from './fields';
import { createJob } from './jobs';
import { taskFields } from './outputFields';

export const outputFields = taskFields('task_id', 'status', 'progress', 'model', 'created_at');

export const description = fieldsOf('create', outputFields);

export async function prepare(run: RunContext, itemIndex: number): Promise<Job> {
	const request = await readVideoRequest(run.context, run.provider, itemIndex);
	return await createJob(run, request, itemIndex, { waits: false });
}
