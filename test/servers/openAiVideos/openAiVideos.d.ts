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

/** Whose requests it reads: `newApi` needs text in `seconds`, `llmGateway` an integer. */
export type Seller = 'newApi' | 'llmGateway';

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
	outcome: 'completed' | 'failed';
	error: { code: string; message: string } | string;
	resultUrl: ResultUrl;
}

/** A task that was created, and so paid. */
export interface Task extends TaskWithFile {
	model: string;
	/** As sent. */
	body: JsonObject;
	/** 8 by default. */
	seconds: number;
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
