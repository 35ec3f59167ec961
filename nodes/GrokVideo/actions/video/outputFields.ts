import type { OutputFields } from '../outputFields';

const TASK_FIELDS = {
	task_id: {
		type: 'string',
		label: 'Task ID',
		description: 'ID of the task, for Get Status and Wait for Completion',
	},
	status: {
		type: 'string',
		label: 'Status',
		description: 'Status of the task: QUEUED, IN_PROGRESS, SUCCESS or FAILURE',
	},
	progress: { type: 'number', label: 'Progress', description: 'Progress in percent' },
	model: { type: 'string', label: 'Model', description: 'Model that makes the video' },
	result_url: {
		type: 'string',
		label: 'Result URL',
		description: 'Link to the finished MP4; expires soon',
	},
	result_url_expires_at: {
		type: 'string',
		label: 'Result URL Expires At',
		description: 'When the link expires',
	},
	cost_usd: {
		type: 'number',
		label: 'Cost USD',
		description: 'Cost of the video in US dollars, if known',
	},
	cost_quota: {
		type: 'number',
		label: 'Cost Quota',
		description: "Cost of the video in the gateway's units, if known",
	},
	public_url: {
		type: 'string',
		label: 'Public URL',
		description: 'Public link to the video, if requested',
	},
	public_url_expires_at: {
		type: 'string',
		label: 'Public URL Expires At',
		description: 'When the public link expires',
	},
	file_id: { type: 'string', label: 'File ID', description: 'ID of the stored file' },
	fail_reason: { type: 'string', label: 'Fail Reason', description: 'Why the task failed' },
	timed_out: {
		type: 'boolean',
		label: 'Timed Out',
		description: "True when 'Max Wait (Seconds)' was reached",
	},
	created_at: { type: 'string', label: 'Created At', description: 'When the task was created' },
	finished_at: { type: 'string', label: 'Finished At', description: 'When the task ended' },
} satisfies OutputFields;

type TaskField = keyof typeof TASK_FIELDS;

/** Fields of a finished task. */
export const FINISHED: readonly TaskField[] = [
	'task_id',
	'status',
	'progress',
	'model',
	'result_url',
	'result_url_expires_at',
	'cost_usd',
	'cost_quota',
	'created_at',
	'finished_at',
];

/** The same for Edit and Extend, whose provider returns no times and bills in US dollars. */
export const FINISHED_VIDEO_TO_VIDEO: readonly TaskField[] = [
	'task_id',
	'status',
	'progress',
	'model',
	'result_url',
	'cost_usd',
];

/** Fields of a video that the provider stores. */
export const STORED: readonly TaskField[] = ['public_url', 'public_url_expires_at', 'file_id'];

/** The named fields, in the order of the table. */
export function taskFields(...names: TaskField[]): OutputFields {
	const selected: string[] = names;
	return Object.fromEntries(
		Object.entries(TASK_FIELDS).filter(([name]) => selected.includes(name)),
	);
}
