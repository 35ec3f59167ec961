import { asObject } from '../../http/json';
import { MAX_TEXT_CHARACTERS } from '../../http/redact';
import type { HttpResponse } from '../../http/response';
import { API_TYPES } from '../../providers';
import { modelsCall, statusCall } from '../calls';
import { balance, exchangeRate } from '../newApiAccount';
import {
	contentUrl,
	isRejectedStatus,
	isTransientFailure,
	readCreatedTask,
	readTaskState,
} from '../parse';
import { readServerError, rejectedType } from '../serverError';
import type { Protocol } from '../types';
import { isFalse } from '../values';
import { createVideo, REQUEST_FORMS, RESERVED_FIELDS } from './body';

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
	missingFeatures: ['edit', 'extend', 'frames', 'voices', 'generateAudio', 'publicLinkDays'],
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
	readCreated: (response) => readCreatedTask(response, ['id', 'task_id', 'request_id', 'video_id']),
	isRejection,
	otherForm(response, form) {
		const isInteger = form === 'integer_seconds';
		const rejected = rejectedType(response, 'seconds');
		if (rejected === (isInteger ? 'number' : 'text')) return isInteger ? 'auto' : 'integer_seconds';
		return form === 'auto' && isSizeRejected(response) ? 'no_size' : undefined;
	},

	statusCall: (taskId) => statusCall('/v1/videos', taskId),
	readTask(response, server) {
		const result = readTaskState(response, server, { canRecreate: isTransientFailure });
		if (result?.state !== 'done') return result;
		const ownUrl = contentUrl(server);
		const task = { ...result.task, contentUrl: ownUrl };
		return { ...result, task: { ...task, resultUrl: task.resultUrl ?? ownUrl } };
	},
	readError: (response) => readServerError(response),
};

/** Some proxies serve the list above the base URL. */
function modelCalls() {
	return [modelsCall('/v1/models', true), modelsCall('/../v1/models'), modelsCall('/v1/models')];
}

function readModels({ status, json }: HttpResponse): unknown[] | undefined {
	const body = status < 300 ? asObject(json) : undefined;
	return body && !isFalse(body.success) && Array.isArray(body.data) ? body.data : undefined;
}

function isSizeRejected({ status, text }: HttpResponse): boolean {
	return (
		(status === 400 || status === 422) &&
		/"size"|(invalid|unsupported) (value for )?size\b|\bsize\b.{0,40}(invalid|supported|must be|one of)/i.test(
			text.slice(0, MAX_TEXT_CHARACTERS),
		)
	);
}

/** HTTP 503 of new-api says that no supplier has the model. Other servers pass on their supplier's 503. */
function isRejection(response: HttpResponse): boolean {
	const { status } = response;
	if (status === 503) return readServerError(response).cause === 'modelUnavailable';
	return isRejectedStatus(status) || (status < 300 && isFalse(asObject(response.json)?.success));
}
