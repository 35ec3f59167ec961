import { getEventListeners } from 'node:events';
import type { INodeParameters } from 'n8n-workflow';
import { startNode, type EngineOptions } from './engine';
import { startGateway, type Gateway } from './gateway/gateway';
import { detailsOf, items, requestsTo, run, shortPauses, until } from './runs';

let gateway: Gateway;

beforeAll(async () => {
	gateway = await startGateway({ taskSeconds: 0 });
});
beforeEach(() => {
	gateway.reset();
	shortPauses(10);
});
afterAll(async () => {
	await gateway.close();
});

function createAndWait(
	parameters: INodeParameters = {},
	more: Partial<EngineOptions> = {},
): EngineOptions {
	return run(gateway, 'createAndWait', { options: { pollInterval: 1 }, ...parameters }, more);
}

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

/** Stops the execution at a moment and sees it end, with nothing left. */
async function stop(o: EngineOptions, moment: () => boolean) {
	const before = timers();
	const execution = await startNode(o);
	await until(moment);
	const stoppedAt = Date.now();
	execution.cancel();
	const { run: ended } = await execution.done;
	expect(Date.now() - stoppedAt).toBeLessThan(1000);
	expect(ended.status).toBe('canceled');
	await gateway.idle();
	await until(() => timers() <= before + 1); // the one of `until` itself
	expect(listenersOf(execution.signal)).toBe(0);
	const requests = gateway.requests.length;
	const later = Date.now() + 250; // longer than the poll interval
	await until(() => Date.now() > later);
	expect(gateway.requests).toHaveLength(requests);
	expect(gateway.open).toBe(0);
	return ended.data.resultData.runData.Subject[0].error;
}

describe('a stopped execution ends within a second and leaves nothing behind', () => {
	it('between two polls', async () => {
		gateway.setPlan({ seconds: Infinity });
		await stop(
			createAndWait({ options: { pollInterval: 600 } }),
			() => gateway.tasks.length === 1 && gateway.open === 0,
		);
		expect(requestsTo(gateway, 'status')).toHaveLength(0);
	});

	it('while a poll waits for its answer', async () => {
		gateway.fail('status', 'hang');
		await stop(createAndWait(), () => requestsTo(gateway, 'status').length === 1);
	});

	it('while the create waits for its answer', async () => {
		gateway.fail('create', 'hang');
		await stop(createAndWait(), () => gateway.open === 1);
		expect(requestsTo(gateway, 'create')).toHaveLength(1);
	});

	it('while a create waits for its next try', async () => {
		gateway.fail('create', { status: 429, headers: { 'retry-after': '200' } });
		await stop(createAndWait(), () => gateway.requests.length === 1 && gateway.open === 0);
		expect(gateway.tasks).toHaveLength(0);
	});

	it('while the file host does not answer', async () => {
		gateway.fail('file', 'hang');
		await stop(createAndWait(), () => requestsTo(gateway, 'file').length === 1);
	});

	it('in the middle of a file from another host', async () => {
		gateway.fail('file', 'stall');
		await stop(createAndWait(), () => gateway.tasks[0]?.downloads === 1);
		expect(gateway.tasks[0].aborted).toBe(1);
	});

	it('in the middle of a file from the gateway itself', async () => {
		gateway.setPlan({ resultUrl: 'content' });
		gateway.fail('content', 'stall');
		await stop(createAndWait(), () => gateway.tasks[0]?.downloads === 1);
		expect(gateway.tasks[0].aborted).toBe(1);
	});

	it('with Continue On Fail as well, which does not turn the stop into items', async () => {
		gateway.setPlan({ seconds: Infinity });
		const error = await stop(
			createAndWait({}, { input: items(3), onError: 'continueRegularOutput' }),
			() => requestsTo(gateway, 'status').length === 3,
		);
		expect(error?.message).toContain('canceled');
	});

	it('with 100 items polling at once', async () => {
		const made = jest.spyOn(AbortSignal, 'any');
		const listeners = () => made.mock.results.map(({ value }) => listenersOf(value as AbortSignal));
		gateway.fail('status', 'hang', { times: Infinity });
		let most = 0;
		await stop(
			createAndWait({ options: { pollInterval: 1, maxParallel: 100 } }, { input: items(100) }),
			() => {
				most = Math.max(most, ...listeners());
				return requestsTo(gateway, 'status').length === 100;
			},
		);
		expect(most).toBeGreaterThan(0);
		expect(most).toBeLessThanOrEqual(10); // Node 20 warns of a leak above that
		expect(Math.max(...listeners())).toBe(0);
	});
});

it('a run that ends by itself leaves no listener on the signal and no timer', async () => {
	const before = timers();
	const execution = await startNode(
		createAndWait({ options: { maxParallel: 20, pollInterval: 1 } }, { input: items(20) }),
	);
	const { error } = await execution.done;
	expect(error).toBeUndefined();
	expect(listenersOf(execution.signal)).toBe(0);
	await until(() => timers() <= before + 1);
});

it('the error of a stopped execution names the task, which goes on at the provider', async () => {
	gateway.setPlan({ seconds: Infinity });
	const execution = await startNode(createAndWait());
	await until(() => requestsTo(gateway, 'status').length === 1); // so the node has read the create's answer
	execution.cancel();
	const { run: ended } = await execution.done;
	const error = ended.data.resultData.runData.Subject[0].error;
	expect(error?.message).toContain(gateway.tasks[0].id);
	expect(detailsOf(error).description).toContain('"Wait for Completion"');
});

it('a stopped create says that a video may have been created', async () => {
	gateway.fail('create', 'hang');
	const execution = await startNode(createAndWait());
	await until(() => gateway.open === 1);
	execution.cancel();
	const { run: ended } = await execution.done;
	const error = ended.data.resultData.runData.Subject[0].error;
	expect(detailsOf(error).description).toContain('may have been created and billed');
});
