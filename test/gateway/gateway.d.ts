import type { JsonObject, PlanSource, Task } from './task';

export type * from './task';

export type Where = 'models' | 'create' | 'status' | 'content' | 'file';

export interface RecordedRequest {
	/** Arrival and end, milliseconds (`Date.now()`); no end while in flight. */
	at: number;
	endedAt: number | undefined;
	host: 'api' | 'file';
	/** What was called; `other` for an address the gateway does not know. */
	where: Where | 'other';
	method: string;
	/** With the query string. */
	path: string;
	headers: Record<string, string | string[] | undefined>;
	/** The parsed JSON body. */
	body: JsonObject | undefined;
	/** Undefined while unanswered, 0 when the socket broke before any answer. */
	status: number | undefined;
	/** True once the whole answer went out. */
	finished: boolean;
}

export interface FaultAnswer {
	status: number;
	body?: JsonObject | string;
	headers?: Record<string, string>;
}

export interface Delay {
	/** Milliseconds before the answer, or before `then`. */
	delay: number;
	then?: Fault;
}

/**
 * What goes wrong instead of, or on top of, the true answer. On `create`, only `reset-after`, `garbage` and a
 * plain delay leave a task behind.
 */
export type Fault =
	| FaultAnswer
	| Delay
	/** The socket breaks before any answer. */
	| 'reset'
	/** `create` only: the task is created, then the socket breaks. */
	| 'reset-after'
	/** Never answered. */
	| 'hang'
	/** A proxy's 502 page, and an HTML page with status 200. */
	| 'html'
	| 'html-200'
	/** 200 with JSON that breaks off. */
	| 'garbage'
	/** `file` and `content`: half the video, with the full Content-Length, or chunked; or half and then silence. */
	| 'truncate'
	| 'short'
	| 'stall';

export interface FaultOptions {
	/** Default 1; may be `Infinity`. */
	times?: number;
	when?: (request: RecordedRequest) => boolean;
}

export interface ChaosOptions {
	seed: number;
	/** Share of the calls that go wrong, 0 to 1. */
	rate: number;
	/** Default: every kind that ends by itself, so none that hangs. */
	kinds?: Fault[];
}

export interface ModelEntry {
	id: string;
	object?: string;
	created?: number;
	owned_by?: string;
	supported_endpoint_types?: string[];
}

export interface GatewayOptions {
	/** 0, the default, picks a free port. */
	port?: number;
	filePort?: number;
	key?: string;
	/** The catalogue; a plain id is a video model. */
	models?: Array<string | ModelEntry>;
	taskSeconds?: number;
	plan?: PlanSource;
	/** The video it serves: a file's path or the bytes. */
	video?: string | Buffer;
}

export interface Gateway {
	/** Origin of the API: use it as the base URL. */
	readonly url: string;
	/** Origin of the file host, which must never see the key. */
	readonly fileUrl: string;
	readonly key: string;
	readonly requests: RecordedRequest[];
	/** In the order of creation. */
	readonly tasks: Task[];
	/** Requests to the file host that carried the key. */
	readonly keyLeaks: RecordedRequest[];
	/** Requests in flight on both servers. */
	readonly open: number;
	/** Resolves once nothing is in flight; rejects with what is left. */
	idle(timeoutMilliseconds?: number): Promise<void>;
	/** Queues a fault; the first one that fits a call is used for it. */
	fail(where: Where, fault: Fault, options?: FaultOptions): void;
	/** Random faults from a fixed seed, where no queued one fits; `null` turns them off. */
	chaos(options: ChaosOptions | null): void;
	/** For tasks created from now on. */
	setPlan(plan: PlanSource): void;
	/** Forgets requests, tasks, faults, chaos and leaks; the plan is again the one it started with. */
	reset(): void;
	/** Breaks every socket that is still open. */
	close(): Promise<void>;
}

export function startGateway(options?: GatewayOptions): Promise<Gateway>;
