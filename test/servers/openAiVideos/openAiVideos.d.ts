import type { Account as GatewayAccount } from '../newApi/gateway';
import type {
	Control,
	FilePlan,
	JsonObject,
	RecordedRequest as Recorded,
	ServerOptions,
	TaskWithFile,
} from '../servers';

/** `site`, `usage` and `billing` are the balance calls of new-api. */
export type Where =
	'models' | 'create' | 'status' | 'content' | 'file' | 'site' | 'usage' | 'billing';

export type { JsonObject } from '../servers';

export type RecordedRequest = Recorded<Where>;

/**
 * Whose requests it reads: `newApi` (text in `seconds`), `llmGateway` (an integer in `seconds`, and never `image` with
 * `input_reference`) or `cliProxyApi` (base URL `<url>/openai`; refuses with a body that looks like a failed task).
 */
export type Seller = 'newApi' | 'llmGateway' | 'cliProxyApi';

export interface Account extends Omit<GatewayAccount, 'price' | 'stock'> {
	price: (task: Task) => number;
	seller: Seller;
}

export type ResultUrl =
	/** No link: the video is at `/v1/videos/{id}/content` and needs the key. The default. */
	| 'content'
	/** A link to that address, absolute, as a bare path, or on `http://localhost:3000`. */
	| 'content-link'
	| 'content-relative'
	| 'localhost'
	/** The file host, another origin than the API; `redirect-file` answers 302 to another path of it. */
	| 'file'
	| 'redirect-file'
	/** Anything else is sent as it is. */
	| (string & {});

export interface Plan extends FilePlan {
	/** The statuses on the way, in equal parts of its time. */
	statuses: string[];
	/** `moderated` is `doneStatus` with an error, no video, and billed. */
	outcome: 'completed' | 'failed' | 'moderated';
	doneStatus: string;
	failedStatus: string;
	error: { code: string; message: string } | string;
	resultUrl: ResultUrl;
	/** Where the link is. */
	linkIn: 'video_url' | 'url' | 'metadata.url' | 'video.url' | 'content[0].url' | 'data[0].url';
	/** The name of the ID in the create answer. */
	idField: 'id' | 'task_id' | 'request_id' | 'video_id';
	/** Answers are `{"code":"success","data":{…}}`. */
	wrapped: boolean;
	/** Replaces members of the status answers, such as `{ "progress": "30%" }` or `{ "id": "" }`. */
	more: JsonObject;
}

/** A task that was created, and so paid. */
export interface Task extends TaskWithFile {
	model: string;
	/** As sent. */
	body: JsonObject;
	/** What the video is made with: 8 s and 480p by default. */
	seconds: number;
	resolution: string;
	images: { first: number; references: number };
	/** Its price in quota units. */
	quota: number;
	plan: Plan;
	polls: number;
}

export type PlanSource = Partial<Plan> | ((task: Task) => Partial<Plan> | undefined);

export interface OpenAiVideosOptions extends ServerOptions<PlanSource, Account> {
	/** IDs of the video models. Default: xAI's three. */
	models?: string[];
	/** The plan of all tasks, where `plan` and `setPlan` set nothing else. */
	defaults?: Partial<Plan>;
}

/**
 * A server that sells Grok video in OpenAI's form: by default new-api with the official xai plugin, but as strict
 * about types as stock new-api.
 */
export interface OpenAiVideos extends Control<Where, Task, PlanSource, Account> {
	/** The cost of all tasks but those that failed. */
	readonly billedQuota: number;
	readonly billedUsd: number;
}

export function startOpenAiVideos(options?: OpenAiVideosOptions): Promise<OpenAiVideos>;
