import {
	toNetworkError,
	redirectTarget,
	retryAfterSeconds,
} from '../../../nodes/GrokVideo/http/response';

describe('a call without an answer', () => {
	/** An error within so many others. */
	const within = (depth: number, error: object): object =>
		depth === 0 ? error : { message: 'wrapped', cause: within(depth - 1, error) };

	it.each<[string, unknown, string, boolean]>([
		['a refused connection', { code: 'ECONNREFUSED' }, 'ECONNREFUSED', true],
		['an unknown host', { code: 'ENOTFOUND' }, 'ENOTFOUND', true],
		['no DNS', { code: 'EAI_AGAIN' }, 'EAI_AGAIN', true],
		['no way to the network', { code: 'ENETUNREACH' }, 'ENETUNREACH', true],
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
		['an error in six others', within(6, { code: 'ECONNREFUSED' }), 'ECONNREFUSED', true],
		['an error in too many others', within(7, { code: 'ECONNREFUSED' }), '', false],
		['an error without a code', new Error('sk-secret'), '', false],
		['nothing', undefined, '', false],
		['a text', 'ECONNREFUSED', '', false],
	])('keeps of %s what is needed, and nothing else', (_what, error, code, neverSent) => {
		expect(toNetworkError(error)).toStrictEqual({ kind: 'networkError', code, neverSent });
	});

	/** As Node makes it of a host with an IPv6 and an IPv4 address, and axios around it. */
	const ofAddresses = (...errors: object[]) => {
		const cause = Object.assign(
			new AggregateError(errors.map((e) => Object.assign(new Error('connect'), e))),
			errors[0],
		);
		const { code } = errors[0] as { code: string };
		return Object.assign(new Error('Error', { cause }), { code, name: 'AxiosError' });
	};
	const refused = (address: string) => ({ code: 'ECONNREFUSED', syscall: 'connect', address });
	const tooLate = { code: 'ETIMEDOUT', syscall: 'connect', address: '127.0.0.1' };
	const broken = { code: 'ECONNRESET', syscall: 'read' };

	it.each<[string, object, boolean]>([
		[
			'refused the connection at each address',
			ofAddresses(refused('::1'), refused('127.0.0.1')),
			true,
		],
		['is unreachable in one way or another', ofAddresses(refused('::1'), tooLate), true],
		['was reached at one of them', ofAddresses(refused('::1'), broken), false],
	])('of a host that %s was never sent: %s', (_what, error, neverSent) => {
		expect(toNetworkError(error).neverSent).toBe(neverSent);
	});

	it('of a host with two addresses has the code that says why', () => {
		const error = ofAddresses(refused('::1'), refused('127.0.0.1'));
		expect(toNetworkError(error).code).toBe('ECONNREFUSED');
	});

	/** Messages and codes as Node 20 to 24 have them. */
	it.each<[string, string, string]>([
		['certificate has expired', 'CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED'],
		['self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
		['self-signed in chain', 'SELF_SIGNED_CERT_IN_CHAIN', 'SELF_SIGNED_CERT_IN_CHAIN'],
		[
			'unable to verify the first certificate',
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		],
		[
			"Hostname/IP does not match certificate's altnames",
			'ERR_TLS_CERT_ALTNAME_INVALID',
			'ERR_TLS_CERT_ALTNAME_INVALID',
		],
		[
			'write EPROTO 40B7:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/ssl.c:355:\n',
			'EPROTO',
			'WRONG_VERSION_NUMBER',
		],
		[
			'write EPROTO 40B7:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../rec.c:1590:SSL alert number 40\n',
			'EPROTO',
			'HANDSHAKE_FAILURE',
		],
		['wrong version number', 'ERR_SSL_WRONG_VERSION_NUMBER', 'WRONG_VERSION_NUMBER'],
	])('because of "%s" was never sent', (message, code, expected) => {
		const own = () => Object.assign(new Error(message), { code });
		const axios = Object.assign(own(), { name: 'AxiosError', cause: own() });
		const n8n = Object.assign(new Error(message), { cause: axios });
		for (const error of [own(), axios, n8n]) {
			expect(toNetworkError(error)).toStrictEqual({
				kind: 'networkError',
				code: expected,
				neverSent: true,
			});
		}
	});

	it('because of TLS trouble in the middle of a call may have been sent', () => {
		const error = { code: 'EPROTO', message: 'read EPROTO: decryption failed or bad record mac' };
		expect(toNetworkError(error).neverSent).toBe(false);
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

it.each([
	['3', 3],
	['1.5', 1.5],
	['1.25', 1.25],
	[' 20 ', 20],
	[7, 7],
	['Thu, 01 Jan 2026 00:00:30 GMT', 30],
	['Wed, 31 Dec 2025 00:00:00 GMT', 0],
	['soon', undefined],
	['-3', undefined],
	['3x', undefined],
	['.5', undefined],
	['2026', 2026],
	['1'.repeat(10), undefined],
	['', undefined],
	[undefined, undefined],
])('Retry-After %j asks for %j seconds', (value, seconds) => {
	const now = Date.parse('2026-01-01T00:00:00Z');
	const headers = value === undefined ? {} : { 'retry-after': value };
	expect(retryAfterSeconds(headers, now)).toBe(seconds);
});
