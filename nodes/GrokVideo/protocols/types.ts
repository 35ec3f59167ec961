import type { IDataObject } from 'n8n-workflow';
import type { VideoToVideo, Mode, ProtocolName } from '../models';
import type { Call } from '../http/client';
import type { HttpResponse } from '../http/response';
import type { UploadBody } from '../http/multipart';

/**
 * What one kind of server says and wants to hear. All that is true of one kind only stands in its folder
 * here: paths, names of fields, words for a status, shapes of errors and lists. A protocol is pure: it
 * writes calls and reads answers, and sends nothing.
 */
export interface Protocol {
	name: ProtocolName;
	/** Names that the node's own fields send, so that "Extra Body" cannot contradict them. */
	ownFields: readonly string[];
	/** Values of "Request Form": in which field gateways may want the images. */
	requestForms: readonly string[];
	/** At least so long between two creates, and between two polls, of a run. */
	createSpacingSeconds(): number;
	pollSpacingSeconds(): number;
	/** How long a result URL is known to work. */
	resultUrlLifetimeSeconds: number;

	listModels(): Call;
	/** The list in the answer; nothing when there is none. */
	readModels(response: HttpResponse): unknown[] | undefined;

	/** Costs nothing, and tells whether the key is accepted. */
	testKey(): Call;
	readKey(response: HttpResponse): 'works' | 'keyBlocked' | 'unreadable';

	/** Whether a server of this kind may sell any model, under terms of its own. */
	acceptsUnknownModels: boolean;
	/** What the images are for, where their number decides and not the user. */
	modeOf(mode: Mode, images: number): Mode;
	/** @throws GrokVideoError when the prompt is one that the server would refuse. */
	checkPrompt(prompt: string): void;

	/** Costs money. */
	createVideo(request: VideoRequest): Call;
	/** The new task; nothing when the answer names none. */
	readCreated(response: HttpResponse): CreatedTask | undefined;

	/** Missing where the server changes no videos. Costs money. */
	createVideoToVideo?(request: VideoToVideoRequest): Call;
	/** Where a large file is sent before it is used; missing where the server keeps no files. */
	files?: {
		/** `body` is multipart; see `transport/multipart.ts`. */
		upload(body: UploadBody): Call;
		/** The file's ID; nothing when the answer names none. */
		readUploaded(response: HttpResponse): string | undefined;
	};
	/** Where prices are in units of the server's own: how many make one US dollar. Free, and public. */
	quota?: {
		unitCall(): Call;
		readUnit(response: HttpResponse): number | undefined;
		/** The same for the unit in which the server shows amounts of money. */
		readShownUnit(response: HttpResponse): number | undefined;
	};
	/** Where a balance can be read; tried in this order. Missing where it stands in a console only. */
	balance?: readonly BalanceSource[];
	/** What can be asked for beside the usual. */
	offers: readonly Feature[];

	/** Whether an answer that names no task certainly left none behind. */
	wasRejected(response: HttpResponse): boolean;

	getTask(taskId: string): Call;
	/** Where the task stands; nothing when the answer does not say. */
	readTask(response: HttpResponse, taskId: string, baseUrl: string): TaskState | undefined;

	readError(response: HttpResponse): ServerError;
}

/** One way to a balance. */
export interface BalanceSource {
	calls(): Call[];
	/**
	 * The balance in the answers to all calls; nothing when they do not tell it. `shownPerUsd`: in what it is shown, how
	 * much of it is one US dollar.
	 */
	read(responses: HttpResponse[], shownPerUsd: number | undefined): Balance | undefined;
}

/** What is left for the key; what is not known is missing. */
export interface Balance {
	keyName?: string;
	unlimited?: boolean;
	/** In US dollars, or in units of the server's own. */
	availableUsd?: number;
	usedUsd?: number;
	quotaAvailable?: number;
	quotaUsed?: number;
	/** Unix seconds. */
	expiresAt?: number;
}

/** What a video shall be, in no server's words. */
export interface VideoRequest {
	model: string;
	prompt: string;
	mode: Mode;
	seconds: number;
	/** Empty where the server's own default holds. */
	aspectRatio: string;
	resolution: string;
	/** URLs and data URLs. */
	images: string[];
	/** Pictures that are pinned to the end or to a moment, in seconds. */
	frames: Array<{ at: 'end' | number; url: string }>;
	/** Names of voices. */
	voices: string[];
	/** One of the protocol's request forms. */
	form: string;
	extraBody: IDataObject;
	result: ResultOptions;
}

/** What the video shall have beside its picture. */
export interface ResultOptions {
	generateAudio: boolean;
	/** Keep the video, with a link for everybody that works so long. */
	publicLinkDays?: number;
	/** Name of the kept file. */
	fileName: string;
}

/** A wish that only some servers can fulfil, and what it is called in the editor. */
export type Feature = 'frames' | 'voices' | 'generateAudio' | 'publicLinkDays';

/** A change of a video that there is. */
export interface VideoToVideoRequest {
	change: VideoToVideo;
	model: string;
	prompt: string;
	/** Length to add, in seconds; for an extension only. */
	seconds?: number;
	video: { url: string } | { fileId: string };
	extraBody: IDataObject;
	result: ResultOptions;
}

/** The node's words for how a task stands, whatever its server calls it. */
export type TaskStatus = 'QUEUED' | 'IN_PROGRESS' | 'SUCCESS' | 'FAILURE';

/** What is known of a task. */
export interface Task {
	id: string;
	status: TaskStatus;
	/** Whole number from 0 to 100. Says how far the task is, never how it ended. */
	progress?: number;
	model?: string;
	/** Absolute http(s) URL or a data URL. */
	resultUrl?: string;
	failReason?: string;
	/** Unix seconds. */
	createdAt?: number;
	finishedAt?: number;
	/** A link for everybody, and until when it works (unix seconds); the ID of the kept file. */
	publicUrl?: string;
	publicUrlExpiresAt?: number;
	fileId?: string;
	/** Why the video is not kept, or has no public link. */
	storageTrouble?: string;
	/** What the task cost, where the server says so: in US dollars, or in a gateway's own units. */
	costUsd?: number;
	costQuota?: number;
	/** The server's own object. */
	raw: IDataObject;
}

export interface CreatedTask extends Task {
	/** HTTP status of an answer that names a task and yet is an error. */
	errorStatus?: number;
}

export type TaskState =
	| { state: 'running'; task: Task }
	/** The result URL is missing only where the request sent the video elsewhere. */
	| { state: 'done'; task: Task }
	| {
			state: 'failed';
			task: Task;
			cause?: ErrorCause;
			/** Whether the failed task costs nothing, so that a retry may create another. */
			canRecreate: boolean;
	  };

/** What a server said of an error, in its own words, which are already cut. */
export interface ServerError {
	message: string;
	code: string;
	requestId?: string;
	/** A proxy's page: it knows neither the key nor the task. */
	isWebPage: boolean;
	/** Whether the same question can bring another answer, although the status says no. */
	retryOnce?: boolean;
	cause?: ErrorCause;
}

/** Reasons that deserve advice of their own. */
export type ErrorCause =
	| 'wrongKey'
	| 'keyBlocked'
	| 'moderated'
	| 'taskUnknown'
	| 'noCredit'
	| 'modelUnavailable'
	| 'modelMissing'
	| 'promptMissing'
	| 'oneImage'
	| 'image';
