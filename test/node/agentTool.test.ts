import type { IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { runNode, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { items, numberedItems, NUMBERED_PROMPT, taskForItem } from '../support/parameters';
import { failureOf, paidRun, roundOutputs, savedNodeData } from '../support/runs';
import { PROTOCOLS, useStandIn } from '../support/standIns';
import { setLimit, shortPauses } from '../support/time';

/** The node as a tool that is called with these arguments. The calls of a round run at the same time. */
function toolCalledWith(...rounds: IDataObject[][]): GrokVideo {
	const node = new GrokVideo();
	return Object.assign(Object.create(node) as GrokVideo, {
		async execute(this: IExecuteFunctions) {
			const calls = rounds.shift()!.map(async (json) => {
				const input = [{ ...this.getInputData()[0], json }];
				const context: unknown = Object.create(this, { getInputData: { value: () => input } });
				return await node.execute.call(context as IExecuteFunctions);
			});
			return [(await Promise.all(calls)).flatMap(([output]) => output)];
		},
	});
}

const [newApi] = PROTOCOLS;

describe('as an AI agent tool, the node', () => {
	const server = useStandIn(newApi);
	beforeEach(() => void shortPauses());

	const paidCount = () => server.tasks.length;
	const tool = (parameters: INodeParameters = {}, overrides: Partial<EngineOptions> = {}) =>
		paidRun(server, parameters, { asTool: true, ...overrides });
	/** Calls the tool several times, one after the other. Returns the first output item of each call. */
	const callTool = async (count: number, parameters: INodeParameters = {}, overrides = {}) =>
		roundOutputs(await runNode(tool(parameters, { rounds: count, ...overrides })));

	it('creates another video when called again after a success', async () => {
		const [first, second] = await callTool(2);
		expect([first.status, second.status]).toEqual(['SUCCESS', 'SUCCESS']);
		expect(second.task_id).not.toBe(first.task_id);
		expect(paidCount()).toBe(2);
		expect(savedNodeData(await runNode(tool()))).toEqual({}); // nothing is saved with the execution
	});

	it('returns an error as output and resumes the task when called again', async () => {
		server.fail('status', newApi.invalidKey);
		const [first, second] = await callTool(2);
		const [{ id }] = server.tasks;
		expect(first).toMatchObject({ task_id: id, error: expect.stringContaining('API key') });
		expect(second).toMatchObject({ task_id: id, status: 'SUCCESS' });
		expect(paidCount()).toBe(1);
	});

	it('does not pay again for any item if one item of the previous call failed', async () => {
		const isSecond = ({ path }: { path: string }) => path.includes(taskForItem(server, 1).id);
		server.fail('status', newApi.invalidKey, { when: isSecond });
		await callTool(2, { prompt: NUMBERED_PROMPT }, { input: numberedItems(3) });
		expect(server.requestsTo('status').filter(isSecond)).toHaveLength(2);
		expect(paidCount()).toBe(3);
	});

	it('resumes the task even after a call for another video', async () => {
		server.fail('status', newApi.invalidKey);
		const node = toolCalledWith([{ text: 'red' }], [{ text: 'blue' }], [{ text: 'red' }]);
		const prompt = '={{ $runIndex === 1 ? "A blue car" : "A red car" }}';
		const [first, second, third] = await callTool(3, { prompt }, { node });
		expect([second.status, third.status]).toEqual(['SUCCESS', 'SUCCESS']);
		expect(third.task_id).toBe(first.task_id);
		expect(second.task_id).not.toBe(first.task_id);
		expect(paidCount()).toBe(2);
	});

	it('creates another video for another image', async () => {
		server.fail('status', newApi.invalidKey);
		const png = (end: string) => ({ data: `iVBORw0KGgoAAAA${end}`, mimeType: 'image/png' });
		const image = {
			inputMode: 'image',
			imageSource: 'binary',
			imageBinaryField: '={{ $runIndex === 1 ? "a" : "b" }}',
		};
		const input = [{ json: {}, binary: { a: png('B'), b: png('C') } }];
		const ids = (await callTool(2, image, { input })).map((json) => json.task_id);
		expect(ids).toEqual(server.tasks.map(({ id }) => id));
		expect(ids).toHaveLength(2);
	});

	it('does not repeat a create with an unknown outcome', async () => {
		server.fail('create', 'reset-after');
		const [, second] = await callTool(2);
		expect(second.description).toContain('The node did not send the request again.');
		expect(paidCount()).toBe(1);
	});

	it('fails the run if On Error is set to stop the workflow', async () => {
		server.fail('status', newApi.invalidKey);
		const { message } = await failureOf(tool({}, { onError: 'stopWorkflow' }));
		expect(message).toContain(server.tasks[0].id);
	});

	it('returns errors in the first output, the only one that agents read', async () => {
		server.fail('status', newApi.invalidKey);
		const [first] = await callTool(1, {}, { onError: 'continueErrorOutput' });
		expect(first.error).toContain('API key');
	});

	describe.each<[string, IDataObject]>([
		['the call ID of n8n 2', { toolCallId: 'call_1' }],
		['no call ID', {}],
	])('with Retry On Fail and %s', (_name, args) => {
		const toolWithRetries = (parameters: INodeParameters) =>
			tool(parameters, { input: items(args), retry: { maxTries: 4 } });

		it('pays once for a random prompt', async () => {
			server.fail('status', newApi.invalidKey, { times: 3 });
			const { output } = await runNode(toolWithRetries({ prompt: '={{ Math.random() }}' }));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(paidCount()).toBe(1);
		});

		it('does not repeat a create of a random prompt with an unknown outcome', async () => {
			server.fail('create', 'reset-after', { times: Infinity });
			const { output } = await runToEnd(toolWithRetries({ prompt: '={{ Math.random() }}' }));
			expect(output[0].json.description).toContain('The node did not send the request again.');
			expect(server.requestsTo('create')).toHaveLength(1);
		});
	});

	describe.each<[string, IDataObject[]]>([
		['with call IDs', [{ toolCallId: 'call_1' }, { toolCallId: 'call_2' }]],
		['without call IDs', [{}, {}]],
	])('called twice at the same time %s', (_name, args) => {
		/** The output items of both calls in each round. */
		const runRounds = async (count: number) => {
			const node = toolCalledWith(...Array<IDataObject[]>(count).fill(args));
			const { run } = await runNode(tool({}, { node, rounds: count }));
			return run.data.resultData.runData.Subject.map(({ data }) =>
				data!.main[0]!.map(({ json }) => json),
			);
		};

		it('creates two videos', async () => {
			const [outputs] = await runRounds(1);
			expect(outputs.map(({ status }) => status)).toEqual(['SUCCESS', 'SUCCESS']);
			expect(new Set(outputs.map((json) => json.task_id)).size).toBe(2);
			expect(paidCount()).toBe(2);
		});

		it('resumes both tasks when the calls are repeated', async () => {
			server.fail('status', newApi.invalidKey, { times: 2 });
			const [failed, resumed] = await runRounds(2);
			expect(failed.every(({ error }) => error !== undefined)).toBe(true);
			const ids = new Set(resumed.map((json) => json.task_id));
			expect(ids).toEqual(new Set(server.tasks.map(({ id }) => id)));
			expect(resumed.map(({ status }) => status)).toEqual(['SUCCESS', 'SUCCESS']);
			expect(paidCount()).toBe(2);
		});

		it('does not repeat a create without a response if the other call succeeded', async () => {
			setLimit('CREATE_TIMEOUT_SECONDS', 1); // the other call sends its create before that
			server.fail('create', 'hang');
			const [first, second] = await runRounds(2);
			expect(first.map(({ status }) => status ?? 'error').sort()).toEqual(['SUCCESS', 'error']);
			const descriptions = second.map(({ description }) => String(description));
			expect(descriptions.join()).toContain('The node did not send the request again.');
			expect(server.requestsTo('create')).toHaveLength(2);
		});
	});
});
