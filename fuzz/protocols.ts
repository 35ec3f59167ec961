import type { Plan, Response } from './plan';

/**
 * How each kind of server speaks, from documents and recorded responses. To add a protocol, add a row here and its
 * name to `Plan`.
 */
export interface ProtocolRow {
	model: string;
	/** Paths of paid requests, of the status (with the ID as a group) and of the model list. */
	create: RegExp;
	status: RegExp;
	models: RegExp;
	/** A new task, without the field that contains its ID. */
	idField: string;
	created: object;
	/** A task, with `link` as the link of its video. */
	task(state: string, id: string | number, link: string): object;
	/** Failures that cost nothing: a retry may create the video again. */
	failed: Reply[];
	/** Failures that are billed, moderated, not refunded, or of which nobody knows. */
	billed: Reply[];
	/** Whether HTTP 503 says that nothing was created. */
	refuses503(body: unknown, hasRetryAfter: boolean): boolean;
}

interface Reply {
	status?: number;
	json: object;
}

const replies = (...bodies: object[]) => bodies.map((json): Reply => ({ json }));
const wrapped = (data: object) => ({ code: 'success', message: '', data });
const error = (code: string, message = 'It failed') => ({ error: { code, message } });
const USAGE = { usage: { cost_in_usd_ticks: 2_400_000_000 } };
const NOT_REFUNDED = '任务超时（旧系统遗留任务，不进行退款，请联系管理员）';
const FAILED = { status: 'failed', progress: 100 };
const FAILURE = { status: 'FAILURE', progress: '100%' };
const OVERLOADED = error('service_unavailable');
const VIDEOS = { create: /^\/v1\/videos$/, status: /^\/v1\/videos\/([^/]+)$/ };

export const PROTOCOLS: Record<Plan['protocol'], ProtocolRow> = {
	newApi: {
		model: 'grok-image-video',
		create: /^\/v1\/video\/generations$/,
		status: /^\/v1\/video\/generations\/([^/]+)$/,
		models: /^\/v1\/models$/,
		idField: 'task_id',
		created: { object: 'video', status: 'queued', progress: 0 },
		task: (state, task_id, link) => {
			const status = { queued: 'QUEUED', running: 'IN_PROGRESS' }[state] ?? 'SUCCESS';
			const task = { task_id, status, progress: '30%', quota: 125_000 };
			return wrapped(state === 'done' ? { ...task, result_url: link } : task);
		},
		failed: replies(
			wrapped({ ...FAILURE, fail_reason: 'the image could not be read' }),
			wrapped({ ...FAILURE, fail_reason: 'no such key: «key»' }),
		),
		billed: replies(
			wrapped({ ...FAILURE, fail_reason: NOT_REFUNDED }),
			wrapped({ ...FAILURE, fail_reason: 'Failed to get channel info, channel ID: 7' }),
			wrapped({ ...FAILURE, fail_reason: 'blocked by content moderation' }),
			wrapped({ ...FAILURE, fail_reason: 'upstream error', data: { ...FAILED, ...USAGE } }),
			wrapped({ status: 'SUCCESS', quota: 5, data: { ...FAILED, ...USAGE } }),
			wrapped(FAILURE),
		),
		refuses503: (body, hasRetryAfter) => hasRetryAfter || isOwnError(body),
	},
	openAiVideos: {
		...VIDEOS,
		model: 'grok-imagine-video',
		models: /^\/v1\/models$/,
		idField: 'id',
		created: { object: 'video', status: 'queued', progress: 0, created_at: 1_795_000_000 },
		task: (state, id, link) => {
			const status = { queued: 'queued', running: 'in_progress' }[state] ?? 'completed';
			return { id, object: 'video', status, ...(state === 'done' && { video_url: link }) };
		},
		failed: replies({ ...FAILED, ...OVERLOADED }, { status: 'expired' }),
		billed: replies(
			{ ...FAILED, ...OVERLOADED, ...USAGE },
			{ ...FAILED, ...error('invalid_argument', 'content policy violation') },
			{ ...FAILED, ...error('video_generation_failed', NOT_REFUNDED) },
			{ status: 'completed', ...error('moderation_blocked') },
		),
		refuses503: (body) => /model_not_found|无可用渠道/.test(JSON.stringify(body)),
	},
	openRouter: {
		...VIDEOS,
		model: 'x-ai/grok-imagine-video',
		models: /^\/v1\/videos\/models$/,
		idField: 'id',
		created: { polling_url: '/api/v1/videos/1', status: 'pending' },
		task: (state, id, link) => {
			const status = { queued: 'pending', running: 'in_progress' }[state] ?? 'completed';
			return { id, status, ...(state === 'done' && { urls: [link], usage: { cost: 0.05 } }) };
		},
		failed: replies({ status: 'expired' }),
		billed: replies(
			{ status: 'failed', error: 'Image dimensions 1x1 are too small' },
			{ status: 'failed', error: 'service_unavailable', usage: { cost: 0.05 } },
			{ status: 'expired', usage: { cost: 0.05 } },
		),
		refuses503: () => false,
	},
	xai: {
		...VIDEOS,
		model: 'grok-imagine-video',
		create: /^\/v1\/videos\/(generations|edits)$/,
		models: /^\/v1\/(video-generation-)?models$/,
		idField: 'request_id',
		created: {},
		task: (state, _id, link) =>
			state === 'queued' || state === 'running'
				? { status: 'pending', progress: 30 }
				: { status: 'done', ...(state === 'done' && { video: { url: link }, ...USAGE }) },
		failed: replies({ ...FAILED, ...OVERLOADED }, { status: 'expired' }),
		billed: [
			...replies(
				{ ...FAILED, ...OVERLOADED, ...USAGE },
				{ ...FAILED, ...error('internal_error'), ...USAGE },
				{ ...FAILED, ...error('internal_error') }, // of a relay
				{ ...FAILED, ...error('invalid_argument'), ...USAGE },
				{ status: 'expired', ...USAGE },
				{ status: 'done', video: { respect_moderation: false }, ...USAGE },
			),
			{ status: 400, json: { code: 'invalid_argument', error: 'blocked by moderation', ...USAGE } },
		],
		refuses503: () => false,
	},
};

/** A response to a status call: one of the forms of the state. */
export function replyOf(
	row: ProtocolRow,
	{ state, variant }: Response['task'] & {},
	id: string | number,
	link: string,
): Reply {
	if (state !== 'failed' && state !== 'billed') return { json: row.task(state, id, link) };
	const forms = state === 'failed' && row.failed.length > 0 ? row.failed : row.billed;
	return forms[variant % forms.length];
}

/** Whether a body is an error of new-api, and not of a proxy in front of it. */
function isOwnError(body: unknown): boolean {
	const { error: own, code, success } = Object(body) as { [name: string]: unknown };
	const { message } = Object(own) as { message?: unknown };
	return (
		success === false || [message, code].some((text) => typeof text === 'string' && text !== '')
	);
}
