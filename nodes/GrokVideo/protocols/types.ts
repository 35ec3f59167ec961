import type { IDataObject } from 'n8n-workflow';
import type { Mode, ModelFamily, VideoToVideo } from '../models';
import type { ProtocolName } from '../providers';
import type { Call } from '../http/client';
import type { HttpResponse } from '../http/response';
import type { UploadBody } from '../http/stream';

/**
 * Adapter for one provider API. Everything that is specific to it lives in its folder: paths, field names, status
 * words, error codes. A protocol builds calls and reads responses. It sends nothing.
 */
export interface Protocol {
	name: ProtocolName;
	/** As the credential names it, e.g. `OpenAI Videos`. */
	label: string;
	/** The models of `models.ts` that its servers sell. */
	modelFamily: ModelFamily;
	/** Whether a server may sell other models, on its own terms. */
	acceptsUnknownModels: boolean;
	/** Whether the prices in `models.ts` apply. */
	hasListPrices: boolean;
	/** What its servers cannot do. */
	missingFeatures: readonly Feature[];
	/** In characters. */
	maxPromptLength?: number;
	/** MIME types of the images that it accepts. If missing: every raster format. */
	imageTypes?: readonly string[];
	/** Values of Request Form. The first one is the default. */
	requestForms: readonly string[];
	/** Request fields that Extra Body must not set. */
	reservedFields: readonly string[];
	/** Min time between two creates, and between two status calls, of a run. */
	createIntervalSeconds: number;
	pollIntervalSeconds: number;
	/** How long a result URL works. */
	resultUrlLifetimeSeconds: number;

	/** Free calls that check the key, tried in turn until one is answered. */
	keyCalls(): Call[];
	readKey(response: HttpResponse): 'accepted' | 'blocked' | undefined;
	/** Tried in turn until one returns a list. */
	modelCalls(): Call[];
	readModels(response: HttpResponse): unknown[] | undefined;
	/** Ways to read the balance, tried in turn. Missing if only the provider's console shows it. */
	balance?: readonly BalanceSource[];
	/** How many of the server's own units are one US dollar. Missing if the server bills in US dollars. */
	exchangeRate?: ExchangeRate;

	/** The mode that applies: a server may decide by the number of images alone. */
	modeFor(mode: Mode, imageCount: number): Mode;
	/** Paid. */
	createVideo(request: VideoRequest): Call;
	/** Paid. Missing if the servers can neither edit nor extend. */
	createVideoToVideo?(request: VideoToVideoRequest): Call;
	/** Uploads of large files, which a request then refers to by ID. Used at the official address only. */
	files?: {
		uploadCall(body: UploadBody): Call;
		readFileId(response: HttpResponse): string | undefined;
	};
	/** The new task. Undefined if the response names none, e.g. because it is an error. */
	readCreated(response: HttpResponse): CreatedTask | undefined;
	/** Whether nothing was created: the request was rejected before the work began. */
	isRejection(response: HttpResponse): boolean;
	/** The request form to send instead, if the server rejected a field of this one. */
	fallbackForm?(response: HttpResponse, form: string): string | undefined;

	statusCall(taskId: string): Call;
	/** The state of the task. Undefined if the response is an error or not readable. */
	readTask(response: HttpResponse, server: TaskServer): TaskState | undefined;
	readError(response: HttpResponse): ServerError;
}

/** What `readTask` needs in addition to the response. */
export interface TaskServer {
	taskId: string;
	/** For relative links and for links to the server's own files. */
	baseUrl: string;
	/** Whether this is the provider's own address and not a relay. */
	isOfficial: boolean;
}

export interface ExchangeRate {
	call(): Call;
	/** Quota units per US dollar. */
	readQuotaPerUsd(response: HttpResponse): number | undefined;
	/** Units of the currency that the server displays per US dollar. */
	readDisplayedPerUsd(response: HttpResponse): number | undefined;
}

export interface BalanceSource {
	calls(): Call[];
	/** Undefined if the responses contain no balance. */
	read(responses: HttpResponse[], displayedPerUsd: number | undefined): Balance | undefined;
}

/** Only what is known. */
export interface Balance {
	keyName?: string;
	unlimited?: boolean;
	/** US dollars. */
	availableUsd?: number;
	usedUsd?: number;
	/** The server's own units. */
	quotaAvailable?: number;
	quotaUsed?: number;
	/** Unix seconds. */
	expiresAt?: number;
}

/** What only some servers can do, with the labels in the editor. */
export const FEATURES = {
	edit: 'Edit',
	extend: 'Extend',
	frames: 'Frames',
	voices: 'Voices',
	generateAudio: 'Generate Audio',
	publicLinkDays: 'Public Link Days',
};

export type Feature = keyof typeof FEATURES;

export const ALL_FEATURES = Object.keys(FEATURES) as Feature[];

/** A validated request, independent of the provider. */
export interface VideoRequest {
	model: string;
	prompt: string;
	mode: Mode;
	seconds: number;
	/** Empty: the model's default. */
	aspectRatio: string;
	resolution: string;
	/** Links and data URLs. */
	images: string[];
	/** Images at the end of the video or at a second. */
	frames: Array<{ at: 'end' | number; url: string }>;
	voices: string[];
	/** One of the protocol's request forms. */
	form: string;
	extraBody: IDataObject;
	result: ResultOptions;
}

export interface ResultOptions {
	generateAudio: boolean;
	/** How long the provider keeps the video and its public link. */
	publicLinkDays?: number;
	/** Name of the stored file. */
	fileName: string;
}

export interface VideoToVideoRequest {
	operation: VideoToVideo;
	model: string;
	prompt: string;
	/** Seconds to add, for Extend. */
	seconds?: number;
	video: { url: string } | { fileId: string };
	extraBody: IDataObject;
	result: ResultOptions;
}

export type TaskStatus = 'QUEUED' | 'IN_PROGRESS' | 'SUCCESS' | 'FAILURE';

/** What is known of a task. */
export interface Task {
	id: string;
	status: TaskStatus;
	/** Percent, a whole number. It says nothing about success. */
	progress?: number;
	model?: string;
	/** Absolute http(s) URL or data URL. */
	resultUrl?: string;
	/** Address on the server itself, to be tried if a finished task has no link. */
	contentUrl?: string;
	failReason?: string;
	/** Unix seconds. */
	createdAt?: number;
	finishedAt?: number;
	publicUrl?: string;
	publicUrlExpiresAt?: number;
	fileId?: string;
	/** Why the provider did not store the video, or gave no public link. */
	storageError?: string;
	/** What was billed, in US dollars or in the server's own units. */
	costUsd?: number;
	costQuota?: number;
	/** The server's own object. */
	raw: IDataObject;
}

export interface CreatedTask extends Task {
	/** HTTP status of an error response that names a task nevertheless. */
	errorStatus?: number;
}

export type TaskState =
	| { state: 'running'; task: Task }
	| { state: 'done'; task: Task }
	| {
			state: 'failed';
			task: Task;
			cause?: ErrorCause;
			/** Whether a retry may create the video again: the failure was neither billed nor moderated. */
			canRecreate: boolean;
	  };

/** An error in the server's own words, shortened. */
export interface ServerError {
	message: string;
	code: string;
	requestId?: string;
	/** A proxy's page, which says nothing about the key or the task. */
	isWebPage: boolean;
	/** Whether the same status call may succeed a moment later. */
	retryOnce?: boolean;
	cause?: ErrorCause;
}

/** Causes with specific descriptions, see `userErrors.ts`. */
export type ErrorCause =
	| 'wrongKey'
	| 'keyBlocked'
	| 'moderated'
	| 'unknownTask'
	| 'unknownPath'
	| 'noCredit'
	| 'modelUnavailable'
	| 'modelMissing'
	| 'promptMissing'
	| 'oneImage'
	| 'image'
	| 'video'
	| 'overloaded'
	| 'expired'
	| 'botProtection';
