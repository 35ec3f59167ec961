/** Timeouts and sizes that users cannot set. Units are in the names. */

/** Both gateways' documents suggest a poll every 5 seconds, for 5 minutes. */
export const DEFAULT_POLL_INTERVAL_SECONDS = 5;
export const DEFAULT_MAX_WAIT_SECONDS = 300;

export const DEFAULT_PARALLEL_TASKS = 10;
export const MAX_PARALLEL_TASKS = 100;

/** Plus the time to send a request's files on a slow connection. */
export const CREATE_TIMEOUT_SECONDS = 180;
export const MIN_UPLOAD_BYTES_PER_SECOND = 100 * 1024;
export const UPLOAD_TIMEOUT_SECONDS = 600;
/** Larger videos are uploaded first instead of being sent inside the request. */
export const MIN_UPLOAD_BYTES = 4 * 1024 ** 2;
export const STATUS_TIMEOUT_SECONDS = 30;
/** Applies even to a poll at the deadline. */
export const MIN_POLL_TIMEOUT_SECONDS = 5;
export const STATUS_ATTEMPTS = 4;
/** How long a status call or a download is repeated: servers may ask for a minute's pause. */
export const READ_RETRY_SECONDS = 90;
/** Prices and balances are not worth a longer wait. */
export const BALANCE_TIMEOUT_SECONDS = 3;
export const MODELS_TIMEOUT_SECONDS = 30;

/** A server may not know a new task yet, or forget it for a moment. */
export const UNKNOWN_TASK_RETRY_SECONDS = 30;
/** Polls for the link of a task that is finished without one. */
export const MISSING_LINK_POLLS = 3;

export const DOWNLOAD_RESPONSE_TIMEOUT_SECONDS = 60;
export const DOWNLOAD_IDLE_TIMEOUT_SECONDS = 30;
export const DOWNLOAD_TIMEOUT_SECONDS = 3600;
/** Far more than any video of these models has. */
export const MAX_DOWNLOAD_BYTES = 2 * 1024 ** 3;
export const DOWNLOAD_ATTEMPTS = 3;
export const MAX_PARALLEL_DOWNLOADS = 10;
export const MAX_DOWNLOAD_REDIRECTS = 5;

/** Delay after a failed call. It doubles up to the maximum. */
export const MIN_RETRY_DELAY_SECONDS = 1;
export const MAX_RETRY_DELAY_SECONDS = 60;

/** How long a rejected create or upload is repeated, e.g. after HTTP 429. */
export const CREATE_RETRY_SECONDS = 300;
/** The same if the server cannot be reached: mostly a wrong address, sometimes a restart. */
export const UNREACHABLE_RETRY_SECONDS = 20;

/** After a stop: when responses that are arriving are cut off, and when the run ends. */
export const STOP_READING_SECONDS = 0.4;
export const STOP_GRACE_SECONDS = 0.7;

/** Total size of the requests with files that are sent in parallel. A larger request is sent alone. */
export const MAX_PARALLEL_UPLOAD_BYTES = 32 * 1024 ** 2;

/** For APIs that accept only one or two creates per second. Whether polls count is not documented. */
export const CREATE_INTERVAL_SECONDS = 1;
export const POLL_INTERVAL_SECONDS = 0.1;
