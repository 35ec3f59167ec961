/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node, not in n8n */
import {
	Breather,
	pause,
	startDeadline,
	unlessAborted,
} from '../../../nodes/GrokVideo/http/deadline';

const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds until the promise settles. */
async function timed(promise: Promise<unknown>): Promise<number> {
	const start = performance.now();
	await promise;
	return performance.now() - start;
}

it('a pause takes its time, and ends when the signal aborts', async () => {
	const stop = new AbortController();
	const short = await timed(pause(0.02, stop.signal));
	expect(short).toBeGreaterThan(15);
	expect(short).toBeLessThan(180);
	expect(await timed(pause(-1, stop.signal))).toBeLessThan(150);
	setTimeout(() => stop.abort(), 20);
	expect(await timed(pause(600, stop.signal))).toBeLessThan(600);
	expect(await timed(pause(600, stop.signal))).toBeLessThan(150);
});

it('a deadline aborts after its time, unless it is cleared', async () => {
	const deadline = startDeadline(0.05);
	const cleared = startDeadline(0.05);
	cleared.clear();
	await sleep(20);
	expect(deadline.signal.aborted).toBe(false);
	await sleep(200);
	expect(deadline.signal.aborted).toBe(true);
	expect(cleared.signal.aborted).toBe(false);
});

it('a deadline starts anew while there is progress', async () => {
	let isIdle = false;
	const deadline = startDeadline(0.15, () => isIdle);
	await sleep(400);
	expect(deadline.signal.aborted).toBe(false);
	isIdle = true;
	await sleep(400);
	expect(deadline.signal.aborted).toBe(true);
});

it('unlessAborted ends with the signal, and ignores a later rejection', async () => {
	const stop = new AbortController();
	expect(await unlessAborted(Promise.resolve(1), stop.signal)).toBe(1);
	await expect(unlessAborted(Promise.reject(new Error('no')), stop.signal)).rejects.toThrow('no');
	const late = sleep(20).then(() => Promise.reject(new Error('late')));
	const result = unlessAborted(late, stop.signal);
	stop.abort();
	expect(await result).toBeUndefined();
	expect(await unlessAborted(new Promise(() => {}), stop.signal)).toBeUndefined();
	await sleep(40);
});

it('a Breather lets other work run every 50 ms', async () => {
	let turns = 0;
	const timer = setInterval(() => turns++, 0);
	const breather = new Breather();
	const end = performance.now() + 400;
	while (performance.now() < end) await breather.breathe();
	clearInterval(timer);
	expect(turns).toBeGreaterThanOrEqual(3);
	expect(turns).toBeLessThanOrEqual(10);
});
