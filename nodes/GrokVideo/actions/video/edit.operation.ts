import type { RunContext } from '../../tasks/runContext';
import type { Job } from '../router';
import { fieldsOf, videoToVideoFields } from './fields';
import { videoToVideoJob } from './jobs';
import { FINISHED_VIDEO_TO_VIDEO, STORED, taskFields } from './outputFields';

export const outputFields = taskFields(...FINISHED_VIDEO_TO_VIDEO, ...STORED, 'timed_out');

export const description = fieldsOf(
	'edit',
	outputFields,
	...videoToVideoFields('edit', {
		placeholder: 'e.g. Make it snow, and keep everything else',
		description: 'What to change in the video',
	}),
);

export async function prepare(run: RunContext, itemIndex: number): Promise<Job> {
	return await videoToVideoJob(run, 'edit', itemIndex);
}
