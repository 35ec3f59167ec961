import { readProvider } from '../nodes/GrokVideo/transport/provider';
import { redirectTarget, silenceOf, toAnswer } from '../nodes/GrokVideo/transport/reply';

const provider = readProvider({ provider: 'apixgo', apiKey: 'sk-secret' });

describe('an answer', () => {
	it.each<[unknown, string, unknown]>([
		['{"a":1}', '{"a":1}', { a: 1 }],
		[{ a: [1] }, '{"a":[1]}', { a: [1] }],
		['not JSON', 'not JSON', null],
		['{"half":', '{"half":', null],
		['', '', null],
		[undefined, '', null],
		['Bad key sk-secret, sk-secret!', 'Bad key [API key], [API key]!', null],
		[{ key: 'sk-secret' }, '{"key":"[API key]"}', { key: '[API key]' }],
	])('%j is read as text and as JSON, without the key', (body, text, json) => {
		const headers = { 'x-request-id': 'r1' };
		expect(toAnswer({ statusCode: 418, headers, body }, provider)).toEqual({
			kind: 'answer',
			status: 418,
			headers,
			text,
			json,
		});
	});
});

describe('silence', () => {
	/** An error within so many others. */
	const within = (depth: number, error: object): object =>
		depth === 0 ? error : { message: 'wrapped', cause: within(depth - 1, error) };

	it.each<[string, unknown, string, boolean]>([
		['a refused connection', { code: 'ECONNREFUSED' }, 'ECONNREFUSED', true],
		['an unknown host', { code: 'ENOTFOUND' }, 'ENOTFOUND', true],
		['no DNS', { code: 'EAI_AGAIN' }, 'EAI_AGAIN', true],
		['a connection that breaks', { code: 'ECONNRESET', syscall: 'read' }, 'ECONNRESET', false],
		['a time-out', { code: 'ETIMEDOUT' }, 'ETIMEDOUT', false],
		['a time-out of the connecting', { code: 'ETIMEDOUT', syscall: 'connect' }, 'ETIMEDOUT', true],
		['a failed look-up', { code: 'ESERVFAIL', syscall: 'getaddrinfo' }, 'ESERVFAIL', true],
		[
			'Node’s code behind that of the HTTP client',
			{ code: 'ERR_NETWORK', cause: { code: 'ECONNRESET' } },
			'ECONNRESET',
			false,
		],
		[
			'the code of the HTTP client, when there is no other',
			{ code: 'axios_went_wrong', cause: { code: 'something' } },
			'axios_went_wrong',
			false,
		],
		['a code that is no text', { code: 7, cause: { code: 'EPIPE' } }, 'EPIPE', false],
		['an error in five others', within(5, { code: 'ECONNREFUSED' }), 'ECONNREFUSED', true],
		['an error in too many others', within(6, { code: 'ECONNREFUSED' }), '', false],
		['an error without a code', new Error('sk-secret'), '', false],
		['nothing', undefined, '', false],
	])('keeps of %s what is needed, and nothing else', (_what, error, code, neverSent) => {
		expect(silenceOf(error)).toEqual({ kind: 'silence', code, neverSent });
	});
});

describe('a redirect', () => {
	const from = new URL('https://gateway.example/v1/a');
	it.each<[number, unknown, string | undefined]>([
		[300, 'https://other.example/b', 'https://other.example/b'],
		[302, '/b', 'https://gateway.example/b'],
		[399, 'b', 'https://gateway.example/v1/b'],
		[299, '/b', undefined],
		[400, '/b', undefined],
		[302, undefined, undefined],
		[302, ['/b'], undefined],
		[302, 'http://', undefined],
	])('HTTP %i to %j leads to %s', (status, location, target) => {
		expect(redirectTarget(status, { location: location as string }, from)?.href).toBe(target);
	});
});
