import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../../http/client';
import { asObject } from '../../http/json';
import { retryAfterSeconds, type HttpResponse } from '../../http/response';
import { API_TYPES } from '../../providers';
import { createCall, modelsCall, statusCall } from '../calls';
import { balance, exchangeRate } from '../newApiAccount';
import {
	contentUrl,
	isRejection,
	readCreatedTask,
	readModels,
	readStatus,
	readTaskState,
	successBody,
} from '../parse';
import { readServerError, expectedSecondsType } from '../serverError';
import {
	ALL_FEATURES,
	type Protocol,
	type Task,
	type TaskServer,
	type TaskState,
	type VideoRequest,
} from '../types';
import { isFalse, readAmount } from '../values';

/**
 * Which fields hold the images. `auto` is `image_urls`, which the providers' documents recommend. `stock` is the form of
 * new-api's own source, which drops or rejects the providers' additions.
 */
const REQUEST_FORMS = [
	'auto',
	'image_urls',
	'input_reference',
	'reference_images',
	'stock',
] as const;

const RESERVED_FIELDS = [
	'model',
	'prompt',
	'seconds',
	'duration',
	'aspect_ratio',
	'resolution',
	'image',
	'images',
	'image_urls',
	'input_reference',
	'reference_images',
];

/**
 * The open-source gateway new-api, as Apixgo and Constreet run it. Paths, fields and statuses are from the providers'
 * documents ("创建视频任务", "查询视频任务"), and from new-api's source where they are silent.
 */
export const newApi: Protocol = {
	name: 'newApi',
	label: API_TYPES.newApi.label,
	modelFamily: 'gateway',
	acceptsUnknownModels: true,
	hasListPrices: false,
	missingFeatures: ALL_FEATURES,
	requestForms: REQUEST_FORMS,
	reservedFields: RESERVED_FIELDS,
	createIntervalSeconds: 0,
	pollIntervalSeconds: 0,
	// Both providers' documents: a "temporary direct link".
	resultUrlLifetimeSeconds: 3600,

	keyCalls: () => [modelsCall('/v1/models')],
	readKey: (response) => readModels(response) && 'accepted',
	modelCalls: () => [modelsCall('/v1/models')],
	readModels,
	balance: balance(),
	exchangeRate: exchangeRate(),

	// The server decides by the number of images.
	modeFor: (_mode, imageCount) =>
		imageCount === 0 ? 'text' : imageCount === 1 ? 'image' : 'images',
	createVideo,
	readCreated: (response) => readCreatedTask(response, 'task_id'),
	isRejection: (response) => isRejection(response) || isUnavailable(response),
	fallbackForm(response, form) {
		const secondsType = expectedSecondsType(response);
		if (form === 'stock') return secondsType === 'number' ? 'auto' : undefined;
		return secondsType === 'text' ? 'stock' : undefined;
	},

	statusCall: (taskId) => statusCall('/v1/video/generations', taskId),
	readTask,
	readError: (response) => readServerError(response, false),
};

/**
 * HTTP 503 in the gateway's own JSON, or with Retry-After. A proxy in front of it also responds with 503 to requests
 * that it has passed on ("upstream connect error or disconnect/reset before headers"). Its JSON differs from the
 * gateway's: `error` is a text ("Service Unavailable"), and `code` a number.
 */
function isUnavailable(response: HttpResponse): boolean {
	const { headers, json, status } = response;
	if (status !== 503) return false;
	const { message } = readServerError(response);
	if (/upstream|disconnect|reset before/i.test(message)) return false;
	if (retryAfterSeconds(headers) !== undefined) return true;
	const body = asObject(json) ?? {};
	const texts = [asObject(body.error)?.message, body.code];
	return isFalse(body.success) || texts.some((text) => typeof text === 'string' && text !== '');
}

/** Names and shapes from the documents' "请求参数", and from new-api's `relay/common/relay_info.go`. */
function createVideo(request: VideoRequest): Call {
	const { model, prompt, seconds, aspectRatio, resolution, images, form, extraBody } = request;
	const isStock = form === 'stock';
	const shape: IDataObject = {
		...(aspectRatio !== '' && { aspect_ratio: aspectRatio }),
		...(resolution !== '' && { resolution }),
	};
	const metadata = extraBody.metadata ?? {};
	const body: IDataObject = {
		...extraBody,
		model,
		prompt,
		seconds: isStock ? String(seconds) : seconds,
		...shape,
		...(images.length > 0 && imageFields(form, images)),
		...(isStock && typeof metadata === 'object' && { metadata: { ...metadata, ...shape } }),
	};
	return createCall('/v1/video/generations', body);
}

function imageFields(form: string, images: string[]): IDataObject {
	switch (form) {
		case 'input_reference':
			return { input_reference: { image_url: images[0] } };
		case 'reference_images':
			return { reference_images: images };
		case 'stock':
			return { images };
		default:
			return { image_urls: images };
	}
}

/**
 * new-api refunds the quota of a failed task. It does not refund what its supplier billed, which it shows as SUCCESS
 * without a link, nor tasks that it lost: those have no reason.
 */
function readTask(response: HttpResponse, server: TaskServer): TaskState | undefined {
	const body = successBody(response);
	// Right after a create, the gateway may not know the task yet.
	if (body?.code === 'success' && body.data === null) {
		return { state: 'running', task: { id: server.taskId, status: 'QUEUED', raw: {} } };
	}
	const result = readTaskState(response, server, ({ reason }) => reason !== '');
	if (!result) return undefined;
	const { quota, status } = result.task.raw;
	const isCharged = readStatus(status) === 'SUCCESS';
	const task: Task = {
		...result.task,
		costUsd: undefined, // the response has what the supplier billed the gateway
		costQuota: isCharged ? readAmount(quota) : undefined, // until then it may be refunded
		...(result.state === 'done' && { contentUrl: contentUrl(server) }),
	};
	return { ...result, task };
}
