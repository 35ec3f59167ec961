import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MILLISECONDS = 50;

/** Calls `check` until it returns a truthy value, and returns that. `condition` is for the error message. */
export async function until(condition, check, { timeoutSeconds = 30 } = {}) {
	const deadline = performance.now() + timeoutSeconds * 1000;
	for (;;) {
		const result = await check();
		if (result) return result;
		if (performance.now() > deadline)
			throw new Error(`Not within ${timeoutSeconds} s: ${condition}`);
		await sleep(POLL_MILLISECONDS);
	}
}
