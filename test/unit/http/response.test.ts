import {
	toNetworkError,
	NotSentError,
	redirectTarget,
	retryAfterSeconds,
} from '../../../nodes/GrokVideo/http/response';

describe('toNetworkError', () => {
	/** An error inside wrappers. */
	const wrapped = (depth: number, error: object): object =>
		depth === 0 ? error : { message: 'wrapped', cause: wrapped(depth - 1, error) };

	const wrap = (code: string, cause: object) => ({ code, cause });
	const own = { code: 'EPIPE', cause: undefined as unknown };
	const pipe = { code: 'EPIPE', message: 'write EPIPE' };
	const ofAxios = { isAxiosError: true, message: 'aborted' };

	it.each<[string, unknown, string, boolean]>([
		['a refused connection', { code: 'ECONNREFUSED' }, 'ECONNREFUSED', false],
		['an unknown host', { code: 'ENOTFOUND' }, 'ENOTFOUND', false],
		['no DNS', { code: 'EAI_AGAIN' }, 'EAI_AGAIN', false],
		['a broken connection', { code: 'ECONNRESET', syscall: 'read' }, 'ECONNRESET', true],
		['a timeout', { code: 'ETIMEDOUT' }, 'ETIMEDOUT', true],
		['a connect timeout', { code: 'ETIMEDOUT', syscall: 'connect' }, 'ETIMEDOUT', false],
		['a failed look-up', { code: 'ESERVFAIL', syscall: 'getaddrinfo' }, 'ESERVFAIL', false],
		['the innermost of three', wrap('ERR_X', wrap('EIO', pipe)), 'EPIPE', true],
		["axios' code", { code: 'ERR_BAD_RESPONSE', message: 'aborted' }, 'ERR_BAD_RESPONSE', true],
		['an error inside six others', wrapped(6, { code: 'ECONNREFUSED' }), 'ECONNREFUSED', false],
		["axios' error without a code", { isAxiosError: true, message: 'sk-secret' }, '', true],
		['a cause that is null', { code: 'EPIPE', cause: null }, 'EPIPE', true],
		['an error that is its own cause', Object.assign(own, { cause: own }), 'EPIPE', true],
		['an error without a code', new Error('odd'), '', true],
		['a broken connection before the key', new NotSentError(pipe), 'EPIPE', true],
		['a later TLS error', { code: 'EPROTO', message: 'read EPROTO: bad mac' }, 'EPROTO', true],
		["axios' error before the key", new NotSentError(ofAxios), '', true],
		['nothing', undefined, '', true],
	])('keeps only the code and whether the request was sent: %s', (_what, error, code, wasSent) => {
		expect(toNetworkError(error)).toStrictEqual({ kind: 'networkError', code, wasSent });
	});

	const blocked = { name: 'SsrfBlockedIpError', code: 'ESSRF' };
	const ssrf = Object.assign(new Error('The IP address 10.0.0.1 is\nnot allowed'), blocked);
	const inAxios = { isAxiosError: true, code: 'ERR_NETWORK', cause: wrapped(2, ssrf) };
	const inN8n = { message: 'wrapped', cause: new Error('The key is only sent to a.example') };
	const described = { message: 'Not allowed', description: 'Ask your admin' };
	it.each<[string, unknown, string]>([
		['SSRF protection', ssrf, 'The IP address 10.0.0.1 is not allowed'],
		['SSRF protection in axios', inAxios, 'The IP address 10.0.0.1 is not allowed'],
		['no key was added', new NotSentError(inN8n), 'The key is only sent to a.example'],
		["n8n's description", new NotSentError(described), 'Not allowed. Ask your admin'],
	])('keeps why n8n did not send the request: %s', (_what, error, reason) => {
		const expected = { kind: 'networkError', code: '', wasSent: false, reason };
		expect(toNetworkError(error)).toStrictEqual(expected);
	});

	/** As Node and axios report a host with several addresses. */
	const ofAddresses = (...errors: Array<{ code: string }>) => {
		const ofEach = errors.map((error) => Object.assign(new Error('connect'), error));
		const cause = Object.assign(new AggregateError(ofEach), errors[0]);
		const { code } = errors[0];
		return Object.assign(new Error('Error', { cause }), { code, name: 'AxiosError' });
	};
	const refused = (address: string) => ({ code: 'ECONNREFUSED', syscall: 'connect', address });
	const tooLate = { code: 'ETIMEDOUT', syscall: 'connect', address: '127.0.0.1' };
	const broken = { code: 'ECONNRESET', syscall: 'read' };

	it.each<[string, object, string, boolean]>([
		['refuses each', ofAddresses(refused('::1'), refused('127.0.0.1')), 'ECONNREFUSED', false],
		['cannot be reached in two ways', ofAddresses(refused('::1'), tooLate), 'ETIMEDOUT', false],
		['was reached at one', ofAddresses(refused('::1'), broken), 'ECONNRESET', true],
	])('tells whether a host with two addresses was reached: it %s', (_what, error, ...expected) => {
		const { code, wasSent } = toNetworkError(error);
		expect([code, wasSent]).toEqual(expected);
	});

	const EPROTO = 'write EPROTO 40B7:error:0A00010B:SSL routines:ssl3_get_record:';
	/** Messages and codes of Node 20 to 24. */
	it.each<[string, string, string?]>([
		['certificate has expired', 'CERT_HAS_EXPIRED'],
		['self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
		['self-signed in chain', 'SELF_SIGNED_CERT_IN_CHAIN'],
		['unable to verify the first certificate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
		["Hostname/IP does not match certificate's altnames", 'ERR_TLS_CERT_ALTNAME_INVALID'],
		[`${EPROTO}wrong version number:../ssl.c:355:\n`, 'EPROTO', 'WRONG_VERSION_NUMBER'],
		[`${EPROTO}sslv3 alert handshake failure:../rec.c:1590`, 'EPROTO', 'HANDSHAKE_FAILURE'],
		['wrong version number', 'ERR_SSL_WRONG_VERSION_NUMBER', 'WRONG_VERSION_NUMBER'],
	])('was not sent without a secure connection: %s', (message, code, shown = code) => {
		const own = Object.assign(new Error(message), { code });
		const axios = Object.assign(new Error(message), { code, name: 'AxiosError', cause: own });
		for (const error of [own, axios, new Error(message, { cause: axios })]) {
			const expected = { kind: 'networkError', code: shown, wasSent: false };
			expect(toNetworkError(error)).toStrictEqual(expected);
		}
	});
});

it.each<[number, string | undefined, string | undefined]>([
	[300, 'https://other.example/b', 'https://other.example/b'],
	[399, 'b', 'https://gateway.example/v1/b'],
	[299, '/b', undefined],
	[400, '/b', undefined],
	[302, undefined, undefined],
	[302, 'http://', undefined],
])('HTTP %i with the location %j redirects to %s', (status, location, target) => {
	const from = new URL('https://gateway.example/v1/a');
	expect(redirectTarget(status, { location }, from)?.href).toBe(target);
});

it.each([
	['3', 3],
	['1.25', 1.25],
	[' 20 ', 20],
	[7, 7],
	['Thu, 01 Jan 2026 00:00:30 GMT', 30],
	['Wed, 31 Dec 2025 00:00:00 GMT', 0],
	['soon', undefined],
	['-3', undefined],
	['2026', 2026],
	['1'.repeat(10), undefined],
	[undefined, undefined],
])('Retry-After %j is %j seconds', (value, seconds) => {
	const now = Date.parse('2026-01-01T00:00:00Z');
	const headers = value === undefined ? {} : { 'retry-after': value };
	expect(retryAfterSeconds(headers, now)).toBe(seconds);
});
