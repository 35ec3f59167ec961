/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { getEventListeners } from 'node:events';
import type { INodeParameters } from 'n8n-workflow';
import { startNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { binaryStore, fixture, storedFile } from '../support/files';
import { createAndWait, images, numberedItems } from '../support/parameters';
import { failureIn, workflow, type Failure } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shorten, shortPauses, until } from '../support/time';

const BIG = Buffer.alloc(5_000_000);

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);

	let pauses: ReturnType<typeof shortPauses>;
	beforeEach(() => {
		pauses = shortPauses(10);
	});

	const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;
	const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

	/** Stops Create and Wait at a moment and sees it end, with nothing left. */
	async function stopWhen(
		moment: () => boolean,
		parameters: INodeParameters = {},
		more: Partial<EngineOptions> = {},
	): Promise<Failure> {
		const before = timers();
		const execution = await startNode(workflow(server, createAndWait(parameters), more));
		await until(moment);
		const stoppedAt = Date.now();
		execution.cancel();
		const finished = await execution.done;
		expect(Date.now() - stoppedAt).toBeLessThan(1000);
		expect(finished.run.status).toBe('canceled');
		await server.idle();
		await until(() => timers() <= before + 1); // the one of `until` itself
		expect(listenersOf(execution.signal)).toBe(0);
		const requests = server.requests.length;
		const later = Date.now() + 250; // longer than the poll interval
		await until(() => Date.now() > later);
		expect(server.requests).toHaveLength(requests);
		expect(server.open).toBe(0);
		const failure = failureIn(finished);
		const [{ error }] = finished.run.data.resultData.runData.Subject;
		expect(error?.message).toBe(failure.message); // the node's own
		return failure;
	}

	describe('a stopped execution ends within a second and leaves nothing behind', () => {
		it('between two polls', async () => {
			server.setPlan({ seconds: Infinity });
			await stopWhen(() => server.tasks.length === 1 && server.open === 0, {
				options: { pollInterval: 600 },
			});
			expect(server.requestsTo('status')).toHaveLength(0);
		});

		it('while a poll waits for its answer', async () => {
			server.fail('status', 'hang');
			await stopWhen(() => server.requestsTo('status').length === 1);
		});

		it('while a create waits for its next try', async () => {
			server.fail('create', kind.tooMany({ 'retry-after': '200' }));
			const { message, description } = await stopWhen(() => pauses.mock.calls.length === 1);
			expect(message).toBe('The execution was canceled');
			expect(description).toBe('Nothing was created for this item.');
			expect(server.tasks).toHaveLength(0);
		});

		it('while the file host does not answer', async () => {
			server.fail('file', 'hang');
			await stopWhen(() => server.requestsTo('file').length === 1);
		});

		it('in the middle of a file from another host', async () => {
			server.fail('file', 'stall');
			await stopWhen(() => server.tasks[0]?.downloads === 1);
			expect(server.tasks[0].aborted).toBe(1);
		});

		it('with Continue On Fail as well, which does not turn the stop into items', async () => {
			server.setPlan({ seconds: Infinity });
			const more = { input: numberedItems(3), onError: 'continueRegularOutput' } as const;
			const pollsAll = () => server.requestsTo('status').length === 3;
			const { message } = await stopWhen(pollsAll, {}, more);
			expect(message).toContain('canceled');
		});

		it('with 100 items polling at once', async () => {
			const made = jest.spyOn(AbortSignal, 'any');
			const listeners = () =>
				made.mock.results.map(({ value }) => listenersOf(value as AbortSignal));
			server.fail('status', 'hang', { times: Infinity });
			const options = { pollInterval: 1, maxParallel: 100 };
			let max = 0;
			const pollsAll = () => {
				max = Math.max(max, ...listeners());
				return server.requestsTo('status').length === 100;
			};
			await stopWhen(pollsAll, { options }, { input: numberedItems(100) });
			expect(max).toBeGreaterThan(0);
			expect(max).toBeLessThanOrEqual(10); // Node 20 warns of a leak above that
			expect(Math.max(...listeners())).toBe(0);
		});
	});

	it('a run that ends by itself leaves no listener on the signal and no timer', async () => {
		const before = timers();
		const parameters = createAndWait({ options: { maxParallel: 20, pollInterval: 1 } });
		const execution = await startNode(workflow(server, parameters, { input: numberedItems(20) }));
		const { error } = await execution.done;
		expect(error).toBeUndefined();
		expect(listenersOf(execution.signal)).toBe(0);
		await until(() => timers() <= before + 1);
	});

	it('the error of a stopped execution names the task, which goes on at the provider', async () => {
		server.setPlan({ seconds: Infinity });
		const { message, description } = await stopWhen(
			() => server.requestsTo('status').length === 1, // so the node has read the create's answer
		);
		const [{ id }] = server.tasks;
		expect(message).toBe(`The execution was canceled (task ID: ${id})`);
		expect(description).toBe(
			"The task goes on at the provider and is billed once. To get the video, use the operation 'Wait for Completion' with its task ID.",
		);
	});

	describe('a create under way when the user stops', () => {
		it('that gets no answer says that a video may have been created', async () => {
			shorten('CREATE_TIMEOUT_SECONDS', 1.5);
			server.fail('create', 'hang');
			const { message, description } = await stopWhen(() => server.open === 1);
			expect(message).toBe('The execution was canceled');
			expect(description).toMatch(
				/^A video may have been created and billed all the same: look at/,
			);
		});

		it('is let finish, and the error names its task', async () => {
			server.fail('create', { delay: 300 }, { times: 10 });
			const many = { input: numberedItems(10) };
			const { message, context } = await stopWhen(() => server.open === 10, {}, many);
			expect(server.tasks).toHaveLength(10);
			const told = JSON.stringify([message, context]);
			for (const { id } of server.tasks) expect(told).toContain(id);
		});

		it('ends the run soon in any case, and its task goes to n8n’s log', async () => {
			server.fail('create', { delay: 1300 });
			const execution = await startNode(workflow(server, createAndWait()));
			await until(() => server.open === 1);
			execution.cancel();
			const { log, error } = await execution.done;
			expect(server.tasks).toHaveLength(0);
			expect(error?.message).toBe('The execution was canceled');
			await server.idle();
			await until(() => log.some((line) => line.includes(`created task ${server.tasks[0].id}`)));
		});

		it('goes out no more where its image is being read, and nothing is said to be billed', async () => {
			const png = fixture('product.png');
			const data = await storedFile(png, 'image/png');
			const image = { inputMode: 'image', imageSource: 'binary', imageBinaryField: 'data' };
			const input = [{ json: {}, binary: { data } }];
			const execution = await startNode(workflow(server, createAndWait(image), { input }));
			jest.spyOn(await binaryStore(), 'getAsBuffer').mockImplementation(async () => {
				execution.cancel();
				return png;
			});
			const { message, description } = failureIn(await execution.done);
			expect(message).toBe('The execution was canceled');
			expect(description).toBe('Nothing was created for this item.');
			expect(server.requests).toHaveLength(0);
		});
	});

	it('the checks of many items can be stopped, and read no more of a file than its first bytes', async () => {
		const data = await storedFile(Buffer.concat([fixture('product.png'), BIG]), 'image/png');
		const many = images(...Array.from({ length: 7 }, () => ({ source: 'binary' })));
		const input = Array.from({ length: 1000 }, () => ({ json: {}, binary: { data } }));
		const whole = jest.spyOn(await binaryStore(), 'getAsBuffer');
		const execution = await startNode(workflow(server, createAndWait(many), { input }));
		await new Promise((resolve) => setTimeout(resolve, 100));
		const stoppedAt = Date.now();
		execution.cancel();
		const { error } = await execution.done;
		expect(error?.message).toContain('canceled');
		expect(Date.now() - stoppedAt).toBeLessThan(500);
		expect(whole).not.toHaveBeenCalled();
		expect(server.requests).toHaveLength(0);
	});
});
