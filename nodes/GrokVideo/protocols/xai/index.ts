import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../../http/client';
import { asObject, toText } from '../../http/json';
import type { UploadBody } from '../../http/stream';
import type { HttpResponse } from '../../http/response';
import {
	CREATE_INTERVAL_SECONDS,
	POLL_INTERVAL_SECONDS,
	UPLOAD_TIMEOUT_SECONDS,
} from '../../limits';
import { API_TYPES } from '../../providers';
import { createCall, getCall, modelsCall, statusCall } from '../calls';
import {
	contentUrl,
	isRejection,
	isTransientFailure,
	layersOf,
	readCostUsd,
	readCreatedTask,
	readModels,
	readTaskState,
	readUrl,
	successBody,
	type Failure,
} from '../parse';
import { causeOfText, readErrorText, readServerError } from '../serverError';
import type {
	Protocol,
	ResultOptions,
	Task,
	TaskServer,
	TaskState,
	VideoRequest,
	VideoToVideoRequest,
} from '../types';
import { isTrue, readId, readTime } from '../values';

/** `seconds` is an alias of `duration`, and `input_reference` of `image`. */
const RESERVED_FIELDS = [
	'model',
	'prompt',
	'duration',
	'seconds',
	'aspect_ratio',
	'resolution',
	'image',
	'input_reference',
	'reference_images',
	'reference_audios',
	'last_frame',
	'keyframes',
	'generate_audio',
	'storage_options',
	'video',
];

/**
 * xAI's video API ("Grok Imagine", https://docs.x.ai/developers/rest-api-reference/inference/videos) and relays with
 * the same API.
 */
export const xai: Protocol = {
	name: 'xai',
	label: API_TYPES.xai.label,
	modelFamily: 'imagine',
	acceptsUnknownModels: false,
	hasListPrices: true,
	missingFeatures: [],
	// Measured on 2026-09-22 as "Prompt length exceeds the maximum allowed length of 4096".
	maxPromptLength: 4096,
	imageTypes: ['image/jpeg', 'image/png', 'image/webp'],
	requestForms: ['auto'],
	reservedFields: RESERVED_FIELDS,
	get createIntervalSeconds() {
		return CREATE_INTERVAL_SECONDS;
	},
	get pollIntervalSeconds() {
		return POLL_INTERVAL_SECONDS;
	},
	// According to xAI's SDK for Python.
	resultUrlLifetimeSeconds: 24 * 3600,

	// Relays lack xAI's own calls.
	keyCalls: () => [
		getCall('/v1/api-key'),
		modelsCall('/v1/models'),
		modelsCall('/v1/models', { fromOrigin: true }),
	],
	readKey(response) {
		const key = successBody(response);
		if (key && ('api_key_id' in key || 'team_id' in key || 'redacted_api_key' in key)) {
			const flags = [key.team_blocked, key.api_key_blocked, key.api_key_disabled];
			return flags.some(isTrue) ? 'blocked' : 'accepted';
		}
		return readModels(response) && 'accepted';
	},
	modelCalls: () => [
		modelsCall('/v1/video-generation-models'),
		modelsCall('/v1/models'),
		modelsCall('/v1/models', { fromOrigin: true }),
	],
	readModels,

	modeFor: (mode) => mode,
	createVideo,
	createVideoToVideo,
	files: {
		uploadCall,
		readFileId(response) {
			const body = successBody(response);
			return readId(body?.id) ?? readId(body?.file_id);
		},
	},
	readCreated: (response) => readCreatedTask(response, 'request_id'),
	// A bill proves that something was created, regardless of the HTTP status.
	isRejection: (response) =>
		isRejection(response) && !layersOf(response.json).some(({ usage }) => asObject(usage)),

	statusCall: (taskId) => statusCall('/v1/videos', taskId),
	readTask,
	readError(response) {
		const error = readServerError(response);
		// HTTP 400 is seen right after a create. A wrong key or a malformed ID stays wrong.
		const retryOnce =
			response.status === 400 && error.cause !== 'wrongKey' && error.cause !== 'unknownTask';
		return { ...error, retryOnce };
	},
};

/** An uploaded file is needed until its video is finished. xAI keeps files for at least an hour. */
const UPLOAD_LIFETIME_SECONDS = 24 * 3600;

/**
 * `image` is the first frame, which determines the shape of the video, so the aspect ratio is left out.
 * `reference_images` guide the video, also when there is only one.
 */
function createVideo(request: VideoRequest): Call {
	const { model, prompt, seconds, aspectRatio, resolution, mode, frames, voices } = request;
	const images = request.images.map((url) => ({ url }));
	const lastFrame = frames.find(({ at }) => at === 'end');
	const keyframes = frames.flatMap(({ at, url }) =>
		at === 'end' ? [] : [{ image: { url }, timestamp_s: at }],
	);
	const body = {
		...request.extraBody,
		model,
		prompt,
		duration: seconds,
		...(aspectRatio !== '' && mode !== 'image' && { aspect_ratio: aspectRatio }),
		...(resolution !== '' && { resolution }),
		...(mode === 'image' && { image: images[0] }),
		...(mode === 'images' && { reference_images: images }),
		...(lastFrame && { last_frame: { url: lastFrame.url } }),
		...(keyframes.length > 0 && { keyframes }),
		...(voices.length > 0 && { reference_audios: voices.map((voice_id) => ({ voice_id })) }),
		...(!request.result.generateAudio && { generate_audio: false }),
		...storageOptions(request.result),
	};
	return createCall('/v1/videos/generations', body);
}

/** Aspect ratio, resolution and, for edits, the length are those of the original video. */
function createVideoToVideo({ operation, ...request }: VideoToVideoRequest): Call {
	const { model, prompt, seconds, video, extraBody, result } = request;
	const body = {
		...extraBody,
		model,
		prompt,
		...(operation === 'extend' && { duration: seconds }),
		video: 'url' in video ? { url: video.url } : { file_id: video.fileId },
		...storageOptions(result),
	};
	const path = operation === 'edit' ? '/v1/videos/edits' : '/v1/videos/extensions';
	return createCall(path, body);
}

/** The file and its public link have the same lifetime. */
function storageOptions({ publicLinkDays, fileName }: ResultOptions): IDataObject {
	if (publicLinkDays === undefined) return {};
	const expires_after = publicLinkDays * 24 * 3600;
	return { storage_options: { filename: fileName, expires_after, public_url: { expires_after } } };
}

/** Free. Storage costs a little for each day. */
function uploadCall(body: UploadBody): Call {
	return {
		method: 'POST',
		path: '/v1/files',
		// xAI reads the fields only if they come before the file.
		upload: { ...body, fields: { ...body.fields, expires_after: String(UPLOAD_LIFETIME_SECONDS) } },
		timeoutSeconds: UPLOAD_TIMEOUT_SECONDS,
		maxResponseBytes: 1024 * 1024,
	};
}

/**
 * Failures are not documented as free: only an overload, an expired task and a server error are worth another, paid
 * task. Relays use `internal_error` for everything.
 */
function readTask(response: HttpResponse, server: TaskServer): TaskState | undefined {
	if (response.status >= 300) return readModerated(response, server.taskId);
	if (response.status === 202 && layersOf(response.json).length === 0) {
		return { state: 'running', task: { id: server.taskId, status: 'QUEUED', raw: {} } };
	}
	const canRecreate = (failure: Failure) =>
		isTransientFailure(failure) || (server.isOfficial && failure.code === 'internal_error');
	const result = readTaskState(response, server, canRecreate);
	return result?.state === 'done' ? { ...result, task: withFiles(result.task, server) } : result;
}

/** Moderation after the video was made: HTTP 400 with the bill, and 403 from relays. */
function readModerated({ status, json }: HttpResponse, taskId: string): TaskState | undefined {
	if (status !== 400 && status !== 403) return undefined;
	const raw = asObject(json) ?? {};
	const { code, message } = readErrorText(raw);
	const isBilled = status === 400 && asObject(raw.usage) !== undefined;
	if (!isBilled && causeOfText(`${code} ${message}`) !== 'moderated') return undefined;
	const failReason = message || undefined;
	return {
		state: 'failed',
		task: { id: taskId, status: 'FAILURE', failReason, costUsd: readCostUsd(raw), raw },
		cause: 'moderated',
		canRecreate: false,
	};
}

function withFiles(task: Task, server: TaskServer): Task {
	const video = asObject(layersOf(task.raw).find((layer) => asObject(layer.video))?.video);
	const file = asObject(video?.file_output);
	const publicUrl = readUrl(file?.public_url, server);
	return {
		...task,
		resultUrl: task.resultUrl ?? publicUrl,
		...(!server.isOfficial && { contentUrl: contentUrl(server) }),
		publicUrl,
		publicUrlExpiresAt: readTime(file?.public_url_expires_at),
		fileId: readId(file?.file_id),
		storageError: toText(video?.storage_error) ?? toText(file?.public_url_error),
	};
}
