import type { IDataObject } from 'n8n-workflow';
import type { Endpoint } from '../servers/types';
import { runNode, startNode } from '../support/engine';
import { createAndWait, numberedItems, NUMBERED_PROMPT, createVideo } from '../support/parameters';
import { workflow } from '../support/runs';
import { useXai } from '../support/standIns';
import { setLimit, waitUntil } from '../support/time';
import { xai as protocol } from '../../nodes/GrokVideo/protocols/xai';

/** xAI accepts one or two creates a second, so the node spreads its calls in time. */

const xai = useXai();

const SPACING_SECONDS = 0.2;

const batch = (count: number, own: IDataObject = {}) =>
	workflow(
		xai,
		createAndWait({
			prompt: NUMBERED_PROMPT,
			downloadVideo: false,
			options: { pollInterval: 1, maxWait: 60, maxParallel: count, ...own },
		}),
		{ input: numberedItems(count) },
	);

/** Milliseconds between calls, in the order in which they came. */
function gaps(endpoint: Endpoint): number[] {
	const times = xai.requestsTo(endpoint).map(({ startedAt }) => startedAt);
	return times.slice(1).map((at, index) => at - times[index]);
}

const total = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);

it('creates are at least a second apart, polls a tenth, when nothing is shortened', () => {
	jest.restoreAllMocks();
	expect(protocol.createIntervalSeconds).toBe(1);
	expect(protocol.pollIntervalSeconds).toBe(0.1);
});

it('items side by side keep the pace, and end soon after the last create', async () => {
	setLimit('CREATE_INTERVAL_SECONDS', SPACING_SECONDS);
	setLimit('POLL_INTERVAL_SECONDS', 0.02);
	xai.account.createsPerSecond = 8;
	const { output } = await runNode(batch(6));
	const calls = [...xai.requestsTo('create'), ...xai.requestsTo('status')];
	const took = (Math.max(...calls.map(({ endedAt }) => endedAt!)) - calls[0].startedAt) / 1000;
	expect(output.map(({ json }) => json.status)).toEqual(Array(6).fill('SUCCESS'));
	expect(xai.requestsTo('create').map(({ status }) => status)).toEqual(Array(6).fill(200));
	expect(total(gaps('create'))).toBeGreaterThanOrEqual(5 * SPACING_SECONDS * 1000 * 0.9);
	const best = 5 * SPACING_SECONDS + 1; // the last one, and the first poll of it
	expect(took).toBeLessThan(best + 1);
});

it('polls of tasks that were created together do not come together', async () => {
	setLimit('POLL_INTERVAL_SECONDS', 0.05);
	await runNode(batch(10));
	expect(xai.requestsTo('status')).toHaveLength(10);
	expect(total(gaps('status'))).toBeGreaterThanOrEqual(9 * 50 * 0.9);
});

it('429 of a limit that is lower than the pace is waited out, and nobody comes back together', async () => {
	setLimit('CREATE_INTERVAL_SECONDS', 0.05);
	xai.account.createsPerSecond = 4;
	const { output, hints } = await runNode(batch(6));
	expect(output.map(({ json }) => json.status)).toEqual(Array(6).fill('SUCCESS'));
	expect(xai.tasks).toHaveLength(6);
	const creates = xai.requestsTo('create');
	const turnedAway = creates.filter(({ status }) => status === 429);
	expect(turnedAway.length).toBeGreaterThan(0);
	const again = gaps('create').slice(6); // between those that come back
	expect(total(again)).toBeGreaterThanOrEqual(again.length * 50 * 0.9);
	expect(hints.map(({ message }) => message).join()).not.toContain('could not be read');
});

it('each run has a pace of its own, and gateways need none', async () => {
	setLimit('CREATE_INTERVAL_SECONDS', 30);
	const began = Date.now();
	for (let round = 0; round < 2; round++) await runNode(workflow(xai, createVideo()));
	expect(Date.now() - began).toBeLessThan(5000);
});

it('a stop ends the waiting for one’s turn, and creates nothing more', async () => {
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
