import { startOpenAiVideos } from '../../servers/openAiVideos/openAiVideos';
import type { FaultResponse, JsonObject } from '../../servers/types';
import { GENERAL_DESCRIPTION, type TaskFailure, TestProtocol } from './testProtocol';

const video = (body: JsonObject): FaultResponse => ({
	status: 200,
	body: { object: 'video', model: 'grok-imagine-video', ...body },
});

const error = (httpStatus: number, message = 'no', code = ''): FaultResponse => ({
	status: httpStatus,
	body: { error: { message, type: 'new_api_error', param: '', code } },
});

/** An error in the format of new-api's task endpoints. */
const taskError = (code: string, message = code): FaultResponse => ({
	status: 400,
	body: { code, message, data: null },
});

/** CLIProxyAPI rejects a create with a body that looks like a task. */
const TASK_LIKE_ERROR: FaultResponse = {
	status: 400,
	body: {
		object: 'video',
		id: 'video_1',
		status: 'failed',
		progress: 0,
		error: { code: 'invalid_request_error', message: 'no' },
	},
};

const taskFailure = (code: string, message: string): TaskFailure => ({
	plan: { outcome: 'failed', error: { code, message } },
	reason: `${message} (${code})`,
	description: GENERAL_DESCRIPTION,
});

const RESULT_URLS = [
	'content',
	'content-link',
	'content-relative',
	'localhost',
	'file',
	'redirect-file',
];
export const openAiVideos: TestProtocol = {
	name: 'OpenAI Videos',
	id: 'openAiVideos',
	// A link by default, so that faults of the file host take effect.
	start: async (options) =>
		await startOpenAiVideos({
			defaults: { resultUrl: 'file' },
			...options,
		}),
	model: 'grok-imagine-video',
	otherModel: 'grok-imagine-video-1.5',
	seconds: { seconds: '4' },
	createPath: '/v1/videos',
	statusPath: (taskId) => `/v1/videos/${taskId}`,
	created: (taskId) => ({ id: taskId, object: 'video' }),
	createdOutput: {
		status: 'QUEUED',
		progress: 0,
		model: 'grok-imagine-video',
		created_at: expect.stringContaining('T') as string,
	},

	queued: video({ status: 'queued' }),
	running: (progress) => video({ status: 'in_progress', progress }),
	done: (url) => video({ status: 'completed', progress: 100, video_url: url }),

	failure: {
		...taskFailure('upstream_error', 'Overloaded.'),
		description: /had no capacity for this video\. Try again later\.$/,
	},
	failures: [
		taskFailure('video_generation_failed', 'The video could not be generated.'),
		{ plan: { outcome: 'failed', error: 'No.' }, reason: 'No.', description: GENERAL_DESCRIPTION },
	],
	resultUrls: RESULT_URLS,
	successPlan: (n) => ({
		resultUrl: RESULT_URLS[n % RESULT_URLS.length],
		statuses: [['queued', 'in_progress'], ['PROCESSING'], ['unknown', 'rendering']][n % 3],
	}),

	error,
	invalidKey: error(401, '无效的令牌'),
	rateLimited: (headers) => ({ ...error(429, '当前分组上游负载已饱和，请稍后再试'), headers }),

	rejections: [
		['400', taskError('plugin_request_invalid', 'duration must be between 1 and 15 seconds')],
		['400 that looks like a task', TASK_LIKE_ERROR],
		['401', error(401, '无效的令牌')],
		['402', error(402, 'Insufficient credits')],
		['403', error(403, '用户额度不足')],
		['404', { status: 404, body: '404 page not found' }],
		['429 for a balance', error(429, '余额不足')],
		['503 for a model without a channel', error(503, '无可用渠道', 'model_not_found')],
	],
	unknownOutcomes: [
		['HTTP 500', error(500, 'upstream error')],
		['504 of a proxy', { status: 504, body: { message: 'The upstream server is timing out' } }],
		['a response without an ID', video({ status: 'queued' })],
	],
	permanentErrors: [
		['401', error(401, '无效的令牌'), /did not accept the API key/],
		['403', error(403, '该令牌无权访问'), /refused the request/],
	],
};
