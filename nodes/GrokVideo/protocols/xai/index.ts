import { asObject } from '../../http/json';
import { CREATE_INTERVAL_SECONDS, POLL_INTERVAL_SECONDS } from '../../limits';
import { API_TYPES } from '../../providers';
import { keyCall, modelsCall, statusCall } from '../calls';
import { isRejectedStatus, readCreatedTask } from '../parse';
import { readServerError } from '../serverError';
import type { Protocol } from '../types';
import { isFalse, isTrue, readId } from '../values';
import { createVideo, createVideoToVideo, RESERVED_FIELDS, uploadCall } from './body';
import { hasBill, readTask } from './task';

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
		keyCall('/v1/api-key'),
		modelsCall('/v1/models'),
		modelsCall('/v1/models', true),
	],
	readKey(response) {
		const key = response.status < 300 ? asObject(response.json) : undefined;
		if (key && ('api_key_id' in key || 'team_id' in key || 'redacted_api_key' in key)) {
			const flags = [key.team_blocked, key.api_key_blocked, key.api_key_disabled];
			return flags.some(isTrue) ? 'blocked' : 'accepted';
		}
		return readModels(response) && 'accepted';
	},
	modelCalls: () => [
		modelsCall('/v1/video-generation-models'),
		modelsCall('/v1/models'),
		modelsCall('/v1/models', true),
	],
	readModels,

	modeFor: (mode) => mode,
	createVideo,
	createVideoToVideo,
	files: {
		uploadCall,
		readFileId({ status, json }) {
			const body = status < 300 ? asObject(json) : undefined;
			return readId(body?.id) ?? readId(body?.file_id);
		},
	},
	readCreated: (response) => readCreatedTask(response, ['request_id', 'task_id', 'id', 'video_id']),
	isRejection: (response) =>
		!hasBill(response) &&
		(isRejectedStatus(response.status) ||
			(response.status < 300 && isFalse(asObject(response.json)?.success))),

	statusCall: (taskId) => statusCall('/v1/videos', taskId),
	readTask,
	readError(response) {
		const error = readServerError(response);
		// Seen right after a create. A wrong key or a malformed ID stay wrong.
		const retryOnce =
			response.status === 400 && error.cause !== 'wrongKey' && error.cause !== 'unknownTask';
		return { ...error, retryOnce };
	},
};

function readModels({ status, json }: { status: number; json: unknown }): unknown[] | undefined {
	const body = status < 300 ? asObject(json) : undefined;
	const list = body && !isFalse(body.success) ? (body.models ?? body.data) : undefined;
	return Array.isArray(list) ? list : undefined;
}
