/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node, not in n8n */
import {
	Breather,
	pause,
	startDeadline,
	unlessAborted,
} from '../../../nodes/GrokVideo/http/deadline';

const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds until the promise is fulfilled. */
async function elapsedMs(promise: Promise<unknown>): Promise<number> {
	const start = performance.now();
	await promise;
	return performance.now() - start;
}

it('pause lasts until its time is up or the signal aborts', async () => {
	const controller = new AbortController();
	const shortPause = await elapsedMs(pause(0.02, controller.signal));
	expect(shortPause).toBeGreaterThan(15);
	expect(shortPause).toBeLessThan(180);
	expect(await elapsedMs(pause(-1, controller.signal))).toBeLessThan(150);
	setTimeout(() => controller.abort(), 20);
	expect(await elapsedMs(pause(600, controller.signal))).toBeLessThan(600);
	expect(await elapsedMs(pause(600, controller.signal))).toBeLessThan(150);
});

it('startDeadline aborts at its timeout unless it is cleared', async () => {
	const deadline = startDeadline(0.05);
	const cleared = startDeadline(0.05);
	cleared.clear();
	await sleep(20);
	expect(deadline.signal.aborted).toBe(false);
	await sleep(200);
	expect(deadline.signal.aborted).toBe(true);
	expect(cleared.signal.aborted).toBe(false);
});

it('startDeadline restarts its timeout while there is progress', async () => {
	let isIdle = false;
	const deadline = startDeadline(0.15, () => isIdle);
	await sleep(400);
	expect(deadline.signal.aborted).toBe(false);
	isIdle = true;
	await sleep(400);
	expect(deadline.signal.aborted).toBe(true);
});

it('unlessAborted resolves when the signal aborts and ignores a later rejection', async () => {
	const controller = new AbortController();
	expect(await unlessAborted(Promise.resolve(1), controller.signal)).toBe(1);
	await expect(unlessAborted(Promise.reject(new Error('no')), controller.signal)).rejects.toThrow(
		'no',
	);
	const late = sleep(20).then(() => Promise.reject(new Error('late')));
	const result = unlessAborted(late, controller.signal);
	controller.abort();
	expect(await result).toBeUndefined();
	expect(await unlessAborted(new Promise(() => {}), controller.signal)).toBeUndefined();
	await sleep(40);
});

it('Breather lets other work run about every 50 ms', async () => {
	let timerTicks = 0;
	const timer = setInterval(() => timerTicks++, 0);
	const breather = new Breather();
	const end = performance.now() + 400;
	while (performance.now() < end) await breather.breathe();
	clearInterval(timer);
	expect(timerTicks).toBeGreaterThanOrEqual(3);
	expect(timerTicks).toBeLessThanOrEqual(10);
});
