import type {
	Control,
	Downloads,
	FilePlan,
	JsonObject,
	RecordedRequest as Recorded,
	ServerOptions,
	TaskWithFile,
	VideoFile,
} from '../servers';

export type { Delay, Fault, FaultAnswer, JsonObject, VideoFile } from '../servers';

/**
 * `create`: the three POST paths. `models`: both lists. `file`: a result or a public URL. `media`: a picture or video
 * of test/fixtures, as an input of requests.
 */
export type Where = 'models' | 'key' | 'create' | 'status' | 'upload' | 'file' | 'media';

export type RecordedRequest = Recorded<Where>;

export type Kind = 'generation' | 'edit' | 'extension';

/** What `/v1/api-key` reports and its consequences. A blocked key or team gets 403 from every other call. */
export interface Account {
	teamBlocked: boolean;
	keyBlocked: boolean;
	keyDisabled: boolean;
	/** Creates per second of each model; more of them get 429. */
	createsPerSecond: number;
}

export type Outcome =
	| 'done'
	| 'failed'
	| 'expired'
	/** A poll answers 400 `imagine:content-moderated` with `usage`: billed. */
	| 'moderated'
	/** The same with the code from before July 2026. */
	| 'moderated-old'
	/** 200 `done` with `respect_moderation: false` and an empty URL: billed. */
	| 'moderated-flag'
	/** 200 `failed` with `invalid_argument`. */
	| 'moderated-failed';

export interface Failure {
	code: string;
	message: string;
}

export interface Plan extends FilePlan {
	/**
	 * The statuses on the way, in equal parts of its time: `pending` (202), an empty text for 202 with an empty body,
	 * or any other word (200).
	 */
	statuses: string[];
	outcome: Outcome;
	/** Of the outcome `failed`. */
	error: Failure;
	/** `failed`, `moderated-failed` and `expired` have `usage` and are billed. */
	billed: boolean;
	/** The first polls, answered with a temporary 400. */
	badPolls: number;
	/** Done without `video.url`: only `file_output` may have one. */
	noUrl: boolean;
	/** `storage_options` was requested, and the storing, or only the public URL, went wrong. */
	storageError?: string;
	publicUrlError?: string;
	/** `file`, `redirect-file`, or any other text, which is sent as it is. */
	resultUrl: 'file' | 'redirect-file' | (string & {});
}

/** A task that was accepted. */
export interface Task extends TaskWithFile {
	kind: Kind;
	/** The model's own ID, even if an alias was sent. */
	model: string;
	/** As sent. */
	body: JsonObject;
	/** What is generated: of an edit as long as its input, so 0 until that was read. */
	seconds: number;
	/** Of an edit or extension; undefined until it was read. */
	inputSeconds: number | undefined;
	/** 480p until the input of an edit or extension was read. */
	resolution: '480p' | '720p' | '1080p';
	/** Pictures that cost something. */
	images: number;
	plan: Plan;
	polls: number;
	/** `usage.cost_in_usd_ticks`: 10,000,000,000 ticks are 1 USD. */
	costTicks: number;
	/** Whether its pictures and videos were fetched, which begins after the create was answered. */
	mediaRead: boolean;
	/** Why it fails, whatever the plan says. */
	failure: Failure | undefined;
	/** The file that keeps its result, from the first poll that shows it. */
	fileId: string | undefined;
}

export type PlanSource = Partial<Plan> | ((task: Task) => Partial<Plan> | undefined);

export interface StoredFile extends Downloads {
	id: string;
	filename: string;
	bytes: Buffer;
	/** How it is sent. */
	file: VideoFile;
	/** Part of its public URL; undefined without one. */
	publicToken: string | undefined;
	/** Unix seconds. */
	createdAt: number;
	expiresAt: number | undefined;
}

export interface XaiOptions extends ServerOptions<PlanSource, Account> {
	/** Default 50 MB. */
	uploadLimitBytes?: number;
}

/**
 * `https://api.x.ai` with its file host. An address on example.com (reserved, RFC 2606) as an input stands for an
 * existing public picture or video; any other address is really fetched.
 */
export interface Xai extends Control<Where, Task, PlanSource, Account> {
	/** Uploads, and results kept by `storage_options`, by ID. */
	readonly files: Map<string, StoredFile>;
	/** What the accepted tasks cost when they have all ended, including those still running. */
	readonly billedUsd: number;
	/** The address of a file of test/fixtures on the file host, as an input of requests. */
	mediaUrl(fixture: string): string;
	/** The bytes that a task's result URL serves. */
	video(task: Task): Promise<Buffer>;
}

export function startXai(options?: XaiOptions): Promise<Xai>;
