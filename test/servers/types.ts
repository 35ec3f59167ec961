/** A JSON object of a request or response. */
export type JsonObject = Record<string, unknown>;

/**
 * What a call is for. `content`: a video on the API's own origin. `file`: a video on the file host. `media`: an input
 * of requests. `site`, `usage` and `billing`: new-api's calls for the balance. `other`: an unknown path.
 */
export type Endpoint =
	| 'models'
	| 'key'
	| 'create'
	| 'status'
	| 'content'
	| 'file'
	| 'media'
	| 'upload'
	| 'site'
	| 'usage'
	| 'billing'
	| 'other';

export interface RecordedRequest {
	/** Arrival and end in milliseconds (`Date.now()`); no end while in flight. */
	startedAt: number;
	endedAt?: number;
	host: 'api' | 'file';
	endpoint: Endpoint;
	method: string;
	/** With the query string. */
	path: string;
	headers: Record<string, string | string[] | undefined>;
	/** The parsed JSON body. */
	body?: JsonObject;
	/** Undefined before the response, 0 if the socket broke before any response. */
	status?: number;
}

export interface FaultResponse {
	status: number;
	body?: JsonObject | string;
	headers?: Record<string, string>;
}

interface Delay {
	/** Milliseconds before the response, or before `then`. */
	delay: number;
	then?: Fault;
}

/** The call takes effect, but its response does not end. */
export interface Unfinished {
	/** Chunked or with a larger Content-Length and then closed, or chunked and left open. */
	unfinished: 'chunked' | 'length' | 'silence';
	/** Default: the whole body is sent. `id`: only up to the first ID in it. */
	after?: 'body' | 'id';
}

/** The call takes effect, and this is sent instead of its response. */
export type ReplaceResponse = (answer: FaultResponse, request: RecordedRequest) => FaultResponse;

/**
 * What goes wrong with a call. A create leaves a task behind with `reset-after`, `garbage`, `Unfinished`, `Replace`
 * and a plain delay.
 */
export type Fault =
	| FaultResponse
	| Delay
	| Unfinished
	| ReplaceResponse
	/** The socket breaks before any response. */
	| 'reset'
	/** The call takes effect, then the socket breaks. */
	| 'reset-after'
	/** No response. */
	| 'hang'
	/** A proxy's 502 page, and an HTML page with status 200. */
	| 'html'
	| 'html-200'
	/** HTTP 200 with half of the JSON. */
	| 'garbage'
	/** Videos only: half with the full Content-Length, half of it chunked, or half and then silence. */
	| 'truncate'
	| 'short'
	| 'stall';

export interface FaultOptions {
	/** Default 1; may be `Infinity`. */
	times?: number;
	when?: (request: RecordedRequest) => boolean;
}

export interface VideoFile {
	/** Total size: the video is cut, or followed by filler. Streamed, so it may be huge. */
	bytes?: number;
	/** Default `video/mp4`; an empty string leaves the header out. */
	contentType?: string;
	/** Chunked, without Content-Length. */
	noLength?: boolean;
	/** Sent instead of the video. */
	body?: string;
}

/** What happens to a task: the part that all stand-ins share. */
export type BasePlan = {
	/** How long the task runs; `Infinity` never ends. Default: the server's `taskSeconds`. */
	seconds: number;
	/** `file`: the file host. `redirect-file`: the same, by a redirect. Each stand-in adds others; the rest is sent as it is. */
	resultUrl: string;
	/** The first file host URL is dead (403); the next status response has another. */
	expired: boolean;
	file: VideoFile;
};

/** A created task: the part that all stand-ins share. */
export interface BaseTask {
	id: string;
	model: string;
	/** As sent. */
	body: JsonObject;
	/** Length of the video. */
	seconds: number;
	/** Milliseconds. */
	createdAt: number;
	plan: BasePlan;
	polls: number;
	/** Downloads, and those of them that broke off. */
	downloads: number;
	aborted: number;
	/** File host URLs so far: more than one if the first has expired. */
	urlsIssued: number;
}

/** A plan, or a function that makes the plan of a task. */
export type PlanSource<Task extends BaseTask> =
	Partial<Task['plan']> | ((task: Task) => Partial<Task['plan']> | undefined);

export interface ServerOptions<Task extends BaseTask = BaseTask, Account = object> {
	key?: string;
	/** Default: a free port. */
	port?: number;
	/** Default 1. */
	taskSeconds?: number;
	plan?: PlanSource<Task>;
	/** The video that it serves. */
	video?: Buffer;
	account?: Partial<Account>;
}
