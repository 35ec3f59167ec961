import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { retryExecution, retryToEnd, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import {
	modelField,
	numberedItems,
	NUMBERED_PROMPT,
	options,
	isForItem,
	taskForItem,
} from '../support/parameters';
import { failureIn, paidRun, savedNodeData } from '../support/runs';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';
import { shortPauses } from '../support/time';

const [newApi] = PROTOCOLS;

describe('Retry execution', () => {
	const server = useStandIn(newApi);

	let pauses: ReturnType<typeof shortPauses>;
	beforeEach(() => {
		pauses = shortPauses();
	});

	const paidCount = () => server.tasks.length;

	/** A run that fails after its video was paid for. */
	const failedRun = async (parameters: INodeParameters = {}) => {
		server.fail('status', newApi.invalidKey);
		const failed = await runToEnd(paidRun(server, parameters));
		expect(failed.error?.message).toContain(server.tasks[0].id);
		return failed;
	};

	it('resumes the task immediately, and then removes the saved data', async () => {
		const failed = await failedRun();
		expect(savedNodeData(failed)).toHaveProperty('grokVideoTasks'); // later versions read this key
		pauses.mockClear();
		const result = await retryExecution(paidRun(server), failed);
		const [{ json }] = result.output;
		expect(json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
		expect(pauses.mock.calls[0][0]).toBe(0); // the task is old, so the first poll does not wait
		expect(savedNodeData(result)).toEqual({});
		expect(paidCount()).toBe(1);
	});

	it('resumes the task after changes that do not affect the video', async () => {
		// Differs in each run, so only the unevaluated parameters identify the video.
		const prompt = '={{ "A red car " + Math.random() }}';
		const failed = await failedRun({ prompt });
		const changed = {
			operation: 'create',
			model: { ...modelField(newApi.model, 'id'), cachedResultName: 'x' },
			prompt: `${prompt} `,
			inputMode: 'text',
			downloadVideo: true,
			...options({ maxWait: 60, extraBody: '{}' }),
		};
		const { output } = await retryExecution(paidRun(server, changed), failed);
		expect(output[0].json.task_id).toBe(server.tasks[0].id);
		expect(paidCount()).toBe(1);
	});

	it('returns the model and the creation time of the resumed task', async () => {
		const failed = await failedRun();
		const { output } = await retryExecution(paidRun(server, { operation: 'create' }), failed);
		expect(output[0].json).toMatchObject({
			task_id: server.tasks[0].id,
			model: newApi.createdOutput.model,
			created_at: newApi.createdOutput.created_at,
		});
	});

	it.each<[string, (run: EngineOptions) => unknown]>([
		['prompt', ({ parameters }) => (parameters.prompt = 'A boat')],
		['credential', ({ credentials }) => (credentials!.grokVideoApi.id = 'second')],
		[
			'server',
			({ credentials }) => {
				const { data } = credentials!.grokVideoApi;
				data.baseUrl = server.url.replace('127.0.0.1', 'localhost');
			},
		],
	])('creates another video with another %s', async (_name, change) => {
		const failed = await failedRun();
		const changed = paidRun(server);
		change(changed);
		const { output } = await retryExecution(changed, failed);
		expect(output[0].json.task_id).toBe(server.tasks[1].id);
		expect(paidCount()).toBe(2);
	});

	it.each<[string, unknown]>([
		[
			'from an older version',
			{ runIndex: 0, tasks: { '0:x': { id: 'task_1' } }, unknownOutcomes: {} },
		],
		['damaged', { format: 2, runIndex: 0, records: null }],
	])('creates the video again if the saved data is %s', async (_name, data) => {
		const failed = await failedRun();
		(savedNodeData(failed) as IDataObject).grokVideoTasks = data as IDataObject;
		const { output } = await retryExecution(paidRun(server), failed);
		expect(output[0].json).toMatchObject({ task_id: server.tasks[1].id, status: 'SUCCESS' });
	});

	describe('of several items', () => {
		const fourItems = (parameters: INodeParameters = {}) =>
			paidRun(server, { prompt: NUMBERED_PROMPT, ...parameters }, { input: numberedItems(4) });
		/** A run in which items 2 and 3 are rejected after the first two were created. */
		const failedItems = async () => {
			const rejection = { delay: 150, then: { status: 400, body: {} } };
			for (const item of [2, 3]) server.fail('create', rejection, { when: isForItem(item) });
			const failed = await runToEnd(fourItems());
			expect(failed.error?.message).toMatch(/\[item [23]\]$/);
			expect(paidCount()).toBe(2);
			return failed;
		};

		it('creates only the missing videos, and counts only them toward a lower limit', async () => {
			const withLowerLimit = fourItems(options({ pollInterval: 1, maxVideos: 2 }));
			const { output, hints } = await retryExecution(withLowerLimit, await failedItems());
			const ids = [0, 1, 2, 3].map((item) => taskForItem(server, item).id);
			expect(output.map(({ json }) => json.task_id)).toEqual(ids);
			expect(hints.at(-1)!.message).toMatch(/^4 videos started \(2 by an earlier attempt\)/);
			expect(paidCount()).toBe(4);
		});

		it('does not list a task twice if its item has a different index', async () => {
			const rejection = { delay: 100, then: { status: 400, body: {} } };
			server.fail('create', rejection, { when: isForItem(0) });
			server.setPlan({ seconds: Infinity });
			const twoItems = { input: numberedItems(2) };
			const { run } = await runToEnd(paidRun(server, { prompt: NUMBERED_PROMPT }, twoItems));
			const data = structuredClone(run.data);
			data.executionData!.nodeExecutionStack[0].data.main[0] = numberedItems(2).slice(1);
			server.fail('status', newApi.invalidKey, { times: Infinity });
			const retried = await retryToEnd(paidRun(server, { prompt: NUMBERED_PROMPT }), { data });
			const { message, description } = failureIn(retried);
			const [{ id }] = server.tasks;
			expect(message).toContain(id);
			expect(description).not.toContain(id);
			expect(paidCount()).toBe(1);
		});

		it('says that no further video was created if the missing videos alone exceed the limit', async () => {
			const withLowerLimit = fourItems(options({ pollInterval: 1, maxVideos: 1 }));
			const { run } = await failedItems();
			const result = await retryToEnd(withLowerLimit, run);
			const { message, description } = failureIn(result);
			expect(message).toContain("This run would create 2 videos, but 'Max Videos per Run' is 1");
			expect(description).toContain('No further video was created or billed.');
			expect(description).toContain(taskForItem(server, 1).id);
			expect(paidCount()).toBe(2);
		});
	});
});

describe('Retry execution with xAI', () => {
	const server = useXai();

	it('creates another video if a frame has another time', async () => {
		shortPauses();
		const frameAt = (time: number) => {
			const frame = [{ at: 'time', time, source: 'url', url: 'https://example.com/b.png' }];
			return { inputMode: 'image', imageUrl: 'https://example.com/a.png', frames: { frame } };
		};
		server.fail('status', { status: 401, body: { error: 'no' } });
		const failed = await runToEnd(paidRun(server, frameAt(1)));
		await retryExecution(paidRun(server, frameAt(2)), failed);
		expect(server.tasks).toHaveLength(2);
	});
});
