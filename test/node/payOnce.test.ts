import type { INodeParameters } from 'n8n-workflow';
import * as credential from '../../nodes/GrokVideo/input/credential';
import type { ProtocolName } from '../../nodes/GrokVideo/providers';
import type { FaultResponse, JsonObject } from '../servers/types';
import {
	xaiWorkflow,
	videoItems,
	MP4_URL,
	withNewestModel,
	storedVideo,
	withFiles,
} from '../support/videoToVideo';
import { runNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import {
	numberedItems,
	NUMBERED_PROMPT,
	options,
	isForItem,
	taskForItem,
} from '../support/parameters';
import { failureOf, paidRun, roundOutputs, savedNodeData } from '../support/runs';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';
import { fastClock, shortPauses } from '../support/time';

const [newApi] = PROTOCOLS;
const retry = { maxTries: 3 };

beforeEach(() => void shortPauses());

/** Parameters with a different value in each try. */
const CHANGING_PARAMETERS: Array<[string, INodeParameters]> = [
	['a random prompt', { prompt: '={{ $execution.id + Math.random() }}' }],
	[
		'a random image',
		{ inputMode: 'image', imageUrl: '={{ "https://a.example/" + Math.random() }}' },
	],
];

const ok = (body: JsonObject): FaultResponse => ({ status: 200, body });
const newApiTask = (data: JsonObject) => ok({ code: 'success', message: '', data });
const failed = (code: string, fields: JsonObject = {}) =>
	ok({ status: 'failed', error: { code, message: 'No.' }, ...fields });

const BILL = { usage: { cost_in_usd_ticks: 5_600_000_000 } };
const MODERATED = { code: 'imagine:content-moderated', error: 'Rejected.', ...BILL };
const NOT_REFUNDED = '任务超时，不进行退款';
const FLAGGED = { status: 'done', video: { url: '', respect_moderation: false } };

/** Status responses of failed tasks that were or may have been billed. Others are in `test/unit/protocols/`. */
const BILLED: Record<ProtocolName, Array<[string, FaultResponse]>> = {
	newApi: [
		['not refunded', newApiTask({ status: 'FAILURE', fail_reason: NOT_REFUNDED })],
		['moderated by the upstream provider', newApiTask({ status: 'SUCCESS', data: FLAGGED })],
		['without a reason', newApiTask({ status: 'FAILURE', fail_reason: '' })],
	],
	xai: [
		['overloaded, but billed', failed('service_unavailable', BILL)],
		['internal_error from a relay', failed('internal_error')],
		['moderated after rendering', { status: 400, body: MODERATED }],
		['an unknown code', failed('mystery')],
	],
	openAiVideos: [
		['overloaded, but billed', failed('service_unavailable', BILL)],
		['an unknown code', failed('mystery')],
	],
	openRouter: [
		['overloaded, but billed', ok({ status: 'failed', error: 'Overloaded.', ...BILL })],
		['an unknown reason', ok({ status: 'failed', error: 'No.' })],
	],
};

describe.each(PROTOCOLS)('a failed task with $name', (protocol) => {
	const server = useStandIn(protocol);

	it('is not created again if it was or may have been billed', async () => {
		const cases = BILLED[protocol.id];
		for (const [n, [, status]] of cases.entries()) {
			const when = ({ path }: { path: string }) => path.includes(taskForItem(server, n)?.id);
			server.fail('status', status, { when, times: Infinity });
		}
		const parameters = { prompt: NUMBERED_PROMPT };
		const input = numberedItems(cases.length);
		const overrides = { input, retry, onError: 'continueRegularOutput' } as const;
		const { output } = await runNode(paidRun(server, parameters, overrides));
		const creates = (n: number) => server.requestsTo('create').filter(isForItem(n)).length;
		expect(
			output.map(({ json }, n) => ({ name: cases[n][0], creates: creates(n), error: json.error })),
		).toEqual(cases.map(([name]) => ({ name, creates: 1, error: expect.any(String) })));
	});

	it('is created again if it was not billed, and the hint counts both tasks', async () => {
		server.setPlan(() => (server.tasks.length === 0 ? protocol.failure.plan : {}));
		const result = await runNode(paidRun(server, {}, { retry }));
		const { output, hints } = result;
		expect(output[0].json).toMatchObject({ task_id: server.tasks[1].id, status: 'SUCCESS' });
		expect(hints.at(-1)!.message).toMatch(/^2 videos started: 1 finished, 1 failed\./);
		expect(server.tasks).toHaveLength(2);
		expect(savedNodeData(result) ?? {}).toEqual({});
	});
});

describe('Retry On Fail', () => {
	const server = useStandIn(newApi);
	const creates = () => server.requestsTo('create');
	const paidCount = () => server.tasks.length;
	const run = (parameters: INodeParameters = {}, overrides: Partial<EngineOptions> = {}) =>
		paidRun(server, parameters, { retry, ...overrides });

	describe.each(CHANGING_PARAMETERS)('pays once per item with %s', (_name, parameters) => {
		it('if the status cannot be read at first', async () => {
			server.fail('status', newApi.invalidKey, { times: 2 });
			const { output, log } = await runNode(run(parameters));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(log).toContainEqual(expect.stringContaining('which an earlier attempt created'));
			expect(paidCount()).toBe(1);
		});

		it('if two creates of five items are rejected', async () => {
			server.fail('create', { status: 400, body: {} }, { times: 2 });
			const { output } = await runNode(run(parameters, { input: numberedItems(5) }));
			expect(output.map(({ json }) => json.status)).toEqual(Array(5).fill('SUCCESS'));
			expect(paidCount()).toBe(5);
		});

		it('if the create gets no response', async () => {
			server.fail('create', 'reset-after', { times: Infinity });
			const { description } = await failureOf(run(parameters));
			expect(description).toContain('The node did not send the request again.');
			expect(creates()).toHaveLength(1);
		});
	});

	it('still warns against a new run if each try times out', async () => {
		fastClock();
		server.setPlan({ seconds: Infinity });
		const { description } = await failureOf(run(options({ pollInterval: 1, maxWait: 1 })));
		expect(description).toContain('Running this node again creates and bills another video.');
		expect(paidCount()).toBe(1);
	});

	it('continues to wait after a timeout', async () => {
		fastClock();
		server.fail('status', newApi.running(20), { times: 2 });
		const { output } = await runNode(run(options({ pollInterval: 1, maxWait: 1 })));
		expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
		expect(paidCount()).toBe(1);
	});

	it('downloads a finished video after a failed download', async () => {
		server.fail('file', { status: 403 }, { times: 1 });
		// Fails the poll for a new link, and so the first try.
		server.fail('status', newApi.error(500), { when: () => server.tasks[0].polls > 0 });
		const { output } = await runNode(run({ downloadVideo: true }));
		expect(output[0].binary!.data.mimeType).toBe('video/mp4');
		expect(paidCount()).toBe(1);
	});

	it('pays nothing again with Continue On Fail if the first item failed', async () => {
		const isFirst = ({ path }: { path: string }) => path.includes(taskForItem(server, 0).id);
		server.fail('status', newApi.invalidKey, { when: isFirst });
		const overrides = { input: numberedItems(3), onError: 'continueRegularOutput' } as const;
		const { output } = await runNode(run({ prompt: NUMBERED_PROMPT }, overrides));
		expect(output.map(({ json }) => json.error ?? json.status)).toEqual(Array(3).fill('SUCCESS'));
		expect(paidCount()).toBe(3);
	});

	it.each([['a text'], [''], [{}]])(
		'pays once for raw output with the error %j, which makes n8n run the node again',
		async (error) => {
			const data = { status: 'SUCCESS', result_url: MP4_URL, error };
			server.fail('status', newApiTask(data), { times: Infinity });
			const { output } = await runNode(run({ simplify: false }));
			expect(output[0].json.error).toEqual(error);
			expect(paidCount()).toBe(1);
		},
	);

	it('creates a failed task again while the task of another item is resumed', async () => {
		server.setPlan(({ body }) => {
			if (isForItem(1)({ body })) return { seconds: 0.3 };
			return server.tasks.some(isForItem(0)) ? {} : newApi.failure.plan;
		});
		const { output } = await runNode(run({ prompt: NUMBERED_PROMPT }, { input: numberedItems(2) }));
		const ids = server.tasks.filter(isForItem(0)).map(({ id }) => id);
		expect(output.map(({ json }) => json.task_id)).toEqual([ids[1], taskForItem(server, 1).id]);
		expect(paidCount()).toBe(3);
	});

	it('pays twice for two items with the same request', async () => {
		const { output } = await runNode(run({}, { input: numberedItems(2) }));
		expect(new Set(output.map(({ json }) => json.task_id)).size).toBe(2);
		expect(paidCount()).toBe(2);
	});

	it('still warns that a video may be billed if the next try fails for another reason', async () => {
		server.fail('create', 'reset-after');
		const prompt = '={{ $json.attempts.push(1) === 1 ? "A red car" : "" }}';
		const input = [{ json: { attempts: [] as number[] } }];
		const { message, description } = await failureOf(run({ prompt }, { input }));
		expect(message).toBe("'Prompt' is empty");
		expect(description).toContain('the video may exist and be billed');
		expect(paidCount()).toBe(1);
	});
});

describe('without Retry On Fail', () => {
	const server = useStandIn(newApi);

	it('pays for a video in each round of a loop, even after a failed one', async () => {
		server.fail('status', newApi.invalidKey);
		const overrides = { rounds: 3, onError: 'continueRegularOutput' } as const;
		const results = roundOutputs(await runNode(paidRun(server, {}, overrides)));
		expect(results[0].error).toBeDefined();
		expect(new Set(results.map((json) => json.task_id)).size).toBe(3);
		expect(server.tasks).toHaveLength(3);
	});
});

describe('with xAI', () => {
	const server = useXai();
	const run = (parameters: INodeParameters = {}) => paidRun(server, parameters, { retry });

	it("a task that failed with xAI's own internal_error is created again unless it was billed", async () => {
		const { readProvider } = credential;
		jest
			.spyOn(credential, 'readProvider')
			.mockImplementation((data) => ({ ...readProvider(data), isOfficial: true }));
		server.fail('status', failed('internal_error'));
		const { output } = await runNode(run());
		expect(output[0].json).toMatchObject({ status: 'SUCCESS', task_id: server.tasks[1].id });
		server.fail('status', failed('internal_error', BILL), { times: Infinity });
		const { context } = await failureOf(run());
		expect(context).toMatchObject({ task_id: server.tasks[2].id, cost_usd: 0.56 });
		expect(server.requestsTo('create')).toHaveLength(3);
	});

	it('a tool that is called again for a moderated video returns the same task', async () => {
		server.setPlan({ outcome: 'moderated' });
		const results = roundOutputs(await runNode(paidRun(server, {}, { asTool: true, rounds: 2 })));
		const [{ id }] = server.tasks;
		expect(results.map((json) => json.task_id)).toEqual([id, id]);
		expect(results[1].error).toContain('moderation');
		expect(server.tasks).toHaveLength(1);
	});

	const videoBinaryField = '={{ $runIndex === 1 ? "a" : "b" }}';
	const lastFrame = { at: 'end', source: 'url', url: '=https://a.example/{{ $runIndex }}' };
	it.each([
		['edits another file', { operation: 'edit', videoBinaryField }],
		[
			'uses another last frame',
			withNewestModel({
				inputMode: 'image',
				imageUrl: 'https://a.example',
				frames: { frame: [lastFrame] },
			}),
		],
	])('a tool that %s creates another video', async (_name, parameters) => {
		server.fail('status', { status: 401, body: { error: 'no' } });
		const input = [withFiles({ a: await storedVideo(), b: await storedVideo() })];
		const run = xaiWorkflow(
			server,
			{ ...parameters, downloadVideo: false },
			{ input, asTool: true, rounds: 2 },
		);
		const ids = roundOutputs(await runNode(run)).map((json) => json.task_id);
		expect(ids).toEqual(server.tasks.map(({ id }) => id));
		expect(ids).toHaveLength(2);
	});

	it.each([
		['edit', { prompt: '={{ Math.random() }}' }],
		['extend', {}],
	])('%s is paid once with Retry On Fail', async (operation, overrides) => {
		server.fail('status', { status: 401, body: { error: 'no' } }, { times: 2 });
		const parameters = { operation, downloadVideo: false, ...overrides };
		const { output } = await runNode(
			xaiWorkflow(server, parameters, { input: await videoItems(), retry }),
		);
		expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
		expect(server.requestsTo('create')).toHaveLength(1);
	});
});
