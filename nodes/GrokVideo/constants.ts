/** Times and limits that are not the user's to set. Units are in the names. */

/** Suggested by both providers: poll every 5 seconds, for 5 minutes. */
export const POLL_INTERVAL_SECONDS = 5;
export const MAX_WAIT_SECONDS = 300;

export const MAX_PARALLEL_TASKS = 10;
export const MOST_PARALLEL_TASKS = 100;

/** A create carries its reference images as data URLs, so it may take long to send. */
export const CREATE_LIMIT_SECONDS = 180;
/** A file of 50 MB over a slow line. */
export const UPLOAD_LIMIT_SECONDS = 600;
export const UPLOAD_TRIES = 3;
/** A video that is larger is uploaded before it is used, and does not travel inside the request. */
export const UPLOAD_FROM_BYTES = 4 * 1024 ** 2;
export const STATUS_LIMIT_SECONDS = 30;
/** A poll at the deadline still gets so long to be answered. */
export const LAST_POLL_LIMIT_SECONDS = 5;
export const STATUS_TRIES = 4;
/** What a video cost in US dollars, or what is left, is not worth a longer wait. */
export const MONEY_LIMIT_SECONDS = 3;
export const MODELS_LIMIT_SECONDS = 30;

/** Time for a file host to begin its answer, between two pieces of the file, and for all of it. */
export const FILE_ANSWER_LIMIT_SECONDS = 60;
export const FILE_SILENCE_LIMIT_SECONDS = 30;
export const FILE_LIMIT_SECONDS = 3600;
/** No video of these models comes near to it; an endless file is given up here. */
export const FILE_LIMIT_BYTES = 2 * 1024 ** 3;
export const FILE_TRIES = 3;
export const FILES_AT_ONCE = 10;
export const FILE_REDIRECTS = 5;

/** First pause after a call that failed; it doubles up to the longest one. */
export const FIRST_PAUSE_SECONDS = 1;
export const LONGEST_PAUSE_SECONDS = 60;

/** How long a create may be put off by 429 and 503 before it is given up. */
export const CREATE_PATIENCE_SECONDS = 300;

/** The same for a gateway that cannot be reached: mostly a wrong address, sometimes a restart. */
export const UNREACHABLE_PATIENCE_SECONDS = 20;

/** How long a stopped execution waits for the answers of creates under way, to name their tasks. */
export const STOP_GRACE_SECONDS = 0.7;

/** Reference images that are sent at the same time; a larger request goes alone. */
export const UPLOADS_AT_ONCE_BYTES = 32 * 1024 ** 2;

/** xAI takes one or two creates a second, at every tier; whether polls count is not documented. */
export const XAI_CREATE_SPACING_SECONDS = 1;
export const XAI_POLL_SPACING_SECONDS = 0.1;
