import { CredentialTestContext } from 'n8n-core';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { readProvider } from '../../nodes/GrokVideo/input/credential';
import { xai as protocol } from '../../nodes/GrokVideo/protocols/xai';
import type { Fault } from '../servers/servers';
import { searchModels } from '../support/editor';
import { runNode } from '../support/engine';
import { createAndWait, credentials, getMany } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { useXaiNode } from '../support/standIns';
import { shortPauses } from '../support/time';
import { useGateway } from '../support/useGateway';
import type { Account } from '../servers/xai/xai';

/** xAI's credential: its test, its key, and the models that it opens. */

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'xai-secret-0123456789';

const xai = useXaiNode({ key: KEY });
const gateway = useGateway();

/** What the editor shows after "Save". */
async function testCredential(data: Record<string, string> = {}) {
	const { grokVideoApiTest } = new GrokVideo().methods.credentialTest;
	const result = await grokVideoApiTest.call(new CredentialTestContext(), {
		id: '1',
		name: 'Grok',
		type: 'grokVideoApi',
		data: credentials(xai, data).grokVideoApi.data,
	});
	expect(JSON.stringify(result)).not.toContain(KEY);
	return result;
}

it('the provider xAI is called at the address of its documents, in its own protocol', () => {
	expect(readProvider({ provider: 'xai', baseUrl: 'https://left.example', apiKey: KEY })).toEqual(
		expect.objectContaining({ label: 'xAI', baseUrl: 'https://api.x.ai', protocol }),
	);
});

it('a relay of one’s own speaks it too, whatever its address was pasted with', async () => {
	for (const end of ['', '/', '/v1', '/v1/videos/generations']) {
		const { status } = await testCredential({ baseUrl: xai.url + end });
		expect(status).toBe('OK');
	}
	const provider = readProvider(credentials(xai).grokVideoApi.data);
	expect(provider).toMatchObject({ label: new URL(xai.url).host, protocol });
});

describe('the test of the credential', () => {
	it('asks for what the key may do, which costs nothing', async () => {
		const { message, status } = await testCredential();
		expect({ message, status }).toMatchObject({
			message: expect.stringContaining(`Connected to ${new URL(xai.url).host}`),
			status: 'OK',
		});
		expect(xai.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /v1/api-key',
		]);
	});

	it.each<[string, Record<string, string>, RegExp]>([
		['a wrong key', { apiKey: 'another-key' }, /did not accept the API key \(HTTP 400\)/],
		[
			'a host that nobody listens at',
			{ baseUrl: 'http://127.0.0.1:9' },
			/^127\.0\.0\.1:9 refused the connection/,
		],
		['a host that does not exist', { baseUrl: 'https://grok.invalid' }, /was not found/],
	])('tells %s', async (_what, data, words) => {
		expect(await testCredential(data)).toEqual({
			status: 'Error',
			message: expect.stringMatching(words) as string,
		});
	});

	it.each<[string, Partial<Account>]>([
		['a blocked key', { keyBlocked: true }],
		['a disabled key', { keyDisabled: true }],
		['a blocked team', { teamBlocked: true }],
	])('tells %s, though the server knows it', async (_what, account) => {
		Object.assign(xai.account, account);
		expect(await testCredential()).toEqual({
			status: 'Error',
			message: expect.stringMatching(
				/^The API key is blocked at 127\.0\.0\.1:\d+\. Unblock the key or the team/,
			) as string,
		});
	});

	it.each<[string, Fault, RegExp]>([
		[
			'a key without the right',
			{ status: 403, body: { code: 'permission-denied', error: 'Missing ACL api-key:read.' } },
			/refused the request \(HTTP 403\): Missing ACL/,
		],
		[
			'a host that is no API',
			'html-200',
			/responded with a web page instead of data .*Check 'Base URL' and 'API Type'/,
		],
		[
			'a host that speaks something else',
			{ status: 200, body: { success: true, items: [] } },
			/sent a response that this node does not understand/,
		],
		['a host that says nothing', { status: 200, body: '' }, /does not understand \(HTTP 200\)/],
		['an overloaded host', { status: 503, body: 'error code: 502' }, /\(HTTP 503\)/],
	])('tells %s', async (_what, answer, words) => {
		for (const where of ['key', 'models']) xai.fail(where, answer, { times: Infinity });
		expect(await testCredential()).toEqual({
			status: 'Error',
			message: expect.stringMatching(words) as string,
		});
	});

	it('falls back to the model list of relays', async () => {
		for (const answer of [{ status: 404, body: '' }, 'html-200'] as const) {
			xai.fail('key', answer);
			expect(await testCredential()).toMatchObject({ status: 'OK' });
		}
	});

	it('a create at a server with another API asks to check the API type', async () => {
		const wrong = { ...credentials(xai, { baseUrl: gateway.url, apiKey: gateway.key }) };
		const { message, description } = await failureOf(
			workflow(xai, createAndWait(), { credentials: wrong }),
		);
		expect(message).toContain('does not know this call (HTTP 404)');
		expect(description).toContain("Check 'API Type' and 'Base URL'");
		expect(description).toContain('Nothing was created or billed.');
	});
});

describe('the key', () => {
	it('goes to the API, and to no host that serves a file', async () => {
		shortPauses();
		for (const plan of [{}, { resultUrl: 'redirect-file' }, { expired: true }]) {
			xai.setPlan(plan);
			const { output } = await runNode(workflow(xai, createAndWait()));
			expect(output[0].binary).toBeDefined();
		}
		const files = xai.requestsTo('file');
		expect(files.length).toBeGreaterThan(3);
		for (const { headers, path } of files)
			expect(JSON.stringify([headers, path])).not.toContain(KEY);
		for (const { headers } of xai.requestsTo('status')) {
			expect(headers.authorization).toBe(`Bearer ${KEY}`);
		}
	});

	it('is not sent along in a link to the file host', async () => {
		shortPauses();
		xai.setPlan({ resultUrl: `${xai.fileUrl}/xai-vidgen-bucket/x.mp4?key=${KEY}` });
		const { message } = await failureOf(workflow(xai, createAndWait()));
		expect(message).toContain('contains the API key');
		expect(message).not.toContain(KEY);
		expect(xai.requestsTo('file')).toHaveLength(0);
	});
});

describe('the models', () => {
	it('in the editor are those of the key, the known ones first and with what they take', async () => {
		const { results } = await searchModels(xai);
		expect(results).toEqual([
			{
				name: 'grok-imagine-video-1.5 (text or 1–14 images, 1080p)',
				value: 'grok-imagine-video-1.5',
			},
			{
				name: 'grok-imagine-video-1.5-lite (text or 1 image, low price)',
				value: 'grok-imagine-video-1.5-lite',
			},
			{ name: expect.stringContaining('grok-imagine-video ('), value: 'grok-imagine-video' },
		]);
		expect(xai.requests.map(({ path }) => path)).toEqual(['/v1/video-generation-models']);
		const found = await searchModels(xai, 'LITE');
		expect(found.results.map(({ value }) => value)).toEqual(['grok-imagine-video-1.5-lite']);
	});

	it('of Get Many are simplified, or as xAI sends them', async () => {
		const simple = (await runNode(workflow(xai, getMany({ returnAll: false, limit: 1 })))).output;
		expect(simple.map(({ json }) => json)).toEqual([
			{
				id: 'grok-imagine-video-1.5',
				known: true,
				summary: 'text or 1–14 images, 1080p',
				owned_by: 'xai',
				created_at: '2026-05-27T00:00:00.000Z',
			},
		]);
		const raw = (await runNode(workflow(xai, getMany({ simplify: false })))).output;
		expect(raw).toHaveLength(3);
		expect(raw[0].json).toMatchObject({ object: 'model', aliases: expect.any(Array) });
	});

	it('that the table does not know are listed too', async () => {
		const models = [{ id: 'grok-imagine-video-2' }, { id: 'grok-imagine-video' }];
		xai.fail('models', { status: 200, body: { models } });
		const { results } = await searchModels(xai);
		expect(results.map(({ value }) => value)).toEqual([
			'grok-imagine-video',
			'grok-imagine-video-2',
		]);
	});

	it('say why there are none', async () => {
		xai.fail('models', { status: 200, body: { models: [] } }, { times: 3 });
		await expect(searchModels(xai)).rejects.toThrow('offers no video model to this API key');
		xai.account.teamBlocked = true;
		await expect(searchModels(xai)).rejects.toThrow('The API key is blocked');
	});
});
