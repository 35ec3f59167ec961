import * as limits from '../nodes/GrokVideo/limits';
import type { RequestType } from './plan';

/** The node's limits during fuzzing, by their names in its `limits.ts`. */
const SHORT_LIMITS: Partial<Record<keyof typeof limits, number>> = {
	CREATE_TIMEOUT_SECONDS: 2,
	STATUS_TIMEOUT_SECONDS: 1,
	MIN_POLL_TIMEOUT_SECONDS: 1,
	BALANCE_TIMEOUT_SECONDS: 0.5,
	MODELS_TIMEOUT_SECONDS: 1,
	UNKNOWN_TASK_RETRY_SECONDS: 1,
	DOWNLOAD_RESPONSE_TIMEOUT_SECONDS: 1,
	DOWNLOAD_IDLE_TIMEOUT_SECONDS: 0.7,
	DOWNLOAD_TIMEOUT_SECONDS: 4,
	MIN_RETRY_DELAY_SECONDS: 0.05,
	MAX_RETRY_DELAY_SECONDS: 0.4,
	READ_RETRY_SECONDS: 3,
	CREATE_RETRY_SECONDS: 3,
	UNREACHABLE_RETRY_SECONDS: 3,
	CREATE_INTERVAL_SECONDS: 0.05,
	POLL_INTERVAL_SECONDS: 0.01,
};

/** Seconds after which the node aborts a request. */
export const TIMEOUT_SECONDS: Record<RequestType, number> = {
	create: 2.1,
	status: 1,
	free: 1,
	file: 4,
};

export function shortenLimits(): void {
	const unknown = Object.keys(SHORT_LIMITS).filter((name) => !(name in limits));
	if (unknown.length > 0) throw new Error(`The node has no limit ${unknown.join(', ')}`);
	Object.assign(limits, SHORT_LIMITS);
}
