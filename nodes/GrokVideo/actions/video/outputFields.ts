/**
 * The fields of an operation's simplified output, in their order: for the fields that an agent can select,
 * and for the preview of the output that the build writes.
 */
export interface OutputField {
	type: 'boolean' | 'number' | 'string';
	label: string;
	description: string;
}

export type OutputFields = Record<string, OutputField>;

const TASK_FIELDS = {
	task_id: {
		type: 'string',
		label: 'Task ID',
		description: 'Names the task for Get Status and Wait for Completion',
	},
	status: {
		type: 'string',
		label: 'Status',
		description: 'How the task stands, e.g. QUEUED, IN_PROGRESS or SUCCESS',
	},
	progress: { type: 'number', label: 'Progress', description: 'How far the task is, in percent' },
	model: { type: 'string', label: 'Model', description: 'The model that makes the video' },
	result_url: {
		type: 'string',
		label: 'Result URL',
		description: 'Link to the finished MP4, for about an hour',
	},
	result_url_expires_at: {
		type: 'string',
		label: 'Result URL Expires At',
		description: 'Until when the link works',
	},
	cost_usd: {
		type: 'number',
		label: 'Cost USD',
		description: 'What the video cost in US dollars, where the provider says so',
	},
	cost_quota: {
		type: 'number',
		label: 'Cost Quota',
		description: 'What the video cost in units of the gateway',
	},
	public_url: {
		type: 'string',
		label: 'Public URL',
		description: 'Lasting link to the video, where one was asked for',
	},
	public_url_expires_at: {
		type: 'string',
		label: 'Public URL Expires At',
		description: 'Until when the lasting link works',
	},
	file_id: { type: 'string', label: 'File ID', description: 'Names the kept file at the provider' },
	fail_reason: {
		type: 'string',
		label: 'Fail Reason',
		description: 'Why the provider made no video',
	},
	timed_out: {
		type: 'boolean',
		label: 'Timed Out',
		description: 'Is there, and true, when the video was not finished in time',
	},
	created_at: { type: 'string', label: 'Created At', description: 'When the task was created' },
	finished_at: { type: 'string', label: 'Finished At', description: 'When the task ended' },
} satisfies OutputFields;

type TaskField = keyof typeof TASK_FIELDS;

/** What is known of a task whose video is finished. */
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

/** The same of a changed video: only xAI makes these, which tells no times and bills in money. */
export const CHANGED: readonly TaskField[] = [
	'task_id',
	'status',
	'progress',
	'model',
	'result_url',
	'cost_usd',
];

/** What is known besides, where the video was to be kept. */
export const STORED: readonly TaskField[] = ['public_url', 'public_url_expires_at', 'file_id'];

/** Fields of a task, in the order of the table. */
export function taskFields(...names: TaskField[]): OutputFields {
	const wanted: string[] = names;
	return Object.fromEntries(Object.entries(TASK_FIELDS).filter(([name]) => wanted.includes(name)));
}
