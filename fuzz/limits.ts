import * as limits from '../nodes/GrokVideo/limits';
import type { CallKind, Plan } from './plan';

/** Timeouts of the node during fuzzing, by their names in the node's `limits.ts`. */
const SHORT = {
	CREATE_TIMEOUT_SECONDS: 1.5,
	MIN_UPLOAD_BYTES_PER_SECOND: 100 * 1024 ** 2,
	STATUS_TIMEOUT_SECONDS: 0.7,
	MIN_POLL_TIMEOUT_SECONDS: 0.5,
	BALANCE_TIMEOUT_SECONDS: 0.5,
	MODELS_TIMEOUT_SECONDS: 0.7,
	UNKNOWN_TASK_RETRY_SECONDS: 1,
	NEW_LINK_RETRY_SECONDS: 0.5,
	DOWNLOAD_RESPONSE_TIMEOUT_SECONDS: 0.7,
	DOWNLOAD_IDLE_TIMEOUT_SECONDS: 0.7,
	DOWNLOAD_TIMEOUT_SECONDS: 4,
	MIN_RETRY_DELAY_SECONDS: 0.05,
	MAX_RETRY_DELAY_SECONDS: 0.4,
	CREATE_RETRY_SECONDS: 1.2,
	UNREACHABLE_RETRY_SECONDS: 0.5,
};

/** Seconds from the start of a call to its end. */
export const TIMEOUTS: Record<CallKind, number> = {
	create: SHORT.CREATE_TIMEOUT_SECONDS,
	status: SHORT.STATUS_TIMEOUT_SECONDS,
	models: SHORT.MODELS_TIMEOUT_SECONDS,
	account: SHORT.STATUS_TIMEOUT_SECONDS,
	content: SHORT.DOWNLOAD_TIMEOUT_SECONDS,
	file: SHORT.DOWNLOAD_TIMEOUT_SECONDS,
};

/** Seconds that a run may take, however the server behaves. Creates of a run are up to a second apart. */
export function maxRunSeconds({
	items = [{}],
	rounds = 1,
	tries = 1,
	toolCalls = 1,
}: Plan): number {
	const create = SHORT.CREATE_RETRY_SECONDS + 2 * TIMEOUTS.create;
	const wait = 3 + 4 * (TIMEOUTS.status + SHORT.MAX_RETRY_DELAY_SECONDS) + 4 * TIMEOUTS.account;
	const files = items.some(({ file, content }) => file ?? content) ? 5 * TIMEOUTS.file : 2;
	return 3 + rounds * tries * (create + wait + files + items.length * toolCalls * 3);
}

/** Sets them. */
export function shortenLimits(): void {
	const unknown = Object.keys(SHORT).filter((name) => !(name in limits));
	if (unknown.length > 0) {
		throw new Error(
			`fuzz/limits.ts sets limits that the node does not have: ${unknown.join(', ')}`,
		);
	}
	Object.assign(limits, SHORT);
}
