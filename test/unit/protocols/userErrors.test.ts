import type { NetworkError } from '../../../nodes/GrokVideo/http/response';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import type { ErrorCause, Task } from '../../../nodes/GrokVideo/protocols/types';
import {
	createError,
	failedVideoError,
	keyBlockedError,
	timeoutError,
	toUserError,
	type CallPurpose,
} from '../../../nodes/GrokVideo/protocols/userErrors';
import { response } from '../../support/responses';

const apixgo = readProvider({ provider: 'apixgo', apiKey: 'sk-secret' });
const xai = readProvider({ provider: 'xai', apiKey: 'xai-secret' });
const custom = { provider: 'custom', apiKey: 'sk-secret' };
const gateway = readProvider({ ...custom, baseUrl: 'https://gateway.example', protocol: 'newApi' });
const relay = readProvider({ ...custom, baseUrl: 'https://relay.example', protocol: 'xai' });

describe('a response', () => {
	const text = (
		status: number,
		body: unknown,
		headers = {},
		provider = apixgo,
		purpose: CallPurpose = 'credentialTest',
	) => toUserError(response(body, status, headers), purpose, provider).text;

	const NO_FUNDS = { error: { message: 'No funds', code: 'insufficient_user_quota' } };
	const NO_CHANNEL = { error: { code: 'model_not_found', message: '无可用渠道' } };
	it.each<[number, unknown, string]>([
		[
			504,
			'',
			'is not available right now (HTTP 504). This is a problem of the provider. Try again',
		],
		[
			418,
			{ message: 'No' },
			"rejected the request (HTTP 418): No. The provider's message gives the reason.",
		],
		[413, { message: 'Big' }, 'The request is too large for Apixgo (HTTP 413): Big. Use smaller'],
		[200, { a: 1 }, `that this node does not understand (HTTP 200): {"a":1}. Check 'Provider'`],
		[200, '{"code":"succ', `does not understand (HTTP 200): {"code":"succ. Check 'Provider'`],
		[
			200,
			'{}',
			"does not understand (HTTP 200). Check 'Provider' in the credential. If it is right",
		],
		[302, '', 'responded with a redirect (HTTP 302). The API key is not sent to the new address.'],
		[404, '<html>', 'a web page instead of data (HTTP 404). Apixgo may be down for maintenance.'],
		[
			500,
			'<html>',
			'a web page instead of data (HTTP 500). The server is probably down or overloaded. Try again',
		],
		[
			401,
			'',
			"did not accept the API key (HTTP 401). Check 'Provider' and paste the API key again",
		],
		[
			403,
			'',
			'refused the request (HTTP 403). The quota, a permission or the group of the API key',
		],
		[403, 'error code: 1010', 'blocked the request (HTTP 403): error code: 1010. Its firewall'],
		[403, { message: 'Key disabled' }, 'The API key is blocked at Apixgo (HTTP 403): Key disabled'],
		[403, NO_FUNDS, 'does not have enough quota (HTTP 403): No funds. Top up the account'],
		[
			503,
			NO_CHANNEL,
			'does not offer this model to this API key (HTTP 503): 无可用渠道. Pick another',
		],
		[
			400,
			{ message: 'prompt is required' },
			'The prompt is empty (HTTP 400): prompt is required. Fill',
		],
		[
			400,
			{ message: 'model is required' },
			'The model is missing (HTTP 400): model is required. Pick',
		],
		[
			400,
			{ message: 'exactly one reference image' },
			'The model takes exactly one reference image (HTTP 400): exactly one reference image. Provide',
		],
		[
			400,
			{ message: '图片抓取失败' },
			'A reference image could not be used (HTTP 400): 图片抓取失败. Use a public HTTPS link that opens',
		],
		[
			400,
			{ message: 'Video URL not found' },
			'The original video could not be used (HTTP 400): Video URL not found.',
		],
		[
			400,
			{ message: 'Content policy' },
			"The content was rejected by the provider's moderation (HTTP 400): Content policy. Change the prompt",
		],
	])('HTTP %i with %j', (status, body, expected) => {
		expect(text(status, body)).toContain(expected);
	});

	it('has the ID of the request once', () => {
		const headers = { 'x-request-id': 'r1' };
		expect(text(500, 'Oh', headers)).toContain('(HTTP 500): Oh (request id: r1). This');
		expect(text(418, 'No (request id: r1)', headers)).toContain(': No (request id: r1). The');
	});

	it('has the target of a redirect', () => {
		const error = text(308, '', { location: 'https://new.example' });
		expect(error).toContain("moved to https://new.example. Check 'Provider' in the credential.");
	});

	it.each<[number, unknown, string]>([
		[302, '', "Check 'Base URL' in the credential."],
		[
			404,
			'<html>',
			"Check 'Base URL' and 'API Type' in the credential: the address must be that of",
		],
		[
			200,
			'<html>',
			"Check 'Base URL' and 'API Type' in the credential: the address must be that of",
		],
		[299, { a: 1 }, "Check 'API Type' and 'Base URL' in the credential."],
		[401, '', "Check 'Base URL' and paste the API key again in the Grok Video API credential."],
		[
			404,
			{ error: 'Invalid URL (GET /x)' },
			"Check 'API Type' and 'Base URL' in the credential: the",
		],
		[404, '', "Check 'API Type' and 'Base URL' in the credential"],
		[403, 'error code: 1020', "or use an address without this protection in 'Base URL'"],
	])('HTTP %i with %j mentions Base URL only for a custom provider', (status, body, words) => {
		expect(text(status, body, {}, gateway)).toContain(words);
		for (const provider of [apixgo, xai]) {
			for (const purpose of ['create', 'status', 'models', 'credentialTest'] as const) {
				expect(text(status, body, {}, provider, purpose)).not.toMatch(/Base URL|API Type/);
			}
		}
	});

	it.each<[string, string]>([
		['5', "Wait a little, or lower 'Max Parallel Tasks' in the options."],
		['60', 'Try again in 60 seconds.'],
		['600', 'Try again in 10 minutes.'],
		['3600', 'Try again in 60 minutes.'],
		['7200', 'Try again in 2 hours.'],
	])('HTTP 429 with Retry-After %s names a long time', (retryAfter, words) => {
		const headers = { 'retry-after': retryAfter };
		expect(text(429, { error: 'Busy' }, headers, apixgo, 'create')).toContain(words);
	});

	it('HTTP 429 does not mention options where there are none', () => {
		expect(text(429, '')).toBe(
			'Apixgo is limiting requests (HTTP 429). Wait a little, then try again.',
		);
		for (const purpose of ['create', 'status', 'upload'] as const) {
			expect(text(429, '', {}, apixgo, purpose)).toContain("lower 'Max Parallel Tasks'");
		}
	});

	it('HTTP 404 of xAI is about a task only after a status call', () => {
		const body = { error: { code: 404, message: 'The resource was not found.' } };
		for (const provider of [xai, relay]) {
			expect(text(404, body, {}, provider, 'status')).toContain(
				'does not know this task (HTTP 404)',
			);
			for (const purpose of ['create', 'upload', 'models', 'balance'] as const) {
				expect(text(404, body, {}, provider, purpose)).toContain('does not know this call');
			}
		}
	});

	it.each<[CallPurpose, string]>([
		['upload', 'The video could not be uploaded. '],
		['status', 'The status could not be read. '],
		['models', 'The model list could not be read. '],
		['balance', 'The balance could not be read. '],
	])('the call "%s" says what failed', (purpose, words) => {
		expect(toUserError(response('', 500), purpose, apixgo).details).toEqual({
			description: `${words}This is a problem of the provider. Try again later.`,
			httpStatus: 500,
		});
	});

	it('to a create refers to the fields', () => {
		expect(text(418, { message: 'No' }, {}, apixgo, 'create')).toContain(
			"The provider's message gives the reason. Check the fields of this node against it.",
		);
	});

	it("cannot forge lines of n8n's log", () => {
		const error = text(500, { message: 'one\ntwo\r\nthree\u2028four' }, { 'x-request-id': 'a\nb' });
		expect(error).toContain('one two three four (request id: a b)');
		expect(text(302, '', { location: '/a\n\tb' })).toContain('moved to /a b.');
	});
});

describe('a network error', () => {
	const text = (code: string, provider = gateway, more: Partial<NetworkError> = {}) =>
		toUserError({ kind: 'networkError', code, wasSent: false, ...more }, 'credentialTest', provider)
			.text;

	it.each([
		[
			'ECONNREFUSED',
			"refused the connection. The server is down, or the address or port in 'Base URL'",
		],
		['ENOTFOUND', "was not found. Check 'Base URL' in the credential. If it is right, n8n cannot"],
		['EAI_AGAIN', 'was not found. n8n cannot look up this address: check the network of the n8n'],
		['ECONNRESET', 'closed the connection without a complete response. Try again later.'],
		['ECONNABORTED', 'did not respond in time. Try again later.'],
		['ETIMEDOUT', 'did not respond in time. Try again later, and check the network of the n8n'],
		['ABORTED', 'had not responded when the execution was stopped. Run the workflow again.'],
		['CERT_HAS_EXPIRED', "has no valid certificate. The connection is not safe. Check 'Base URL'"],
		['DEPTH_ZERO_SELF_SIGNED', 'has no valid certificate. The connection is not safe.'],
		[
			'WRONG_VERSION_NUMBER',
			"does not speak HTTPS. Check 'Base URL': the port may be one for http",
		],
		['EHOSTUNREACH', 'could not be reached. Check the network of the n8n server.'],
		['toString', 'could not be reached. Check the network of the n8n server.'],
	])('%s', (code, words) => {
		expect(text(code)).toContain(`gateway.example ${words}`);
		expect(text(code, xai)).toMatch(/^xAI \(api\.x\.ai\) /);
		expect(text(code, xai)).not.toContain('Base URL');
	});

	it.each([
		['ECONNREFUSED', 'The server is down. Try again later.'],
		['ENOTFOUND', 'n8n cannot look up this address: check the network of the n8n server (DNS).'],
		['CERT_HAS_EXPIRED', 'The connection is not safe. Check the network of the n8n server.'],
	])('%s of a known provider does not lead to the credential', (code, words) => {
		expect(text(code, xai)).toContain(words);
	});

	it("has n8n's own reason for not sending the request", () => {
		expect(text('', gateway, { reason: 'blocked' })).toBe(
			"n8n did not send the request to gateway.example: blocked. Check the credential and n8n's settings for outgoing requests.",
		);
		expect(text('FILE_STORE', gateway, { reason: 'the file has 3 bytes, not 5' })).toBe(
			"n8n's file storage did not deliver the file: the file has 3 bytes, not 5. Check the storage of binary data in n8n.",
		);
	});
});

describe('a create without a task', () => {
	it('that was rejected says that nothing is billed', () => {
		const rejection = response({ error: { message: '用户额度不足' } }, 403);
		const { details, text } = createError(rejection, apixgo, 'rejected');
		expect(details.httpStatus).toBe(403);
		expect(text).toMatch(
			/^The account at Apixgo does not have enough quota .*: 用户额度不足\. Top up/,
		);
		expect(text).toMatch(/\. Nothing was created or billed\.$/);
	});

	it.each<[Parameters<typeof createError>[0], string]>([
		[response('Oh', 500), 'xAI is not available right now (HTTP 500): Oh'],
		[
			{ kind: 'networkError', code: 'ETIMEDOUT', wasSent: true },
			'xAI (api.x.ai) did not respond in time',
		],
		[response('', 303), 'xAI responded with a redirect (HTTP 303)'],
	])('whose outcome is unknown has one next step: %#', (result, cause) => {
		const { details, message } = createError(result, xai, 'unknown');
		expect(message).toBe(`It is not known whether the video was created: ${cause}`);
		expect(details.httpStatus).toBe('status' in result ? result.status : undefined);
		expect(details.description).toBe(
			'Check the task log in the console of xAI (https://console.x.ai) before you run this again: the video may exist and be billed.',
		);
	});
});

describe('a failed video', () => {
	const task: Task = { id: 'task_1', status: 'FAILURE', failReason: 'Oh.', costUsd: 0.5, raw: {} };

	it.each<[ErrorCause | undefined, string]>([
		['moderated', 'Change the prompt or the images. A video that was blocked after it was made is'],
		['image', 'or pass the image as a file or a complete data URL.'],
		['video', 'or pass the video as a file.'],
		['overloaded', 'xAI had no capacity for this video. Try again later.'],
		['expired', 'xAI did not finish the video in time. Try again later.'],
		[undefined, 'try again. Keep the task ID for questions to xAI.'],
	])('because of %s', (cause, words) => {
		const { details, message } = failedVideoError(task, cause, xai);
		expect(message).toBe('The video generation failed: Oh.');
		expect(details.costUsd).toBe(0.5);
		expect(details.description).toContain(words);
	});

	it('without a reason', () => {
		const silent = { ...task, failReason: undefined };
		const reasons = [undefined, 'expired' as const].map((cause) =>
			failedVideoError(silent, cause, xai),
		);
		expect(reasons.map(({ message }) => message.split(': ')[1])).toEqual([
			...['no reason given', 'the task expired at xAI'],
		]);
	});
});

describe('a timeout', () => {
	const task: Task = { id: 'task_1', status: 'IN_PROGRESS', progress: 40, raw: {} };

	it('says how to get the video without paying again', () => {
		const { details, message } = timeoutError(task, 300, undefined);
		expect(message).toBe('The video is not finished after 300 seconds: it is IN_PROGRESS, 40%');
		expect(details.description).toBe(
			"The task goes on at the provider and is billed once. To get this video, add a second Grok Video node with the operation 'Wait for Completion' and this task ID. Running this node again creates and bills another video.",
		);
		const { text } = timeoutError(task, 300, undefined, false);
		expect(text).toContain('Run this node again to continue waiting');
	});

	it('counts one second, and says why the status is unknown', () => {
		const statusError = toUserError(response('', 502), 'status', xai);
		expect(timeoutError(task, 1, statusError).message).toBe(
			'The video is not finished after 1 second: its status cannot be read: xAI is not available right now (HTTP 502)',
		);
	});
});

it('a blocked key names the console', () => {
	expect(keyBlockedError(xai).text).toBe(
		'The API key is blocked at xAI. Unblock the key or the team in the console of xAI (https://console.x.ai), or use another key.',
	);
});
