import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_ADDED_SECONDS, modelsFor } from '../../models';
import type { RunContext } from '../../tasks/runContext';
import type { Job } from '../router';
import { fieldsOf, videoToVideoFields } from './fields';
import { videoToVideoJob } from './jobs';
import { FINISHED_VIDEO_TO_VIDEO, STORED, taskFields } from './outputFields';

export const outputFields = taskFields(...FINISHED_VIDEO_TO_VIDEO, ...STORED, 'timed_out');

const { min, max } = modelsFor('extend')[0].videoToVideo!.extend!.added!;

const addedSecondsField: INodeProperties = {
	displayName: 'Added Seconds',
	name: 'seconds',
	type: 'number',
	typeOptions: { minValue: min, maxValue: max, numberPrecision: 0 },
	default: DEFAULT_ADDED_SECONDS,
	description: `How many seconds to add (${min} to ${max}). The result contains the original.`,
};

export const description = fieldsOf(
	'extend',
	outputFields,
	...videoToVideoFields(
		'extend',
		{
			placeholder: 'e.g. The door opens and the camera moves through it',
			description: 'What happens next',
		},
		addedSecondsField,
	),
);

export async function prepare(run: RunContext, itemIndex: number): Promise<Job> {
	return await videoToVideoJob(run, 'extend', itemIndex);
}
