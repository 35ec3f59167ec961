import { sleep } from 'n8n-workflow';

/** n8n 1 cannot end a `sleep` early, so no sleep is longer than this. */
const MAX_SLEEP_MS = 200;

/** Milliseconds of a monotonic clock. */
export const now = () => performance.now();

/** Waits, or returns as soon as the signal aborts. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
	const end = now() + seconds * 1000;
	for (let left = end - now(); left > 0 && !signal.aborted; left = end - now()) {
		await sleep(Math.min(left, MAX_SLEEP_MS));
	}
}

export interface Deadline {
	/** Aborts when the time is up. */
	signal: AbortSignal;
	clear(): void;
}

/** A timeout. It restarts whenever `isIdle` returns false. */
export function startDeadline(seconds: number, isIdle: () => boolean = () => true): Deadline {
	const timeout = new AbortController();
	let cleared = false;
	let end = now() + seconds * 1000;
	void (async () => {
		while (!cleared) {
			if (!isIdle()) end = now() + seconds * 1000;
			const left = end - now();
			if (left <= 0) {
				timeout.abort();
				return;
			}
			await sleep(Math.min(left, MAX_SLEEP_MS));
		}
	})();
	return { signal: timeout.signal, clear: () => void (cleared = true) };
}

/** The promise's value, or undefined if the signal aborts first. Rejections after the abort are ignored. */
export async function unlessAborted<T>(
	promise: Promise<T>,
	signal: AbortSignal,
): Promise<T | undefined> {
	let onAbort = () => {};
	const aborted = new Promise<undefined>((resolve) => {
		onAbort = () => resolve(undefined);
		if (signal.aborted) onAbort();
		else signal.addEventListener('abort', onAbort);
	});
	promise.catch(() => {});
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}

/** Lets other work of n8n run if the last pause was more than 50 ms ago. Parallel work shares the pauses. */
export class Breather {
	private since = now();

	private pause: Promise<void> | undefined;

	async breathe(): Promise<void> {
		if (now() - this.since < 50) return;
		this.pause ??= sleep(0).then(() => {
			this.since = now();
			this.pause = undefined;
		});
		await this.pause;
	}
}
