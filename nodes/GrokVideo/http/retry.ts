import { GrokVideoError } from '../errors';
import { MAX_RETRY_DELAY_SECONDS, MIN_RETRY_DELAY_SECONDS } from '../limits';
import { now, pause } from './deadline';

/** n8n recognizes a canceled execution by this word in the message. */
export const canceledError = () => new GrokVideoError('The execution was canceled');

/** Whether the same request may succeed later: the server is busy, or a proxy could not reach it. */
export function isTransientStatus(status: number): boolean {
	return [408, 409, 425, 429].includes(status) || (status >= 500 && status !== 501);
}

/**
 * Seconds to wait after the n-th failure in a row: what the server asked for, or else a doubling delay with jitter.
 * Never less than `min`, because servers may ask for 0 seconds again and again.
 */
export function retryDelaySeconds(
	failures: number,
	retryAfter: number | undefined,
	min = MIN_RETRY_DELAY_SECONDS,
): number {
	const backoff = Math.min(min * 2 ** (failures - 1), MAX_RETRY_DELAY_SECONDS);
	return Math.max(min, retryAfter ?? backoff * (1 + Math.random() / 2));
}

/** The result of an attempt: a value or a retryable error. Attempts throw final errors. */
export type Attempt<T> = { value: T } | { error: GrokVideoError; retryAfter?: number };

export interface RetryOptions {
	signal: AbortSignal;
	/** No attempt starts later than this. */
	maxSeconds: number | ((error: GrokVideoError) => number);
	maxAttempts?: number;
	onRetry?: (error: GrokVideoError) => void;
}

/**
 * Repeats an attempt until it returns a value.
 * @throws GrokVideoError: the last error once attempts or time are used up, or when the execution is canceled.
 */
export async function retry<T>(
	attempt: () => Promise<Attempt<T>>,
	{ signal, maxSeconds, maxAttempts = Infinity, onRetry }: RetryOptions,
): Promise<T> {
	const start = now();
	for (let failures = 1; ; failures++) {
		if (signal.aborted) throw canceledError();
		const result = await attempt();
		if ('value' in result) return result.value;
		if (signal.aborted) throw canceledError();
		const { error, retryAfter } = result;
		const delay = retryDelaySeconds(failures, retryAfter);
		const limit = typeof maxSeconds === 'number' ? maxSeconds : maxSeconds(error);
		if (failures >= maxAttempts || now() + delay * 1000 > start + limit * 1000) throw error;
		onRetry?.(error);
		await pause(delay, signal);
	}
}
