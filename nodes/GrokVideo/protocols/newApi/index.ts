import { asObject } from '../../http/json';
import { retryAfterSeconds, type HttpResponse } from '../../http/response';
import { API_TYPES } from '../../providers';
import { modelsCall, statusCall } from '../calls';
import { balance, exchangeRate } from '../newApiAccount';
import { isRejectedStatus, readCreatedTask } from '../parse';
import { readServerError, rejectedType } from '../serverError';
import type { Protocol } from '../types';
import { isFalse } from '../values';
import { createVideo, REQUEST_FORMS, RESERVED_FIELDS } from './body';
import { readTask } from './task';

/**
 * The open-source gateway new-api, as Apixgo and Constreet run it. Paths, fields and words are from the providers'
 * documents ("创建视频任务", "查询视频任务"), and from new-api's source where they are silent.
 */
export const newApi: Protocol = {
	name: 'newApi',
	label: API_TYPES.newApi.label,
	modelFamily: 'gateway',
	acceptsUnknownModels: true,
	hasListPrices: false,
	missingFeatures: ['edit', 'extend', 'frames', 'voices', 'generateAudio', 'publicLinkDays'],
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

	// The server goes by the number of images.
	modeFor: (_mode, imageCount) =>
		imageCount === 0 ? 'text' : imageCount === 1 ? 'image' : 'images',
	createVideo,
	readCreated: (response) => readCreatedTask(response, ['task_id', 'id', 'request_id', 'video_id']),
	isRejection: isGatewayRejection,
	otherForm(response, form) {
		const rejected = rejectedType(response, 'seconds');
		if (form !== 'stock') return rejected === 'number' ? 'stock' : undefined;
		return rejected === 'text' ? 'auto' : undefined;
	},

	statusCall: (taskId) => statusCall('/v1/video/generations', taskId),
	readTask,
	readError: (response) => readServerError(response, { isNotFoundTask: false }),
};

/** Errors can have HTTP 200 and `success: false`. */
function readModels({ status, json }: HttpResponse): unknown[] | undefined {
	const body = status < 300 ? asObject(json) : undefined;
	return body && !isFalse(body.success) && Array.isArray(body.data) ? body.data : undefined;
}

function isGatewayRejection(response: HttpResponse): boolean {
	const { status, headers } = response;
	if (isRejectedStatus(status)) return true;
	if (status === 503) return retryAfterSeconds(headers) !== undefined || isOwnError(response);
	return status < 300 && isFalse(asObject(response.json)?.success);
}

/**
 * The gateway's own JSON. A proxy in front of it responds with 503 also to a request that it has passed on ("upstream
 * connect error or disconnect/reset before headers"), and can do so in JSON, but not in the gateway's form.
 */
function isOwnError(response: HttpResponse): boolean {
	const body = asObject(response.json);
	const { message } = readServerError(response);
	if (!body || /upstream|disconnect|reset before/i.test(message)) return false;
	// A proxy's error is a text ("Service Unavailable"), and its code a number: the HTTP status.
	const error = asObject(body.error);
	const hasMessage = typeof error?.message === 'string' && error.message.trim() !== '';
	const hasCode = typeof body.code === 'string' && body.code !== '';
	return hasMessage || hasCode || isFalse(body.success);
}
