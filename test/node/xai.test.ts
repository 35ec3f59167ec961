import { sleep } from 'n8n-workflow';
import type { JsonObject } from '../servers/xai/xai';
import { call, generate, post, useXai } from '../support/useXai';

const xai = useXai();

const GETS = [
	'/v1/models',
	'/v1/video-generation-models',
	'/v1/api-key',
	'/v1/videos/x',
	'/v1/files/x',
];
const POSTS = ['/v1/videos/generations', '/v1/videos/edits', '/v1/videos/extensions', '/v1/files'];
const CALLS = [...GETS.map((path) => ['GET', path]), ...POSTS.map((path) => ['POST', path])];

describe('the key', () => {
	it.each(CALLS)(
		'is asked for by %s %s: 400 for a wrong one, 401 without',
		async (method, path) => {
			const with_ = (headers: Record<string, string>) => call(xai, path, { method, headers });
			expect(await with_({})).toMatchObject({ status: 401 });
			expect(await with_({ Authorization: xai.key })).toMatchObject({ status: 401 });
			expect(await with_({ Authorization: 'Bearer xai-nobody-knows-it' })).toMatchObject({
				status: 400,
				body: {
					code: 'invalid-argument',
					error: expect.stringMatching(/^Incorrect API key provided: xa\*\*\*it\. /),
				},
			});
		},
	);

	it('is told about, also when it is blocked', async () => {
		expect((await call(xai, '/v1/api-key')).body).toMatchObject({
			redacted_api_key: 'xai-...-key',
			acls: ['api-key:endpoint:*', 'api-key:model:*'],
			...{ team_blocked: false, api_key_blocked: false, api_key_disabled: false },
		});
		xai.account.teamBlocked = true;
		expect(await call(xai, '/v1/api-key')).toMatchObject({
			status: 200,
			body: { team_blocked: true },
		});
	});

	it.each(['teamBlocked', 'keyBlocked', 'keyDisabled'] as const)(
		'opens nothing else with %s, until the account is reset',
		async (flag) => {
			xai.account[flag] = true;
			const refused = { status: 403, body: { code: 'permission-denied' } };
			expect(await call(xai, '/v1/models')).toMatchObject(refused);
			expect(await generate(xai)).toMatchObject(refused);
			xai.reset();
			expect(await generate(xai)).toMatchObject({ status: 200 });
		},
	);
});

describe('the models', () => {
	it('are listed among all others without any `success`', async () => {
		const { body } = await call(xai, '/v1/models');
		expect(Object.keys(body)).toEqual(['object', 'data']);
		const entries = body.data as JsonObject[];
		expect(entries.map(({ id }) => id)).toEqual(
			expect.arrayContaining(['grok-4', 'grok-imagine-image', 'grok-imagine-video']),
		);
		for (const entry of entries) {
			expect(Object.keys(entry)).toEqual(['id', 'created', 'object', 'owned_by']);
		}
	});

	it('that make videos have a list of their own, without prices', async () => {
		const { body } = await call(xai, '/v1/video-generation-models');
		expect(body.models).toMatchObject([
			{
				id: 'grok-imagine-video-1.5',
				input_modalities: ['text', 'image', 'audio'],
				aliases: ['grok-imagine-video-1.5-preview', 'grok-imagine-video-1.5-2026-05-30'],
			},
			{ id: 'grok-imagine-video-1.5-lite' },
			{ id: 'grok-imagine-video', input_modalities: ['text', 'image', 'video'], aliases: [] },
		]);
		expect(JSON.stringify(body)).not.toMatch(/price|cost/);
	});

	it.each(['models', 'video-generation-models'])('are found one by one in %s', async (list) => {
		expect(await call(xai, `/v1/${list}/grok-imagine-video`)).toMatchObject({
			status: 200,
			body: { id: 'grok-imagine-video', owned_by: 'xai' },
		});
		expect(await call(xai, `/v1/${list}/sora`)).toMatchObject({
			status: 404,
			body: { code: 'not-found' },
		});
	});
});

describe('a path', () => {
	it('that nobody knows is 404 with a numeric code', async () => {
		const answer = { status: 404, body: { error: { code: 404, message: expect.any(String) } } };
		expect(await post(xai, '/v1/video/generations', {})).toMatchObject(answer);
		expect(await call(xai, '/v1/voices')).toMatchObject(answer);
	});

	it('beside the three creates is 405 and empty', async () => {
		expect(await post(xai, '/v1/videos/remix', {})).toMatchObject({ status: 405, text: '' });
	});
});

it('says on every answer whether the team keeps no data', async () => {
	expect((await generate(xai)).headers.get('x-zero-data-retention')).toBe('false');
	xai.account.zeroDataRetention = true;
	expect((await generate(xai)).headers.get('x-zero-data-retention')).toBe('true');
});

describe('the rate', () => {
	it('of creates is limited for each model, with 429 and no Retry-After', async () => {
		xai.account.createsPerSecond = 2;
		const answers = await Promise.all([generate(xai), generate(xai), generate(xai)]);
		const [refused, ...more] = answers.filter(({ status }) => status === 429);
		expect(more).toEqual([]);
		expect(refused.body).toEqual({
			code: 'resource-exhausted',
			error: expect.stringContaining('Requests per Second (actual/limit): 2/2.'),
		});
		expect(refused.headers.has('retry-after')).toBe(false);
		expect(await generate(xai, { model: 'grok-imagine-video' })).toMatchObject({ status: 200 });
		expect(xai.tasks).toHaveLength(3);
	});

	it('leaves room again after a second', async () => {
		xai.account.createsPerSecond = 1;
		const begin = Date.now();
		await generate(xai);
		while ((await generate(xai)).status === 429) {
			await sleep(50);
		}
		expect(Date.now() - begin).toBeGreaterThanOrEqual(1000);
	});
});

it('refuses what the team has no credit for', async () => {
	xai.account.creditUsd = 1;
	expect(await generate(xai, { resolution: '720p' })).toMatchObject({ status: 200 });
	expect(await generate(xai, { resolution: '720p' })).toMatchObject({
		status: 403,
		body: {
			code: 'permission-denied',
			error: expect.stringContaining('used all available credits'),
		},
	});
	expect(xai.billedUsd).toBe(0.84);
});
