/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import type { ServerResponse } from 'node:http';
import { CredentialTestContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';
import { callForTest, type Call } from '../../../nodes/GrokVideo/http/client';
import type { HttpResult } from '../../../nodes/GrokVideo/http/response';
import { inNode } from '../../support/inNode';
import { useServers } from '../../support/servers';
import { until } from '../../support/time';

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';
const LIMIT_SECONDS = 0.5;

const start = useServers();
const CALL: Call = {
	method: 'GET',
	path: '/v1/models',
	timeoutSeconds: LIMIT_SECONDS,
	maxResponseBytes: 1000,
};

/** The node's calls, and the credential test's, which n8n gives another helper. */
const CALLERS: Array<[string, (url: string, call: Call) => Promise<HttpResult>]> = [
	[
		'a call of the node',
		async (url, call) =>
			await inNode({ url, key: KEY }, async (_context, http) => await http.call(call)),
	],
	[
		'a call of the credential test',
		async (url, call) => {
			const endpoint = readProvider({ provider: 'custom', baseUrl: url, apiKey: KEY });
			return await callForTest(new CredentialTestContext(), endpoint, call);
		},
	],
];

describe.each(CALLERS)('%s', (_what, callAt) => {
	const answer = async (write: (response: ServerResponse) => void, more: Partial<Call> = {}) => {
		const server = await start((_request, response) => write(response));
		return await callAt(server.url, { ...CALL, ...more });
	};

	it.each<[string, string, unknown]>([
		['{"a":1}', '{"a":1}', { a: 1 }],
		['not JSON', 'not JSON', null],
		['{"half":', '{"half":', null],
		['', '', null],
		[`Bad key ${KEY}!`, `Bad key ${KEY}!`, null],
		[`{"key":"${KEY}"}`, `{"key":"${KEY}"}`, { key: KEY }],
		['{"task_id":12345678901234567890}', expect.any(String), { task_id: '12345678901234567890' }],
	])('reads %j as text and as JSON, as it came', async (body, text, json) => {
		const result = await answer((response) => {
			response.writeHead(418, { 'x-request-id': 'r1' }).end(body);
		});
		const headers = expect.objectContaining({ 'x-request-id': 'r1' }) as IDataObject;
		expect(result).toEqual({ kind: 'response', status: 418, headers, text, json });
	});

	it('sends the key', async () => {
		const server = await start((_request, response) => response.end('{}'));
		await callAt(server.url, CALL);
		expect(server.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
			['/v1/models', `Bearer ${KEY}`],
		]);
	});

	it('reads an answer in GBK, as Chinese proxies send it', async () => {
		const result = await answer((response) => {
			response.setHeader('content-type', 'text/html; charset=GBK');
			response.end(Buffer.from('c1eec5c6d2d1b9fdc6da', 'hex'));
		});
		expect(result).toMatchObject({ text: '令牌已过期' });
	});

	it('reads an answer in an encoding that nobody knows', async () => {
		const result = await answer((response) => {
			response.setHeader('content-type', 'application/json; charset=x-unheard-of');
			response.end('{"message":"令牌"}');
		});
		expect(result).toMatchObject({ json: { message: '令牌' } });
	});

	it('reads an answer up to its limit, and no further', async () => {
		const result = await answer(endless(), { timeoutSeconds: 20 });
		expect(result).toMatchObject({ kind: 'response', status: 200, text: 'x'.repeat(1000) });
	});

	it('leaves no connection behind when it has read so far, and nothing more comes', async () => {
		const server = await start((_request, response) => void response.write('x'.repeat(1000)));
		const result = await callAt(server.url, { ...CALL, timeoutSeconds: 20 });
		expect(result).toMatchObject({ kind: 'response', text: 'x'.repeat(1000) });
		await until(() => server.sockets.size === 0);
	});

	it.each<[string, (response: ServerResponse) => void]>([
		['never comes', () => {}],
		['trickles', trickle()],
		['stops in the middle', (response) => void response.write('{"a":')],
	])('ends within its limit when the answer %s', async (_how, write) => {
		const server = await start((_request, response) => write(response));
		const began = Date.now();
		const result = await callAt(server.url, CALL);
		const code = expect.stringMatching(/^(ETIMEDOUT|ECONNABORTED)$/) as string;
		expect(result).toEqual({ kind: 'networkError', code, neverSent: false });
		expect(Date.now() - began).toBeLessThan(LIMIT_SECONDS * 1000 + 1500);
		await until(() => server.sockets.size === 0);
	});

	it('ends within its limit when the server switches to another protocol', async () => {
		const server = await start(() => {});
		// A request without `Upgrade` is a usual one to Node.
		server.server.prependListener('request', ({ socket }) => {
			socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
		});
		const began = Date.now();
		const result = await callAt(server.url, CALL);
		expect(result).toMatchObject({ kind: 'networkError', neverSent: false });
		expect(Date.now() - began).toBeLessThan(LIMIT_SECONDS * 1000 + 1500);
	});

	it('tells an answer that breaks off from one that is whole', async () => {
		const result = await answer((response) => {
			response.setHeader('content-length', '100');
			response.write('{"a":1}', () => response.socket?.destroy());
		});
		expect(result).toMatchObject({ kind: 'networkError', neverSent: false });
	});

	it('follows no redirect', async () => {
		const other = await start((_request, response) => response.end());
		const result = await answer((response) => {
			response.writeHead(307, { location: other.url }).end();
		});
		expect(result).toMatchObject({ status: 307 });
		expect(other.requests).toHaveLength(0);
	});

	it('was never sent where https:// meets a port for http://, and that is said', async () => {
		const server = await start((_request, response) => response.end());
		const result = await callAt(server.url.replace('http:', 'https:'), CALL);
		expect(result).toEqual({ kind: 'networkError', code: 'WRONG_VERSION_NUMBER', neverSent: true });
		expect(server.requests).toHaveLength(0);
	});

	it.each([
		['http://127.0.0.1:9', 'ECONNREFUSED'],
		['http://localhost:9', 'ECONNREFUSED'],
		['https://grok.invalid', 'ENOTFOUND'],
	])('was never sent to %s', async (url, code) => {
		const result = await callAt(url, { ...CALL, timeoutSeconds: 20 });
		expect(result).toEqual({ kind: 'networkError', code, neverSent: true });
	});
});

it('a call that the run gives up ends at once', async () => {
	const server = await start(() => {});
	const stop = new AbortController();
	const call = { ...CALL, timeoutSeconds: 60 };
	const result = inNode(
		{ url: server.url, key: KEY },
		async (_context, http) => await http.call(call, stop.signal),
	);
	await until(() => server.requests.length === 1);
	stop.abort();
	expect(await result).toEqual({ kind: 'networkError', code: 'ABORTED', neverSent: false });
	await until(() => server.sockets.size === 0);
});

function trickle() {
	return (response: ServerResponse) => {
		const timer = setInterval(() => response.write(' '), 50);
		response.on('close', () => clearInterval(timer));
	};
}

/** Sends as fast as it is read. */
function endless() {
	const piece = 'x'.repeat(500);
	return (response: ServerResponse) => {
		const more = () => {
			while (response.writable && response.write(piece));
		};
		response.on('drain', more);
		more();
	};
}
