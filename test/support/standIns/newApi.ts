import { startGateway } from '../../servers/newApi/gateway';
import type { FaultResponse, JsonObject } from '../../servers/types';
import { GENERAL_DESCRIPTION, type TestProtocol } from './testProtocol';

const status = (data: JsonObject): FaultResponse => ({
	status: 200,
	body: { code: 'success', message: '', data },
});

const error = (httpStatus: number, message = 'no', code = ''): FaultResponse => ({
	status: httpStatus,
	body: { error: { message, type: 'new_api_error', code } },
});

const taskFailure = (failReason: string, description: RegExp, reason = failReason) => ({
	plan: { outcome: 'failure', failReason },
	reason,
	description,
});

const RESULT_URLS = [
	'file',
	'content',
	'content-relative',
	'localhost',
	'data',
	'legacy',
	'redirect-same',
	'redirect-cross',
	'redirect-file',
];

export const newApi: TestProtocol = {
	name: 'a new-api gateway',
	id: 'newApi',
	start: startGateway,
	model: 'grok-image-video',
	otherModel: 'grok-video-1.5',
	seconds: { seconds: 4 },
	createPath: '/v1/video/generations',
	statusPath: (taskId) => `/v1/video/generations/${taskId}`,
	created: (taskId) => ({ task_id: taskId }),
	createdOutput: {
		status: 'QUEUED',
		progress: 0,
		model: 'grok-image-video',
		created_at: expect.stringContaining('T') as string,
	},

	queued: status({ status: 'QUEUED' }),
	running: (progress) => status({ status: 'IN_PROGRESS', progress: `${progress}%` }),
	done: (resultUrl) => status({ status: 'SUCCESS', result_url: resultUrl }),

	failure: taskFailure('blocked', GENERAL_DESCRIPTION),
	failures: [
		taskFailure('', GENERAL_DESCRIPTION, 'no reason given'),
		taskFailure('内容审核未通过', /^Change the prompt or the images\. A video that was blocked/),
		taskFailure('图片抓取失败', /^Use a public HTTPS link that opens without login/),
	],
	resultUrls: RESULT_URLS,
	successPlan(n) {
		return {
			resultUrl: RESULT_URLS[n % RESULT_URLS.length],
			urlDelayPolls: n % 3,
			documentedFieldsOnly: n % 2 === 0,
		};
	},

	error,
	invalidKey: error(401, '无效的令牌'),
	rateLimited: (headers) => ({ ...error(429, '请求过于频繁'), headers }),

	rejections: [
		['400', { status: 400, body: { code: 'invalid_request', message: 'prompt is required' } }],
		['401', error(401, '无效的令牌')],
		['400 with another ID', { status: 400, body: { id: 'request_1', message: 'no' } }],
		['403', error(403, '用户额度不足')],
		['429 for an exhausted quota', { status: 429, body: { code: 'insufficient_quota' } }],
		['429 for a balance', error(429, '余额不足')],
		['503 for a model without a channel', { status: 503, body: { code: 'model_not_found' } }],
		['200 with success: false', { status: 200, body: { success: false, message: 'no' } }],
	],
	unknownOutcomes: [
		['HTTP 500', { status: 500, body: { success: false, message: 'upstream error' } }],
		[
			'504 of a proxy, with the ID of the request',
			{ status: 504, body: { message: 'The upstream server is timing out', id: 'a3f9' } },
		],
		['503 of a mesh in JSON', { status: 503, body: { message: 'Service Unavailable' } }],
		['a response without a task ID', { status: 200, body: { object: 'video' } }],
	],
	permanentErrors: [
		['401', error(401, '无效的令牌'), /did not accept the API key/],
		['400', { status: 400, body: { message: 'no' } }, /rejected the request/],
		['403', error(403, '该令牌无权访问'), /refused the request/],
		...[400, 200, 500].map((httpStatus): TestProtocol['permanentErrors'][number] => [
			`task_not_exist with ${httpStatus}`,
			{ status: httpStatus, body: { code: 'task_not_exist' } },
			/does not know this task/,
		]),
	],
};
