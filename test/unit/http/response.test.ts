import {
	toNetworkError,
	NotSentError,
	redirectTarget,
	retryAfterSeconds,
} from '../../../nodes/GrokVideo/http/response';

describe('toNetworkError', () => {
	/** Nests an error in wrapper errors. */
	const wrapError = (depth: number, error: object): object =>
		depth === 0 ? error : { message: 'wrapped', cause: wrapError(depth - 1, error) };

	const withCause = (code: string, cause: object) => ({ code, cause });
	const circularError = { code: 'EPIPE', cause: undefined as unknown };
	circularError.cause = circularError;
	const brokenPipe = { code: 'EPIPE', message: 'write EPIPE' };
	const axiosError = { isAxiosError: true, message: 'aborted' };

	it.each<[string, unknown, string, boolean]>([
		['a refused connection', { code: 'ECONNREFUSED' }, 'ECONNREFUSED', false],
		['an unknown host', { code: 'ENOTFOUND' }, 'ENOTFOUND', false],
		['an unavailable DNS server', { code: 'EAI_AGAIN' }, 'EAI_AGAIN', false],
		['a broken connection', { code: 'ECONNRESET', syscall: 'read' }, 'ECONNRESET', true],
		['a timeout', { code: 'ETIMEDOUT' }, 'ETIMEDOUT', true],
		['a connect timeout', { code: 'ETIMEDOUT', syscall: 'connect' }, 'ETIMEDOUT', false],
		['a failed DNS lookup', { code: 'ESERVFAIL', syscall: 'getaddrinfo' }, 'ESERVFAIL', false],
		['three nested errors', withCause('ERR_X', withCause('EIO', brokenPipe)), 'EPIPE', true],
		['an axios code', { code: 'ERR_BAD_RESPONSE', message: 'aborted' }, 'ERR_BAD_RESPONSE', true],
		['an error inside six wrappers', wrapError(6, { code: 'ECONNREFUSED' }), 'ECONNREFUSED', false],
		['an axios error without a code', { isAxiosError: true, message: 'sk-secret' }, '', true],
		['a cause that is null', { code: 'EPIPE', cause: null }, 'EPIPE', true],
		['an error that is its own cause', circularError, 'EPIPE', true],
		['an error without a code', new Error('odd'), '', true],
		['a broken connection before authentication', new NotSentError(brokenPipe), 'EPIPE', true],
		['a TLS read error', { code: 'EPROTO', message: 'read EPROTO: bad mac' }, 'EPROTO', true],
		['an axios error before authentication', new NotSentError(axiosError), '', true],
		['no error', undefined, '', true],
	])('keeps only the code and whether the request was sent: %s', (_name, error, code, wasSent) => {
		expect(toNetworkError(error)).toStrictEqual({ kind: 'networkError', code, wasSent });
	});

	const ssrfError = Object.assign(new Error('The IP address 10.0.0.1 is\nnot allowed'), {
		name: 'SsrfBlockedIpError',
		code: 'ESSRF',
	});
	const axiosSsrfError = {
		isAxiosError: true,
		code: 'ERR_NETWORK',
		cause: wrapError(2, ssrfError),
	};
	const domainError = new NotSentError({
		message: 'wrapped',
		cause: new Error('The key is only sent to a.example'),
	});
	const describedError = new NotSentError({
		message: 'Not allowed',
		description: 'Ask your admin',
	});
	it.each<[string, unknown, string]>([
		['SSRF protection', ssrfError, 'The IP address 10.0.0.1 is not allowed'],
		['SSRF protection in an axios error', axiosSsrfError, 'The IP address 10.0.0.1 is not allowed'],
		['an error before authentication', domainError, 'The key is only sent to a.example'],
		['an error with a description', describedError, 'Not allowed. Ask your admin'],
	])("keeps n8n's reason for not sending the request: %s", (_name, error, reason) => {
		const expected = { kind: 'networkError', code: '', wasSent: false, reason };
		expect(toNetworkError(error)).toStrictEqual(expected);
	});

	/** The error of axios and Node for a host with several addresses. */
	const hostError = (...addressErrors: Array<{ code: string }>) => {
		const errors = addressErrors.map((error) => Object.assign(new Error('connect'), error));
		const cause = Object.assign(new AggregateError(errors), addressErrors[0]);
		const { code } = addressErrors[0];
		return Object.assign(new Error('Error', { cause }), { code, name: 'AxiosError' });
	};
	const refused = (address: string) => ({ code: 'ECONNREFUSED', syscall: 'connect', address });
	const timedOut = { code: 'ETIMEDOUT', syscall: 'connect', address: '127.0.0.1' };
	const reset = { code: 'ECONNRESET', syscall: 'read' };

	it.each<[string, object, string, boolean]>([
		['both refuse', hostError(refused('::1'), refused('127.0.0.1')), 'ECONNREFUSED', false],
		['one refuses, one times out', hostError(refused('::1'), timedOut), 'ETIMEDOUT', false],
		['one refuses, one resets', hostError(refused('::1'), reset), 'ECONNRESET', true],
	])('reports whether a host with two addresses was reached: %s', (_name, error, ...expected) => {
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
	])('reports a failed TLS connection as not sent: %s', (message, code, expectedCode = code) => {
		const nodeError = Object.assign(new Error(message), { code });
		const wrappedByAxios = Object.assign(new Error(message), {
			code,
			name: 'AxiosError',
			cause: nodeError,
		});
		const wrappedByN8n = new Error(message, { cause: wrappedByAxios });
		const expected = { kind: 'networkError', code: expectedCode, wasSent: false };
		for (const error of [nodeError, wrappedByAxios, wrappedByN8n]) {
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
])('Retry-After %j means %j seconds', (value, seconds) => {
	const now = Date.parse('2026-01-01T00:00:00Z');
	const headers = value === undefined ? {} : { 'retry-after': value };
	expect(retryAfterSeconds(headers, now)).toBe(seconds);
});
