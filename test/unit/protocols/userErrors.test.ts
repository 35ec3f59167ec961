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
const custom = readProvider({
	provider: 'custom',
	baseUrl: 'https://gateway.example/x',
	apiKey: 'sk-secret',
	protocol: 'newApi',
});
const relay = readProvider({
	provider: 'custom',
	baseUrl: 'https://relay.example',
	apiKey: 'sk-secret',
	protocol: 'xai',
});

describe('a response', () => {
	const text = (
		status: number,
		body: unknown,
		headers = {},
		provider = apixgo,
		purpose: CallPurpose = 'credentialTest',
	) => toUserError(response(body, status, headers), purpose, provider).text;

	it.each<[number, unknown, object, string]>([
		[
			504,
			'',
			{},
			'Apixgo is not available right now (HTTP 504). This is a problem of the provider. Try again later.',
		],
		[
			500,
			'Oh',
			{ 'x-request-id': 'r1' },
			'Apixgo is not available right now (HTTP 500): Oh (request id: r1). This is a problem of the provider. Try again later.',
		],
		[
			418,
			{ message: 'No (request id: r1)' },
			{ 'x-request-id': 'r1' },
			"Apixgo rejected the request (HTTP 418): No (request id: r1). The provider's message gives the reason.",
		],
		[
			413,
			{ message: 'too large' },
			{},
			'The request is too large for Apixgo (HTTP 413): too large. Use smaller images or a smaller video, or links to them.',
		],
		[
			299,
			{ a: 1 },
			{},
			`Apixgo sent a response that this node does not understand (HTTP 299): {"a":1}. Check 'Provider' in the credential. If it is right, Apixgo may have changed its API.`,
		],
		[
			299,
			'{}',
			{},
			"Apixgo sent a response that this node does not understand (HTTP 299). Check 'Provider' in the credential. If it is right, Apixgo may have changed its API.",
		],
		[
			302,
			'',
			{},
			"Apixgo responded with a redirect (HTTP 302). The API key is not sent to the new address. Check 'Provider' in the credential.",
		],
		[
			308,
			'',
			{ location: 'https://new.example' },
			"Apixgo responded with a redirect (HTTP 308). The API key is not sent to the new address. The server may have moved to https://new.example. Check 'Provider' in the credential.",
		],
		[
			404,
			'<html>',
			{},
			'Apixgo responded with a web page instead of data (HTTP 404). Apixgo may be down for maintenance. Try again later.',
		],
		[
			500,
			'<html>',
			{},
			'Apixgo responded with a web page instead of data (HTTP 500). The server is probably down or overloaded. Try again later.',
		],
		[
			401,
			'',
			{},
			"Apixgo did not accept the API key (HTTP 401). Check 'Provider' and paste the API key again in the Grok Video API credential.",
		],
		[
			403,
			'',
			{},
			"Apixgo refused the request (HTTP 403). The quota, a permission or the group of the API key does not allow it. Check the balance, the key's permitted models and its group in the console of Apixgo.",
		],
		[
			403,
			'error code: 1010',
			{},
			'The bot protection of Apixgo blocked the request (HTTP 403): error code: 1010. Its firewall (such as Cloudflare) does not accept requests from the n8n server. Ask Apixgo to allow API calls from your IP address.',
		],
		[
			402,
			{ error: { message: 'Insufficient credits.' } },
			{},
			'The account at Apixgo does not have enough quota (HTTP 402): Insufficient credits. Top up the account, or raise the quota of this API key in the console of Apixgo.',
		],
		[
			503,
			{ error: { code: 'model_not_found', message: '无可用渠道' } },
			{},
			"Apixgo does not offer this model to this API key (HTTP 503): 无可用渠道. Pick another model from the list, or enable this one for the key's group in the console of Apixgo.",
		],
	])('HTTP %i with %j and headers %j', (status, body, headers, expected) => {
		expect(text(status, body, headers).replace('..', '.')).toBe(expected);
	});

	it.each<[number, unknown, string]>([
		[302, '', "Check 'Base URL' in the credential."],
		[
			404,
			'<html>',
			"Check 'Base URL' and 'API Type' in the credential: the address must be that of the API, not of a website.",
		],
		[
			200,
			'<html>',
			"Check 'Base URL' and 'API Type' in the credential: the address must be that of the API, not of a website.",
		],
		[299, { a: 1 }, "Check 'API Type' and 'Base URL' in the credential."],
		[401, '', "Check 'Base URL' and paste the API key again in the Grok Video API credential."],
		[
			404,
			{ error: { message: 'Invalid URL (POST /v1/video/generations)' } },
			"Check 'API Type' and 'Base URL' in the credential: the server may provide another API, or this one at another path.",
		],
		[404, '', "Check 'API Type' and 'Base URL' in the credential"],
		[403, 'error code: 1020', "or use an address without this protection in 'Base URL'"],
	])(
		'of a custom provider, HTTP %i with %j, mentions the fields of the credential',
		(status, body, words) => {
			expect(text(status, body, {}, custom)).toContain(words);
		},
	);

	it.each<[number, unknown]>([
		[302, ''],
		[404, '<html>'],
		[404, ''],
		[401, ''],
		[299, ''],
		[403, 'error code: 1020'],
		[404, { error: { message: 'Invalid URL (GET /x)' } }],
	])('of a known provider, HTTP %i with %j, does not mention Base URL', (status, body) => {
		for (const provider of [apixgo, xai]) {
			for (const purpose of ['create', 'status', 'models', 'credentialTest'] as const) {
				expect(text(status, body, {}, provider, purpose)).not.toMatch(/Base URL|API Type/);
			}
		}
	});

	it.each<[string, string | undefined]>([
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
		expect(text(429, '')).toContain('Wait a little, then try again.');
	});

	it.each<[CallPurpose, boolean]>([
		['status', true],
		['create', false],
		['upload', false],
		['models', false],
		['balance', false],
		['credentialTest', false],
	])('HTTP 404 of xAI to the call "%s" is about a task: %s', (purpose, isTask) => {
		const body = { error: { code: 404, message: 'The resource was not found.' } };
		for (const provider of [xai, relay]) {
			const error = text(404, body, {}, provider, purpose);
			expect(error.includes("Check 'Task ID'")).toBe(isTask);
			expect(error.includes('does not know this call')).toBe(!isTask);
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

	it("cannot forge lines of n8n's log", () => {
		const error = text(500, { message: 'one\ntwo\r\nthree\u2028four' }, { 'x-request-id': 'a\nb' });
		expect(error).toContain('one two three four (request id: a b)');
		expect(text(302, '', { location: '/a\n\tb' })).toContain('moved to /a b.');
	});
});

describe('a network error', () => {
	const text = (code: string, provider = custom, more: Partial<NetworkError> = {}) =>
		toUserError({ kind: 'networkError', code, wasSent: false, ...more }, 'credentialTest', provider)
			.text;

	it.each([
		[
			'ECONNREFUSED',
			"refused the connection. The server is down, or the address or port in 'Base URL' is wrong.",
		],
		[
			'ENOTFOUND',
			"was not found. Check 'Base URL' in the credential. If it is right, n8n cannot look up this address: check the network of the n8n server (DNS).",
		],
		[
			'EAI_AGAIN',
			'was not found. n8n cannot look up this address: check the network of the n8n server (DNS).',
		],
		['ECONNRESET', 'closed the connection without a complete response. Try again later.'],
		['ECONNABORTED', 'did not respond in time. Try again later.'],
		[
			'ETIMEDOUT',
			'did not respond in time. Try again later, and check the network of the n8n server.',
		],
		['ABORTED', 'had not responded when the execution was stopped. Run the workflow again.'],
		[
			'CERT_HAS_EXPIRED',
			"has no valid certificate. The connection is not safe. Check 'Base URL' in the credential.",
		],
		['DEPTH_ZERO_SELF_SIGNED', 'has no valid certificate. The connection is not safe.'],
		[
			'WRONG_VERSION_NUMBER',
			"does not speak HTTPS. Check 'Base URL': the port may be one for http://.",
		],
		['EHOSTUNREACH', 'could not be reached. Check the network of the n8n server.'],
		['toString', 'could not be reached. Check the network of the n8n server.'],
		['', 'could not be reached. Check the network of the n8n server.'],
	])('%s', (code, words) => {
		expect(text(code)).toContain(`gateway.example ${words}`);
		expect(text(code, xai)).toMatch(/^xAI \(api\.x\.ai\) /);
		expect(text(code, xai)).not.toContain('Base URL');
	});

	it("shows n8n's own reason for not sending the request", () => {
		const reason = 'Access to this address is not allowed';
		expect(text('', custom, { reason })).toBe(
			"n8n did not send the request to gateway.example: Access to this address is not allowed. Check the credential and n8n's settings for outgoing requests.",
		);
	});

	it("names n8n's file storage if it did not deliver a file", () => {
		expect(text('FILE_STORE', custom, { reason: 'the file has 3 bytes, not 5' })).toBe(
			"n8n's file storage did not deliver the file: the file has 3 bytes, not 5. Check the storage of binary data in n8n.",
		);
	});
});

describe('a create without a task', () => {
	it('that was rejected says that nothing is billed', () => {
		const { details, message } = createError(
			response({ error: { message: '用户额度不足' } }, 403),
			apixgo,
			'rejected',
		);
		expect(message).toBe(
			'The account at Apixgo does not have enough quota (HTTP 403): 用户额度不足',
		);
		expect(details).toEqual({
			description:
				'Top up the account, or raise the quota of this API key in the console of Apixgo. Nothing was created or billed.',
			httpStatus: 403,
		});
	});

	it('that was not sent says that nothing is billed', () => {
		const error = createError(
			{ kind: 'networkError', code: '', wasSent: false, reason: 'blocked' },
			apixgo,
			'rejected',
		);
		expect(error.message).toContain(
			'n8n did not send the request to Apixgo (img.apixgo.com): blocked',
		);
		expect(error.details.description).toContain('Nothing was created or billed.');
	});

	it.each<[string, Parameters<typeof createError>[0], string]>([
		['an error', response('Oh', 500), 'xAI is not available right now (HTTP 500): Oh'],
		[
			'no response',
			{ kind: 'networkError', code: 'ETIMEDOUT', wasSent: true },
			'xAI (api.x.ai) did not respond in time',
		],
		['a redirect', response('', 303), 'xAI responded with a redirect (HTTP 303)'],
	])(
		'whose outcome is unknown after %s has one message and one next step',
		(_what, result, cause) => {
			const { details, message } = createError(result, xai, 'unknown');
			expect(message).toBe(`It is not known whether the video was created: ${cause}`);
			expect(details.description).toBe(
				'Check the task log in the console of xAI (https://console.x.ai) before you run this again: the video may exist and be billed.',
			);
		},
	);
});

describe('a failed video', () => {
	const task: Task = { id: 'task_1', status: 'FAILURE', failReason: 'Oh.', costUsd: 0.5, raw: {} };

	it.each<[ErrorCause | undefined, string]>([
		[
			'moderated',
			'Change the prompt or the images. A video that was blocked after it was made is billed.',
		],
		[
			'image',
			'Use a public HTTPS link that opens without login, cookie or referer, or pass the image as a file or a complete data URL.',
		],
		[
			'video',
			'Use a public HTTPS link that opens without login, cookie or referer, or pass the video as a file.',
		],
		['overloaded', 'xAI had no capacity for this video. Try again later.'],
		['expired', 'xAI did not finish the video in time. Try again later.'],
		[
			undefined,
			'Change the prompt, the images or the model and try again. Keep the task ID for questions to xAI.',
		],
	])('because of %s', (cause, description) => {
		const error = failedVideoError(task, cause, xai);
		expect(error.message).toBe('The video generation failed: Oh.');
		expect(error.details).toMatchObject({ description, costUsd: 0.5 });
	});

	it('without a reason', () => {
		const silent = { ...task, failReason: undefined };
		expect(failedVideoError(silent, undefined, xai).message).toBe(
			'The video generation failed: no reason given',
		);
		expect(failedVideoError(silent, 'expired', xai).message).toBe(
			'The video generation failed: the task expired at xAI',
		);
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
	});

	it('of a node that only waits can be repeated', () => {
		const { details } = timeoutError(task, 300, undefined, false);
		expect(details.description).toContain('Run this node again to continue waiting');
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
