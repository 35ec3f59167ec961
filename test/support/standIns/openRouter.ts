import { startOpenRouter } from '../../servers/openRouter/openRouter';
import type { FaultResponse } from '../../servers/types';
import { GENERAL_DESCRIPTION, type TaskFailure, TestProtocol } from './testProtocol';

const error = (status: number, message = 'no'): FaultResponse => ({
	status,
	body: { error: { code: status, message } },
});

const taskFailure = (message: string): TaskFailure => ({
	plan: { outcome: 'failed', error: message },
	reason: message,
	description: GENERAL_DESCRIPTION,
});

const RESULT_URLS = ['file', 'redirect-file', 'content', 'unsigned-file', 'none'];

export const openRouter: TestProtocol = {
	name: 'OpenRouter',
	id: 'openRouter',
	start: startOpenRouter,
	model: 'x-ai/grok-imagine-video',
	otherModel: 'x-ai/grok-imagine-video-1.5',
	seconds: { duration: 4 },
	createPath: '/v1/videos',
	statusPath: (taskId) => `/v1/videos/${taskId}`,
	created: (taskId) => ({ id: taskId, status: 'pending' }),
	createdOutput: { status: 'QUEUED', model: 'x-ai/grok-imagine-video' },

	queued: { status: 200, body: { status: 'pending' } },
	running: () => ({ status: 200, body: { status: 'in_progress' } }),
	done: (url) => ({ status: 200, body: { status: 'completed', urls: [url] } }),

	failure: {
		...taskFailure('Overloaded.'),
		description: /had no capacity for this video\. Try again later\.$/,
	},
	failures: [
		taskFailure('Image dimensions 1x1 are too small. [WKE=invalid_image]'),
		taskFailure('The provider could not generate the video.'),
	],
	resultUrls: RESULT_URLS,
	successPlan: (n) => ({
		statuses: [['pending'], ['pending', 'in_progress'], ['rendering']][n % 3],
		resultUrl: RESULT_URLS[n % RESULT_URLS.length],
		cost: n % 4 === 0 ? null : undefined,
	}),

	error,
	invalidKey: error(401, 'User not found.'),
	rateLimited: (headers) => ({ ...error(429, 'Rate limit exceeded'), headers }),

	rejections: [
		['400', error(400, 'Unsupported duration 16')],
		['401', error(401, 'Missing Authentication header')],
		['402', error(402, 'Insufficient credits.')],
		['403', error(403, 'Blocked by a guardrail')],
		['404 for the model', error(404, 'Model x-ai/x not found')],
	],
	unknownOutcomes: [
		['HTTP 500', error(500, 'Internal Server Error')],
		['HTTP 502', error(502, 'Provider returned error')],
		['a response without an ID', { status: 202, body: { status: 'pending' } }],
	],
	permanentErrors: [
		['401', error(401, 'User not found.'), /did not accept the API key/],
		['403', error(403, 'Blocked by a guardrail'), /refused the request/],
		['404', error(404, 'Job gen-vid-1 not found'), /does not know this task/],
	],
};
