/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CredentialTestContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import {
	callForTest,
	HttpClient,
	type AuthenticatedOptions,
	type Call,
	type CallSignals,
} from '../../../nodes/GrokVideo/http/client';
import type { HttpResult } from '../../../nodes/GrokVideo/http/response';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import { inNode } from '../../support/inNode';
import { useServers, type TestServer } from '../../support/servers';
import { until } from '../../support/time';

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';
const TIMEOUT_SECONDS = 0.5;
const CALL: Call = {
	method: 'GET',
	path: '/v1/models',
	timeoutSeconds: TIMEOUT_SECONDS,
	maxResponseBytes: 1000,
};
const HEADER = { header: true, headerName: 'X-Gateway', headerValue: 'Bearer gateway-token' };
const unchanged: ICredentialDataDecryptedObject = {};

const start = useServers();
const startWith = async (write: (response: ServerResponse) => void) =>
	await start((_request, response) => write(response));

const credentialFor = (url: string, more = unchanged) => ({
	...{ provider: 'custom', baseUrl: url, apiKey: KEY },
	...more,
});
const inNodeAt = async <T>(
	url: string,
	work: (http: HttpClient, stored: ICredentialDataDecryptedObject) => Promise<T>,
	more = unchanged,
) => {
	const credential = credentialFor(url, more);
	return await inNode(
		{ url, key: KEY, credential },
		async (_context, http, stored) => await work(http, stored),
	);
};

type CallAt = (
	url: string,
	call: Call,
	more?: ICredentialDataDecryptedObject,
) => Promise<HttpResult>;

const CALLERS: Array<[string, CallAt]> = [
	[
		'a call of the node',
		async (url, call, more) => await inNodeAt(url, async (http) => await http.call(call), more),
	],
	[
		'a call of the credential test',
		async (url, call, more) => {
			const endpoint = readProvider(credentialFor(url, more));
			return await callForTest(new CredentialTestContext(), endpoint, call);
		},
	],
];

describe.each(CALLERS)('%s', (_what, callAt) => {
	const resultOf = async (write: (response: ServerResponse) => void, more: Partial<Call> = {}) =>
		await callAt((await startWith(write)).url, { ...CALL, ...more });

	it.each<[string, unknown]>([
		['{"a":1}', { a: 1 }],
		['not JSON', null],
		['', null],
		[`{"key":"${KEY}"}`, { key: KEY }],
	])('returns the response as text and JSON: %j', async (text, json) => {
		const result = await resultOf((response) => {
			response.writeHead(418, { 'x-request-id': 'r1' }).end(text);
		});
		const headers = expect.objectContaining({ 'x-request-id': 'r1' }) as IDataObject;
		expect(result).toEqual({ kind: 'response', status: 418, headers, text, json });
	});

	it('sends the key and the custom header', async () => {
		const server = await startWith((response) => response.end('{}'));
		await callAt(server.url, CALL);
		await callAt(server.url, CALL, HEADER);
		const sent = server.requests.map(({ headers }) => [
			headers.authorization,
			headers['x-gateway'],
		]);
		expect(sent).toEqual([
			[`Bearer ${KEY}`, undefined],
			[`Bearer ${KEY}`, 'Bearer gateway-token'],
		]);
	});

	it('calls a path below the base URL, or below the origin', async () => {
		const server = await startWith((response) => response.end('{}'));
		const baseUrl = `${server.url}/grok`;
		await callAt(server.url, CALL, { baseUrl });
		await callAt(server.url, { ...CALL, fromOrigin: true }, { baseUrl });
		expect(server.requests.map(({ url }) => url)).toEqual(['/grok/v1/models', '/v1/models']);
	});

	it.each([
		['GBK', 'c1eec5c6d2d1b9fdc6da'],
		['x-unknown', Buffer.from('令牌已过期').toString('hex')],
	])('reads a response in the charset %s', async (charset, hex) => {
		const result = await resultOf((response) => {
			response.setHeader('content-type', `text/html; charset=${charset}`);
			response.end(Buffer.from(hex, 'hex'));
		});
		expect(result).toMatchObject({ text: '令牌已过期' });
	});

	it('cuts a response at the size limit', async () => {
		const server = await startWith(endless);
		expect(await callAt(server.url, { ...CALL, timeoutSeconds: 20 })).toMatchObject({
			kind: 'response',
			status: 200,
			text: 'x'.repeat(1000),
			isIncomplete: true,
		});
		await until(() => server.sockets.size === 0);
	});

	it('reads a response of exactly the size limit', async () => {
		const result = await resultOf((response) => response.end('x'.repeat(1000)));
		expect(result).toMatchObject({ kind: 'response', text: 'x'.repeat(1000) });
		expect(result).not.toHaveProperty('isIncomplete');
	});

	it.each<[string, (response: ServerResponse) => void]>([
		['does not start', () => {}],
		['trickles', trickle],
		['stops', (response) => void response.write('{"a":')],
	])('ends at its timeout when the response %s', async (_how, write) => {
		const server = await startWith(write);
		const began = Date.now();
		const result = await callAt(server.url, CALL);
		const code = expect.stringMatching(/^(ETIMEDOUT|ECONNABORTED)$/) as string;
		expect(result).toMatchObject({ kind: 'networkError', code, wasSent: true });
		expect(Date.now() - began).toBeLessThan(TIMEOUT_SECONDS * 1000 + 1500);
		await until(() => server.sockets.size === 0);
	});

	it('ends at its timeout when the server switches to another protocol', async () => {
		const server = await start(() => {});
		// Node handles a request without `Upgrade` as usual.
		server.server.prependListener('request', ({ socket }) => {
			socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
		});
		const began = Date.now();
		const result = await callAt(server.url, CALL);
		expect(result).toMatchObject({ kind: 'networkError', wasSent: true });
		expect(Date.now() - began).toBeLessThan(TIMEOUT_SECONDS * 1000 + 1500);
	});

	it.each<[string, string, unknown]>([
		['within a text', '{"task_id":"task_1","sta', null],
		['before the announced length', '{"task_id":"task_1"}', { task_id: 'task_1' }],
	])('keeps what arrived before a connection breaks %s', async (_where, text, json) => {
		const result = await resultOf((response) => {
			response.setHeader('content-length', '100');
			response.write(text, () => response.socket?.destroy());
		});
		expect(result).toMatchObject({
			...{ kind: 'networkError', code: 'ECONNRESET', wasSent: true },
			partial: { kind: 'response', status: 200, text, json, isIncomplete: true },
		});
	});

	it('does not follow redirects', async () => {
		const other = await startWith((response) => response.end());
		const result = await resultOf((response) => {
			response.writeHead(307, { location: other.url }).end();
		});
		expect(result).toMatchObject({ status: 307 });
		expect(other.requests).toHaveLength(0);
	});

	it('was not sent if the server has no TLS', async () => {
		const server = await startWith((response) => response.end());
		const result = await callAt(server.url.replace('http:', 'https:'), CALL);
		expect(result).toEqual({ kind: 'networkError', code: 'WRONG_VERSION_NUMBER', wasSent: false });
		expect(server.requests).toHaveLength(0);
	});

	it.each([
		['http://127.0.0.1:9', 'ECONNREFUSED'],
		['http://localhost:9', 'ECONNREFUSED'],
		['https://grok.invalid', 'ENOTFOUND'],
	])('was not sent to %s', async (url, code) => {
		const result = await callAt(url, { ...CALL, timeoutSeconds: 20 });
		expect(result).toEqual({ kind: 'networkError', code, wasSent: false });
	});
});

it('a call of the node asks for JSON', async () => {
	const server = await startWith((response) => response.end('{}'));
	await inNodeAt(server.url, async (http) => await http.call(CALL));
	expect(server.requests[0].headers.accept).toBe('application/json');
});

it('the key is sent for files at the own origin only', async () => {
	const own = await startWith((response) => response.end());
	const other = await startWith((response) => response.end());
	await inNodeAt(own.url, async (http) => {
		for (const { url } of [own, other]) {
			const { signal } = new AbortController();
			const opened = await http.openFile(new URL(url), true, TIMEOUT_SECONDS, signal);
			expect(opened).toMatchObject({ kind: 'file', status: 200 });
		}
	});
	const keys = [own, other].map(({ requests: [{ headers }] }) => headers.authorization);
	expect(keys).toEqual([`Bearer ${KEY}`, undefined]);
});

describe('an aborted call', () => {
	const long = { ...CALL, timeoutSeconds: 60 };
	const callWith = async (server: TestServer, signals: CallSignals) =>
		await inNodeAt(server.url, async (http) => await http.call(long, signals));

	it('ends at once', async () => {
		const server = await start(() => {});
		const stop = new AbortController();
		const result = callWith(server, { signal: stop.signal });
		await until(() => server.requests.length === 1);
		stop.abort();
		expect(await result).toEqual({ kind: 'networkError', code: 'ABORTED', wasSent: true });
		await until(() => server.sockets.size === 0);
	});

	it('returns the part that has arrived when partSignal aborts', async () => {
		const text = '{"task_id":"task_1"';
		const server = await startWith((response) => void response.write(text));
		const stop = new AbortController();
		const result = callWith(server, { partSignal: stop.signal });
		await until(() => server.requests.length === 1);
		setTimeout(() => stop.abort(), 300);
		expect(await result).toMatchObject({
			kind: 'networkError',
			wasSent: true,
			partial: { text, isIncomplete: true },
		});
		await until(() => server.sockets.size === 0);
	});

	it('reads a response whole that starts after partSignal aborted', async () => {
		const server = await startWith((response) => {
			setTimeout(() => response.end('{"task_id":"task_1"}'), 300);
		});
		const result = await callWith(server, { partSignal: AbortSignal.abort() });
		expect(result).toMatchObject({ kind: 'response', json: { task_id: 'task_1' } });
	});
});

it('a large request is not kept once its response has arrived', async () => {
	setFlagsFromString('--expose-gc');
	const gc = runInNewContext('gc') as () => void;
	const server = await start((request, response) => {
		request.resume().on('end', () => response.end('{}'));
	});
	const inUse = () => {
		gc();
		return process.memoryUsage().arrayBuffers / 1024 ** 2;
	};
	await inNodeAt(server.url, async (http) => {
		const before = inUse();
		for (let n = 0; n < 5; n++) {
			const result = await http.call({
				...CALL,
				method: 'POST',
				body: Buffer.alloc(8 * 1024 ** 2),
			});
			expect(result).toMatchObject({ kind: 'response', status: 200 });
		}
		await until(() => inUse() - before < 20, 20_000); // the connections close a little later
	});
});

describe('a credential that changes during a run', () => {
	it.each<[string, ICredentialDataDecryptedObject, string]>([
		['key', { apiKey: 'sk-another-key' }, 'sk-another-key'],
		['header', HEADER, 'Bearer gateway-token'],
	])('has its new %s redacted', async (_what, changes, secret) => {
		const server = await startWith((response) => response.end('{}'));
		const redacted = await inNodeAt(server.url, async (http, stored) => {
			await http.call(CALL);
			Object.assign(stored, changes);
			await http.call(CALL);
			return http.redact(`${KEY}, ${secret}, ${secret.replace('Bearer ', '')}`);
		});
		const [before, after] = server.requests.map(({ headers }) => JSON.stringify(headers));
		expect(before).not.toContain(secret);
		expect(after).toContain(secret);
		expect(redacted).toBe('[API key], [API key], [API key]');
	});

	it('does not send the key to a new base URL', async () => {
		const server = await startWith((response) => response.end('{}'));
		const result = await inNodeAt(server.url, async (http, stored) => {
			stored.baseUrl = 'https://other.example';
			return await http.call(CALL);
		});
		const host = new URL(server.url).host;
		expect(result).toEqual({
			...{ kind: 'networkError', code: '', wasSent: false },
			reason: `The API key is only sent to https://other.example, not to ${host}`,
		});
		expect(server.requests).toHaveLength(0);
	});
});

it.each([
	['before the key is added means that nothing was sent', false, { wasSent: false, reason: 'odd' }],
	['after the key was added means that the request may have been sent', true, { wasSent: true }],
])('an error of n8n %s', async (_when, addsKey, expected) => {
	const httpRequestWithAuthentication = async (_type: string, request: AuthenticatedOptions) => {
		if (addsKey) request.onSecrets?.([KEY]);
		return await Promise.reject(new Error('odd'));
	};
	const context = { helpers: { httpRequestWithAuthentication } } as unknown as IExecuteFunctions;
	const http = new HttpClient(context, readProvider(credentialFor('https://gateway.example')));
	expect(await http.call(CALL)).toEqual({ kind: 'networkError', code: '', ...expected });
});

describe('an upload', () => {
	const bodyOf = (bytes: number, open: () => Promise<Readable>) => ({
		fields: { purpose: 'video', expires_after: '3600' },
		file: { bytes, open },
		fileName: 'a"b.mp4',
		mimeType: 'video/mp4',
	});
	const send = async (url: string, upload: Call['upload']) => {
		const call: Call = { ...CALL, method: 'POST', upload, timeoutSeconds: 5 };
		return await inNodeAt(url, async (http) => await http.call(call));
	};
	const upload = async (bytes: number, open: () => Promise<Readable>) => {
		const bodies: string[] = [];
		const server = await start((request, response) => {
			let body = '';
			request.on('data', (chunk) => (body += String(chunk)));
			request.on('error', () => {});
			request.on('end', () => {
				bodies.push(body);
				response.end('{"id":"file_1"}');
			});
		});
		return { result: await send(server.url, bodyOf(bytes, open)), server, bodies };
	};
	const stored = async () => Readable.from([Buffer.from('first '), Buffer.from('second')]);

	it('sends the fields and then the file', async () => {
		const { result, server, bodies } = await upload(12, stored);
		expect(result).toMatchObject({ json: { id: 'file_1' } });
		const { headers } = server.requests[0];
		const [, boundary] = /^multipart\/form-data; boundary=(.+)$/.exec(headers['content-type']!)!;
		expect(headers['content-length']).toBe(String(bodies[0].length));
		expect(bodies[0].split(`--${boundary}`)).toEqual([
			'',
			'\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nvideo\r\n',
			'\r\nContent-Disposition: form-data; name="expires_after"\r\n\r\n3600\r\n',
			'\r\nContent-Disposition: form-data; name="file"; filename="a%22b.mp4"\r\nContent-Type: video/mp4\r\n\r\nfirst second\r\n',
			'--\r\n',
		]);
	});

	it('closes the file if the server responds before it has read it', async () => {
		const server = await startWith((response) => response.writeHead(401).end('{}'));
		const file = new Readable({ read() {} }); // never ends
		expect(
			await send(
				server.url,
				bodyOf(12, async () => file),
			),
		).toMatchObject({ status: 401 });
		expect(file.destroyed).toBe(true);
	});

	async function* broken() {
		yield Buffer.from('first ');
		throw new Error('the disk is gone');
	}

	it.each<[string, number, () => Promise<Readable>, string]>([
		[
			'cannot be opened',
			12,
			async () => await Promise.reject(new Error('no such file')),
			'no such file',
		],
		['cannot be read', 12, async () => Readable.from(broken()), 'the disk is gone'],
		['is shorter than stored', 13, stored, 'the file has 12 bytes, not 13'],
		['is longer than stored', 11, stored, 'the file has 12 bytes, not 11'],
	])('reports a file that %s', async (_what, bytes, open, reason) => {
		const { result, bodies } = await upload(bytes, open);
		expect(result).toEqual({ kind: 'networkError', code: 'FILE_STORE', wasSent: false, reason });
		expect(bodies).toEqual([]);
	});
});

function trickle(response: ServerResponse) {
	const timer = setInterval(() => response.write(' '), 50);
	response.on('close', () => clearInterval(timer));
}

/** Sends as fast as it is read. */
function endless(response: ServerResponse) {
	const more = () => {
		while (response.writable && response.write('x'.repeat(500)));
	};
	response.on('drain', more);
	more();
}
