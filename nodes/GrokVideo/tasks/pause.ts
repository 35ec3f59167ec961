import { sleep } from 'n8n-workflow';
import { MIN_RETRY_DELAY_SECONDS, MAX_RETRY_DELAY_SECONDS } from '../limits';
import { now, SLICE_MS } from '../http/deadline';

/** Waits for so many seconds, or until the signal aborts. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
	const end = now() + seconds * 1000;
	for (let left = end - now(); left > 0 && !signal.aborted; left = end - now()) {
		await sleep(Math.min(left, SLICE_MS));
	}
}

/**
 * Seconds to wait after the n-th failure in a row (n from 1): what the server asked for, else doubling
 * with jitter, so that items which failed together do not come back together. Never shorter than the
 * first pause: a server can ask for 0 seconds again and again.
 */
export function pauseAfter(
	failures: number,
	askedFor: number | undefined,
	first = MIN_RETRY_DELAY_SECONDS,
): number {
	const growing = Math.min(first * 2 ** (failures - 1), MAX_RETRY_DELAY_SECONDS);
	return Math.max(first, askedFor ?? growing * (1 + Math.random() / 2));
}
