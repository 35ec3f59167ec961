/** Times and limits that are not the user's to set. Units are in the names. */

/** Suggested by both providers: poll every 5 seconds, for 5 minutes. */
export const DEFAULT_POLL_INTERVAL_SECONDS = 5;
export const DEFAULT_MAX_WAIT_SECONDS = 300;

export const DEFAULT_PARALLEL_TASKS = 10;
export const MAX_PARALLEL_TASKS = 100;

/** A create carries its reference images as data URLs, so it may take long to send. */
export const CREATE_TIMEOUT_SECONDS = 180;
/** A file of 50 MB over a slow line. */
export const UPLOAD_TIMEOUT_SECONDS = 600;
export const UPLOAD_ATTEMPTS = 3;
/** A video that is larger is uploaded before it is used, and does not travel inside the request. */
export const MIN_UPLOAD_BYTES = 4 * 1024 ** 2;
export const STATUS_TIMEOUT_SECONDS = 30;
/** A poll at the deadline still gets so long to be answered. */
export const MIN_POLL_TIMEOUT_SECONDS = 5;
export const STATUS_ATTEMPTS = 4;
/** What a video cost in US dollars, or what is left, is not worth a longer wait. */
export const BALANCE_TIMEOUT_SECONDS = 3;
export const MODELS_TIMEOUT_SECONDS = 30;

/** Time for a file host to begin its answer, between two pieces of the file, and for all of it. */
export const DOWNLOAD_RESPONSE_TIMEOUT_SECONDS = 60;
export const DOWNLOAD_IDLE_TIMEOUT_SECONDS = 30;
export const DOWNLOAD_TIMEOUT_SECONDS = 3600;
/** No video of these models comes near to it; an endless file is given up here. */
export const MAX_DOWNLOAD_BYTES = 2 * 1024 ** 3;
export const DOWNLOAD_ATTEMPTS = 3;
export const MAX_PARALLEL_DOWNLOADS = 10;
export const MAX_DOWNLOAD_REDIRECTS = 5;

/** First pause after a call that failed; it doubles up to the longest one. */
export const MIN_RETRY_DELAY_SECONDS = 1;
export const MAX_RETRY_DELAY_SECONDS = 60;

/** How long a create may be put off by 429 and 503 before it is given up. */
export const CREATE_RETRY_SECONDS = 300;

/** The same for a gateway that cannot be reached: mostly a wrong address, sometimes a restart. */
export const UNREACHABLE_RETRY_SECONDS = 20;

/** How long a stopped execution waits for the answers of creates under way, to name their tasks. */
export const STOP_GRACE_SECONDS = 0.7;

/** Reference images that are sent at the same time; a larger request goes alone. */
export const MAX_PARALLEL_UPLOAD_BYTES = 32 * 1024 ** 2;

/** xAI takes one or two creates a second, at every tier; whether polls count is not documented. */
export const XAI_CREATE_SPACING_SECONDS = 1;
export const XAI_POLL_SPACING_SECONDS = 0.1;
