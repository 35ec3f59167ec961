import type { Endpoint } from '../servers/types';
import { runNode, startNode } from '../support/engine';
import { createAndWait, numberedItems, NUMBERED_PROMPT, createVideo } from '../support/parameters';
import { workflow } from '../support/runs';
import { useXai } from '../support/standIns';
import { setLimit, waitUntil } from '../support/time';
import { xai as protocol } from '../../nodes/GrokVideo/protocols/xai';

/** xAI accepts one or two creates a second, so the node spaces out its requests. */

const xai = useXai();

const INTERVAL_SECONDS = 0.2;

const batch = (count: number) =>
	workflow(
		xai,
		createAndWait({
			prompt: NUMBERED_PROMPT,
			downloadVideo: false,
			options: { pollInterval: 1, maxWait: 60, maxParallel: count },
		}),
		{ input: numberedItems(count) },
	);

/** Milliseconds between consecutive requests. */
function gaps(endpoint: Endpoint): number[] {
	const times = xai.requestsTo(endpoint).map(({ startedAt }) => startedAt);
	return times.slice(1).map((time, index) => time - times[index]);
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

it('the default intervals are 1 second for creates and 0.1 seconds for polls', () => {
	jest.restoreAllMocks();
	expect(protocol.createIntervalSeconds).toBe(1);
	expect(protocol.pollIntervalSeconds).toBe(0.1);
});

it('parallel items respect the create interval, and end soon after the last create', async () => {
	setLimit('CREATE_INTERVAL_SECONDS', INTERVAL_SECONDS);
	setLimit('POLL_INTERVAL_SECONDS', 0.02);
	xai.account.createsPerSecond = 8;
	const { output } = await runNode(batch(6));
	const calls = [...xai.requestsTo('create'), ...xai.requestsTo('status')];
	const endedAt = Math.max(...calls.map((call) => call.endedAt!));
	const durationSeconds = (endedAt - calls[0].startedAt) / 1000;
	expect(output.map(({ json }) => json.status)).toEqual(Array(6).fill('SUCCESS'));
	expect(xai.requestsTo('create').map(({ status }) => status)).toEqual(Array(6).fill(200));
	expect(sum(gaps('create'))).toBeGreaterThanOrEqual(5 * INTERVAL_SECONDS * 1000 * 0.9);
	// Five intervals until the last create, and a second until its first poll.
	const minSeconds = 5 * INTERVAL_SECONDS + 1;
	expect(durationSeconds).toBeLessThan(minSeconds + 1);
});

it('polls of tasks that were created at the same time are spread out', async () => {
	setLimit('POLL_INTERVAL_SECONDS', 0.05);
	await runNode(batch(10));
	expect(xai.requestsTo('status')).toHaveLength(10);
	expect(sum(gaps('status'))).toBeGreaterThanOrEqual(9 * 50 * 0.9);
});

it('HTTP 429 of a lower rate limit is retried, and the retries are spread out', async () => {
	setLimit('CREATE_INTERVAL_SECONDS', 0.05);
	xai.account.createsPerSecond = 4;
	const { output, hints } = await runNode(batch(6));
	expect(output.map(({ json }) => json.status)).toEqual(Array(6).fill('SUCCESS'));
	expect(xai.tasks).toHaveLength(6);
	const creates = xai.requestsTo('create');
	const rateLimited = creates.filter(({ status }) => status === 429);
	expect(rateLimited.length).toBeGreaterThan(0);
	const retryGaps = gaps('create').slice(6);
	expect(sum(retryGaps)).toBeGreaterThanOrEqual(retryGaps.length * 50 * 0.9);
	expect(hints.map(({ message }) => message).join()).not.toContain('could not be read');
});

it('the create interval does not apply across runs', async () => {
	setLimit('CREATE_INTERVAL_SECONDS', 30);
	const startedAt = Date.now();
	for (let run = 0; run < 2; run++) await runNode(workflow(xai, createVideo()));
	expect(Date.now() - startedAt).toBeLessThan(5000);
});

it('a stop ends the wait for the next create, and nothing more is created', async () => {
	setLimit('CREATE_INTERVAL_SECONDS', 30);
	xai.setPlan({ seconds: Infinity });
	const execution = await startNode(batch(3));
	await waitUntil(() => xai.tasks.length > 0);
	const stoppedAt = Date.now();
	execution.cancel();
	const { error, run } = await execution.done;
	expect(Date.now() - stoppedAt).toBeLessThan(1000);
	expect(run.status).toBe('canceled');
	expect(JSON.stringify(error)).toContain(xai.tasks[0].id);
	expect(JSON.stringify(error)).not.toContain('It is not known whether');
	expect(xai.requestsTo('create')).toHaveLength(1);
});
