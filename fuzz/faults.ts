import type { Fault, FaultResponse, JsonObject } from '../test/servers/types';
import type { TestProtocol } from '../test/support/standIns';

/** What goes wrong during fuzzing: responses of servers and proxies, and broken connections. */

export interface FaultCase {
	fault: Fault;
	/** A create with this response created nothing, so the node may repeat it. */
	isRejection?: true;
	/** A create with this response created a task, and the response names it. */
	hasTaskId?: true;
}

/** Faults by the names that plans use. */
export type FaultCases = Record<string, FaultCase>;

/** As large as a few images that a server repeats in its response. */
const LARGE = 'iVBORw0K'.repeat(1_000_000);

/** The request takes effect, but its response is modified. */
const modifyResponse =
	(modify: (response: FaultResponse) => object): Fault =>
	(response) => ({ ...response, ...modify(response) });

const ANY_REQUEST: FaultCases = {
	'a slow response': { fault: { delay: 300 }, hasTaskId: true },
	'truncated JSON': { fault: 'garbage' },
	'a connection closed after the task ID': {
		fault: { unfinished: 'chunked', after: 'id' },
		hasTaskId: true,
	},
	'silence after the task ID': { fault: { unfinished: 'silence', after: 'id' }, hasTaskId: true },
	'silence after the body': { fault: { unfinished: 'silence' }, hasTaskId: true },
	'a body shorter than its Content-Length': { fault: { unfinished: 'length' }, hasTaskId: true },
	'HTTP 500 with the body of a success': { fault: modifyResponse(() => ({ status: 500 })) },
	'the body wrapped in data': {
		fault: modifyResponse(({ body }) => ({ body: { code: 'success', data: body } })),
		hasTaskId: true,
	},
	'a body with 8 MB of images': {
		fault: modifyResponse(({ body }) => ({ body: { ...Object(body), images: [LARGE] } })),
	},
	'an HTML page of 8 MB': { fault: { status: 502, body: `<html>${LARGE}` } },
};

const CREATE: FaultCases = {
	'a connection reset after the create': { fault: 'reset-after' },
	'503 without a message': { fault: { status: 503, body: { error: {} } } },
	'503 without a body': { fault: { status: 503, body: '' } },
};

const FILE: FaultCases = {
	'half a video': { fault: 'truncate' },
	'half a video without Content-Length': { fault: 'short' },
	'half a video, then silence': { fault: 'stall' },
	'an expired link': { fault: { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' } },
	'a file that does not exist': { fault: { status: 404, body: '' } },
	'an unavailable file host': { fault: { status: 503, body: '' } },
	'a redirect without a location': { fault: { status: 302, body: '' } },
	'a connection reset': { fault: 'reset' },
	silence: { fault: 'hang' },
};

interface FaultsByRequestType {
	create: FaultCases;
	status: FaultCases;
	file: FaultCases;
	/** Model list and account. */
	free: FaultCases;
}

export function faultsFor(protocol: TestProtocol, key: string): FaultsByRequestType {
	const anyRequest: FaultCases = {
		...ANY_REQUEST,
		'401 with the key': { fault: protocol.error(401, `Bad key: ${key}`), isRejection: true },
		'403 with the key': { fault: protocol.error(403, `No access for ${key}`), isRejection: true },
		'500 with the key': { fault: protocol.error(500, `Failed for ${key}`) },
		'an HTML page with the key': { fault: { status: 502, body: `<html><title>${key}</title>` } },
		'a redirect': { fault: { status: 302, headers: { location: `/?key=${key}` }, body: '' } },
		'408 from a proxy': { fault: { status: 408, body: '' } },
		'a connection reset': { fault: 'reset' },
		silence: { fault: 'hang' },
	};
	for (const seconds of ['0', '1', '3600', 'soon']) {
		const fault = protocol.rateLimited({ 'retry-after': seconds });
		anyRequest[`429 with Retry-After: ${seconds}`] = { fault, isRejection: true };
	}
	const create = { ...anyRequest, ...CREATE };
	for (const [name, fault] of protocol.rejections) {
		create[`rejection: ${name}`] = { fault, isRejection: true };
	}
	for (const [name, fault] of protocol.unknownOutcomes) {
		create[`unknown outcome: ${name}`] = { fault };
	}
	const status = { ...anyRequest };
	for (const [name, fault] of protocol.permanentErrors) {
		status[`permanent error: ${name}`] = { fault };
	}
	return { create, status, file: FILE, free: anyRequest };
}

const OVERLOADED = { code: 'service_unavailable', message: 'Overloaded.' };
const NOT_REFUNDED = '任务超时（旧系统遗留任务，不进行退款，请联系管理员）';

/** Billed failures that look like unbilled ones. */
export const BILLED_FAILURES: Record<TestProtocol['id'], JsonObject[]> = {
	newApi: [
		{ outcome: 'failure', failReason: '' },
		{ outcome: 'failure', failReason: NOT_REFUNDED },
		{ outcome: 'failure', failReason: 'Failed to get channel info, channel ID: 7' },
	],
	openAiVideos: [
		{ outcome: 'failed', error: { code: 'video_generation_failed', message: NOT_REFUNDED } },
	],
	openRouter: [{ outcome: 'failed', error: 'Image dimensions 1x1 are too small' }],
	xai: [
		{ outcome: 'failed', error: OVERLOADED, billed: true },
		{ outcome: 'expired', billed: true },
		{ outcome: 'moderated' },
		{ outcome: 'moderated-old' },
		{ outcome: 'moderated-flag' },
	],
};
