/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CredentialTestContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject as CredentialData,
	IDataObject,
	IExecuteFunctions,
} from 'n8n-workflow';
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

type Respond = (response: ServerResponse) => void;

const startServer = useHttpServers();
const startServerWith = async (respond: Respond) =>
	await startServer((_request, response) => respond(response));

const credentialFor = (url: string, overrides: CredentialData = {}) => ({
	provider: 'custom',
	baseUrl: url,
	apiKey: KEY,
	...overrides,
});
const withClient = async <T>(
	url: string,
	callback: (http: HttpClient, credential: CredentialData) => Promise<T>,
	overrides: CredentialData = {},
) =>
	await inNode(
		{ url, key: KEY, credential: credentialFor(url, overrides) },
		async (_context, http, credential) => await callback(http, credential),
	);

type SendCall = (url: string, call: Call, overrides?: CredentialData) => Promise<HttpResult>;

const CALLERS: Array<[string, SendCall]> = [
	[
		'HttpClient.call',
		async (url, call, overrides) =>
			await withClient(url, async (http) => await http.call(call), overrides),
	],
	[
		'callForTest',
		async (url, call, overrides) => {
			const endpoint = readProvider(credentialFor(url, overrides));
			return await callForTest(new CredentialTestContext(), endpoint, call);
		},
	],
];

describe.each(CALLERS)('%s', (_name, sendCall) => {
	const resultFor = async (respond: Respond) =>
		await sendCall((await startServerWith(respond)).url, CALL);

	it.each<[string, unknown]>([
		['{"a":1}', { a: 1 }],
		['not JSON', null],
		['', null],
		[`{"key":"${KEY}"}`, { key: KEY }],
	])('returns the response as text and JSON: %j', async (text, json) => {
		const result = await resultFor((response) => {
			response.writeHead(418, { 'x-request-id': 'r1' }).end(text);
		});
		const headers = expect.objectContaining({ 'x-request-id': 'r1' }) as IDataObject;
		expect(result).toEqual({ kind: 'response', status: 418, headers, text, json });
	});

	it('sends the key and the custom header', async () => {
		const server = await startServerWith((response) => response.end('{}'));
		await sendCall(server.url, CALL);
		await sendCall(server.url, CALL, HEADER);
		const [withoutHeader, withHeader] = server.requests.map(({ headers }) => headers);
		expect(withoutHeader.authorization).toBe(`Bearer ${KEY}`);
		expect(withoutHeader).not.toHaveProperty('x-gateway');
		expect(withHeader).toMatchObject({
			authorization: `Bearer ${KEY}`,
			'x-gateway': 'Bearer gateway-token',
		});
	});

	it.each([
		['GBK', 'c1eec5c6d2d1b9fdc6da'],
		['x-unknown', Buffer.from('令牌已过期').toString('hex')],
	])('decodes a response in the charset %s', async (charset, hex) => {
		const result = await resultFor((response) => {
			response.setHeader('content-type', `text/html; charset=${charset}`);
			response.end(Buffer.from(hex, 'hex'));
		});
		expect(result).toMatchObject({ text: '令牌已过期' });
	});

	it('truncates a response at the size limit', async () => {
		const text = 'x'.repeat(1000);
		const server = await startServerWith(writeEndlessly);
		const truncated = await sendCall(server.url, { ...CALL, timeoutSeconds: 20 });
		expect(truncated).toMatchObject({ kind: 'response', status: 200, text, isIncomplete: true });
		await waitUntil(() => server.sockets.size === 0);
		const complete = await resultFor((response) => response.end(text));
		expect(complete).toMatchObject({ kind: 'response', text });
		expect(complete).not.toHaveProperty('isIncomplete');
	});

	it.each<[string, Respond]>([
		['never starts', () => {}],
		['trickles in', trickle],
		['stops midway', (response) => void response.write('{"a":')],
	])('times out when the response %s', async (_name, respond) => {
		const server = await startServerWith(respond);
		const startedAt = Date.now();
		const result = await sendCall(server.url, CALL);
		const code = expect.stringMatching(/^(ETIMEDOUT|ECONNABORTED)$/) as string;
		expect(result).toMatchObject({ kind: 'networkError', code, wasSent: true });
		expect(Date.now() - startedAt).toBeLessThan(TIMEOUT_SECONDS * 1000 + 1500);
		await waitUntil(() => server.sockets.size === 0);
	});

	it.each<[string, string, unknown]>([
		['within the JSON', '{"task_id":"task_1","sta', null],
		['after the JSON', '{"task_id":"task_1"}', { task_id: 'task_1' }],
	])('keeps what arrived before the connection broke %s', async (_name, text, json) => {
		const result = await resultFor((response) => {
			response.setHeader('content-length', '100');
			response.write(text, () => response.socket?.destroy());
		});
		expect(result).toMatchObject({
			kind: 'networkError',
			code: 'ECONNRESET',
			wasSent: true,
			partial: { kind: 'response', status: 200, text, json, isIncomplete: true },
		});
	});

	it.each([
		['http://127.0.0.1:9', 'ECONNREFUSED'],
		['http://localhost:9', 'ECONNREFUSED'],
		['https://grok.invalid', 'ENOTFOUND'],
	])('reports that no request was sent to %s', async (url, code) => {
		const result = await sendCall(url, { ...CALL, timeoutSeconds: 20 });
		expect(result).toEqual({ kind: 'networkError', code, wasSent: false });
	});
});

it('HttpClient.call sends an Accept header for JSON', async () => {
	const server = await startServerWith((response) => response.end('{}'));
	await withClient(server.url, async (http) => await http.call(CALL));
	expect(server.requests[0].headers.accept).toBe('application/json');
});

it("HttpClient.openFile sends the key only to the provider's origin", async () => {
	const providerServer = await startServerWith((response) => response.end());
	const fileServer = await startServerWith((response) => response.end());
	await withClient(providerServer.url, async (http) => {
		for (const { url } of [providerServer, fileServer]) {
			const { signal } = new AbortController();
			const file = await http.openFile(new URL(url), true, TIMEOUT_SECONDS, signal);
			expect(file).toMatchObject({ kind: 'file', status: 200 });
		}
	});
	const keys = [providerServer, fileServer].map(
		({ requests: [{ headers }] }) => headers.authorization,
	);
	expect(keys).toEqual([`Bearer ${KEY}`, undefined]);
});

it('HttpClient.call stops when its signal aborts', async () => {
	const server = await startServer(() => {});
	const controller = new AbortController();
	const result = await withClient(server.url, async (http) => {
		const call = http.call({ ...CALL, timeoutSeconds: 60 }, { signal: controller.signal });
		await waitUntil(() => server.requests.length > 0);
		controller.abort();
		return await call;
	});
	expect(result).toEqual({ kind: 'networkError', code: 'ABORTED', wasSent: true });
	await waitUntil(() => server.sockets.size === 0);
});

it('HttpClient.call frees a large request body after the response', async () => {
	setFlagsFromString('--expose-gc');
	const gc = runInNewContext('gc') as () => void;
	const server = await startServer((request, response) => {
		request.resume().on('end', () => response.end('{}'));
	});
	const megabytesInUse = () => {
		gc();
		return process.memoryUsage().arrayBuffers / 1024 ** 2;
	};
	await withClient(server.url, async (http) => {
		const megabytesBefore = megabytesInUse();
		for (let n = 0; n < 5; n++) {
			const body = Buffer.alloc(8 * 1024 ** 2);
			expect(await http.call({ ...CALL, method: 'POST', body })).toMatchObject({ status: 200 });
		}
		// The connections close a little later.
		await waitUntil(() => megabytesInUse() - megabytesBefore < 20, 20_000);
	});
});

it('HttpClient.redact covers a header value that changes during a run', async () => {
	const server = await startServerWith((response) => response.end('{}'));
	const redacted = await withClient(server.url, async (http, credential) => {
		await http.call(CALL);
		Object.assign(credential, HEADER);
		await http.call(CALL);
		return http.redact(`${KEY}, ${HEADER.headerValue}, gateway-token`);
	});
	const headerValues = server.requests.map(({ headers }) => headers['x-gateway']);
	expect(headerValues).toEqual([undefined, HEADER.headerValue]);
	expect(redacted).toBe('[API key], [API key], [API key]');
});

it('HttpClient.call assumes that the request was sent if n8n fails after authentication', async () => {
	const httpRequestWithAuthentication = async (_type: string, request: AuthenticatedOptions) => {
		request.onSecrets?.([KEY]);
		return await Promise.reject(new Error('odd'));
	};
	const context = { helpers: { httpRequestWithAuthentication } } as unknown as IExecuteFunctions;
	const http = new HttpClient(context, readProvider(credentialFor('https://gateway.example')));
	expect(await http.call(CALL)).toEqual({ kind: 'networkError', code: '', wasSent: true });
});

describe('an upload', () => {
	const uploadFile = async (bytes: number, open: () => Promise<Readable>) => {
		const bodies: string[] = [];
		const server = await startServer((request, response) => {
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
		const result = await withClient(server.url, async (http) => await http.call(call));
		return { result, bodies, server };
	};
	const openFile = async () => Readable.from([Buffer.from('first '), Buffer.from('second')]);

	it('sends the fields before the file', async () => {
		const { result, bodies, server } = await uploadFile(12, openFile);
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

	async function* brokenFile() {
		yield Buffer.from('first ');
		throw new Error('the disk is gone');
	}
	const openMissingFile = async () => await Promise.reject(new Error('no such file'));

	it.each<[string, number, () => Promise<Readable>, string]>([
		['cannot be opened', 12, openMissingFile, 'no such file'],
		['cannot be read', 12, async () => Readable.from(brokenFile()), 'the disk is gone'],
		['is shorter than its stored size', 13, openFile, 'the file has 12 bytes, not 13'],
		['is longer than its stored size', 11, openFile, 'the file has 12 bytes, not 11'],
	])('reports a file that %s', async (_name, bytes, open, reason) => {
		const { result, bodies } = await uploadFile(bytes, open);
		expect(result).toEqual({ kind: 'networkError', code: 'FILE_STORE', wasSent: false, reason });
		expect(bodies).toEqual([]);
	});
});

function trickle(response: ServerResponse) {
	const timer = setInterval(() => response.write(' '), 50);
	response.on('close', () => clearInterval(timer));
}

/** Never ends, and writes as fast as the client reads. */
function writeEndlessly(response: ServerResponse) {
	const fillBuffer = () => {
		while (response.writable && response.write('x'.repeat(500)));
	};
	response.on('drain', fillBuffer);
	fillBuffer();
}
