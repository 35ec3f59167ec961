/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { getEventListeners } from 'node:events';
import type { INodeParameters } from 'n8n-workflow';
import type { Endpoint } from '../servers/types';
import { startNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { binaryStore, fixture, storedFile } from '../support/files';
import { createAndWaitParameters, images, numberedItems, options } from '../support/parameters';
import { failureIn, workflow, type Failure } from '../support/runs';
import { PROTOCOLS, useStandIn } from '../support/standIns';
import { setLimit, shortPauses, waitUntil } from '../support/time';

const listenerCount = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;
const timerCount = () =>
	process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

const [newApi] = PROTOCOLS;

describe('cancellation', () => {
	const server = useStandIn(newApi);

	let pauses: ReturnType<typeof shortPauses>;
	beforeEach(() => {
		pauses = shortPauses(10);
	});

	/** Cancels Create and Wait once the condition is true. The run must end within a second and leave nothing behind. */
	async function cancelWhen(
		condition: () => boolean,
		parameters: INodeParameters = {},
		overrides: Partial<EngineOptions> = {},
	): Promise<Failure> {
		const timersBefore = timerCount();
		const execution = await startNode(
			workflow(server, createAndWaitParameters(parameters), overrides),
		);
		await waitUntil(condition);
		const canceledAt = Date.now();
		execution.cancel();
		const result = await execution.done;
		expect(Date.now() - canceledAt).toBeLessThan(1000);
		expect(result.run.status).toBe('canceled');
		await server.idle();
		await waitUntil(() => timerCount() <= timersBefore + 1); // `waitUntil` itself uses a timer
		expect(listenerCount(execution.signal)).toBe(0);
		const requestCount = server.requests.length;
		const end = Date.now() + 250; // longer than the poll interval
		await waitUntil(() => Date.now() > end);
		expect(server.requests).toHaveLength(requestCount);
		const failure = failureIn(result);
		const [{ error }] = result.run.data.resultData.runData.Subject;
		expect(error?.message).toBe(failure.message); // the node's own error
		expect(failure.message).toMatch(/^The execution was canceled/);
		return failure;
	}

	describe('ends the run within a second and leaves nothing behind', () => {
		it('before the first poll', async () => {
			server.setPlan({ seconds: Infinity });
			const isWaiting = () => server.tasks.length === 1 && server.openRequests === 0;
			await cancelWhen(isWaiting, options({ pollInterval: 600 }));
			expect(server.requestsTo('status')).toHaveLength(0);
		});

		it('between two polls', async () => {
			server.setPlan({ seconds: Infinity });
			const isBetweenPolls = () =>
				server.requestsTo('status').length === 1 && server.openRequests === 0;
			await cancelWhen(isBetweenPolls, options({ pollInterval: 2 }));
		});

		it('during a poll, and names the task', async () => {
			server.fail('status', 'hang');
			const { message, description } = await cancelWhen(
				() => server.requestsTo('status').length === 1,
			);
			const [{ id }] = server.tasks;
			expect(message).toBe(`The execution was canceled (task ID: ${id})`);
			expect(description).toBe(
				"The task continues at the provider and is billed once. Use the operation 'Wait for Completion' with this task ID to get the video.",
			);
		});

		it('before a create is sent again', async () => {
			server.fail('create', newApi.rateLimited({ 'retry-after': '200' }));
			const { description } = await cancelWhen(() => pauses.mock.calls.length === 1);
			expect(description).toBe('Nothing was created for this item.');
			expect(server.tasks).toHaveLength(0);
		});

		it('while the file host does not respond', async () => {
			server.fail('file', 'hang');
			await cancelWhen(() => server.requestsTo('file').length === 1);
		});

		it('during a download', async () => {
			server.fail('file', 'stall');
			await cancelWhen(() => server.tasks[0]?.downloads === 1);
			expect(server.tasks[0].aborted).toBe(1);
		});

		it('even if the node continues on errors', async () => {
			server.setPlan({ seconds: Infinity });
			const overrides = { input: numberedItems(3), onError: 'continueRegularOutput' } as const;
			await cancelWhen(() => server.requestsTo('status').length === 3, {}, overrides);
		});

		it('while 30 items are polling, without accumulating listeners', async () => {
			const anySpy = jest.spyOn(AbortSignal, 'any');
			server.fail('status', 'hang', { times: Infinity });
			let maxListeners = 0;
			const isPollingAll = () => {
				const signals = anySpy.mock.results.map(({ value }) => value as AbortSignal);
				maxListeners = Math.max(maxListeners, ...signals.map(listenerCount));
				return server.requestsTo('status').length === 30;
			};
			const parameters = options({ pollInterval: 1, maxParallel: 30 });
			await cancelWhen(isPollingAll, parameters, { input: numberedItems(30) });
			expect(maxListeners).toBeGreaterThan(0);
			expect(maxListeners).toBeLessThanOrEqual(10); // Node 20 warns of a leak above that
		});
	});

	it('leaves no listener or timer behind if the run ends normally', async () => {
		const timersBefore = timerCount();
		const parameters = createAndWaitParameters(options({ maxParallel: 20, pollInterval: 1 }));
		const execution = await startNode(workflow(server, parameters, { input: numberedItems(20) }));
		const { error } = await execution.done;
		expect(error).toBeUndefined();
		expect(listenerCount(execution.signal)).toBe(0);
		await waitUntil(() => timerCount() <= timersBefore + 1);
	});

	describe('while a create is in flight', () => {
		it('does not abort the create, and the error names all tasks', async () => {
			server.fail('create', { delay: 300 }, { times: 10 });
			const overrides = { input: numberedItems(10) };
			const { message, context } = await cancelWhen(
				() => server.openRequests === 10,
				{},
				overrides,
			);
			expect(server.tasks).toHaveLength(10);
			const errorText = JSON.stringify([message, context]);
			for (const { id } of server.tasks) expect(errorText).toContain(id);
		});

		it('warns that the video may be billed if the create gets no response', async () => {
			setLimit('CREATE_TIMEOUT_SECONDS', 1.5);
			server.fail('create', 'hang', { times: 2 });
			const overrides = { input: numberedItems(2) };
			const { message, description } = await cancelWhen(
				() => server.openRequests === 2,
				{},
				overrides,
			);
			expect(message).toBe('The execution was canceled [item 0]');
			expect(description).toMatch(
				/before you run this again: the video may exist and be billed\. Item 1: it is not known whether /,
			);
		});

		it("writes the task ID to n8n's log if the response arrives after the run", async () => {
			server.fail('create', { delay: 1300 });
			const execution = await startNode(workflow(server, createAndWaitParameters()));
			await waitUntil(() => server.openRequests > 0);
			execution.cancel();
			const { log, error } = await execution.done;
			expect(server.tasks).toHaveLength(0);
			expect(error?.message).toBe('The execution was canceled');
			await server.idle();
			await waitUntil(() =>
				log.some((line) => line.includes(`created task ${server.tasks[0].id}`)),
			);
		});
	});

	describe('with an image stored in n8n', () => {
		const image = { inputMode: 'image', imageSource: 'binary', imageBinaryField: 'data' };
		const png = fixture('product.png');
		const itemWith = async (bytes: Buffer) => ({
			json: {},
			binary: { data: await storedFile(bytes, 'image/png') },
		});

		it.each([
			['the checks', 1],
			['the create', 2],
		])("ends the run if n8n's file storage hangs during %s", async (_name, hangingRead) => {
			const input = [await itemWith(png)];
			const store = await binaryStore();
			const { getAsStream } = store;
			let reads = 0;
			jest.spyOn(store, 'getAsStream').mockImplementation(async (...args) => {
				if (++reads >= hangingRead) return await new Promise(() => {});
				return await getAsStream.apply(store, args);
			});
			const { description } = await cancelWhen(() => reads === hangingRead, image, { input });
			expect(description).toBe('Nothing was created for this item.');
			expect(server.requests).toHaveLength(0);
		});

		it('ends the checks, which do not read whole images', async () => {
			const item = await itemWith(Buffer.concat([png, Buffer.alloc(5_000_000)]));
			const sevenImages = images(...Array.from({ length: 7 }, () => ({ source: 'binary' })));
			const store = await binaryStore();
			const getAsStream = jest.spyOn(store, 'getAsStream');
			const getAsBuffer = jest.spyOn(store, 'getAsBuffer');
			const input = Array.from({ length: 200 }, () => item);
			await cancelWhen(() => getAsStream.mock.calls.length > 10, sevenImages, { input });
			expect(getAsBuffer).not.toHaveBeenCalled();
			expect(server.requests).toHaveLength(0);
		});
	});
});

describe.each([false, true])('cancellation between two attempts, as a tool: %s', (asTool) => {
	const server = useStandIn(newApi);

	beforeEach(() => void shortPauses());

	/** Returns the message and the description of the error. */
	async function cancelAfterFirstAttempt(endpoint: Endpoint): Promise<string> {
		const retry = { maxTries: 3, waitBetweenTries: 500 };
		const execution = await startNode(
			workflow(server, createAndWaitParameters(), { asTool, retry }),
		);
		await waitUntil(() => server.requestsTo(endpoint).length > 0 && server.openRequests === 0);
		execution.cancel();
		const { message, description } = failureIn(await execution.done);
		expect(server.requestsTo('create')).toHaveLength(1);
		return `${message} ${description}`;
	}

	it('names the task of the first attempt', async () => {
		server.fail('status', newApi.invalidKey);
		expect(await cancelAfterFirstAttempt('status')).toContain(server.tasks[0].id);
	});

	it('warns that the first attempt may have created a video', async () => {
		server.fail('create', 'reset-after');
		expect(await cancelAfterFirstAttempt('create')).toContain('may exist and be billed');
	});
});
