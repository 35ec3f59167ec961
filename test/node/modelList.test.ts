import type { INodeParameters } from 'n8n-workflow';
import type { Fault, ModelEntry } from '../servers/newApi/gateway';
import { searchModels } from '../support/editor';
import { runNode } from '../support/engine';
import { getMany, items, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { useGateway } from '../support/useGateway';

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';
const CHAT = { supported_endpoint_types: ['openai'] };

const gateway = useGateway({ key: KEY });

/** The next model list. */
function catalogue(...data: unknown[]) {
	gateway.fail('models', { status: 200, body: { success: true, object: 'list', data } });
}

const listed = async (filter?: string) =>
	(await searchModels(gateway, filter)).results.map(({ value }) => value);

describe('the model list in the editor', () => {
	it('shows the video models of the key, known ones first', async () => {
		expect((await searchModels(gateway)).results).toEqual([
			{
				name: 'grok-image-video (text or 1–7 images)',
				value: 'grok-image-video',
			},
			{ name: 'grok-video-1.5 (exactly 1 image)', value: 'grok-video-1.5' },
			{ name: 'grok-video-2-preview', value: 'grok-video-2-preview' },
			{ name: 'grok-video-legacy', value: 'grok-video-legacy' },
		]);
		expect(gateway.requests).toMatchObject([
			{ path: '/v1/models', headers: { authorization: `Bearer ${KEY}` } },
		]);
	});

	it('has known models first, in the order of the table, then others by name', async () => {
		catalogue(
			...['b-video', 'grok-video-1.5', 'a-video', 'grok-image-video'].map((id) => ({ id })),
		);
		expect(await listed()).toEqual(['grok-image-video', 'grok-video-1.5', 'a-video', 'b-video']);
	});

	it('shows only models of the key', async () => {
		catalogue({ id: 'grok-video-1.5' }, { id: 'grok-4', ...CHAT });
		expect(await listed()).toEqual(['grok-video-1.5']);
	});

	it.each([
		['create', ['grok-imagine-video-1.5', 'grok-imagine-video', 'new-video']],
		['edit', ['grok-imagine-video', 'new-video']],
		['extend', ['grok-imagine-video', 'new-video']],
	])('for %s leaves out known models that cannot do it', async (operation, expected) => {
		catalogue(
			...['grok-imagine-video', 'grok-imagine-video-1.5', 'new-video'].map((id) => ({ id })),
		);
		const { results } = await searchModels(gateway, '', {}, video({ operation }));
		expect(results.map(({ value }) => value)).toEqual(expected);
	});

	it.each<[string, ModelEntry, boolean]>([
		['a new model of a video endpoint', { id: 'x-1', supported_endpoint_types: ['video'] }, true],
		['one that also chats', { id: 'x-2', supported_endpoint_types: ['openai', 'x-video'] }, true],
		['a chat model with video in its name', { id: 'video-chat', ...CHAT }, false],
		['a known model whose endpoint types are wrong', { id: 'grok-image-video', ...CHAT }, true],
		['a known model without endpoint types', { id: 'grok-image-video' }, true],
		['an unknown one without endpoint types, by its name', { id: 'veo-Video' }, true],
		['one with an empty list of them', { id: 'my-video', supported_endpoint_types: [] }, true],
		['an unknown one without a sign of video', { id: 'mystery' }, false],
	])(
		'decides by what is known, then by endpoint type, then by name: %s',
		async (_what, entry, is) => {
			catalogue(entry, { id: 'other-video' });
			expect((await listed()).includes(entry.id)).toBe(is);
		},
	);

	it.each([
		['GROK-VIDEO', ['grok-video-1.5', 'grok-video-2-preview', 'grok-video-legacy']],
		[' preview ', ['grok-video-2-preview']],
		['7 images', ['grok-image-video']],
		['sora', []],
	])('can be searched by what it shows: "%s"', async (filter, expected) => {
		expect(await listed(filter)).toEqual(expected);
	});

	it('skips entries that are not models', async () => {
		catalogue(null, 'grok-video-9', { id: '' }, { name: 'x' }, { id: 'grok-video-1.5' });
		expect(await listed()).toEqual(['grok-video-1.5']);
	});

	it.each<[string, () => void, string[]]>([
		['an empty catalogue', () => catalogue(), ['no video model', 'model list is empty']],
		[
			'a catalogue of chat models',
			() => catalogue(...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id, ...CHAT }))),
			['no video model', 'a, b, c, d, e and more', 'group'],
		],
	])('explains %s', async (_what, prepare, words) => {
		prepare();
		const search = searchModels(gateway);
		for (const word of words) await expect(search).rejects.toThrow(word);
	});

	it.each<[string, Fault, string[]]>([
		[
			'a server error',
			{ status: 500, body: { message: '上游错误' } },
			['is not available right now', '上游错误'],
		],
		[
			'200 with success: false',
			{ status: 200, body: { success: false, message: '无权限', data: [{ id: 'grok-video' }] } },
			['无权限'],
		],
		['a website', 'html-200', ['web page', 'Base URL']],
		['a response that is not JSON', 'garbage', ['does not understand']],
		['a broken connection', 'reset', ['closed the connection']],
		['too many requests', { status: 429 }, ['is limiting requests']],
	])('explains %s', async (_what, fault, words) => {
		gateway.fail('models', fault);
		const error = await searchModels(gateway).catch((thrown: Error) => thrown);
		expect(error).toBeInstanceOf(Error);
		for (const word of words) expect((error as Error).message).toContain(word);
		expect(JSON.stringify(error)).not.toContain(KEY);
	});

	it.each([
		['a wrong key', { apiKey: 'sk-wrong' }, 'did not accept the API key'],
		['no key', { apiKey: '' }, 'has no API key'],
		['no base URL', { baseUrl: '' }, 'is not a web address'],
		['a host that does not exist', { baseUrl: 'https://grok.invalid' }, 'was not found'],
	])('shows that the credential has %s', async (_what, data, words) => {
		await expect(searchModels(gateway, '', data)).rejects.toThrow(words);
	});
});

describe('Get Many', () => {
	const ids = async (parameters: INodeParameters) =>
		(await runNode(workflow(gateway, getMany(parameters)))).output.map(({ json }) => json.id);

	it('returns one item for each video model', async () => {
		const { output } = await runNode(workflow(gateway, getMany()));
		expect(output.map(({ json }) => json)).toEqual([
			{
				id: 'grok-image-video',
				known: true,
				summary: 'text or 1–7 images',
				owned_by: 'custom',
				created_at: '2021-07-20T10:40:00.000Z',
			},
			expect.objectContaining({ id: 'grok-video-1.5', known: true }),
			{
				id: 'grok-video-2-preview',
				known: false,
				owned_by: 'custom',
				created_at: '2021-07-20T10:40:00.000Z',
			},
			expect.objectContaining({ id: 'grok-video-legacy', known: false }),
		]);
		for (const { pairedItem } of output) expect(pairedItem).toEqual({ item: 0 });
	});

	it('skips entries that are not models', async () => {
		catalogue({ name: 'x' }, null, 'y', { id: ' ' }, { id: 'grok-4' });
		const { output } = await runNode(workflow(gateway, getMany({ videoOnly: false })));
		expect(output.map(({ json }) => json)).toEqual([{ id: 'grok-4', known: false }]);
	});

	it('ignores a list in an error response', async () => {
		const body = { message: 'No.', data: [{ id: 'a-video' }] };
		for (const status of [300, 400]) {
			gateway.fail('models', { status, body });
			await expect(failureOf(workflow(gateway, getMany()))).resolves.toMatchObject({
				message: expect.stringContaining(`(HTTP ${status}): No.`),
			});
		}
	});

	it.each([
		[5, 'It offers other models: chat-1, chat-2, chat-3, chat-4, chat-5. Enable'],
		[6, 'It offers other models: chat-1, chat-2, chat-3, chat-4, chat-5 and more. Enable'],
	])('names five of %i models for other purposes', async (count, expected) => {
		const ids = Array.from({ length: count }, (_, n) => `chat-${n + 1}`);
		catalogue(...ids.map((id) => ({ id, ...CHAT })));
		const { description } = await failureOf(workflow(gateway, getMany()));
		expect(description).toContain(expected);
	});

	it('leaves out what the gateway does not return', async () => {
		catalogue(
			{ id: 'a-video', created: 'today' },
			{ id: 'b-video', owned_by: 'b', created: 1767225600 },
		);
		const { output } = await runNode(workflow(gateway, getMany()));
		expect(output.map(({ json }) => Object.entries(json))).toEqual([
			Object.entries({ id: 'a-video', known: false }),
			Object.entries({
				id: 'b-video',
				known: false,
				owned_by: 'b',
				created_at: '2026-01-01T00:00:00.000Z',
			}),
		]);
	});

	it('returns all models of the key with Video Only off', async () => {
		expect(await ids({ videoOnly: false })).toEqual([
			'gpt-4o-mini',
			'grok-4',
			'grok-image-video',
			'gemini-2.5-flash-image',
			'grok-video-1.5',
			'grok-video-2-preview',
			'grok-video-legacy',
		]);
	});

	it('applies the limit unless Return All is on', async () => {
		const limited = ['grok-image-video', 'grok-video-1.5'];
		expect(await ids({ returnAll: false, limit: 2 })).toEqual(limited);
		expect(await ids({ returnAll: true, limit: 2 })).toHaveLength(4);
	});

	it("returns the gateway's own entries with Simplify off", async () => {
		const parameters = getMany({ simplify: false, returnAll: false, limit: 1 });
		const { output } = await runNode(workflow(gateway, parameters));
		expect(output[0].json).toEqual({
			id: 'grok-image-video',
			object: 'model',
			created: 1626777600,
			owned_by: 'custom',
			supported_endpoint_types: ['openai-video'],
		});
	});

	it('runs once for each input item, and pairs its models with it', async () => {
		const parameters = getMany({ returnAll: false, limit: '={{ $json.limit }}' });
		const input = items({ limit: 1 }, { limit: 2 });
		const { output } = await runNode(workflow(gateway, parameters, { input }));
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 1 },
		]);
	});

	it('fails with the reason when there is no video model', async () => {
		catalogue({ id: 'gpt-4o', ...CHAT });
		const { message, description } = await failureOf(workflow(gateway, getMany()));
		expect(message).toContain('offers no video model to this API key');
		expect(description).toContain('gpt-4o');
	});

	it('gives an empty list when all models are wanted and there are none', async () => {
		catalogue();
		expect(await ids({ videoOnly: false })).toEqual([]);
	});
});
