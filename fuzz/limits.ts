import * as constants from '../nodes/GrokVideo/limits';

/** What a run with drawn answers may take, instead of the values in `constants.ts`: by their names there. */
const SHORT = {
	CREATE_TIMEOUT_SECONDS: 1.5,
	STATUS_TIMEOUT_SECONDS: 0.7,
	MIN_POLL_TIMEOUT_SECONDS: 0.5,
	BALANCE_TIMEOUT_SECONDS: 0.5,
	STATUS_ATTEMPTS: 3,
	MODELS_TIMEOUT_SECONDS: 0.7,
	DOWNLOAD_RESPONSE_TIMEOUT_SECONDS: 0.7,
	DOWNLOAD_IDLE_TIMEOUT_SECONDS: 0.7,
	DOWNLOAD_TIMEOUT_SECONDS: 4,
	DOWNLOAD_ATTEMPTS: 2,
	MAX_DOWNLOAD_REDIRECTS: 3,
	MIN_RETRY_DELAY_SECONDS: 0.05,
	MAX_RETRY_DELAY_SECONDS: 0.4,
	CREATE_RETRY_SECONDS: 1.2,
	UNREACHABLE_RETRY_SECONDS: 0.5,
} as const;

/** Times that stay: they are short, the runs set them by options, or nothing waits for them. */
const KEPT = [
	'DEFAULT_POLL_INTERVAL_SECONDS',
	'DEFAULT_MAX_WAIT_SECONDS',
	'STOP_GRACE_SECONDS',
	'UPLOAD_TIMEOUT_SECONDS',
	'CREATE_INTERVAL_SECONDS',
	'POLL_INTERVAL_SECONDS',
];

/** Seconds that a file may take in all. */
export const DOWNLOAD_TIMEOUT_SECONDS = SHORT.DOWNLOAD_TIMEOUT_SECONDS;

/** Seconds from the beginning of a call to its end. For a file: without a byte. */
export const CALL_LIMITS = {
	create: SHORT.CREATE_TIMEOUT_SECONDS,
	status: SHORT.STATUS_TIMEOUT_SECONDS,
	models: SHORT.MODELS_TIMEOUT_SECONDS,
	account: SHORT.STATUS_TIMEOUT_SECONDS,
	content: Math.max(SHORT.DOWNLOAD_RESPONSE_TIMEOUT_SECONDS, SHORT.DOWNLOAD_IDLE_TIMEOUT_SECONDS),
	file: Math.max(SHORT.DOWNLOAD_RESPONSE_TIMEOUT_SECONDS, SHORT.DOWNLOAD_IDLE_TIMEOUT_SECONDS),
};

/** Seconds in which nothing happens between two calls, beside the options' poll interval and longest wait. */
export const LONGEST_SILENCE_SECONDS = Math.max(
	SHORT.MAX_RETRY_DELAY_SECONDS,
	SHORT.CREATE_RETRY_SECONDS,
);

/** Seconds that an item may take in one try, however the server behaves, with files that take so long to come. */
export function itemLimitSeconds(maxWait: number, fileSeconds: number): number {
	const create = SHORT.CREATE_RETRY_SECONDS + SHORT.CREATE_TIMEOUT_SECONDS;
	const status =
		SHORT.STATUS_ATTEMPTS * (SHORT.STATUS_TIMEOUT_SECONDS + SHORT.MAX_RETRY_DELAY_SECONDS);
	const wait = maxWait + SHORT.STATUS_TIMEOUT_SECONDS;
	const account = 4 * SHORT.STATUS_TIMEOUT_SECONDS;
	const file =
		(SHORT.MAX_DOWNLOAD_REDIRECTS + 1) * CALL_LIMITS.file +
		SHORT.DOWNLOAD_IDLE_TIMEOUT_SECONDS +
		SHORT.MAX_RETRY_DELAY_SECONDS +
		fileSeconds;
	return create + wait + status + account + 2 * SHORT.DOWNLOAD_ATTEMPTS * file;
}

/** Sets them, and makes sure that none is forgotten. */
export function shortenLimits(): void {
	const all = constants as Record<string, unknown>;
	const gone = [...Object.keys(SHORT), ...KEPT].filter((name) => !(name in all));
	const unknown = Object.keys(all).filter(
		(name) => name.endsWith('_SECONDS') && !(name in SHORT) && !KEPT.includes(name),
	);
	if (gone.length + unknown.length > 0) {
		throw new Error(
			`fuzz/limits.ts does not fit limits.ts: not there ${gone.join(', ') || '–'}, not known here ${unknown.join(', ') || '–'}`,
		);
	}
	Object.assign(all, SHORT);
}
