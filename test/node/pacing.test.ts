import { runNode, startNode } from '../support/engine';
import {
	createAndWaitParameters,
	createParameters,
	isForItem,
	numberedItems,
	NUMBERED_PROMPT,
} from '../support/parameters';
import { workflow } from '../support/runs';
import { useXai } from '../support/standIns';
import { xai as protocol } from '../support/standIns/xai';
import { setLimit, waitUntil } from '../support/time';
import { PROTOCOLS } from '../../nodes/GrokVideo/protocols';

/** xAI accepts one or two creates a second, so the node spaces out its requests. */

const xai = useXai();

const INTERVAL_SECONDS = 0.2;

const batch = (count: number) =>
	workflow(
		xai,
		createAndWaitParameters({
			prompt: NUMBERED_PROMPT,
			downloadVideo: false,
			options: { pollInterval: 1, maxWait: 60, maxParallel: count },
		}),
		{ input: numberedItems(count) },
	);

it('only xAI has intervals between creates and between polls', () => {
	jest.restoreAllMocks();
	const intervals = Object.entries(PROTOCOLS).map(([id, protocol]) => {
		return [id, protocol.createIntervalSeconds, protocol.pollIntervalSeconds];
	});
	expect(intervals).toEqual([
		['newApi', 0, 0],
		['openAiVideos', 0, 0],
		['openRouter', 0, 0],
		['xai', 1, 0.1],
	]);
});

it('parallel items respect the create interval, and end soon after the last create', async () => {
	setLimit('CREATE_INTERVAL_SECONDS', INTERVAL_SECONDS);
	setLimit('POLL_INTERVAL_SECONDS', 0.02);
	const startedAt = Date.now();
	const { output } = await runNode(batch(6));
	expect(output.map(({ json }) => json.status)).toEqual(Array(6).fill('SUCCESS'));
	expect(xai.requestsTo('create')).toHaveLength(6);
	const secondsUntil = (time: number) => (time - startedAt) / 1000;
	const lastCreateSeconds = 5 * INTERVAL_SECONDS;
	expect(secondsUntil(xai.requestsTo('create')[5].startedAt)).toBeGreaterThan(
		lastCreateSeconds * 0.99,
	);
	// The first poll is a second after the create.
	expect(secondsUntil(xai.requestsTo('status').at(-1)!.endedAt!)).toBeLessThan(
		lastCreateSeconds + 2,
	);
});

it('polls of tasks that were created at the same time are spread out', async () => {
	setLimit('POLL_INTERVAL_SECONDS', 0.05);
	await runNode(batch(10));
	const polls = xai.requestsTo('status');
	expect(polls).toHaveLength(10);
	const firstPollAt = xai.requestsTo('create')[0].startedAt + 1000;
	expect(polls[9].startedAt - firstPollAt).toBeGreaterThan(9 * 50 * 0.99);
});

it('creates that are rejected with HTTP 429 at the same time are retried at intervals', async () => {
	setLimit('CREATE_INTERVAL_SECONDS', 0.05);
	for (let n = 0; n < 6; n++) {
		const rateLimited = protocol.rateLimited({ 'retry-after': '1' });
		const fault = { delay: 300 - 50 * n, then: rateLimited };
		xai.fail('create', fault, { when: isForItem(n) });
	}
	const { output, hints } = await runNode(batch(6));
	expect(output.map(({ json }) => json.status)).toEqual(Array(6).fill('SUCCESS'));
	expect(xai.tasks).toHaveLength(6);
	const creates = xai.requestsTo('create');
	const firstRetryAt = Math.min(...creates.slice(0, 6).map(({ endedAt }) => endedAt!)) + 1000;
	expect(creates).toHaveLength(12);
	expect(creates[11].startedAt - firstRetryAt).toBeGreaterThan(5 * 50 * 0.9);
	expect(hints.map(({ message }) => message).join()).not.toContain('could not be read');
});

it('the create interval does not apply across runs', async () => {
	setLimit('CREATE_INTERVAL_SECONDS', 30);
	const startedAt = Date.now();
	for (let run = 0; run < 2; run++) await runNode(workflow(xai, createParameters()));
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
	expect(JSON.stringify(error)).not.toMatch(/it is not known whether/i);
	expect(xai.requestsTo('create')).toHaveLength(1);
});
