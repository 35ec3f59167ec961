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

describe('the error for a response', () => {
	const errorText = (
		status: number,
		body: unknown,
		headers = {},
		provider = apixgo,
		purpose: CallPurpose = 'credentialTest',
	) => toUserError(response(body, status, headers), purpose, provider).text;

	const NO_FUNDS = { error: { message: 'No funds', code: 'insufficient_user_quota' } };
	const NO_CHANNEL = { error: { code: 'model_not_found', message: '无可用渠道' } };
	it.each<[number, unknown, string, string]>([
		[504, '', 'is not available right now', 'This is a problem of the provider. Try again'],
		[418, { message: 'No' }, 'rejected the request', "The provider's message gives the reason."],
		[413, { message: 'Big' }, 'The request is too large for Apixgo', 'Use smaller'],
		[200, {}, 'that this node does not understand', "Check 'Provider' in the credential. If it is"],
		[302, '', 'responded with a redirect', 'The API key is not sent to the new address.'],
		[404, '<html>', 'a web page instead of data', 'Apixgo may be down for maintenance.'],
		[500, '<html>', 'a web page instead of data', 'probably down or overloaded. Try again'],
		[401, '', 'did not accept the API key', "Check 'Provider' and paste the API key again"],
		[403, '', 'refused the request', 'The quota, a permission or the group of the API key'],
		[403, 'error code: 1010', 'blocked the request', 'Its firewall'],
		[403, { message: 'Key disabled' }, 'The API key is blocked at Apixgo', 'Unblock the key'],
		[403, NO_FUNDS, 'does not have enough quota', 'Top up the account'],
		[503, NO_CHANNEL, 'does not offer this model to this API key', 'Pick another'],
		[400, { message: 'prompt is required' }, 'The prompt is empty', 'Fill'],
		[400, { message: 'model is required' }, 'The model is missing', 'Pick'],
		[400, { message: 'exactly one reference image' }, 'one reference image', 'Provide exactly one'],
		[
			400,
			{ message: '图片抓取失败' },
			'image could not be used',
			'Use a public HTTPS link that opens',
		],
		[400, { message: 'Video URL not found' }, 'original video could not be used', 'as a file.'],
		[400, { message: 'Content policy' }, "provider's moderation", 'Change the prompt'],
	])('explains HTTP %i with %j', (status, body, problem, nextStep) => {
		const { details, message } = toUserError(response(body, status), 'credentialTest', apixgo);
		expect(message).toContain(`${problem} (HTTP ${status})`);
		expect(details.description).toContain(nextStep);
	});

	it.each<[unknown, string]>([
		[{ message: 'No' }, '(HTTP 200): No. Check'],
		[{ a: 1 }, '(HTTP 200): {"a":1}. Check'],
		['{"code":"succ', '(HTTP 200): {"code":"succ. Check'],
		['{}', '(HTTP 200). Check'],
		['<html>', '(HTTP 200). Apixgo'],
	])('shows the message, or else the whole response: %j', (body, expected) => {
		expect(errorText(200, body)).toContain(expected);
	});

	it('contains the request ID once', () => {
		const headers = { 'x-request-id': 'r1' };
		expect(errorText(500, 'Oh', headers)).toContain('(HTTP 500): Oh (request id: r1). This');
		expect(errorText(418, 'No (request id: r1)', headers)).toContain(': No (request id: r1). The');
	});

	it('contains the target of a redirect', () => {
		const error = errorText(308, '', { location: 'https://new.example' });
		expect(error).toContain("moved to https://new.example. Check 'Provider' in the credential.");
	});

	const API_ADDRESS = "Check 'API Type' and 'Base URL' in the credential";
	const NO_WEBSITE = "Check 'Base URL' and 'API Type' in the credential: the address must be";
	it.each<[number, unknown, string]>([
		[302, '', "Check 'Base URL' in the credential."],
		[404, '<html>', NO_WEBSITE],
		[299, { a: 1 }, `${API_ADDRESS}.`],
		[401, '', "Check 'Base URL' and paste the API key again in the Grok Video API credential."],
		[404, { error: 'Invalid URL (GET /x)' }, `${API_ADDRESS}: the`],
		[404, '', `${API_ADDRESS}: the`],
		[403, 'error code: 1020', "or use an address without this protection in 'Base URL'"],
	])('with HTTP %i %j mentions Base URL only for a custom provider', (status, body, expected) => {
		expect(errorText(status, body, {}, gateway)).toContain(expected);
		for (const provider of [apixgo, xai]) {
			for (const purpose of ['create', 'status', 'models', 'credentialTest'] as const) {
				expect(errorText(status, body, {}, provider, purpose)).not.toMatch(/Base URL|API Type/);
			}
		}
	});

	it.each<[CallPurpose, string, string]>([
		['create', '5', "Wait a little, or lower 'Max Parallel Tasks' in the options."],
		['status', '', "Wait a little, or lower 'Max Parallel Tasks' in the options."],
		['upload', '', "Wait a little, or lower 'Max Parallel Tasks' in the options."],
		['models', '', 'Wait a little, then try again.'],
		['create', '60', 'Try again in 60 seconds.'],
		['create', '600', 'Try again in 10 minutes.'],
		['create', '3600', 'Try again in 60 minutes.'],
		['create', '7200', 'Try again in 2 hours.'],
	])('says when to retry "%s" with Retry-After %j', (purpose, retryAfter, expected) => {
		const error = errorText(429, '', { 'retry-after': retryAfter }, apixgo, purpose);
		expect(error).toContain('Apixgo is limiting requests (HTTP 429). ');
		expect(error).toContain(expected);
	});

	it('with HTTP 404 from xAI is about a task only after a status call', () => {
		const body = { error: { code: 404, message: 'The resource was not found.' } };
		for (const provider of [xai, relay]) {
			expect(errorText(404, body, {}, provider, 'status')).toContain('does not know this task');
			for (const purpose of ['create', 'upload', 'models', 'balance'] as const) {
				expect(errorText(404, body, {}, provider, purpose)).toContain('does not know this call');
			}
		}
	});

	it.each<[CallPurpose, string]>([
		['upload', 'The video could not be uploaded. '],
		['status', 'The status could not be read. '],
		['models', 'The model list could not be read. '],
		['balance', 'The balance could not be read. '],
	])('says which call failed: %s', (purpose, prefix) => {
		expect(toUserError(response('', 500), purpose, apixgo).details).toEqual({
			description: `${prefix}This is a problem of the provider. Try again later.`,
			httpStatus: 500,
		});
		const fieldDescription = 'Check the fields of this node against it.';
		expect(errorText(418, '', {}, apixgo, purpose)).not.toContain(fieldDescription);
		expect(errorText(418, '', {}, apixgo, 'create')).toContain(fieldDescription);
	});

	it("cannot forge lines in n8n's log", () => {
		const body = { message: 'one\ntwo\r\nthree\u2028four' };
		const error = errorText(500, body, { 'x-request-id': 'a\nb' });
		expect(error).toContain('one two three four (request id: a b)');
		expect(errorText(302, '', { location: '/a\n\tb' })).toContain('moved to /a b.');
	});
});

describe('the error for a network failure', () => {
	const errorOf = (code: string, provider = gateway, overrides: Partial<NetworkError> = {}) => {
		const error: NetworkError = { kind: 'networkError', code, wasSent: false, ...overrides };
		return toUserError(error, 'credentialTest', provider);
	};

	const DNS = 'n8n cannot look up this address: check the network of the n8n server (DNS).';
	const NETWORK = 'Check the network of the n8n server.';
	const LATER = 'Try again later.';
	const UNSAFE = 'has no valid certificate';
	it.each([
		['ECONNREFUSED', 'refused the connection', "port in 'Base URL' is wrong.", `is down. ${LATER}`],
		['ENOTFOUND', 'was not found', "Check 'Base URL' in the credential. If it", DNS],
		['EAI_AGAIN', 'was not found', DNS, DNS],
		['ECONNRESET', 'closed the connection without a complete response', LATER, LATER],
		['ECONNABORTED', 'did not respond in time', LATER, LATER],
		['ETIMEDOUT', 'did not respond in time', 'and check the network', 'and check the network'],
		['ABORTED', 'had not responded when the', 'Run the workflow again.', 'Run the workflow again.'],
		['CERT_HAS_EXPIRED', UNSAFE, "not safe. Check 'Base URL'", `not safe. ${NETWORK}`],
		['DEPTH_ZERO_SELF_SIGNED', UNSAFE, "not safe. Check 'Base URL'", `not safe. ${NETWORK}`],
		['WRONG_VERSION_NUMBER', 'does not speak HTTPS', "Check 'Base URL': the port", NETWORK],
		['EHOSTUNREACH', 'could not be reached', NETWORK, NETWORK],
		['toString', 'could not be reached', NETWORK, NETWORK],
	])(
		'says what to do for each type of provider: %s',
		(code, problem, customDescription, knownDescription) => {
			expect(errorOf(code).message).toContain(`gateway.example ${problem}`);
			expect(errorOf(code).details.description).toContain(customDescription);
			expect(errorOf(code, xai).message).toContain(`xAI (api.x.ai) ${problem}`);
			expect(errorOf(code, xai).details.description).toContain(knownDescription);
			expect(errorOf(code, xai).text).not.toContain('Base URL');
		},
	);

	it("contains n8n's reason for not sending the request", () => {
		expect(errorOf('', gateway, { reason: 'blocked' }).text).toBe(
			"n8n did not send the request to gateway.example: blocked. Check the credential and n8n's settings for outgoing requests.",
		);
		expect(errorOf('FILE_STORE', gateway, { reason: 'no file' }).text).toBe(
			"n8n's file storage did not deliver the file: no file. Check the storage of binary data in n8n.",
		);
	});
});

it('the error for a create with an unknown outcome names the next step', () => {
	const { details, message } = createError(response('', 303), xai, 'unknown');
	const cause = 'xAI responded with a redirect (HTTP 303)';
	expect(message).toBe(`It is not known whether the video was created: ${cause}`);
	expect(details).toEqual({
		description:
			'Check the task log in the console of xAI (https://console.x.ai) before you run this again: the video may exist and be billed.',
		httpStatus: 303,
	});
});

describe('the error for a failed video', () => {
	const task: Task = { id: 'task_1', status: 'FAILURE', failReason: 'Oh.', costUsd: 0.5, raw: {} };

	it.each<[ErrorCause | undefined, string]>([
		['moderated', 'Change the prompt or the images. A video that was blocked after it was made is'],
		['image', 'or pass the image as a file or a complete data URL.'],
		['video', 'or pass the video as a file.'],
		['overloaded', 'xAI had no capacity for this video. Try again later.'],
		['expired', 'xAI did not finish the video in time. Try again later.'],
		[undefined, 'try again. Keep the task ID for questions to xAI.'],
	])('with the cause %s says what to do', (cause, expected) => {
		const { details, message } = failedVideoError(task, cause, xai);
		expect(message).toBe('The video generation failed: Oh.');
		expect(details.costUsd).toBe(0.5);
		expect(details.description).toContain(expected);
	});

	it('says that the task expired if there is no other reason', () => {
		const withoutReason = { ...task, failReason: undefined };
		const { message } = failedVideoError(withoutReason, 'expired', xai);
		expect(message).toBe('The video generation failed: the task expired at xAI');
	});
});

it('the error for a timeout names the status and the progress', () => {
	const task: Task = { id: 'task_1', status: 'IN_PROGRESS', progress: 40, raw: {} };
	const { message } = timeoutError(task, 300, undefined, true);
	expect(message).toBe('The video is not finished after 300 seconds: it is IN_PROGRESS, 40%');
});

it('the error for a blocked key names the console', () => {
	expect(keyBlockedError(xai).text).toBe(
		'The API key is blocked at xAI. Unblock the key or the team in the console of xAI (https://console.x.ai), or use another key.',
	);
});
