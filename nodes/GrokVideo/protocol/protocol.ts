import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../transport/http';
import type { HttpResponse } from '../transport/httpResult';

/**
 * What one kind of server says and wants to hear. All that is true of one kind only stands in its folder
 * here: paths, names of fields, words for a status, shapes of errors and lists. A protocol is pure: it
 * writes calls and reads answers, and sends nothing.
 */
export interface Protocol {
	/** Names that the node's own fields send, so that "Extra Body" cannot contradict them. */
	ownFields: readonly string[];
	/** How long a result URL is known to work. */
	resultUrlLifetimeSeconds: number;

	/** Costs nothing; is the credential's test too. */
	listModels(): Call;
	/** The list in the answer; nothing when there is none. */
	readModels(response: HttpResponse): unknown[] | undefined;

	/** Costs money. */
	createVideo(request: VideoRequest): Call;
	/** The new task; nothing when the answer names none. */
	readCreated(response: HttpResponse): CreatedTask | undefined;

	getTask(taskId: string): Call;
	/** Where the task stands; nothing when the answer does not say. */
	readTask(response: HttpResponse, taskId: string, baseUrl: string): TaskState | undefined;

	readError(response: HttpResponse): ServerError;
	/** Why a task failed, as far as its words tell. */
	causeOfFailure(reason: string): ErrorCause | undefined;
}

/** What a video shall be, in no server's words. */
export interface VideoRequest {
	model: string;
	prompt: string;
	seconds: number;
	/** Empty where the server's own default holds. */
	aspectRatio: string;
	resolution: string;
	/** URLs and data URLs. */
	images: string[];
	/** For gateways that want the images in another field than the usual one. */
	form: string;
	extraBody: IDataObject;
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
	/** The server's own object. */
	raw: IDataObject;
}

export interface CreatedTask extends Task {
	/** HTTP status of an answer that names a task and yet is an error. */
	despite?: number;
}

export type TaskState =
	| { state: 'running'; task: Task }
	| { state: 'done'; task: Task; resultUrl: string }
	| { state: 'failed'; task: Task };

/** What a server said of an error, in its own words, which are already cut. */
export interface ServerError {
	message: string;
	code: string;
	requestId?: string;
	/** A proxy's page: it knows neither the key nor the task. */
	isWebPage: boolean;
	/** Said by the API itself, and not by a proxy that may have passed the request on before. */
	isOwn: boolean;
	cause?: ErrorCause;
}

/** Reasons that deserve advice of their own. */
export type ErrorCause =
	| 'wrongKey'
	| 'taskUnknown'
	| 'noCredit'
	| 'modelUnavailable'
	| 'modelMissing'
	| 'promptMissing'
	| 'oneImage'
	| 'image';
