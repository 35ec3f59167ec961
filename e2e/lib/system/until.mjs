import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MILLISECONDS = 50;

/** Calls until the result is truthy, and returns it. `what` is for the error message. */
export async function until(what, ask, { timeoutSeconds = 30 } = {}) {
	const deadline = performance.now() + timeoutSeconds * 1000;
	for (;;) {
		const answer = await ask();
		if (answer) return answer;
		if (performance.now() > deadline) throw new Error(`Not within ${timeoutSeconds} s: ${what}`);
		await sleep(POLL_MILLISECONDS);
	}
}
