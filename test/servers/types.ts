/** A JSON object of a request or response. */
export type JsonObject = Record<string, unknown>;

/**
 * The purpose of a request. `content`: a video on the API's origin. `file`: a video on the file host. `media`: an image
 * or video for a request. `site`, `usage` and `billing`: new-api's endpoints for the balance. `other`: an unknown path.
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
	/** Milliseconds (`Date.now()`). `endedAt` is undefined while the request is in flight. */
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
	/** Undefined before the response, 0 if the connection broke before it. */
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

/** The request takes effect, but its response is incomplete. */
export interface Unfinished {
	/** `chunked` and `length` (a larger Content-Length): the socket is closed. `silence`: it stays open. */
	unfinished: 'chunked' | 'length' | 'silence';
	/** Default: the whole body. `id`: up to the first ID in it. */
	after?: 'body' | 'id';
}

/** The request takes effect, and this is sent instead of its response. */
export type ReplaceResponse = (response: FaultResponse, request: RecordedRequest) => FaultResponse;

/**
 * What goes wrong with a request. A create still creates a task with `reset-after`, `garbage`, `Unfinished`,
 * `ReplaceResponse` and a plain delay.
 */
export type Fault =
	| FaultResponse
	| Delay
	| Unfinished
	| ReplaceResponse
	/** The connection breaks before the response. */
	| 'reset'
	/** The request takes effect, then the connection breaks. */
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
	/** Default: 1. Can be `Infinity`. */
	times?: number;
	when?: (request: RecordedRequest) => boolean;
}

export interface VideoFile {
	/** The file size. The video is cut or followed by filler, and streamed, so it can be huge. */
	bytes?: number;
	/** Default: `video/mp4`. Without a header if empty. */
	contentType?: string;
	/** Chunked, without Content-Length. */
	noLength?: boolean;
	/** Sent instead of the video. */
	body?: string;
}

/** What happens to a task: the part common to all stand-ins. */
export type BasePlan = {
	/** How long the task runs. Can be `Infinity`. Default: the server's `taskSeconds`. */
	seconds: number;
	/** `file`: the file host. `redirect-file`: the file host, after a redirect. Other values: see each stand-in, or a URL. */
	resultUrl: string;
	/** The first URL on the file host has expired (403). The next status response has a new one. */
	expired: boolean;
	file: VideoFile;
};

/** A created task: the part common to all stand-ins. */
export interface BaseTask {
	id: string;
	model: string;
	/** The body of the create request. */
	body: JsonObject;
	/** Length of the video. */
	seconds: number;
	/** Milliseconds (`Date.now()`). */
	createdAt: number;
	plan: BasePlan;
	polls: number;
	/** Downloads, and how many of them were aborted. */
	downloads: number;
	aborted: number;
	/** The number of URLs on the file host: more than one if the first has expired. */
	urlsIssued: number;
}

/** A plan, or a function that returns the plan of a task. */
export type PlanSource<Task extends BaseTask> =
	Partial<Task['plan']> | ((task: Task) => Partial<Task['plan']> | undefined);

export interface ServerOptions<Task extends BaseTask = BaseTask, Account = object> {
	key?: string;
	/** Default: a free port. */
	port?: number;
	/** Default: 1. */
	taskSeconds?: number;
	plan?: PlanSource<Task>;
	/** The video to serve. */
	video?: Buffer;
	account?: Partial<Account>;
}
