/** A JSON object as it went over the wire. */
export type JsonObject = Record<string, unknown>;

export interface RecordedRequest<Where extends string = string> {
	/** Arrival and end, milliseconds (`Date.now()`); no end while in flight. */
	at: number;
	endedAt: number | undefined;
	host: 'api' | 'file';
	/** What was called; `other` for an address that the server does not know. */
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

/** The true answer takes effect, but its response does not end. */
export interface Unfinished {
	/** Chunked or with a larger Content-Length and then closed, or chunked and open until the caller gives up. */
	unfinished: 'chunked' | 'length' | 'silence';
	/** Default: the whole body arrives. `id`: only up to the first ID in it. */
	after?: 'body' | 'id';
}

/** The call takes effect, and this is sent instead of its true answer. */
export type Replace = (answer: FaultAnswer, request: RecordedRequest) => FaultAnswer;

/**
 * What goes wrong instead of the true answer or on top of it. On `create`, a task is left behind by `reset-after`,
 * `garbage`, `Unfinished`, `Replace` and a plain delay.
 */
export type Fault =
	| FaultAnswer
	| Delay
	| Unfinished
	| Replace
	/** The socket breaks before any answer. */
	| 'reset'
	/** `create` and `upload` only: the task or file exists, then the socket breaks. */
	| 'reset-after'
	/** Never answered. */
	| 'hang'
	/** A proxy's 502 page, and an HTML page with status 200. */
	| 'html'
	| 'html-200'
	/** HTTP 200 with half of the JSON. */
	| 'garbage'
	/** `file` and `content`: half the video with the full Content-Length, half of it chunked, or half and then silence. */
	| 'truncate'
	| 'short'
	| 'stall';

export interface FaultOptions<Where extends string = string> {
	/** Default 1; may be `Infinity`. */
	times?: number;
	when?: (request: RecordedRequest<Where>) => boolean;
}

export interface VideoFile {
	/** Total size: the video cut, or followed by filler. Streamed, so it may be huge. */
	bytes?: number;
	/** Default `video/mp4`; an empty string leaves the header out. */
	contentType?: string;
	/** Chunked, without Content-Length. */
	noLength?: boolean;
	/** Sent instead of the video. */
	body?: string | Buffer;
}

/** The part of a plan that the file host acts on. */
export interface FilePlan {
	/** How long the task runs; `Infinity` never ends. Default: the server's `taskSeconds`. */
	seconds: number;
	/** `redirect-file` is a file host address, which answers 302 to another path of the file host. */
	resultUrl: string;
	/** The first file host URL is dead (403); asking for the status again hands out a live one. */
	expired: boolean;
	/** Every file host URL dies after this many downloads, until the status is asked again. */
	expireUrlAfterDownloads?: number;
	file: VideoFile;
}

/** What is counted when a video is sent. */
export interface Downloads {
	/** Downloads begun, and those of them that broke off. */
	downloads: number;
	aborted: number;
	/** Downloads of the current URL. */
	urlDownloads: number;
}

/** A task as the file host knows it. */
export interface TaskWithFile extends Downloads {
	id: string;
	/** Milliseconds. */
	createdAt: number;
	plan: FilePlan;
	/** File host URLs handed out so far: more than one after an expiry. */
	urlsIssued: number;
}

export interface ServerOptions<Source = unknown, Account = object> {
	/** 0, the default, picks a free port. */
	port?: number;
	filePort?: number;
	key?: string;
	/** Default 1. */
	taskSeconds?: number;
	plan?: Source;
	/** The video it serves: a file's path or the bytes. */
	video?: string | Buffer;
	account?: Partial<Account>;
}

/** How a test steers a stand-in, whichever API it speaks. */
export interface Control<
	Where extends string = string,
	Task = unknown,
	Source = unknown,
	Account = object,
> {
	/** Origin of the API: use it as the base URL. */
	readonly url: string;
	/** Origin of the file host, which must never see the key. */
	readonly fileUrl: string;
	readonly key: string;
	/** May be changed at any time; `reset` puts it back. */
	readonly account: Account;
	readonly requests: Array<RecordedRequest<Where>>;
	/** In the order of creation. */
	readonly tasks: Task[];
	/** Requests with the key to the file host, or to a part of the API's origin that must not see it. */
	readonly keyLeaks: Array<RecordedRequest<Where>>;
	/** Requests in flight on both servers. */
	readonly open: number;
	/** Resolves once nothing is in flight; rejects with what is left. */
	idle(timeoutMilliseconds?: number): Promise<void>;
	/** Queues a fault; the first one that fits a call is used for it. */
	fail(where: Where, fault: Fault, options?: FaultOptions<Where>): void;
	/** For tasks created from now on. */
	setPlan(plan: Source): void;
	/** Forgets requests, tasks, faults and leaks, and puts back the plan and the account. */
	reset(): void;
	/** Breaks every socket that is still open. */
	close(): Promise<void>;
}
