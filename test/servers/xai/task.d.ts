import type { FilePlan, JsonObject, TaskWithFile } from '../servers';

export type { VideoFile } from '../servers';

export type Kind = 'generation' | 'edit' | 'extension';

export type Outcome =
	| 'done'
	| 'failed'
	| 'expired'
	/** A poll answers 400 `imagine:content-moderated`, with `usage`: billed. */
	| 'moderated'
	/** The same with the code that it had before July 2026. */
	| 'moderated-old'
	/** 200 `done` with `respect_moderation: false` and an empty URL: billed. */
	| 'moderated-flag'
	/** 200 `failed` with `invalid_argument`: not billed. */
	| 'moderated-failed'
	/** The create is refused with 400: there is no task, and nothing is billed. */
	| 'moderated-at-once';

export type FailureCode =
	| 'invalid_argument'
	| 'permission_denied'
	| 'failed_precondition'
	| 'service_unavailable'
	| 'internal_error'
	| (string & {});

export interface Failure {
	code: FailureCode;
	message: string;
	/** The poll answers 400 with this, not 200 `failed`. */
	asBadRequest?: boolean;
}

export interface Plan extends FilePlan {
	/**
	 * What polls show on the way, in equal parts of its time: `pending` (202), an empty text for 202 with an empty
	 * body, or any other word (200).
	 */
	statuses: string[];
	/** `pending` names the model too. */
	pendingWithModel: boolean;
	outcome: Outcome;
	/** Of the outcome `failed`. */
	error: Failure;
	/** The first polls, answered with a 400 that passes. */
	badPolls: number;
	/** Done without the word: no `status`, only `video`. */
	noStatus: boolean;
	/** Done without `video.url`: only `file_output` may have one. */
	noUrl: boolean;
	/** `storage_options` was asked for, and the storing, or only the public URL, went wrong. */
	storageError?: string;
	publicUrlError?: string;
	/** `file`, `redirect-file`, or any other text, which is handed out as it is. */
	resultUrl: 'file' | 'redirect-file' | (string & {});
}

/** A task that was accepted. */
export interface Task extends TaskWithFile {
	kind: Kind;
	/** The model's own ID, when an alias of it was sent too. */
	model: string;
	/** As it was sent. */
	body: JsonObject;
	/** What is made anew: of an edit as long as its input, so 0 until that was read. */
	seconds: number;
	/** Of an edit or extension; undefined until it was read. */
	inputSeconds: number | undefined;
	/** 480p until an edit's or extension's input was read. */
	resolution: '480p' | '720p' | '1080p';
	/** Pictures that cost something. */
	images: number;
	plan: Plan;
	polls: number;
	/** `usage.cost_in_usd_ticks` once it ends well: 10,000,000,000 ticks are 1 USD. */
	costTicks: number;
	/** Whether its pictures and videos were fetched, which begins after the create was answered. */
	mediaRead: boolean;
	/** Why it fails, whatever the plan says. */
	failure: Failure | undefined;
	/** What was PUT to `output.upload_url`: the HTTP status of the answer. */
	uploadStatus: number | undefined;
	/** The file that keeps its result, from the first poll that shows it. */
	fileId: string | undefined;
}

export type PlanSource = Partial<Plan> | ((task: Task) => Partial<Plan> | undefined);
