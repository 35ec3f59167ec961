import type { FilePlan, JsonObject, TaskWithFile } from '../servers';

export type { VideoFile } from '../servers';

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

export interface Plan extends FilePlan {
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
}

/** A task that was created, and so paid. */
export interface Task extends TaskWithFile {
	model: string;
	/** As it was sent. */
	body: JsonObject;
	/** Length of the video: cut to 10 for two or more reference images. */
	seconds: number;
	/** What it costs, in quota units. */
	quota: number;
	plan: Plan;
	polls: number;
	/** Polls answered with SUCCESS. */
	successPolls: number;
}

export type PlanSource = Partial<Plan> | ((task: Task) => Partial<Plan> | undefined);
