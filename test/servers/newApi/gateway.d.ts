import type {
	Control,
	FilePlan,
	JsonObject,
	RecordedRequest as Recorded,
	ServerOptions,
	TaskWithFile,
} from '../servers';

export type { Fault, FaultAnswer, JsonObject } from '../servers';

/** `site`: `/api/status`. `usage`: the key's quota. `billing`: both calls of the account's bill. */
export type Where =
	'models' | 'create' | 'status' | 'content' | 'file' | 'site' | 'usage' | 'billing';

export type RecordedRequest = Recorded<Where>;

/** How a gateway answers a call that it does not offer; `error` has HTTP 200. */
export type Off = '404' | 'html' | 'error';

/** The API key, its quota, and what the site says about both. */
export interface Account {
	unlimited: boolean;
	grantedQuota: number;
	/** Before the first task of this server. */
	usedBefore: number;
	/** Unix seconds; 0 for never. */
	expiresAt: number;
	/** The price of a task in quota units. */
	price: (task: Task) => number;
	/** Quota units of one US dollar. */
	quotaPerUnit: number;
	/** The unit of the amounts on the bill. */
	display: 'USD' | 'CNY' | 'TOKENS';
	/** CNY for one US dollar. */
	exchangeRate: number;
	/** What it does not offer. */
	off: Partial<Record<'site' | 'usage' | 'billing', Off>>;
	/** Reads requests as stock new-api does: `seconds` and `input_reference` must be text, several images `images`. */
	stock: boolean;
}

export type RunningStatus =
	'NOT_START' | 'SUBMITTED' | 'QUEUED' | 'IN_PROGRESS' | 'UNKNOWN' | (string & {});

export type ResultUrl =
	/** The file host, another origin than the API: the default. */
	| 'file'
	/** The gateway's own `/v1/videos/{id}/content`, absolute or as a bare path; needs the key. */
	| 'content'
	| 'content-relative'
	/** The same on `http://localhost:3000`, as from an operator who has not set a public address. */
	| 'localhost'
	/** The content address, which answers 302 to the same origin or to the file host. */
	| 'redirect-same'
	| 'redirect-cross'
	/** A file host address, which answers 302 to another path of the file host. */
	| 'redirect-file'
	/** `data:video/mp4;base64,…` */
	| 'data'
	/** The URL is in `fail_reason`, and there is no `result_url`. */
	| 'legacy'
	/** Anything else is sent as it is. */
	| (string & {});

export interface Plan extends FilePlan {
	/** The statuses on the way, in equal parts of its time. */
	statuses: RunningStatus[];
	outcome: 'success' | 'failure';
	failReason: string;
	resultUrl: ResultUrl;
	/** SUCCESS without a URL for this many polls. */
	urlDelayPolls: number;
	/** Only the documented fields, including empty ones. */
	bare: boolean;
}

/** A task that was created, and so paid. */
export interface Task extends TaskWithFile {
	model: string;
	/** As sent. */
	body: JsonObject;
	/** Length of the video: cut to 10 for two or more reference images. */
	seconds: number;
	/** Its price in quota units. */
	quota: number;
	plan: Plan;
	polls: number;
	/** Polls answered with SUCCESS. */
	successPolls: number;
}

export type PlanSource = Partial<Plan> | ((task: Task) => Partial<Plan> | undefined);

export interface ModelEntry {
	id: string;
	object?: string;
	created?: number;
	owned_by?: string;
	supported_endpoint_types?: string[];
}

export interface GatewayOptions extends ServerOptions<PlanSource, Account> {
	/** The catalogue; a plain ID is a video model. */
	models?: Array<string | ModelEntry>;
}

export interface Gateway extends Control<Where, Task, PlanSource, Account> {
	/** The cost of all tasks but those that were refunded because they failed. */
	readonly billedQuota: number;
	readonly billedUsd: number;
}

export function startGateway(options?: GatewayOptions): Promise<Gateway>;
