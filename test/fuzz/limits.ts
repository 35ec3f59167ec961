import * as constants from '../../nodes/GrokVideo/constants';

/** What a run with drawn answers may take, instead of the values in `constants.ts`: by their names there. */
const SHORT = {
	CREATE_LIMIT_SECONDS: 1.5,
	STATUS_LIMIT_SECONDS: 0.7,
	LAST_POLL_LIMIT_SECONDS: 0.5,
	MONEY_LIMIT_SECONDS: 0.5,
	STATUS_TRIES: 3,
	MODELS_LIMIT_SECONDS: 0.7,
	FILE_ANSWER_LIMIT_SECONDS: 0.7,
	FILE_SILENCE_LIMIT_SECONDS: 0.7,
	FILE_LIMIT_SECONDS: 4,
	FILE_TRIES: 2,
	FILE_REDIRECTS: 3,
	FIRST_PAUSE_SECONDS: 0.05,
	LONGEST_PAUSE_SECONDS: 0.4,
	CREATE_PATIENCE_SECONDS: 1.2,
	UNREACHABLE_PATIENCE_SECONDS: 0.5,
} as const;

/** Times that stay: they are short, the runs set them by options, or nothing waits for them. */
const KEPT = [
	'POLL_INTERVAL_SECONDS',
	'MAX_WAIT_SECONDS',
	'STOP_GRACE_SECONDS',
	'UPLOAD_LIMIT_SECONDS',
	'XAI_CREATE_SPACING_SECONDS',
	'XAI_POLL_SPACING_SECONDS',
];

/** Seconds that a file may take in all. */
export const FILE_LIMIT_SECONDS = SHORT.FILE_LIMIT_SECONDS;

/** Seconds from the beginning of a call to its end. For a file: without a byte. */
export const CALL_LIMITS = {
	create: SHORT.CREATE_LIMIT_SECONDS,
	status: SHORT.STATUS_LIMIT_SECONDS,
	models: SHORT.MODELS_LIMIT_SECONDS,
	account: SHORT.STATUS_LIMIT_SECONDS,
	content: Math.max(SHORT.FILE_ANSWER_LIMIT_SECONDS, SHORT.FILE_SILENCE_LIMIT_SECONDS),
	file: Math.max(SHORT.FILE_ANSWER_LIMIT_SECONDS, SHORT.FILE_SILENCE_LIMIT_SECONDS),
};

/** Seconds in which nothing happens between two calls, beside the options' poll interval and longest wait. */
export const LONGEST_SILENCE_SECONDS = Math.max(
	SHORT.LONGEST_PAUSE_SECONDS,
	SHORT.CREATE_PATIENCE_SECONDS,
);

/** Seconds that an item may take in one try, however the server behaves, with files that take so long to come. */
export function itemLimitSeconds(maxWait: number, fileSeconds: number): number {
	const create = SHORT.CREATE_PATIENCE_SECONDS + SHORT.CREATE_LIMIT_SECONDS;
	const status = SHORT.STATUS_TRIES * (SHORT.STATUS_LIMIT_SECONDS + SHORT.LONGEST_PAUSE_SECONDS);
	const wait = maxWait + SHORT.STATUS_LIMIT_SECONDS;
	const account = 4 * SHORT.STATUS_LIMIT_SECONDS;
	const file =
		(SHORT.FILE_REDIRECTS + 1) * CALL_LIMITS.file +
		SHORT.FILE_SILENCE_LIMIT_SECONDS +
		SHORT.LONGEST_PAUSE_SECONDS +
		fileSeconds;
	return create + wait + status + account + 2 * SHORT.FILE_TRIES * file;
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
			`test/fuzz/limits.ts does not fit constants.ts: not there ${gone.join(', ') || '–'}, not known here ${unknown.join(', ') || '–'}`,
		);
	}
	Object.assign(all, SHORT);
}
