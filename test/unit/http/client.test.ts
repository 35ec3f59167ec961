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
} from '../../../nodes/GrokVideo/http/client';
import type { HttpResult } from '../../../nodes/GrokVideo/http/response';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import { inNode } from '../../support/inNode';
import { useHttpServers } from '../../support/httpServers';
import { waitUntil } from '../../support/time';

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

const start = useHttpServers();
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
		const [without, withHeader] = server.requests.map(({ headers }) => headers);
		expect(without.authorization).toBe(`Bearer ${KEY}`);
		expect(without).not.toHaveProperty('x-gateway');
		expect(withHeader).toMatchObject({
			authorization: `Bearer ${KEY}`,
			'x-gateway': 'Bearer gateway-token',
		});
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
		const text = 'x'.repeat(1000);
		const server = await startWith(endless);
		const cut = await callAt(server.url, { ...CALL, timeoutSeconds: 20 });
		expect(cut).toMatchObject({ kind: 'response', status: 200, text, isIncomplete: true });
		await waitUntil(() => server.sockets.size === 0);
		const whole = await resultOf((response) => response.end(text));
		expect(whole).toMatchObject({ kind: 'response', text });
		expect(whole).not.toHaveProperty('isIncomplete');
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
		await waitUntil(() => server.sockets.size === 0);
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

it('an aborted call ends at once', async () => {
	const server = await start(() => {});
	const stop = new AbortController();
	const result = await inNodeAt(server.url, async (http) => {
		const call = http.call({ ...CALL, timeoutSeconds: 60 }, { signal: stop.signal });
		await waitUntil(() => server.requests.length > 0);
		stop.abort();
		return await call;
	});
	expect(result).toEqual({ kind: 'networkError', code: 'ABORTED', wasSent: true });
	await waitUntil(() => server.sockets.size === 0);
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
			const body = Buffer.alloc(8 * 1024 ** 2);
			expect(await http.call({ ...CALL, method: 'POST', body })).toMatchObject({ status: 200 });
		}
		await waitUntil(() => inUse() - before < 20, 20_000); // the connections close a little later
	});
});

it('the new value of a header that changes during a run is redacted', async () => {
	const server = await startWith((response) => response.end('{}'));
	const redacted = await inNodeAt(server.url, async (http, stored) => {
		await http.call(CALL);
		Object.assign(stored, HEADER);
		await http.call(CALL);
		return http.redact(`${KEY}, ${HEADER.headerValue}, gateway-token`);
	});
	const sent = server.requests.map(({ headers }) => headers['x-gateway']);
	expect(sent).toEqual([undefined, HEADER.headerValue]);
	expect(redacted).toBe('[API key], [API key], [API key]');
});

it('an error of n8n after the key was added means that the request may have been sent', async () => {
	const httpRequestWithAuthentication = async (_type: string, request: AuthenticatedOptions) => {
		request.onSecrets?.([KEY]);
		return await Promise.reject(new Error('odd'));
	};
	const context = { helpers: { httpRequestWithAuthentication } } as unknown as IExecuteFunctions;
	const http = new HttpClient(context, readProvider(credentialFor('https://gateway.example')));
	expect(await http.call(CALL)).toEqual({ kind: 'networkError', code: '', wasSent: true });
});

describe('an upload', () => {
	const send = async (bytes: number, open: () => Promise<Readable>) => {
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
		const fields = { expires_after: '3600' };
		const upload = { fields, file: { bytes, open }, fileName: 'a"b.mp4', mimeType: 'video/mp4' };
		const call: Call = { ...CALL, method: 'POST', upload };
		const result = await inNodeAt(server.url, async (http) => await http.call(call));
		return { result, bodies, server };
	};
	const stored = async () => Readable.from([Buffer.from('first '), Buffer.from('second')]);

	it('sends the fields and then the file', async () => {
		const { result, bodies, server } = await send(12, stored);
		expect(result).toMatchObject({ json: { id: 'file_1' } });
		const { headers } = server.requests[0];
		const [, boundary] = /^multipart\/form-data; boundary=(.+)$/.exec(headers['content-type']!)!;
		expect(headers['content-length']).toBe(String(bodies[0].length));
		expect(bodies[0].split(`--${boundary}`)).toEqual([
			'',
			'\r\nContent-Disposition: form-data; name="expires_after"\r\n\r\n3600\r\n',
			'\r\nContent-Disposition: form-data; name="file"; filename="a%22b.mp4"\r\nContent-Type: video/mp4\r\n\r\nfirst second\r\n',
			'--\r\n',
		]);
	});

	async function* broken() {
		yield Buffer.from('first ');
		throw new Error('the disk is gone');
	}
	const missing = async () => await Promise.reject(new Error('no such file'));

	it.each<[string, number, () => Promise<Readable>, string]>([
		['cannot be opened', 12, missing, 'no such file'],
		['cannot be read', 12, async () => Readable.from(broken()), 'the disk is gone'],
		['is shorter than stored', 13, stored, 'the file has 12 bytes, not 13'],
		['is longer than stored', 11, stored, 'the file has 12 bytes, not 11'],
	])('reports a file that %s', async (_what, bytes, open, reason) => {
		const { result, bodies } = await send(bytes, open);
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
