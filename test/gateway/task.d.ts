/** A JSON object as it went over the wire. */
export type JsonObject = Record<string, unknown>;

export type RunningStatus =
	'NOT_START' | 'SUBMITTED' | 'QUEUED' | 'IN_PROGRESS' | 'UNKNOWN' | (string & {});

export type ResultUrl =
	/** The file host, another origin than the API: the default. */
	| 'file'
	/** The gateway's own `/v1/videos/{id}/content`, absolute or as a bare path; needs the Bearer key. */
	| 'content'
	| 'content-relative'
	/** The content address, which answers 302 to the same origin, or to the file host. */
	| 'redirect-same'
	| 'redirect-cross'
	/** A file host address, which answers 302 to another path of the file host. */
	| 'redirect-file'
	/** `data:video/mp4;base64,…` */
	| 'data'
	/** The URL stands in `fail_reason`, and there is no `result_url`. */
	| 'legacy'
	/** Anything else is handed out as it is. */
	| (string & {});

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

export interface Plan {
	/** How long the task runs; `Infinity` never ends. Default: the gateway's `taskSeconds`. */
	seconds: number;
	/** What it shows on the way, in equal parts of its time. */
	statuses: RunningStatus[];
	outcome: 'success' | 'failure';
	failReason: string;
	resultUrl: ResultUrl;
	/** SUCCESS shows for this many polls before the URL does. */
	urlDelayPolls: number;
	/** Only the documented fields, empty ones included, none of new-api's extras. */
	bare: boolean;
	/** The create answer carries `id` but no `task_id`. */
	idOnly: boolean;
	/** The first file host URL is dead (403); asking for the status again hands out a live one. */
	expired: boolean;
	/** Every file host URL dies after this many downloads, until the status is asked again. */
	expireUrlAfterDownloads?: number;
	file: VideoFile;
}

/** A task that was created, and so paid. */
export interface Task {
	id: string;
	model: string;
	/** As it was sent. */
	body: JsonObject;
	/** Length of the video: cut to 10 for two or more reference images. */
	seconds: number;
	/** Milliseconds. */
	createdAt: number;
	plan: Plan;
	polls: number;
	/** Downloads begun, and those of them that broke off. */
	downloads: number;
	aborted: number;
	/** File host URLs handed out so far: more than one after an expiry. */
	urlsIssued: number;
	/** Downloads of the current URL. */
	urlDownloads: number;
	/** Polls answered with SUCCESS. */
	successPolls: number;
}

export type PlanSource = Partial<Plan> | ((task: Task) => Partial<Plan> | undefined);
