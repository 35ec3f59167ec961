import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../../http/client';
import { MAX_TEXT_CHARACTERS } from '../../http/redact';
import type { HttpResponse } from '../../http/response';
import { API_TYPES } from '../../providers';
import { createCall, modelsCall, statusCall } from '../calls';
import { balance, exchangeRate } from '../newApiAccount';
import { contentUrl, isRejection, readCreatedTask, readModels, readTaskState } from '../parse';
import { readServerError, expectedSecondsType } from '../serverError';
import { ALL_FEATURES, type Protocol, type VideoRequest } from '../types';

/**
 * `integer_seconds` is for LLM Gateway, which rejects `seconds` as a text, and an image in two fields. `no_size` is for
 * CLIProxyAPI, which rejects a `size` other than OpenAI's, and reads the other two fields.
 */
const REQUEST_FORMS = ['auto', 'integer_seconds', 'no_size'] as const;

const RESERVED_FIELDS = [
	'model',
	'prompt',
	'seconds',
	'duration',
	'size',
	'aspect_ratio',
	'resolution',
	'image',
	'images',
	'input_reference',
	'reference_images',
];

/**
 * OpenAI's API for videos (`/v1/videos`) as servers for Grok video implement it: new-api with its xAI plugin, APIYI,
 * LLM Gateway, CLIProxyAPI, LiteLLM and others. OpenAI's own service ended in September 2026.
 */
export const openAiVideos: Protocol = {
	name: 'openAiVideos',
	label: API_TYPES.openAiVideos.label,
	modelFamily: 'imagine',
	acceptsUnknownModels: true,
	hasListPrices: false,
	missingFeatures: ALL_FEATURES,
	requestForms: REQUEST_FORMS,
	reservedFields: RESERVED_FIELDS,
	createIntervalSeconds: 0,
	pollIntervalSeconds: 0,
	// Not documented. new-api gateways: an hour.
	resultUrlLifetimeSeconds: 3600,

	keyCalls: modelCalls,
	readKey: (response) => readModels(response) && 'accepted',
	modelCalls,
	readModels,
	balance: balance({ fromOrigin: true }),
	exchangeRate: exchangeRate({ fromOrigin: true }),

	modeFor: (mode) => mode,
	createVideo,
	readCreated: (response) => readCreatedTask(response, 'id'),
	// HTTP 503 of new-api says that no supplier has the model. Other servers pass on their supplier's 503.
	isRejection: (response) =>
		isRejection(response) ||
		(response.status === 503 && readServerError(response).cause === 'modelUnavailable'),
	fallbackForm(response, form) {
		const secondsType = expectedSecondsType(response);
		if (form === 'integer_seconds') return secondsType === 'text' ? 'auto' : undefined;
		if (secondsType === 'number') return 'integer_seconds';
		return form === 'auto' && isSizeRejected(response) ? 'no_size' : undefined;
	},

	statusCall: (taskId) => statusCall('/v1/videos', taskId),
	readTask(response, server) {
		const result = readTaskState(response, server);
		if (result?.state !== 'done') return result;
		const serverUrl = contentUrl(server);
		const { resultUrl = serverUrl } = result.task;
		return { ...result, task: { ...result.task, resultUrl, contentUrl: serverUrl } };
	},
	readError: (response) => readServerError(response),
};

/** Some proxies serve the list above the base URL. */
function modelCalls() {
	const atOrigin = modelsCall('/v1/models', { fromOrigin: true });
	return [atOrigin, modelsCall('/../v1/models'), modelsCall('/v1/models')];
}

function isSizeRejected({ status, text }: HttpResponse): boolean {
	return (
		(status === 400 || status === 422) &&
		/"size"|(invalid|unsupported) (value for )?size\b|\bsize\b.{0,40}(invalid|supported|must be|one of)/i.test(
			text.slice(0, MAX_TEXT_CHARACTERS),
		)
	);
}

/**
 * Servers read different fields for the same thing and ignore the others, so each value is sent in every field that
 * some server reads. With a single image in `input_reference` alone, servers that expect an object there would ignore
 * it and bill the video.
 */
function createVideo(request: VideoRequest): Call {
	const { model, prompt, seconds, resolution, mode, images, form } = request;
	// The video takes the shape of its first frame. A size is still needed for the resolution.
	const aspectRatio = request.aspectRatio || (mode === 'image' ? '16:9' : '');
	const size = sizeOf(aspectRatio, resolution);
	const body: IDataObject = {
		...request.extraBody,
		model,
		prompt,
		seconds: form === 'integer_seconds' ? seconds : String(seconds),
		...(size !== undefined && form !== 'no_size' && { size }),
		...(aspectRatio !== '' && { aspect_ratio: aspectRatio }),
		...(resolution !== '' && { resolution }),
		...imageFields(mode, images, form),
	};
	return createCall('/v1/videos', body);
}

function imageFields(mode: string, images: string[], form: string): IDataObject {
	const [image] = images;
	if (mode === 'text') return {};
	if (mode === 'image') {
		return { image, ...(form !== 'integer_seconds' && { input_reference: image }) };
	}
	// One image in `images` would be taken for the first frame.
	return { reference_images: images, ...(images.length > 1 && { images }) };
}

/** The shorter side is the resolution, the longer one is rounded up to an even number: 854x480. */
export function sizeOf(aspectRatio: string, resolution: string): string | undefined {
	const ratio = /^(\d{1,2}):(\d{1,2})$/.exec(aspectRatio);
	const lines = /^(\d{3,4})p$/i.exec(resolution);
	if (!ratio || !lines) return undefined;
	const [width, height] = [Number(ratio[1]), Number(ratio[2])];
	const short = Number(lines[1]);
	const long = 2 * Math.ceil((short * Math.max(width, height)) / Math.min(width, height) / 2);
	return width < height ? `${short}x${long}` : `${long}x${short}`;
}
