import { sleep } from 'n8n-workflow';

/** n8n's `sleep` cannot be ended early in n8n 1, so nothing sleeps longer than this at once. */
export const SLICE_MS = 200;

/** Milliseconds of a clock that nobody can set. */
export const now = () => performance.now();

export interface Deadline {
	/** Aborts when the time is over. */
	signal: AbortSignal;
	/** Gives the time up: within a slice nothing of it is left. */
	clear(): void;
}

/** Counts so many seconds down, and anew while something goes on (`isIdle` is asked at each slice). */
export function startDeadline(seconds: number, isIdle: () => boolean = () => true): Deadline {
	const over = new AbortController();
	let cleared = false;
	let end = now() + seconds * 1000;
	void (async () => {
		while (!cleared) {
			if (!isIdle()) end = now() + seconds * 1000;
			const left = end - now();
			if (left <= 0) {
				over.abort();
				return;
			}
			await sleep(Math.min(left, SLICE_MS));
		}
	})();
	return { signal: over.signal, clear: () => void (cleared = true) };
}

/**
 * What a promise gives, or nothing when the signal aborts first. A failure that comes later is nobody's
 * any more.
 */
export async function unlessAborted<T>(
	promise: Promise<T>,
	signal: AbortSignal,
): Promise<T | undefined> {
	let stop = () => {};
	const aborted = new Promise<undefined>((resolve) => {
		stop = () => resolve(undefined);
		if (signal.aborted) stop();
		else signal.addEventListener('abort', stop);
	});
	promise.catch(() => {});
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
