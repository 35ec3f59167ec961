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
	createAndWaitParameters,
	credentials,
	getManyParameters,
	numberedItems,
	NUMBERED_PROMPT,
	taskParameters,
	createParameters,
	itemNumber,
	isForItem,
} from '../support/parameters';
import { failureOf, testCredential, workflow } from '../support/runs';
import { findText } from '../support/findText';
import { useHttpServers } from '../support/httpServers';
import { PROTOCOLS, useStandIn, useXai, type StandIn } from '../support/standIns';
import { setLimit, shortPauses } from '../support/time';

/** The credential test, and which hosts receive the API key and the custom header. */

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';

const startServer = useHttpServers();

beforeEach(() => void shortPauses());

const callsTo = ({ requests }: Pick<StandIn, 'requests'>) =>
	requests.map(({ method, path }) => `${method} ${path}`).sort();

const NEW_API_CALLS = ['GET /api/status', 'GET /api/usage/token/', 'GET /v1/models'];

interface CredentialTest {
	calls: string[];
	/** In the message of a successful test. */
	balance: string;
	/** The endpoints that the result depends on. */
	endpoints: Endpoint[];
}

const CREDENTIAL_TESTS: Record<ProtocolName, CredentialTest> = {
	newApi: { calls: NEW_API_CALLS, balance: ', 10.00 USD left', endpoints: ['models'] },
	openAiVideos: { calls: NEW_API_CALLS, balance: ', 10.00 USD left', endpoints: ['models'] },
	openRouter: {
		calls: ['GET /api/v1/key', 'GET /api/v1/key'],
		balance: ', 100.00 USD left',
		endpoints: ['key'],
	},
	xai: { calls: ['GET /v1/api-key'], balance: '', endpoints: ['key', 'models'] },
};

describe.each(PROTOCOLS)('with $name', (protocol) => {
	const server = useStandIn(protocol, { key: KEY });
	const { balance, calls, endpoints } = CREDENTIAL_TESTS[protocol.id];

	describe('the credential test', () => {
		it('shows the host and the balance, and makes only free calls', async () => {
			const { message, status } = await testCredential(server);
			expect(message).toBe(`Connected to ${new URL(server.url).host}${balance}`);
			expect(status).toBe('OK');
			expect(callsTo(server)).toEqual(calls);
		});

		it('reports a wrong key', async () => {
			const { message, status } = await testCredential(server, { apiKey: 'another-key' });
			expect(status).toBe('Error');
			expect(message).toMatch(
				/did not accept the API key \(HTTP 40[01]\): .*paste the API key again/,
			);
		});

		it('reports unexpected responses and connection errors', async () => {
			const cases: Array<[Fault, RegExp]> = [
				['html-200', /a web page instead of data .*Check 'Base URL' and 'API Type'/],
				[{ status: 200, body: { items: [] } }, /does not understand \(HTTP 200\)/],
				[protocol.error(403, 'Not in your group.'), /refused .*: Not in your group\..*group/],
				['reset', /closed the connection/],
				['hang', /did not respond in time/],
			];
			for (const [fault, pattern] of cases) {
				server.reset();
				for (const endpoint of endpoints) server.fail(endpoint, fault, { times: Infinity });
				if (fault === 'hang') {
					setLimit('MODELS_TIMEOUT_SECONDS', 0.2);
					setLimit('STATUS_TIMEOUT_SECONDS', 0.2);
				}
				const { message, status } = await testCredential(server);
				expect([fault, status, message]).toEqual([fault, 'Error', expect.stringMatching(pattern)]);
				expect(message).not.toMatch(/undefined|\[object/);
			}
		});

		it('does not follow redirects', async () => {
			const redirectTarget = await startServer((_request, response) => response.end('{"data":[]}'));
			for (const endpoint of endpoints) {
				const fault = { status: 302, headers: { location: redirectTarget.url } };
				server.fail(endpoint, fault, { times: Infinity });
			}
			const { message, status } = await testCredential(server);
			expect(status).toBe('Error');
			expect(message).toContain('responded with a redirect');
			expect(message).toContain(redirectTarget.url);
			expect(redirectTarget.requests).toHaveLength(0);
		});
	});

	it('the key is sent with each API request, but never to a file host', async () => {
		const plans = [...protocol.resultUrls.map((resultUrl) => ({ resultUrl })), { expired: true }];
		server.setPlan(({ body }) => plans[itemNumber(body)]);
		const parameters = createAndWaitParameters({ prompt: NUMBERED_PROMPT });
		const input = numberedItems(plans.length);
		const { output } = await runNode(workflow(server, parameters, { input }));
		expect(output.map(({ binary }) => Object.keys(binary!))).toEqual(plans.map(() => ['data']));
		await runNode(workflow(server, getManyParameters()));
		for (const { headers, host, path } of server.requests) {
			if (host === 'api') expect(headers.authorization).toBe(`Bearer ${KEY}`);
			else expect(JSON.stringify([headers, path])).not.toContain(KEY);
		}
		expect(server.requests.filter(({ host }) => host === 'file').length).toBeGreaterThan(1);
	});
});

describe('the credential', () => {
	const server = useStandIn(PROTOCOLS[0], { key: KEY });

	it('fails its test if the host cannot be reached', async () => {
		for (const [baseUrl, expected] of [
			['http://127.0.0.1:9', '127.0.0.1:9 refused the connection'],
			['https://grok.invalid', 'grok.invalid was not found'],
		]) {
			const { message, status } = await testCredential(server, { baseUrl });
			expect(status).toBe('Error');
			expect(message).toContain(expected);
		}
	});

	it.each([` ${KEY}\n`, `Bearer ${KEY}`, `bearer  ${KEY}\r\n`])(
		'accepts a key pasted as %j',
		async (apiKey) => {
			const overrides = { credentials: credentials(server, { apiKey }) };
			await runNode(workflow(server, createParameters(), overrides));
			expect(server.requests[0].headers.authorization).toBe(`Bearer ${KEY}`);
		},
	);

	it.each([
		['Bearer ', 'has no API key'],
		['sk-one\nsk-two', 'is not valid'],
		['sk-12••••89', 'is not valid'],
	])('rejects the key %j without a request', async (apiKey, expected) => {
		const { message, status } = await testCredential(server, { apiKey });
		expect(status).toBe('Error');
		expect(message).toContain(expected);
		const overrides = { credentials: credentials(server, { apiKey }) };
		const failure = await failureOf(workflow(server, createParameters(), overrides));
		expect(failure.message).toContain(expected);
		expect(server.requests).toHaveLength(0);
	});

	it('sends a custom header with each API request but not to file hosts, and redacts it', async () => {
		const header = { header: true, headerName: 'CF-Access', headerValue: 'Bearer door-0123456789' };
		const overrides = { credentials: credentials(server, header) };
		expect(await testCredential(server, header)).toMatchObject({ status: 'OK' });
		server.setPlan({ resultUrl: 'file' });
		await runNode(workflow(server, createAndWaitParameters(), overrides));
		const sentHeaders = (host: string) =>
			server.requests
				.filter((request) => request.host === host)
				.map(({ headers }) => headers['cf-access']);
		expect(new Set(sentHeaders('api'))).toEqual(new Set(['Bearer door-0123456789']));
		expect(new Set(sentHeaders('file'))).toEqual(new Set([undefined]));
		server.fail('create', {
			status: 400,
			body: { error: { message: 'Unknown: Bearer door-0123456789, door-0123456789' } },
		});
		const { message, saved } = await failureOf(workflow(server, createParameters(), overrides));
		expect(message).toContain('Unknown: [API key], [API key]');
		expect(findText('door-0123456789', saved)).toEqual([]);
	});
});

describe('a key that the server repeats', () => {
	/** With characters that are escaped in JSON, URLs and HTML. */
	const SPECIAL_KEY = 'sk-0123456/+&=789"';
	const KEY_FORMATS: Array<[string, string]> = [
		['unchanged', SPECIAL_KEY],
		['escaped for HTML', SPECIAL_KEY.replace('&', '&amp;').replace('"', '&quot;')],
	];
	const gateway = useStandIn(PROTOCOLS[0], { key: SPECIAL_KEY });
	const expectNoKey = (value: unknown) => expect(findText('sk-0123', value)).toEqual([]);

	it.each(KEY_FORMATS)('in an error (%s) is neither shown nor saved', async (_format, key) => {
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
			const error = await searchModels(gateway).catch((reason: Error) => reason);
			expectNoKey([String(error), error, await testCredential(gateway)]);
		}
		const input = numberedItems(faults.length);
		const overrides = { input, onError: 'continueRegularOutput' } as const;
		const result = await runNode(
			workflow(gateway, createParameters({ prompt: NUMBERED_PROMPT }), overrides),
		);
		expect(result.output.filter(({ json }) => 'error' in json)).toHaveLength(faults.length);
		expectNoKey(result);
	});

	it.each(KEY_FORMATS)('in a task (%s) is neither output nor logged', async (_format, key) => {
		const body = { task_id: 'task_1', model: key, [key]: [key], echo: `Bearer ${key}` };
		const data = { ...body, status: 'FAILURE', fail_reason: `Because of ${key}.` };
		for (const simplify of [true, false]) {
			gateway.fail('create', { status: 200, body });
			const created = await runToEnd(workflow(gateway, createParameters({ simplify })));
			expect(created.output[0].json.task_id).toBe('task_1');
			gateway.fail('status', { status: 200, body: { code: 'success', data } });
			const status = await runToEnd(
				workflow(gateway, taskParameters('get', 'task_1', { simplify })),
			);
			expect(status.output[0].json.fail_reason).toBe('Because of [API key].');
			expectNoKey([created, status]);
		}
	});

	it.each(KEY_FORMATS)('in the model list (%s) is not output', async (_format, key) => {
		const data = [{ id: 'grok-video-1.5', owned_by: key, [key]: key }];
		for (const simplify of [true, false]) {
			gateway.fail('models', { status: 200, body: { data } });
			const result = await runToEnd(workflow(gateway, getManyParameters({ simplify })));
			expect(result.output[0].json.id).toBe('grok-video-1.5');
			expectNoKey(result);
		}
	});

	it("in a link to the server's own file is redacted in the output, and the file is downloaded", async () => {
		const server = await startServer(({ url, headers }, response) => {
			if (url?.startsWith('/v1/video/')) {
				const result_url = `${server.url}/files/v.mp4?key=${KEY}`;
				response.end(JSON.stringify({ data: { status: 'SUCCESS', result_url } }));
			} else if (headers.authorization) {
				response.end(fixture('sample.mp4'));
			}
		});
		const result = await runToEnd(
			workflow({ url: server.url, key: KEY }, taskParameters('wait', 'task_1')),
		);
		expect(result.output[0].binary).toBeDefined();
		expect(result.output[0].json.result_url).toBe(`${server.url}/files/v.mp4?key=[API key]`);
		expect(findText(KEY, result)).toEqual([]);
	});

	it('in a link to another host is not sent to that host', async () => {
		gateway.setPlan({
			resultUrl: `${gateway.fileUrl}/v.mp4?key=${encodeURIComponent(SPECIAL_KEY)}`,
		});
		const { message, saved } = await failureOf(workflow(gateway, createAndWaitParameters()));
		expect(message).toContain('the link contains the API key, which is not sent to');
		expect(message).toContain(`(task ID: ${gateway.tasks[0].id})`);
		expect(gateway.requests.filter(({ endpoint }) => endpoint === 'file')).toHaveLength(0);
		expectNoKey(saved);
	});
});

it.each([
	['that is empty', '', "'Base URL' is not a web address", 'that starts with https://'],
	['that is the key', KEY, 'is not a web address', 'that starts with https://'],
	[
		'with a user name',
		`https://me:${KEY}@h.example`,
		'must not contain a user name',
		"into 'API Key'",
	],
])(
	'a base URL %s is rejected without showing the key',
	async (_name, baseUrl, message, description) => {
		const target = { url: 'https://h.example', key: KEY };
		const run = workflow(target, createParameters(), {
			credentials: credentials(target, { baseUrl }),
		});
		const failure = await failureOf(run);
		expect(failure.message).toContain(message);
		expect(failure.description).toContain(description);
		expect(findText(KEY, failure.saved)).toEqual([]);
		expect((await testCredential(target, { baseUrl })).message).toContain(message);
	},
);

describe('a relay of xAI', () => {
	/** Starts a relay with a model list at one path. All other paths return the status and body. */
	const startRelay = async (modelsPath: string, status: number, body: string) =>
		await startServer(({ url }, response) => {
			if (url === modelsPath) {
				response.end('{"object":"list","data":[{"id":"grok-imagine-video"}]}');
			} else {
				response.writeHead(status).end(body);
			}
		});

	it.each<[string, string, number, string]>([
		['below its base URL, with 404 elsewhere', '/xai/v1/models', 404, ''],
		['below its base URL, with a web page elsewhere', '/xai/v1/models', 200, '<!doctype html>'],
		['at its origin, with a web page elsewhere', '/v1/models', 200, '<!doctype html>'],
	])('can list its models %s', async (_name, modelsPath, status, body) => {
		const { url, requests } = await startRelay(modelsPath, status, body);
		const target = { url: `${url}/xai/v1`, key: KEY, credential: { protocol: 'xai' } };
		expect(await testCredential(target)).toMatchObject({ status: 'OK' });
		const fallbacks = ['/xai/v1/models', ...(modelsPath === '/v1/models' ? ['/v1/models'] : [])];
		expect(requests.map((request) => request.url)).toEqual(['/xai/v1/api-key', ...fallbacks]);
		requests.length = 0;
		const { results } = await searchModels(target);
		expect(results.map(({ value }) => value)).toEqual(['grok-imagine-video']);
		expect(requests.map((request) => request.url)).toEqual([
			'/xai/v1/video-generation-models',
			...fallbacks,
		]);
	});

	it('can list its models at its origin, with an empty list elsewhere', async () => {
		const { url } = await startRelay('/v1/models', 200, '{"data":[]}');
		const target = { url: `${url}/xai/v1`, key: KEY, credential: { protocol: 'xai' } };
		const { results } = await searchModels(target);
		expect(results.map(({ value }) => value)).toEqual(['grok-imagine-video']);
	});

	it('is called below the path of its base URL', async () => {
		const { url, requests } = await startServer((_request, response) =>
			response.writeHead(400).end(),
		);
		const target = { url: `${url}/v1/me/gateway/grok`, key: KEY, credential: { protocol: 'xai' } };
		await failureOf(workflow(target, createParameters({ model: 'grok-imagine-video' })));
		expect(requests[0].url).toBe('/v1/me/gateway/grok/v1/videos/generations');
	});
});

describe('a wrong API type', () => {
	const gateway = useStandIn(PROTOCOLS[0]);
	const xai = useXai();

	it('is suggested as the cause if the server does not know the call', async () => {
		const overrides = {
			credentials: credentials(xai, { baseUrl: gateway.url, apiKey: gateway.key }),
		};
		const { message, description } = await failureOf(
			workflow(xai, createAndWaitParameters(), overrides),
		);
		expect(message).toContain('does not know this call (HTTP 404)');
		expect(description).toContain("Check 'API Type' and 'Base URL'");
		expect(description).toContain('Nothing was created or billed.');
	});

	it.each(['keyBlocked', 'teamBlocked'])(
		'is not blamed for a blocked xAI key: %s',
		async (flag) => {
			Object.assign(xai.account, { [flag]: true });
			const { message, status } = await testCredential(xai);
			expect(status).toBe('Error');
			expect(message).toMatch(/^The API key is blocked at .*Unblock the key or the team/);
			expect(message).not.toContain('API Type');
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
		'requestWithAuthentication (like the HTTP Request node)',
		async (context, uri) => {
			const request: IRequestOptions = {
				uri,
				method: 'GET',
				json: true,
				simple: false,
				resolveWithFullResponse: true,
				followRedirect: true,
				followAllRedirects: true,
				maxRedirects: 21,
			};
			const { requestWithAuthentication } = context.helpers;
			return await requestWithAuthentication.call(context, CREDENTIAL_TYPE, request);
		},
	],
])('another node that uses the credential with %s', (_helper, send) => {
	/** Returns the response or the error for each URL. */
	const sendTo = async (baseUrl: string, ...urls: string[]) =>
		await inNode({ url: baseUrl, key: KEY }, async (context) => {
			const results = [];
			for (const url of urls) results.push(await send(context, url).catch((error: Error) => error));
			return results;
		});

	it('sends the key to the gateway, but not to redirect targets', async () => {
		const redirectTarget = await startServer((_request, response) => response.end('{}'));
		const gateway = await startServer(({ url }, response) => {
			const status = Number(url!.slice(1));
			response.writeHead(status, { location: `${redirectTarget.url}/v1/models` }).end('{}');
		});
		const statuses = [200, 301, 302, 303, 307, 308];
		await sendTo(gateway.url, ...statuses.map((status) => `${gateway.url}/${status}`));
		expect(gateway.requests.map(({ headers }) => headers.authorization)).toEqual(
			statuses.map(() => `Bearer ${KEY}`),
		);
		expect(redirectTarget.requests).toHaveLength(0);
	});

	it('does not send the key to other URLs', async () => {
		const gateway = await startServer((_request, response) => response.end('{}'));
		const otherServer = await startServer((_request, response) => response.end('{}'));
		const url = `${otherServer.url}/v1/models`;
		const urls = [
			url,
			url.replace('//', ''),
			url.replace('http:', ''),
			url.replace('//', '\\\\'),
			` ${url}`,
			url.replace('//', '//gateway.example@'),
			`${url}/${KEY}`,
		];
		for (const [n, result] of (await sendTo(gateway.url, ...urls)).entries()) {
			const { message } = result as Error;
			expect([urls[n], message]).toEqual([
				urls[n],
				expect.stringContaining(`only sent to ${gateway.url}`),
			]);
			expect(message).not.toContain(KEY);
		}
		expect(otherServer.requests).toHaveLength(0);
	});
});
