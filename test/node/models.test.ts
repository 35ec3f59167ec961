import type { IDataObject, INodeParameters, IPairedItemData } from 'n8n-workflow';
import type { ProtocolName } from '../../nodes/GrokVideo/providers';
import { searchModels } from '../support/editor';
import { runNode } from '../support/engine';
import { getManyParameters, items, createParameters } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { PROTOCOLS, useStandIn } from '../support/standIns';

/** The model list of the editor, and Get Many. */

const CHAT = { supported_endpoint_types: ['openai'] };
const LITE = 'grok-imagine-video-1.5-lite';

/** Models that the editor lists for each stand-in. */
const LISTED: Record<ProtocolName, string[]> = {
	newApi: ['grok-image-video', 'grok-video-1.5', 'grok-video-2-preview', 'grok-video-legacy'],
	openAiVideos: ['grok-imagine-video-1.5', LITE, 'grok-imagine-video'],
	openRouter: ['x-ai/grok-imagine-video-1.5', `x-ai/${LITE}`, 'x-ai/grok-imagine-video'],
	xai: ['grok-imagine-video-1.5', LITE, 'grok-imagine-video'],
};
const PATHS: Record<ProtocolName, string> = {
	newApi: '/v1/models',
	openAiVideos: '/v1/models',
	openRouter: '/api/v1/videos/models',
	xai: '/v1/video-generation-models',
};

describe.each(PROTOCOLS)('with $name', (protocol) => {
	const server = useStandIn(protocol);

	/** Sets the response to the next calls. */
	const respond = (list: unknown[], times = 1) => {
		const body = { object: 'list', [protocol.id === 'xai' ? 'models' : 'data']: list };
		server.fail('models', { status: 200, body }, { times });
	};
	const listModels = async (filter = '', parameters = {}) =>
		(await searchModels(server, filter, {}, parameters)).results.map(({ value }) => value);
	const getModels = async (parameters: INodeParameters = {}) =>
		(await runNode(workflow(server, getManyParameters(parameters)))).output.map(({ json }) => json);

	describe('the model list', () => {
		it('has the video models of the API key, known models first', async () => {
			expect(await listModels()).toEqual(expect.arrayContaining(LISTED[protocol.id]));
			expect((await listModels()).slice(0, 2)).toEqual(LISTED[protocol.id].slice(0, 2));
			expect(server.requests[0]).toMatchObject({
				path: PATHS[protocol.id],
				headers: { authorization: `Bearer ${server.key}` },
			});
		});

		it('shows a summary of each model, and can be searched by it', async () => {
			respond([{ id: 'grok-imagine-video' }, { id: LITE }, { id: 'b-video' }], 3);
			const { results } = await searchModels(server);
			expect(results.map(({ name }) => name)).toEqual([
				`${LITE} (text or 1 image, low price)`,
				expect.stringMatching(/^grok-imagine-video \(/),
				'b-video',
			]);
			expect(await listModels(' LOW PRICE')).toEqual([LITE]);
			expect(await listModels('sora')).toEqual([]);
		});

		it('for Edit and Extend omits models that do not support the operation', async () => {
			const ids = ['grok-imagine-video-1.5', 'grok-imagine-video', 'new-video'];
			const list = ids.map((id) => ({ id }));
			respond(list, 2);
			for (const operation of ['edit', 'extend']) {
				expect(await listModels('', createParameters({ operation }))).toEqual(ids.slice(1));
			}
		});

		it('without video models is an error that lists other models', async () => {
			respond([{ id: 'a', ...CHAT }], 9);
			const search = searchModels(server);
			await expect(search).rejects.toThrow(/offers no video model .* other models: a\. Enable/);
			const { message, description } = await failureOf(workflow(server, getManyParameters()));
			expect(message).toContain('offers no video model to this API key');
			expect(description).toContain('other models: a.');
		});

		it('that cannot be read is an error with the reason', async () => {
			server.fail('models', protocol.error(500, '上游错误'), { times: Infinity });
			await expect(searchModels(server)).rejects.toThrow('right now (HTTP 500): 上游错误');
		});
	});

	if (protocol !== PROTOCOLS[0]) return; // the rest does not depend on the protocol

	it('the model list shows problems with the credential', async () => {
		await expect(searchModels(server, '', { apiKey: '' })).rejects.toThrow('has no API key');
	});

	describe('Get Many', () => {
		it('returns one item for each video model', async () => {
			respond([
				{ id: LITE, owned_by: 'xai', created: 1767225600 },
				{ id: 'b-video', created: 'today' },
			]);
			const { output } = await runNode(workflow(server, getManyParameters()));
			expect(output).toEqual([
				{
					json: {
						id: LITE,
						known: true,
						summary: 'text or 1 image, low price',
						owned_by: 'xai',
						created_at: '2026-01-01T00:00:00.000Z',
					},
					pairedItem: { item: 0 },
				},
				{ json: { id: 'b-video', known: false }, pairedItem: { item: 0 } },
			]);
		});

		it('returns all models with Video Only off, even if there are none', async () => {
			respond([{ name: 'x' }, null, 'y', { id: ' ' }, { id: 'gpt-4', ...CHAT }]);
			expect(await getModels({ videoOnly: false })).toEqual([{ id: 'gpt-4', known: false }]);
			respond([], 9);
			expect(await getModels({ videoOnly: false })).toEqual([]);
		});

		it("returns the server's entries unchanged with Simplify off", async () => {
			const entry: IDataObject = { id: 'grok-imagine-video', aliases: ['latest'] };
			respond([entry]);
			expect(await getModels({ simplify: false })).toEqual([entry]);
		});

		it('applies the limit unless Return All is on', async () => {
			const [first, second] = LISTED[protocol.id];
			const limited = await getModels({ returnAll: false, limit: 2 });
			expect(limited.map(({ id }) => id)).toEqual([first, second]);
			expect((await getModels({ returnAll: true, limit: 2 })).length).toBeGreaterThan(2);
		});

		it('runs once for each input item, and pairs the models with their item', async () => {
			const limit = '={{ $json.limit }}';
			const returnAll = '={{ $json.limit === 0 }}';
			const input = items({ limit: 1 }, { limit: 2 }, { limit: 0 });
			const parameters = getManyParameters({ returnAll, limit });
			const { output } = await runNode(workflow(server, parameters, { input }));
			const countOf = (n: number) =>
				output.filter(({ pairedItem }) => (pairedItem as IPairedItemData).item === n).length;
			expect([0, 1].map(countOf)).toEqual([1, 2]);
			expect(countOf(2)).toBeGreaterThan(2);
		});
	});
});
