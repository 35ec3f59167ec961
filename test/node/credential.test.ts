/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CredentialTestContext } from 'n8n-core';
import type { IAuthenticate, IHttpRequestOptions } from 'n8n-workflow';
import { GrokVideoApi } from '../../credentials/GrokVideoApi.credentials';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { newApi } from '../../nodes/GrokVideo/protocols/newApi';
import { readProvider } from '../../nodes/GrokVideo/input/credential';
import type { Fault } from '../servers/newApi/gateway';
import { elapsed } from '../support/elapsed';
import { runNode } from '../support/engine';
import { createAndWait, credentials, getMany, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { shorten, shortPauses } from '../support/time';
import { useGateway } from '../support/useGateway';

type Signer = Extract<IAuthenticate, (...given: never[]) => unknown>;

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';

const gateway = useGateway({ key: KEY });

/** What the editor shows after "Save": the node's own test, with n8n's own request helper. */
async function testCredential(data: Record<string, string>) {
	const { grokVideoApiTest } = new GrokVideo().methods.credentialTest;
	const result = await grokVideoApiTest.call(new CredentialTestContext(), {
		id: '1',
		name: 'Grok',
		type: 'grokVideoApi',
		data: credentials(gateway, data).grokVideoApi.data,
	});
	expect(JSON.stringify(result)).not.toContain(KEY);
	return result;
}

const runWith = async (data: Record<string, string>) =>
	await runNode(workflow(gateway, video(), { credentials: credentials(gateway, data) }));

const requested = () => gateway.requests.map(({ method, path }) => `${method} ${path}`);

/** The model list, and what is left for the key. */
const OF_TEST = ['GET /api/status', 'GET /api/usage/token/', 'GET /v1/models'];

const listen = async (server: Server) => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describe('a provider', () => {
	it.each([
		['apixgo', 'Apixgo', 'https://img.apixgo.com'],
		['constreet', 'Constreet', 'https://api.constreet.cc'],
	])('%s is called at the address of its documents', (provider, label, baseUrl) => {
		// A base URL that was typed before the provider was changed is not used.
		const read = readProvider({ provider, baseUrl: 'https://left.example.com', apiKey: KEY });
		expect(read).toEqual({
			...{ label, baseUrl, origin: baseUrl, apiKey: KEY },
			...{ protocol: newApi, redact: expect.any(Function), isCustom: false, isOfficial: true },
		});
		expect(read.redact(`Key: ${KEY}`)).toBe('Key: [API key]');
	});

	it.each([
		[{ provider: 'apixgo' }, "paste the key from your provider's console into 'API Key'."],
		[
			{ apiKey: 'sk 1' },
			'It contains a space, a line break or another character that keys do not have.',
		],
		[{ apiKey: 'k'.repeat(2001) }, 'It is too long. Copy the key'],
		[
			{ provider: 'custom', baseUrl: 'https://me:pw@g.example', apiKey: KEY },
			"put the key into 'API Key'.",
		],
		[
			{ provider: 'custom', baseUrl: 'g.example', apiKey: KEY },
			'an address that starts with https://',
		],
	])('that cannot be used is put right in the credential: %j', (data, description) => {
		expect(() => readProvider(data)).toThrow(
			expect.objectContaining({ details: { description: expect.stringContaining(description) } }),
		);
	});

	it('needs a base URL and a key', () => {
		expect(() => readProvider({ provider: 'custom', apiKey: KEY })).toThrow(
			"'Base URL' is not a web address",
		);
		expect(() => readProvider({ provider: 'apixgo' })).toThrow('has no API key');
	});

	it('can have a key of up to 2000 letters', () => {
		const apiKey = 'k'.repeat(2000);
		expect(readProvider({ provider: 'apixgo', apiKey }).apiKey).toBe(apiKey);
	});

	it('is Apixgo where none was chosen', () => {
		expect(readProvider({ apiKey: KEY }).baseUrl).toBe('https://img.apixgo.com');
	});

	it('asks for a base URL only when it is a custom one', () => {
		const shown = new GrokVideoApi().properties.find(({ name }) => name === 'baseUrl');
		expect(shown).toMatchObject({
			required: true,
			displayOptions: { show: { provider: ['custom'] } },
		});
	});
});

describe('a base URL', () => {
	it.each(['', '/', '//', '/v1', '/v1/', '/V1/', '/v1//', '//v1', '?key=1', '#top', '/ '])(
		'works when it is pasted with "%s" at its end',
		async (end) => {
			const { message, status } = await testCredential({ baseUrl: gateway.url + end });
			expect({ message, status }).toEqual({
				message: `Connected to ${new URL(gateway.url).host}, 10.00 USD left`,
				status: 'OK',
			});
			expect(gateway.requests[0]).toMatchObject({ path: '/v1/models', status: 200 });
			expect(requested().sort()).toEqual(OF_TEST);
		},
	);

	it.each([
		['https://host.example/proxy', 'https://host.example/proxy'],
		['https://host.example/proxy/v1/', 'https://host.example/proxy'],
		['https://host.example/v1/models', 'https://host.example'],
		['https://host.example/v1/video/generations', 'https://host.example'],
		['https://host.example/v1/chat/completions', 'https://host.example'],
		['https://host.example/v1/proxy/', 'https://host.example/v1/proxy'],
		['https://host.example/v11/', 'https://host.example/v11'],
		['https://host.example/apiv1/models', 'https://host.example/apiv1/models'],
		['https://host.example/v1/proxy/v1/models', 'https://host.example/v1/proxy'],
		['  https://HOST.example:8443/api/v1 ', 'https://host.example:8443/api'],
	])('below a path works: %s', (baseUrl, expected) => {
		const read = readProvider({ provider: 'custom', baseUrl, apiKey: KEY });
		expect(read.baseUrl).toBe(expected);
		expect(read.label).toBe(new URL(expected).host);
	});

	it.each([
		'',
		'img.apixgo.com',
		'ftp://files.example.com',
		'not a url',
		'https://',
		'//host',
		'ftp://files.example.com/https://',
		KEY,
	])(
		'that is no web address is an error that does not show it, as it may be the key: "%s"',
		async (baseUrl) => {
			const { status, message } = await testCredential({ baseUrl });
			expect(status).toBe('Error');
			expect(message).toBe(
				"'Base URL' is not a web address. Open the Grok Video API credential and enter an address that starts with https://, e.g. https://gateway.example.com.",
			);
			const { message: ofRun, kept } = await failureOf(
				workflow(gateway, video(), { credentials: credentials(gateway, { baseUrl }) }),
			);
			expect(ofRun).toBe("'Base URL' is not a web address");
			expect(kept).not.toContain(KEY);
		},
	);

	it('that is longer than any is refused at once', () => {
		const baseUrl = '/'.repeat(100_000);
		for (const text of [baseUrl, `https://h.example${baseUrl}`, `https:${baseUrl}x`]) {
			const read = () => readProvider({ provider: 'custom', baseUrl: text, apiKey: KEY });
			expect(read).toThrow("'Base URL' is not a web address");
			expect(elapsed(() => expect(read).toThrow())).toBeLessThan(100);
		}
		const max = `https://h.example${'/'.repeat(1900)}v1`;
		expect(readProvider({ provider: 'custom', baseUrl: max, apiKey: KEY }).baseUrl).toBe(
			'https://h.example',
		);
	});

	it('may not hold a user name and password, and the error does not repeat them', async () => {
		for (const secret of ['pw77:', ':pw77', 'me:pw77']) {
			const { status, message } = await testCredential({
				baseUrl: `https://${secret}@host.example`,
			});
			expect(status).toBe('Error');
			expect(message).toContain('must not contain a user name or password');
			expect(message).not.toContain('pw77');
		}
	});
});

describe('an API key', () => {
	it.each([
		['a space', ` ${KEY} `],
		['a line break', `${KEY}\n`],
		['the word Bearer', `Bearer ${KEY}`],
		['the word bearer and a line break', `bearer  ${KEY}\r\n`],
	])('works when it is pasted with %s', async (_what, apiKey) => {
		expect(await testCredential({ apiKey })).toMatchObject({ status: 'OK' });
		await runWith({ apiKey });
		expect(requested().sort()).toEqual([...OF_TEST, 'POST /v1/video/generations']);
		for (const { headers } of gateway.requests) {
			expect(headers.authorization).toBe(`Bearer ${KEY}`);
		}
	});

	it.each([
		['is empty', '', 'has no API key'],
		['is the word Bearer alone', 'Bearer ', 'has no API key'],
		['holds a line break in the middle', 'sk-one\nsk-two', 'is not valid'],
		['holds dots that a console shows in place of the key', 'sk-12••••89', 'is not valid'],
	])('that %s is refused without a call', async (_what, apiKey, message) => {
		const result = await testCredential({ apiKey });
		expect(result).toMatchObject({ status: 'Error', message: expect.stringContaining(message) });
		await expect(runWith({ apiKey })).rejects.toThrow(message);
		expect(gateway.requests).toHaveLength(0);
	});

	it('is sent with every call of the node', async () => {
		shortPauses();
		await runNode(workflow(gateway, createAndWait()));
		await runNode(workflow(gateway, getMany()));
		const calls = gateway.requests.filter(({ host }) => host === 'api');
		expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'POST /v1/video/generations',
			`GET /v1/video/generations/${gateway.tasks[0].id}`,
			'GET /api/status',
			'GET /v1/models',
		]);
		for (const { headers } of calls) expect(headers.authorization).toBe(`Bearer ${KEY}`);
	});
});

describe('the HTTP Request node with this credential', () => {
	const data = { provider: 'custom', baseUrl: 'https://gateway.example.com/api', apiKey: KEY };
	const authenticate = async (request: Partial<IHttpRequestOptions> & { uri?: string }) =>
		await (new GrokVideoApi().authenticate as Signer)(data, request as IHttpRequestOptions);

	it.each([
		[{ url: 'https://gateway.example.com/api/v1/models' }],
		[{ url: 'https://GATEWAY.example.com:443/other' }],
		[{ url: '/v1/models' }],
		[{ url: '/v1/models', baseURL: 'https://gateway.example.com' }],
		[{ uri: 'https://gateway.example.com/v1/models' }],
		[{ url: 'https:gateway.example.com/v1/models' }],
	])('has the key added for %j', async (request) => {
		const signed = await authenticate({ ...request, headers: { 'X-Mine': '1' } });
		expect(signed.headers).toEqual({ 'X-Mine': '1', Authorization: `Bearer ${KEY}` });
		expect(signed).toMatchObject(request);
	});

	it('follows no redirect, by whatever name n8n knows the switch', async () => {
		const follow = { disableFollowRedirect: false, followRedirect: true, followAllRedirects: true };
		const request = { url: '/v1/models', sendCredentialsOnCrossOriginRedirect: true, ...follow };
		expect(await authenticate(request)).toMatchObject({
			sendCredentialsOnCrossOriginRedirect: false,
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		});
	});

	it.each([
		[{ url: 'https://evil.example.com/v1/models' }],
		[{ url: 'http://gateway.example.com/v1/models' }],
		[{ url: 'https://gateway.example.com:8443/v1/models' }],
		[{ url: 'https://gateway.example.com.evil.com/' }],
		[{ url: 'https://gateway.example.com@evil.com/' }],
		[{ url: '//evil.example.com/' }],
		[{ url: 'https:evil.example.com/' }],
		[{ url: 'https:evil.example.com/', baseURL: 'https://gateway.example.com' }],
		[{ url: 'HTTPS:/evil.example.com/' }],
		[{ url: '\\\\evil.example.com/' }],
		[{ url: ' https://evil.example.com/' }],
		[{ url: `https://${KEY}.evil.example.com/` }],
		[{ uri: 'https://evil.example.com/' }],
		[{ url: '/v1/models', baseURL: 'https://evil.example.com' }],
	])('is refused the key for another address: %j', async (request) => {
		const refused = authenticate(request);
		await expect(refused).rejects.toThrow('only sent to https://gateway.example.com');
		await expect(refused).rejects.not.toThrow(KEY);
	});
});

describe('the credential test', () => {
	it('passes with a good key, and costs nothing', async () => {
		expect(await testCredential({})).toMatchObject({ status: 'OK' });
		expect(gateway.requests[0]).toMatchObject({ method: 'GET', path: '/v1/models' });
		expect(requested().sort()).toEqual(OF_TEST);
	});

	it('says that a key is wrong, in the words of the server too', async () => {
		const { status, message } = await testCredential({ apiKey: 'sk-wrong' });
		expect(status).toBe('Error');
		expect(message).toMatch(
			/did not accept the API key \(HTTP 401\): 无效的令牌 \(request id: \d+/,
		);
		expect(message).toContain('paste the API key again');
	});

	const closedPort = async () => {
		const server = createServer();
		const url = await listen(server);
		await new Promise((resolve) => server.close(resolve));
		return url;
	};

	it.each([
		['a closed port', closedPort, 'refused the connection'],
		['a host that does not exist', () => 'https://grok.invalid', 'grok.invalid was not found'],
	])('says that %s cannot be reached, not that the key is wrong', async (_what, url, words) => {
		const { status, message } = await testCredential({ baseUrl: await url() });
		expect(status).toBe('Error');
		expect(message).toContain(words);
		expect(message).not.toMatch(/did not accept/);
	});

	it.each<[string, Fault, string[]]>([
		[
			'200 with success: false',
			{ status: 200, body: { success: false, message: '令牌已过期', data: [] } },
			['令牌已过期'],
		],
		['200 without a list', { status: 200, body: { success: true } }, ['does not understand']],
		['200 with something that is no JSON', 'garbage', ['does not understand']],
		['a website', 'html-200', ['web page', 'Welcome to nginx!', 'Base URL']],
		['a proxy’s error page', 'html', ['web page', '502 Bad Gateway', 'Try again later']],
		['403', { status: 403, body: { error: { message: '分组已禁用' } } }, ['分组已禁用', 'group']],
		['a connection that breaks', 'reset', ['closed the connection']],
	])('fails for %s', async (_what, fault, words) => {
		gateway.fail('models', fault);
		const { status, message } = await testCredential({});
		expect(status).toBe('Error');
		for (const word of words) expect(message).toContain(word);
		expect(message).not.toMatch(/undefined|\[object/);
	});

	it('fails for a server that never answers', async () => {
		shorten('MODELS_TIMEOUT_SECONDS', 0.3);
		gateway.fail('models', 'hang');
		const { status, message } = await testCredential({});
		expect(status).toBe('Error');
		expect(message).toContain('did not respond in time');
	});

	it('does not follow a redirect, least of all with the key', async () => {
		const seen: Array<string | undefined> = [];
		const elsewhere = createServer(({ headers }, response) => {
			seen.push(headers.authorization);
			response.end('{"success":true,"data":[]}');
		});
		const location = await listen(elsewhere);
		gateway.fail('models', { status: 302, headers: { location } });
		const { status, message } = await testCredential({});
		await new Promise((resolve) => elsewhere.close(resolve));
		expect(seen).toEqual([]);
		expect(status).toBe('Error');
		expect(message).toContain('redirect');
		expect(message).toContain(location);
	});
});
