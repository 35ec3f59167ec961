import type { ErrorCause } from '../../../../nodes/GrokVideo/protocols/types';
import { xai } from '../../../../nodes/GrokVideo/protocols/xai';
import { response } from '../../../support/responses';

const read = (body: unknown, status = 400, headers = {}) =>
	xai.readError(response(body, status, headers));

describe('what xAI says', () => {
	it.each<[string, unknown, string, string]>([
		['the usual form', { code: 'The key.', error: ' No. ' }, 'No.', 'The key.'],
		['an unknown path', { error: { message: 'No.', code: 404 } }, 'No.', '404'],
		['a message', { message: 'No.' }, 'No.', ''],
		['an error before a message', { error: 'No.', message: 'Yes.' }, 'No.', ''],
		['an error that is an object, with the code of the whole', { error: {}, code: 7 }, '', '7'],
		['a plain text', ' Failed to parse.\n', 'Failed to parse.', ''],
		['an object without words', { a: 1 }, '', ''],
		['nothing', '', '', ''],
	])('is found in the form of %s', (_form, body, message, code) => {
		expect(read(body)).toMatchObject({ message, code, isWebPage: false });
	});

	it('is the title of a web page', () => {
		const page = { message: '502 Bad Gateway', isWebPage: true, cause: undefined };
		expect(read('<html><title>502 Bad Gateway</title>', 404)).toMatchObject(page);
		expect(read('<html>')).toMatchObject({ message: '', isWebPage: true });
	});

	it('is cut after 500 letters, a code after 100, and the id of the request too', () => {
		expect(read({ error: 'x'.repeat(501) }).message).toBe(`${'x'.repeat(500)}…`);
		expect(read('x'.repeat(501)).message).toBe(`${'x'.repeat(500)}…`);
		expect(read({ code: 'x'.repeat(101) }).code).toBe(`${'x'.repeat(100)}…`);
		expect(read('', 400, { 'x-request-id': 'r1' }).requestId).toBe('r1');
		const { requestId } = read('', 400, { 'x-request-id': 'r'.repeat(101) });
		expect(requestId).toBe(`${'r'.repeat(100)}…`);
		expect(read('').requestId).toBeUndefined();
	});
});

describe('the cause of an error of xAI', () => {
	it.each<[number, string, ErrorCause | undefined]>([
		[401, '', 'wrongKey'],
		[400, 'Incorrect API key provided: x***y.', 'wrongKey'],
		[403, 'Your team has used all available credits', 'noCredit'],
		[429, 'reached its monthly spending limit', 'noCredit'],
		[429, 'the monthly limit', 'noCredit'],
		[403, 'Set up billing', 'noCredit'],
		[400, 'Set up billing', undefined],
		[429, 'Too many requests', undefined],
		[403, 'The API key is blocked', 'keyBlocked'],
		[403, 'The API key is disabled', 'keyBlocked'],
		[400, 'The API key is disabled', undefined],
		[403, 'Forbidden', undefined],
		[400, 'Malformed request id', 'taskUnknown'],
		[404, 'Request not found', 'taskUnknown'],
		[404, 'The model x does not exist', 'modelUnavailable'],
		[404, 'remodelled', 'taskUnknown'],
		[400, 'The model x does not exist', undefined],
		[400, 'Generated video rejected by content moderation.', 'moderated'],
		...['image', 'fetch', 'download', 'media'].flatMap((what) =>
			['invalid', 'could not', 'unable', 'failed', 'unreadable'].map(
				(how): [number, string, ErrorCause] => [422, `${how} ${what}`, 'image'],
			),
		),
		[422, 'an image', undefined],
		[422, 'failed', undefined],
	])('HTTP %i "%s" is %s', (status, error, cause) => {
		expect(read({ error }, status).cause).toBe(cause);
		if (status !== 401) expect(read({ code: error }, status).cause).toBe(cause);
	});

	it('is none of a web page', () => {
		expect(read('<html>', 401).cause).toBeUndefined();
	});
});

it.each<[number, string, boolean]>([
	[400, 'Not ready', true],
	[400, '', true],
	[404, 'Not ready', false],
	[422, 'Not ready', false],
	[500, 'Not ready', false],
	[400, 'Malformed request id', false],
	[400, 'Incorrect API key provided', false],
])('an answer to the status call that may pass: HTTP %i "%s": %s', (status, error, retryOnce) => {
	expect(read({ error }, status).retryOnce).toBe(retryOnce);
});

it.each<[boolean, number[]]>([
	[true, [300, 302, 400, 401, 403, 404, 409, 422, 429, 498, 501]],
	[false, [200, 202, 299, 408, 499, 500, 502, 503, 504]],
])('that nothing was created is %s for HTTP %j', (nothing, statuses) => {
	for (const status of statuses) {
		const answer = response({ error: 'No.' }, status, { 'retry-after': '1' });
		expect([status, xai.wasRejected(answer)]).toEqual([status, nothing]);
		expect(xai.wasRejected(response('', status))).toBe(nothing);
		const billed = response({ error: 'No.', usage: { cost_in_usd_ticks: 1 } }, status);
		expect(xai.wasRejected(billed)).toBe(false);
	}
});
