import type { FaultResponse } from '../../servers/types';
import { startXai } from '../../servers/xai/xai';
import { fixture } from '../files';
import { GENERAL_DESCRIPTION, type TaskFailure, TestProtocol } from './testProtocol';

const error = (status: number, message = 'no', code = 'invalid-argument'): FaultResponse => ({
	status,
	body: { code, error: message },
});

/** A well-formed ID: xAI rejects IDs that do not look like a UUID. */
const UNKNOWN = '00000000-0000-b000-0000-000000000000';

const invalidKey = error(400, 'Incorrect API key provided: xa***ey.');
const taskFailure = (code: string, message: string, description: RegExp): TaskFailure => ({
	plan: { outcome: 'failed', error: { code, message } },
	reason: `${message} (${code})`,
	description,
});

export const xai: TestProtocol = {
	name: 'xAI',
	id: 'xai',
	start: async (options) => {
		const video = fixture('sample.mp4'); // otherwise it generates a video of the requested length
		return await startXai({ video, ...options });
	},
	model: 'grok-imagine-video-1.5',
	otherModel: 'grok-imagine-video-1.5-lite',
	seconds: { duration: 4 },
	createPath: '/v1/videos/generations',
	statusPath: (taskId) => `/v1/videos/${taskId}`,
	created: (taskId) => ({ request_id: taskId }),
	createdOutput: { status: 'QUEUED', model: 'grok-imagine-video-1.5' },

	queued: { status: 202, body: '' },
	running: (progress) => ({ status: 202, body: { status: 'pending', progress } }),
	done: (url) => ({ status: 200, body: { status: 'done', video: { url, duration: 4 } } }),

	failure: taskFailure(
		'service_unavailable',
		'Overloaded.',
		/had no capacity for this video\. Try again later\.$/,
	),
	failures: [
		taskFailure('internal_error', 'An internal error occurred.', GENERAL_DESCRIPTION),
		taskFailure('failed_precondition', 'Not with this model.', GENERAL_DESCRIPTION),
	],
	resultUrls: ['file', 'redirect-file'],
	successPlan: (n) => ({
		statuses: [['pending'], ['', 'pending'], ['pending', 'rendering']][n % 3],
		badPolls: n % 7 === 0 ? 1 : 0,
		resultUrl: n % 4 === 0 ? 'redirect-file' : 'file',
	}),

	error,
	invalidKey,
	rateLimited: (headers) => ({
		...error(429, 'Too many requests for team 5d0c and model x.', 'resource-exhausted'),
		headers,
	}),

	rejections: [
		['400 for the duration', error(400, 'Duration must be between 1 and 15 seconds')],
		['400 for the key', invalidKey],
		['400 with another ID', { status: 400, body: { request_id: UNKNOWN, error: 'no' } }],
		['400 of moderation', error(400, 'Request rejected.', 'imagine:content-moderated')],
		['401', error(401, 'No API key provided.', 'unauthenticated')],
		[
			'403 for missing credits',
			error(403, 'Your team has used all available credits.', 'permission-denied'),
		],
		[
			'429 for missing credits',
			error(429, 'Your team has used all available credits.', 'resource-exhausted'),
		],
		['404 for the model', error(404, 'The model x does not exist.', 'not-found')],
		['405', { status: 405, body: '' }],
		['415', { status: 415, body: 'Expected request with `Content-Type: application/json`' }],
		['422', { status: 422, body: 'Failed to deserialize the JSON body into the target type' }],
	],
	unknownOutcomes: [
		['HTTP 500', error(500, 'Internal error', 'internal-error')],
		['503 in JSON', error(503, 'The service is currently unavailable', 'unavailable')],
		['503 with Retry-After', { ...error(503), headers: { 'retry-after': '1' } }],
		[
			'504 of a proxy, with the ID of the request',
			{ status: 504, body: { message: 'The upstream server is timing out', request_id: 'a3f9' } },
		],
		['HTTP 520 of a proxy', { status: 520, body: 'error code: 520' }],
		['a response without an ID', { status: 200, body: { object: 'video' } }],
	],
	permanentErrors: [
		['400 for the key', invalidKey, /did not accept the API key/],
		['401', error(401, 'No API key provided.', 'unauthenticated'), /did not accept the API key/],
		['403', error(403, 'Your key lacks permission.', 'permission-denied'), /refused the request/],
		['a malformed ID', error(400, 'Malformed request ID'), /does not know this task/],
		['404', error(404, 'Request not found.', 'not-found'), /does not know this task/],
	],
};
