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

/**
 * What goes wrong instead of, or on top of, the true answer. On `create`, only `reset-after`, `garbage` and a
 * plain delay leave a task behind.
 */
export type Fault =
	| FaultAnswer
	| Delay
	/** The socket breaks before any answer. */
	| 'reset'
	/** `create` and `upload` only: the task or file is there, then the socket breaks. */
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

export interface FaultOptions<Where extends string = string> {
	/** Default 1; may be `Infinity`. */
	times?: number;
	when?: (request: RecordedRequest<Where>) => boolean;
}

export interface ChaosOptions {
	seed: number;
	/** Share of the calls that go wrong, 0 to 1. */
	rate: number;
	/** Default: every kind that ends by itself, so none that hangs. */
	kinds?: Fault[];
}

export interface VideoFile {
	/** Total size: the video cut, or followed by filler. Streamed, so it may be huge. */
	bytes?: number;
	/** Default `video/mp4`; an empty string leaves the header out. */
	contentType?: string;
	/** The socket is closed after this many bytes; the promised length stays the honest one. */
	truncateAt?: number;
	/** Nothing more is sent after this many bytes; the socket stays open. */
	stallAt?: number;
	/** Chunked: no Content-Length, no Range. */
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

export interface ServerOptions<Source = unknown> {
	/** 0, the default, picks a free port. */
	port?: number;
	filePort?: number;
	key?: string;
	taskSeconds?: number;
	plan?: Source;
	/** The video it serves: a file's path or the bytes. */
	video?: string | Buffer;
}

/** How a test steers a stand-in, whichever API it speaks. */
export interface Control<Where extends string = string, Task = unknown, Source = unknown> {
	/** Origin of the API: use it as the base URL. */
	readonly url: string;
	/** Origin of the file host, which must never see the key. */
	readonly fileUrl: string;
	readonly key: string;
	readonly requests: Array<RecordedRequest<Where>>;
	/** In the order of creation. */
	readonly tasks: Task[];
	/** Requests to the file host that carried the key. */
	readonly keyLeaks: Array<RecordedRequest<Where>>;
	/** Requests in flight on both servers. */
	readonly open: number;
	/** Resolves once nothing is in flight; rejects with what is left. */
	idle(timeoutMilliseconds?: number): Promise<void>;
	/** Queues a fault; the first one that fits a call is used for it. */
	fail(where: Where, fault: Fault, options?: FaultOptions<Where>): void;
	/** Random faults from a fixed seed, where no queued one fits; `null` turns them off. */
	chaos(options: ChaosOptions | null): void;
	/** For tasks created from now on. */
	setPlan(plan: Source): void;
	/** Forgets requests, tasks, faults, chaos and leaks; the plan is again the one it started with. */
	reset(): void;
	/** Breaks every socket that is still open. */
	close(): Promise<void>;
}

/** What the routes of a stand-in know. */
export interface World<Task, Source> {
	key: string;
	url: string;
	fileUrl: string;
	plan: Source;
	tasks: Task[];
	tasksById: Map<string, Task>;
	/** Aborted when it closes. */
	stop: AbortController;
	closing: AbortSignal;
}
