/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { getEventListeners } from 'node:events';
import type { INodeParameters } from 'n8n-workflow';
import type { Endpoint } from '../servers/types';
import { startNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { binaryStore, fixture, storedFile } from '../support/files';
import { createAndWait, images, numberedItems, options } from '../support/parameters';
import { failureIn, workflow, type Failure } from '../support/runs';
import { PROTOCOLS, useStandIn } from '../support/standIns';
import { setLimit, shortPauses, waitUntil } from '../support/time';

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

const [newApi] = PROTOCOLS;

describe('a stop by the user', () => {
	const server = useStandIn(newApi);

	let pauses: ReturnType<typeof shortPauses>;
	beforeEach(() => {
		pauses = shortPauses(10);
	});

	/** Stops Create and Wait. The run must end within a second and leave nothing behind. */
	async function stopWhen(
		moment: () => boolean,
		parameters: INodeParameters = {},
		more: Partial<EngineOptions> = {},
	): Promise<Failure> {
		const before = timers();
		const execution = await startNode(workflow(server, createAndWait(parameters), more));
		await waitUntil(moment);
		const stoppedAt = Date.now();
		execution.cancel();
		const finished = await execution.done;
		expect(Date.now() - stoppedAt).toBeLessThan(1000);
		expect(finished.run.status).toBe('canceled');
		await server.idle();
		await waitUntil(() => timers() <= before + 1); // the one of `until` itself
		expect(listenersOf(execution.signal)).toBe(0);
		const requests = server.requests.length;
		const later = Date.now() + 250; // longer than the poll interval
		await waitUntil(() => Date.now() > later);
		expect(server.requests).toHaveLength(requests);
		const failure = failureIn(finished);
		const [{ error }] = finished.run.data.resultData.runData.Subject;
		expect(error?.message).toBe(failure.message); // the node's own
		expect(failure.message).toMatch(/^The execution was canceled/);
		return failure;
	}

	describe('a stopped execution ends within a second and leaves nothing behind', () => {
		it('between two polls', async () => {
			server.setPlan({ seconds: Infinity });
			const isWaiting = () => server.tasks.length === 1 && server.open === 0;
			await stopWhen(isWaiting, options({ pollInterval: 600 }));
			expect(server.requestsTo('status')).toHaveLength(0);
		});

		it('during a poll, and names the task', async () => {
			server.fail('status', 'hang');
			const { message, description } = await stopWhen(
				() => server.requestsTo('status').length === 1,
			);
			const [{ id }] = server.tasks;
			expect(message).toBe(`The execution was canceled (task ID: ${id})`);
			expect(description).toBe(
				"The task continues at the provider and is billed once. Use the operation 'Wait for Completion' with this task ID to get the video.",
			);
		});

		it('before a create is repeated', async () => {
			server.fail('create', newApi.rateLimited({ 'retry-after': '200' }));
			const { description } = await stopWhen(() => pauses.mock.calls.length === 1);
			expect(description).toBe('Nothing was created for this item.');
			expect(server.tasks).toHaveLength(0);
		});

		it('while the file host does not respond', async () => {
			server.fail('file', 'hang');
			await stopWhen(() => server.requestsTo('file').length === 1);
		});

		it('in the middle of a download', async () => {
			server.fail('file', 'stall');
			await stopWhen(() => server.tasks[0]?.downloads === 1);
			expect(server.tasks[0].aborted).toBe(1);
		});

		it('also if the node continues on errors', async () => {
			server.setPlan({ seconds: Infinity });
			const more = { input: numberedItems(3), onError: 'continueRegularOutput' } as const;
			await stopWhen(() => server.requestsTo('status').length === 3, {}, more);
		});

		it('with 30 items polling at once, without a pile of listeners', async () => {
			const made = jest.spyOn(AbortSignal, 'any');
			server.fail('status', 'hang', { times: Infinity });
			let max = 0;
			const isPollingAll = () => {
				const signals = made.mock.results.map(({ value }) => value as AbortSignal);
				max = Math.max(max, ...signals.map(listenersOf));
				return server.requestsTo('status').length === 30;
			};
			const parallel = options({ pollInterval: 1, maxParallel: 30 });
			await stopWhen(isPollingAll, parallel, { input: numberedItems(30) });
			expect(max).toBeGreaterThan(0);
			expect(max).toBeLessThanOrEqual(10); // Node 20 warns of a leak above that
		});
	});

	it('a run that ends normally leaves no listener and no timer', async () => {
		const before = timers();
		const parameters = createAndWait(options({ maxParallel: 20, pollInterval: 1 }));
		const execution = await startNode(workflow(server, parameters, { input: numberedItems(20) }));
		const { error } = await execution.done;
		expect(error).toBeUndefined();
		expect(listenersOf(execution.signal)).toBe(0);
		await waitUntil(() => timers() <= before + 1);
	});

	describe('a create that was sent when the user stops', () => {
		it('is not aborted, and the error names all tasks', async () => {
			server.fail('create', { delay: 300 }, { times: 10 });
			const many = { input: numberedItems(10) };
			const { message, context } = await stopWhen(() => server.open === 10, {}, many);
			expect(server.tasks).toHaveLength(10);
			const named = JSON.stringify([message, context]);
			for (const { id } of server.tasks) expect(named).toContain(id);
		});

		it('is billed perhaps if it gets no response', async () => {
			setLimit('CREATE_TIMEOUT_SECONDS', 1.5);
			server.fail('create', 'hang', { times: 2 });
			const two = { input: numberedItems(2) };
			const { message, description } = await stopWhen(() => server.open === 2, {}, two);
			expect(message).toBe('The execution was canceled [item 0]');
			expect(description).toMatch(
				/before you run this again: the video may exist and be billed\. Item 1: it is not known whether /,
			);
		});

		it("has its task ID in n8n's log if the response comes after the run", async () => {
			server.fail('create', { delay: 1300 });
			const execution = await startNode(workflow(server, createAndWait()));
			await waitUntil(() => server.open > 0);
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

	describe('an image in n8n', () => {
		const image = { inputMode: 'image', imageSource: 'binary', imageBinaryField: 'data' };
		const png = fixture('product.png');
		const itemWith = async (bytes: Buffer) => ({
			json: {},
			binary: { data: await storedFile(bytes, 'image/png') },
		});

		it.each([
			['the checks', 1],
			['the create', 2],
		])("ends with the run if n8n's file store hangs during %s", async (_what, hanging) => {
			const input = [await itemWith(png)];
			const store = await binaryStore();
			const { getAsStream } = store;
			let reads = 0;
			jest.spyOn(store, 'getAsStream').mockImplementation(async (...args) => {
				if (++reads >= hanging) return await new Promise(() => {});
				return await getAsStream.apply(store, args);
			});
			const { description } = await stopWhen(() => reads === hanging, image, { input });
			expect(description).toBe('Nothing was created for this item.');
			expect(server.requests).toHaveLength(0);
		});

		it('is not read whole by the checks, which end with the run', async () => {
			const item = await itemWith(Buffer.concat([png, Buffer.alloc(5_000_000)]));
			const many = images(...Array.from({ length: 7 }, () => ({ source: 'binary' })));
			const store = await binaryStore();
			const opened = jest.spyOn(store, 'getAsStream');
			const whole = jest.spyOn(store, 'getAsBuffer');
			const input = Array.from({ length: 200 }, () => item);
			await stopWhen(() => opened.mock.calls.length > 10, many, { input });
			expect(whole).not.toHaveBeenCalled();
			expect(server.requests).toHaveLength(0);
		});
	});
});

describe.each([false, true])('a stop between two attempts, as a tool: %s', (asTool) => {
	const [protocol] = PROTOCOLS;
	const server = useStandIn(protocol);

	beforeEach(() => void shortPauses());

	async function stopAfterFirstAttempt(endpoint: Endpoint): Promise<string> {
		const retry = { maxTries: 3, waitBetweenTries: 500 };
		const execution = await startNode(workflow(server, createAndWait(), { asTool, retry }));
		await waitUntil(() => server.requestsTo(endpoint).length > 0 && server.open === 0);
		execution.cancel();
		const { message, description } = failureIn(await execution.done);
		expect(server.requestsTo('create')).toHaveLength(1);
		return `${message} ${description}`;
	}

	it('names the task of the first one', async () => {
		server.fail('status', protocol.invalidKey);
		expect(await stopAfterFirstAttempt('status')).toContain(server.tasks[0].id);
	});

	it('says that the first one may have created a video', async () => {
		server.fail('create', 'reset-after');
		expect(await stopAfterFirstAttempt('create')).toContain('may exist and be billed');
	});
});
