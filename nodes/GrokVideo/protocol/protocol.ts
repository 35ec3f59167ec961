import type { IDataObject } from 'n8n-workflow';
import type { Mode, ProtocolName } from '../models';
import type { Call } from '../transport/http';
import type { HttpResponse } from '../transport/httpResult';

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
	takesAnyModel: boolean;
	/** What the images are for, where their number decides and not the user. */
	modeOf(mode: Mode, images: number): Mode;
	/** @throws GrokVideoError when the prompt is one that the server would refuse. */
	checkPrompt(prompt: string): void;

	/** Costs money. */
	createVideo(request: VideoRequest): Call;
	/** The new task; nothing when the answer names none. */
	readCreated(response: HttpResponse): CreatedTask | undefined;

	/** Whether an answer that names no task certainly left none behind. */
	createdNothing(response: HttpResponse): boolean;

	getTask(taskId: string): Call;
	/** Where the task stands; nothing when the answer does not say. */
	readTask(response: HttpResponse, taskId: string, baseUrl: string): TaskState | undefined;

	readError(response: HttpResponse): ServerError;
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
	/** One of the protocol's request forms. */
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
	/** What the task cost, where the server says so. */
	costUsd?: number;
	/** The server's own object. */
	raw: IDataObject;
}

export interface CreatedTask extends Task {
	/** HTTP status of an answer that names a task and yet is an error. */
	despite?: number;
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
			createAnew: boolean;
	  };

/** What a server said of an error, in its own words, which are already cut. */
export interface ServerError {
	message: string;
	code: string;
	requestId?: string;
	/** A proxy's page: it knows neither the key nor the task. */
	isWebPage: boolean;
	/** Whether the same question can bring another answer, although the status says no. */
	mayPass?: boolean;
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
