/* eslint-disable @n8n/community-nodes/no-deprecated-workflow-functions -- the HTTP Request node uses the older helper too */
import type { IExecuteFunctions, IRequestOptions } from 'n8n-workflow';
import { CREDENTIAL_TYPE } from '../../nodes/GrokVideo/http/client';
import type { ProtocolName } from '../../nodes/GrokVideo/providers';
import type { Fault, Endpoint } from '../servers/types';
import { searchModels } from '../support/editor';
import { runNode, runToEnd } from '../support/engine';
import { fixture } from '../support/files';
import { inNode } from '../support/inNode';
import {
	createAndWait,
	credentials,
	getMany,
	numberedItems,
	NUMBERED_PROMPT,
	taskOperation,
	createVideo,
	itemNumber,
	isForItem,
} from '../support/parameters';
import { failureOf, testCredential, workflow } from '../support/runs';
import { findText } from '../support/findText';
import { useHttpServers } from '../support/httpServers';
import { PROTOCOLS, useStandIn, useXai, type StandIn } from '../support/standIns';
import { setLimit, shortPauses } from '../support/time';

/** The credential: its test, the key and the header that it adds, and where they are sent. */

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';

const start = useHttpServers();

beforeEach(() => void shortPauses());

const calls = ({ requests }: Pick<StandIn, 'requests'>) =>
	requests.map(({ method, path }) => `${method} ${path}`).sort();

const NEW_API_CALLS = ['GET /api/status', 'GET /api/usage/token/', 'GET /v1/models'];

/** The free calls of the credential test, and what it shows of the balance. */
const FREE: Record<ProtocolName, { calls: string[]; left: string; endpoint: Endpoint[] }> = {
	newApi: { calls: NEW_API_CALLS, left: ', 10.00 USD left', endpoint: ['models'] },
	openAiVideos: { calls: NEW_API_CALLS, left: ', 10.00 USD left', endpoint: ['models'] },
	openRouter: {
		calls: ['GET /api/v1/key', 'GET /api/v1/key'],
		left: ', 100.00 USD left',
		endpoint: ['key'],
	},
	xai: { calls: ['GET /v1/api-key'], left: '', endpoint: ['key', 'models'] },
};

describe.each(PROTOCOLS)('with $name', (protocol) => {
	const server = useStandIn(protocol, { key: KEY });
	const { left, endpoint, calls: freeCalls } = FREE[protocol.id];

	describe('the credential test', () => {
		it('shows the host and the balance, with free calls only', async () => {
			const { message, status } = await testCredential(server);
			expect(message).toBe(`Connected to ${new URL(server.url).host}${left}`);
			expect(status).toBe('OK');
			expect(calls(server)).toEqual(freeCalls);
		});

		it('reports a wrong key', async () => {
			const { message, status } = await testCredential(server, { apiKey: 'another-key' });
			expect(status).toBe('Error');
			expect(message).toMatch(
				/did not accept the API key \(HTTP 40[01]\): .*paste the API key again/,
			);
		});

		it('reports what the server returned instead of an answer', async () => {
			setLimit('MODELS_TIMEOUT_SECONDS', 0.2);
			setLimit('STATUS_TIMEOUT_SECONDS', 0.2);
			const cases: Array<[Fault, RegExp]> = [
				['html-200', /a web page instead of data .*Check 'Base URL' and 'API Type'/],
				[{ status: 200, body: { items: [] } }, /does not understand \(HTTP 200\)/],
				[protocol.error(403, 'Not in your group.'), /refused .*: Not in your group\..*group/],
				['reset', /closed the connection/],
				['hang', /did not respond in time/],
			];
			for (const [fault, words] of cases) {
				server.reset();
				for (const place of endpoint) server.fail(place, fault, { times: Infinity });
				const { message, status } = await testCredential(server);
				expect([fault, status, message]).toEqual([fault, 'Error', expect.stringMatching(words)]);
				expect(message).not.toMatch(/undefined|\[object/);
			}
		});

		it('does not follow a redirect with the key', async () => {
			const elsewhere = await start((_request, response) => response.end('{"data":[]}'));
			for (const place of endpoint) {
				const fault = { status: 302, headers: { location: elsewhere.url } };
				server.fail(place, fault, { times: Infinity });
			}
			const { message, status } = await testCredential(server);
			expect(status).toBe('Error');
			expect(message).toContain('responded with a redirect');
			expect(message).toContain(elsewhere.url);
			expect(elsewhere.requests).toHaveLength(0);
		});
	});

	it('the key is sent with each call to the API, and to no host that serves a file', async () => {
		const plans = [...protocol.resultUrls.map((resultUrl) => ({ resultUrl })), { expired: true }];
		server.setPlan(({ body }) => plans[itemNumber(body)]);
		const parameters = createAndWait({ prompt: NUMBERED_PROMPT });
		const input = numberedItems(plans.length);
		const { output } = await runNode(workflow(server, parameters, { input }));
		expect(output.map(({ binary }) => Object.keys(binary!))).toEqual(plans.map(() => ['data']));
		await runNode(workflow(server, getMany()));
		for (const { headers, host, path } of server.requests) {
			if (host === 'api') expect(headers.authorization).toBe(`Bearer ${KEY}`);
			else expect(JSON.stringify([headers, path])).not.toContain(KEY);
		}
		expect(server.requests.filter(({ host }) => host === 'file').length).toBeGreaterThan(1);
	});
});

describe('the key and the header of the credential', () => {
	const server = useStandIn(PROTOCOLS[0], { key: KEY });

	it('are not sent if the host cannot be reached', async () => {
		for (const [baseUrl, words] of [
			['http://127.0.0.1:9', '127.0.0.1:9 refused the connection'],
			['https://grok.invalid', 'grok.invalid was not found'],
		]) {
			const { message, status } = await testCredential(server, { baseUrl });
			expect(status).toBe('Error');
			expect(message).toContain(words);
		}
	});

	it.each([` ${KEY}\n`, `Bearer ${KEY}`, `bearer  ${KEY}\r\n`])(
		'a key can be pasted as %j',
		async (apiKey) => {
			const own = { credentials: credentials(server, { apiKey }) };
			await runNode(workflow(server, createVideo(), own));
			expect(server.requests[0].headers.authorization).toBe(`Bearer ${KEY}`);
		},
	);

	it.each([
		['Bearer ', 'has no API key'],
		['sk-one\nsk-two', 'is not valid'],
		['sk-12••••89', 'is not valid'],
	])('the key %j is rejected without a call', async (apiKey, words) => {
		const { message, status } = await testCredential(server, { apiKey });
		expect(status).toBe('Error');
		expect(message).toContain(words);
		const own = { credentials: credentials(server, { apiKey }) };
		expect((await failureOf(workflow(server, createVideo(), own))).message).toContain(words);
		expect(server.requests).toHaveLength(0);
	});

	it('a custom header is sent with each call to the API only, and is redacted', async () => {
		const header = { header: true, headerName: 'CF-Access', headerValue: 'Bearer door-0123456789' };
		const own = { credentials: credentials(server, header) };
		expect(await testCredential(server, header)).toMatchObject({ status: 'OK' });
		server.setPlan({ resultUrl: 'file' });
		await runNode(workflow(server, createAndWait(), own));
		const sent = (host: string) =>
			server.requests.filter((one) => one.host === host).map(({ headers }) => headers['cf-access']);
		expect(new Set(sent('api'))).toEqual(new Set(['Bearer door-0123456789']));
		expect(new Set(sent('file'))).toEqual(new Set([undefined]));
		server.fail('create', {
			status: 400,
			body: { error: { message: 'Unknown: Bearer door-0123456789, door-0123456789' } },
		});
		const { message, saved } = await failureOf(workflow(server, createVideo(), own));
		expect(message).toContain('Unknown: [API key], [API key]');
		expect(findText('door-0123456789', saved)).toEqual([]);
	});
});

describe('a server that repeats the key', () => {
	// With characters that JSON, URLs and HTML escape.

	const ODD_KEY = 'sk-0123456/+&=789"';
	const FORMS: Array<[string, string]> = [
		['unchanged', ODD_KEY],
		['escaped for HTML', ODD_KEY.replace('&', '&amp;').replace('"', '&quot;')],
	];
	const gateway = useStandIn(PROTOCOLS[0], { key: ODD_KEY });
	const expectNoKey = (value: unknown) => expect(findText('sk-0123', value)).toEqual([]);

	it.each(FORMS)('in an error, %s: nothing shows or stores it', async (_form, key) => {
		const faults: Fault[] = [
			{ status: 400, body: { error: { message: `Bad key ${key}!` } } },
			{ status: 400, body: `Bad key ${key}!` },
			{ status: 400, body: `<html><title>No ${key}</title>` },
			{ status: 400, body: `${'x'.repeat(485)}${key}${'x'.repeat(99)}` },
			{ status: 400, body: '', headers: { 'x-request-id': key } },
			{ status: 302, headers: { location: `https://h.example/?k=${key}` } },
		];
		for (const [n, fault] of faults.entries()) {
			gateway.fail('create', fault, { when: isForItem(n) });
			gateway.fail('models', fault, { times: 2 });
			const thrown = await searchModels(gateway).catch((error: Error) => error);
			expectNoKey([String(thrown), thrown, await testCredential(gateway)]);
		}
		const input = numberedItems(faults.length);
		const more = { input, onError: 'continueRegularOutput' } as const;
		const finished = await runNode(
			workflow(gateway, createVideo({ prompt: NUMBERED_PROMPT }), more),
		);
		expect(finished.output.filter(({ json }) => 'error' in json)).toHaveLength(faults.length);
		expectNoKey(finished);
	});

	it.each(FORMS)('in a task, %s: neither output nor log shows it', async (_form, key) => {
		const body = { task_id: 'task_1', model: key, [key]: [key], echo: `Bearer ${key}` };
		const data = { ...body, status: 'FAILURE', fail_reason: `Because of ${key}.` };
		for (const simplify of [true, false]) {
			gateway.fail('create', { status: 200, body });
			const created = await runToEnd(workflow(gateway, createVideo({ simplify })));
			expect(created.output[0].json.task_id).toBe('task_1');
			gateway.fail('status', { status: 200, body: { code: 'success', data } });
			const read = await runToEnd(workflow(gateway, taskOperation('get', 'task_1', { simplify })));
			expect(read.output[0].json.fail_reason).toBe('Because of [API key].');
			expectNoKey([created, read]);
		}
	});

	it('in a link to its own file: the file is downloaded, and the output redacts the link', async () => {
		const own = await start(({ url, headers }, response) => {
			if (url?.startsWith('/v1/video/')) {
				const result_url = `${own.url}/files/v.mp4?key=${KEY}`;
				response.end(JSON.stringify({ data: { status: 'SUCCESS', result_url } }));
			} else if (headers.authorization) {
				response.end(fixture('sample.mp4'));
			}
		});
		const finished = await runToEnd(
			workflow({ url: own.url, key: KEY }, taskOperation('wait', 'task_1')),
		);
		expect(finished.output[0].binary).toBeDefined();
		expect(finished.output[0].json.result_url).toBe(`${own.url}/files/v.mp4?key=[API key]`);
		expect(findText(KEY, finished)).toEqual([]);
	});

	it('in a link to another host: that host is not called', async () => {
		gateway.setPlan({ resultUrl: `${gateway.fileUrl}/v.mp4?key=${encodeURIComponent(ODD_KEY)}` });
		const { message, saved } = await failureOf(workflow(gateway, createAndWait()));
		expect(message).toContain('the link contains the API key, which is not sent to');
		expect(message).toContain(`(task ID: ${gateway.tasks[0].id})`);
		expect(gateway.requests.filter(({ endpoint }) => endpoint === 'file')).toHaveLength(0);
		expectNoKey(saved);
	});
});

it.each([
	['that is empty', '', "'Base URL' is not a web address", 'that starts with https://'],
	['that is the key', KEY, 'is not a web address', 'that starts with https://'],
	['with a name', `https://me:${KEY}@h.example`, 'must not contain a user name', "into 'API Key'"],
])('a base URL %s is rejected without showing the key', async (_what, baseUrl, message, advice) => {
	const own = { url: 'https://h.example', key: KEY };
	const run = workflow(own, createVideo(), { credentials: credentials(own, { baseUrl }) });
	const failure = await failureOf(run);
	expect(failure.message).toContain(message);
	expect(failure.description).toContain(advice);
	expect(findText(KEY, failure.saved)).toEqual([]);
	expect((await testCredential(own, { baseUrl })).message).toContain(message);
});

describe('a relay of xAI', () => {
	/** Serves a list of models at one path, and otherwise what relays are known to send. */
	const relay = async (at: string, status: number, body: string) =>
		await start(({ url }, response) => {
			if (url === at) response.end('{"object":"list","data":[{"id":"grok-imagine-video"}]}');
			else response.writeHead(status).end(body);
		});

	it.each<[string, string, number, string]>([
		['below its base URL, else 404', '/xai/v1/models', 404, ''],
		['below its base URL, else a web page', '/xai/v1/models', 200, '<!doctype html>'],
		['at its origin, else a web page', '/v1/models', 200, '<!doctype html>'],
	])('can list its models %s', async (_where, at, status, body) => {
		const { url, requests } = await relay(at, status, body);
		const own = { url: `${url}/xai/v1`, key: KEY, credential: { protocol: 'xai' } };
		expect(await testCredential(own)).toMatchObject({ status: 'OK' });
		const fallbacks = ['/xai/v1/models', ...(at === '/v1/models' ? ['/v1/models'] : [])];
		expect(requests.map((request) => request.url)).toEqual(['/xai/v1/api-key', ...fallbacks]);
		requests.length = 0;
		const { results } = await searchModels(own);
		expect(results.map(({ value }) => value)).toEqual(['grok-imagine-video']);
		expect(requests.map((request) => request.url)).toEqual([
			'/xai/v1/video-generation-models',
			...fallbacks,
		]);
	});

	it('lists its models at its origin if it has an empty list elsewhere', async () => {
		const { url } = await relay('/v1/models', 200, '{"data":[]}');
		const own = { url: `${url}/xai/v1`, key: KEY, credential: { protocol: 'xai' } };
		const { results } = await searchModels(own);
		expect(results.map(({ value }) => value)).toEqual(['grok-imagine-video']);
	});

	it('is called below the path of its base URL', async () => {
		const { url, requests } = await start((_request, response) => response.writeHead(400).end());
		const own = { url: `${url}/v1/me/gateway/grok`, key: KEY, credential: { protocol: 'xai' } };
		await failureOf(workflow(own, createVideo({ model: 'grok-imagine-video' })));
		expect(requests[0].url).toBe('/v1/me/gateway/grok/v1/videos/generations');
	});
});

describe('a wrong API type', () => {
	const gateway = useStandIn(PROTOCOLS[0]);
	const xai = useXai();

	it('is suggested if the server does not know the call', async () => {
		const wrong = { credentials: credentials(xai, { baseUrl: gateway.url, apiKey: gateway.key }) };
		const { message, description } = await failureOf(workflow(xai, createAndWait(), wrong));
		expect(message).toContain('does not know this call (HTTP 404)');
		expect(description).toContain("Check 'API Type' and 'Base URL'");
		expect(description).toContain('Nothing was created or billed.');
	});

	it.each(['keyBlocked', 'teamBlocked'])(
		'does not hide from xAI that the key is blocked: %s',
		async (flag) => {
			Object.assign(xai.account, { [flag]: true });
			const { message, status } = await testCredential(xai);
			expect(status).toBe('Error');
			expect(message).toMatch(/^The API key is blocked at .*Unblock the key or the team/);
		},
	);
});

describe.each<[string, (context: IExecuteFunctions, url: string) => Promise<unknown>]>([
	[
		'httpRequestWithAuthentication',
		async (context, url) => {
			const { httpRequestWithAuthentication } = context.helpers;
			const request = { url, json: true };
			return await httpRequestWithAuthentication.call(context, CREDENTIAL_TYPE, request);
		},
	],
	[
		'requestWithAuthentication, as the HTTP Request node does',
		async (context, uri) => {
			const request: IRequestOptions = {
				...{ uri, method: 'GET', json: true, simple: false, resolveWithFullResponse: true },
				...{ followRedirect: true, followAllRedirects: true, maxRedirects: 21 },
			};
			const { requestWithAuthentication } = context.helpers;
			return await requestWithAuthentication.call(context, CREDENTIAL_TYPE, request);
		},
	],
])('another node that uses the credential with %s', (_helper, send) => {
	/** What the node gets back, or the error, for each address. */
	const sendFrom = async (origin: string, ...urls: string[]) =>
		await inNode({ url: origin, key: KEY }, async (context) => {
			const results = [];
			for (const url of urls) results.push(await send(context, url).catch((error: Error) => error));
			return results;
		});

	it('sends the key to the gateway, but not along a redirect', async () => {
		const other = await start((_request, response) => response.end('{}'));
		const gateway = await start(({ url }, response) => {
			const status = Number(url!.slice(1));
			response.writeHead(status, { location: `${other.url}/v1/models` }).end('{}');
		});
		const statuses = [200, 301, 302, 303, 307, 308];
		await sendFrom(gateway.url, ...statuses.map((status) => `${gateway.url}/${status}`));
		expect(gateway.requests.map(({ headers }) => headers.authorization)).toEqual(
			statuses.map(() => `Bearer ${KEY}`),
		);
		expect(other.requests).toHaveLength(0);
	});

	it('does not send it to another address', async () => {
		const gateway = await start((_request, response) => response.end('{}'));
		const other = await start((_request, response) => response.end('{}'));
		const url = `${other.url}/v1/models`;
		const urls = [
			url,
			url.replace('//', ''),
			url.replace('http:', ''),
			url.replace('//', '\\\\'),
			` ${url}`,
			url.replace('//', '//gateway.example@'),
			`${url}/${KEY}`,
		];
		for (const [n, result] of (await sendFrom(gateway.url, ...urls)).entries()) {
			const { message } = result as Error;
			expect([urls[n], message]).toEqual([
				urls[n],
				expect.stringContaining(`only sent to ${gateway.url}`),
			]);
			expect(message).not.toContain(KEY);
		}
		expect(other.requests).toHaveLength(0);
	});
});
