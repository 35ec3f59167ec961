import type { Fault, FaultResponse, JsonObject } from '../test/servers/types';
import type { TestProtocol } from '../test/support/standIns';

/** What goes wrong during fuzzing: what the kinds of server and proxies send, and connections that break. */

export interface Trouble {
	fault: Fault;
	/** A create with this response created nothing, so the node may repeat it. */
	isRejection?: true;
	/** A create with this response created a task, and the response names it. */
	hasTaskId?: true;
}

export type Troubles = Record<string, Trouble>;

/** As long as a few images that a server repeats. */
const LARGE = 'iVBORw0K'.repeat(1_000_000);

/** Changes the response to a call that takes effect. */
const changed =
	(change: (answer: FaultResponse) => object): Fault =>
	(answer) => ({ ...answer, ...change(answer) });

const ANY_CALL: Troubles = {
	'a slow response': { fault: { delay: 300 }, hasTaskId: true },
	'half of the JSON': { fault: 'garbage' },
	'an ending after the task ID': {
		fault: { unfinished: 'chunked', after: 'id' },
		hasTaskId: true,
	},
	'silence after the task ID': { fault: { unfinished: 'silence', after: 'id' }, hasTaskId: true },
	'silence after the body': { fault: { unfinished: 'silence' }, hasTaskId: true },
	'less than announced': { fault: { unfinished: 'length' }, hasTaskId: true },
	'HTTP 500 with the right body': { fault: changed(() => ({ status: 500 })) },
	'the body inside of data': {
		fault: changed(({ body }) => ({ body: { code: 'success', data: body } })),
		hasTaskId: true,
	},
	'8 MB of images after the task': {
		fault: changed(({ body }) => ({ body: { ...Object(body), images: [LARGE] } })),
	},
	'a page of 8 MB': { fault: { status: 502, body: `<html>${LARGE}` } },
};

const CREATE: Troubles = {
	'a connection that breaks after the create': { fault: 'reset-after' },
	'503 without a message': { fault: { status: 503, body: { error: {} } } },
	'503 without a body': { fault: { status: 503, body: '' } },
};

const FILE: Troubles = {
	'half a video': { fault: 'truncate' },
	'half a video without a length': { fault: 'short' },
	'half a video, then silence': { fault: 'stall' },
	'an expired link': { fault: { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' } },
	'a file that does not exist': { fault: { status: 404, body: '' } },
	'an unavailable file host': { fault: { status: 503, body: '' } },
	'a redirect without a location': { fault: { status: 302, body: '' } },
	'a connection that breaks': { fault: 'reset' },
	silence: { fault: 'hang' },
};

/** By the name that plans use. */
export interface TroublesOfCalls {
	create: Troubles;
	status: Troubles;
	file: Troubles;
	/** Model list and account. */
	free: Troubles;
}

export function troublesOf(protocol: TestProtocol, key: string): TroublesOfCalls {
	const anyCall: Troubles = {
		...ANY_CALL,
		'401 with the key': { fault: protocol.error(401, `Bad key: ${key}`), isRejection: true },
		'403 with the key': { fault: protocol.error(403, `No access for ${key}`), isRejection: true },
		'500 with the key': { fault: protocol.error(500, `Failed for ${key}`) },
		'a page with the key': { fault: { status: 502, body: `<html><title>${key}</title>` } },
		'a redirect': { fault: { status: 302, headers: { location: `/?key=${key}` }, body: '' } },
		'408 of a proxy': { fault: { status: 408, body: '' } },
		'a lost connection': { fault: 'reset' },
		silence: { fault: 'hang' },
	};
	for (const seconds of ['0', '1', '3600', 'soon']) {
		const fault = protocol.rateLimited({ 'retry-after': seconds });
		anyCall[`429 with Retry-After: ${seconds}`] = { fault, isRejection: true };
	}
	const create = { ...anyCall, ...CREATE };
	for (const [name, fault] of protocol.rejections)
		create[`refused: ${name}`] = { fault, isRejection: true };
	for (const [name, fault] of protocol.unknownOutcomes) create[`unclear: ${name}`] = { fault };
	const status = { ...anyCall };
	for (const [name, fault] of protocol.permanentErrors) status[`final: ${name}`] = { fault };
	return { create, status, file: FILE, free: anyCall };
}

const OVERLOADED = { code: 'service_unavailable', message: 'Overloaded.' };
const NOT_REFUNDED = '任务超时（旧系统遗留任务，不进行退款，请联系管理员）';

/** Failures that are billed although they look like those that are not. */
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
