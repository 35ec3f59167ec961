import type {
	Control,
	FilePlan,
	JsonObject,
	RecordedRequest as Recorded,
	ServerOptions,
	TaskWithFile,
} from '../servers';

export type Where = 'models' | 'key' | 'create' | 'status' | 'content' | 'file';

export type { JsonObject } from '../servers';

export type RecordedRequest = Recorded<Where>;

/** What `/v1/key` reports, in US dollars. */
export interface Account {
	label: string;
	/** The key's own limit; null for none. */
	limit: number | null;
	/** Before the first task of this server. */
	usedBefore: number;
	/** ISO text; null for never. */
	expiresAt: string | null;
}

export type ResultUrl =
	/** A signed link of the file host in `urls`, besides the own address in `unsigned_urls`: the default. */
	| 'file'
	/** The same, which answers 302 to another path of the file host. */
	| 'redirect-file'
	/** Only `unsigned_urls`, with OpenRouter's own `/content` address, which needs the key. */
	| 'content'
	/** Only `unsigned_urls`, with an address on the file host. */
	| 'unsigned-file'
	/** Neither: the video is only at `/content`. */
	| 'none'
	/** Anything else is sent as it is, in `urls`. */
	| (string & {});

export interface Plan extends FilePlan {
	/** The statuses on the way, in equal parts of its time. */
	statuses: string[];
	outcome: 'completed' | 'failed' | 'cancelled' | 'expired';
	/** Of any other outcome than `completed`. */
	error: string;
	resultUrl: ResultUrl;
	/** `usage.cost` of a completed task. Default: OpenRouter's prices. */
	cost?: number | null;
}

/** A task that was accepted. */
export interface Task extends TaskWithFile {
	model: string;
	/** As sent. */
	body: JsonObject;
	seconds: number;
	resolution: string;
	/** Pictures that cost something. */
	images: number;
	/** What it costs if it is completed. */
	costUsd: number;
	plan: Plan;
	polls: number;
}

export type PlanSource = Partial<Plan> | ((task: Task) => Partial<Plan> | undefined);

export type OpenRouterOptions = ServerOptions<PlanSource, Account>;

/**
 * `https://openrouter.ai/api` with its storage host. `url` ends in `/api`; the rest of the origin is a web site, which
 * must not see the key.
 */
export interface OpenRouter extends Control<Where, Task, PlanSource, Account> {
	/** The cost of all tasks but those that failed. */
	readonly billedUsd: number;
}

export function startOpenRouter(options?: OpenRouterOptions): Promise<OpenRouter>;
