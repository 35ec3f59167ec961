import type { IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { runNode, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { items, numberedItems, NUMBERED_PROMPT, taskForItem } from '../support/parameters';
import { failureOf, paidRun, roundOutputs, savedData } from '../support/runs';
import { PROTOCOLS, useStandIn } from '../support/standIns';
import { setLimit, shortPauses } from '../support/time';

/** A tool with the arguments of each call. The calls of a round are made at the same time. */
function calledWith(...rounds: IDataObject[][]): GrokVideo {
	const tool = new GrokVideo();
	return Object.assign(Object.create(tool) as GrokVideo, {
		async execute(this: IExecuteFunctions) {
			const calls = rounds.shift()!.map(async (json) => {
				const input = [{ ...this.getInputData()[0], json }];
				const context: unknown = Object.create(this, { getInputData: { value: () => input } });
				return await tool.execute.call(context as IExecuteFunctions);
			});
			return [(await Promise.all(calls)).flatMap(([output]) => output)];
		},
	});
}

const [newApi] = PROTOCOLS;

describe('as the tool of an AI agent', () => {
	const server = useStandIn(newApi);
	beforeEach(() => void shortPauses());

	const paid = () => server.tasks.length;
	const tool = (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
		paidRun(server, parameters, { asTool: true, ...more });
	/** Calls of the tool, one after the other. */
	const calls = async (count: number, parameters: INodeParameters = {}, more = {}) =>
		roundOutputs(await runNode(tool(parameters, { rounds: count, ...more })));

	it('makes another video when it is called again after a success', async () => {
		const [first, second] = await calls(2);
		expect([first.status, second.status]).toEqual(['SUCCESS', 'SUCCESS']);
		expect(second.task_id).not.toBe(first.task_id);
		expect(paid()).toBe(2);
		expect(savedData(await runNode(tool()))).toEqual({}); // nothing stays with the execution
	});

	it('returns an error as output, and resumes the video when it is called again', async () => {
		server.fail('status', newApi.invalidKey);
		const [first, second] = await calls(2);
		const [{ id }] = server.tasks;
		expect(first).toMatchObject({ task_id: id, error: expect.stringContaining('API key') });
		expect(second).toMatchObject({ task_id: id, status: 'SUCCESS' });
		expect(paid()).toBe(1);
	});

	it('does not pay again for any item if one item of the previous call failed', async () => {
		const isSecond = ({ path }: { path: string }) => path.includes(taskForItem(server, 1).id);
		server.fail('status', newApi.invalidKey, { when: isSecond });
		await calls(2, { prompt: NUMBERED_PROMPT }, { input: numberedItems(3) });
		expect(server.requestsTo('status').filter(isSecond)).toHaveLength(2);
		expect(paid()).toBe(3);
	});

	it('resumes the video even after another one', async () => {
		server.fail('status', newApi.invalidKey);
		const node = calledWith([{ text: 'red' }], [{ text: 'blue' }], [{ text: 'red' }]);
		const prompt = '={{ $runIndex === 1 ? "A blue car" : "A red car" }}';
		const [first, other, third] = await calls(3, { prompt }, { node });
		expect([other.status, third.status]).toEqual(['SUCCESS', 'SUCCESS']);
		expect(third.task_id).toBe(first.task_id);
		expect(other.task_id).not.toBe(first.task_id);
		expect(paid()).toBe(2);
	});

	it('makes another video of another image in the same field', async () => {
		server.fail('status', newApi.invalidKey);
		const png = (end: string) => ({ data: `iVBORw0KGgoAAAA${end}`, mimeType: 'image/png' });
		const field = '={{ $runIndex === 1 ? "a" : "b" }}';
		const image = { inputMode: 'image', imageSource: 'binary', imageBinaryField: field };
		const input = [{ json: {}, binary: { a: png('B'), b: png('C') } }];
		const ids = (await calls(2, image, { input })).map((json) => json.task_id);
		expect(ids).toEqual(server.tasks.map(({ id }) => id));
		expect(ids).toHaveLength(2);
	});

	it('does not repeat a create with an unknown outcome', async () => {
		server.fail('create', 'reset-after');
		const [, second] = await calls(2);
		expect(second.description).toContain('The node did not send the request again.');
		expect(paid()).toBe(1);
	});

	it('ends the run with an error if the user wants it', async () => {
		server.fail('status', newApi.invalidKey);
		const { message } = await failureOf(tool({}, { onError: 'stopWorkflow' }));
		expect(message).toContain(server.tasks[0].id);
	});

	it('returns errors in the first output, the only one that an agent reads', async () => {
		server.fail('status', newApi.invalidKey);
		const [first] = await calls(1, {}, { onError: 'continueErrorOutput' });
		expect(first.error).toContain('API key');
	});

	describe.each<[string, IDataObject]>([
		['with the call ID of n8n 2', { toolCallId: 'call_1' }],
		['without a call ID', {}],
	])('%s, Retry On Fail', (_what, args) => {
		const retried = (parameters: INodeParameters) =>
			tool(parameters, { input: items(args), retry: { maxTries: 4 } });

		it('pays once for a prompt with a random value', async () => {
			server.fail('status', newApi.invalidKey, { times: 3 });
			const { output } = await runNode(retried({ prompt: '={{ Math.random() }}' }));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(paid()).toBe(1);
		});

		it('does not repeat a create with an unknown outcome and a random value', async () => {
			server.fail('create', 'reset-after', { times: Infinity });
			const { output } = await runToEnd(retried({ prompt: '={{ Math.random() }}' }));
			expect(output[0].json.description).toContain('The node did not send the request again.');
			expect(server.requestsTo('create')).toHaveLength(1);
		});
	});

	describe.each<[string, IDataObject[]]>([
		['with call IDs', [{ toolCallId: 'call_1' }, { toolCallId: 'call_2' }]],
		['without call IDs', [{}, {}]],
	])('two calls at the same time, %s', (_what, args) => {
		/** The output items of both calls, in each round. */
		const bothCalls = async (count: number) => {
			const node = calledWith(...Array<IDataObject[]>(count).fill(args));
			const { run } = await runNode(tool({}, { node, rounds: count }));
			return run.data.resultData.runData.Subject.map(({ data }) =>
				data!.main[0]!.map(({ json }) => json),
			);
		};

		it('make two videos', async () => {
			const [both] = await bothCalls(1);
			expect(both.map(({ status }) => status)).toEqual(['SUCCESS', 'SUCCESS']);
			expect(new Set(both.map((json) => json.task_id)).size).toBe(2);
			expect(paid()).toBe(2);
		});

		it('resume both videos when they are made again', async () => {
			server.fail('status', newApi.invalidKey, { times: 2 });
			const [failed, both] = await bothCalls(2);
			expect(failed.every(({ error }) => error !== undefined)).toBe(true);
			const ids = new Set(both.map((json) => json.task_id));
			expect(ids).toEqual(new Set(server.tasks.map(({ id }) => id)));
			expect(both.map(({ status }) => status)).toEqual(['SUCCESS', 'SUCCESS']);
			expect(paid()).toBe(2);
		});

		it('do not repeat a create that was lost while the other call succeeded', async () => {
			setLimit('CREATE_TIMEOUT_SECONDS', 1); // the other call has sent its create by then
			server.fail('create', 'hang');
			const [first, second] = await bothCalls(2);
			expect(first.map(({ status }) => status ?? 'error').sort()).toEqual(['SUCCESS', 'error']);
			const descriptions = second.map(({ description }) => String(description));
			expect(descriptions.join()).toContain('The node did not send the request again.');
		});
	});
});
