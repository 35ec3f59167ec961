import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../../http/client';
import { asObject, toText } from '../../http/json';
import type { HttpResponse } from '../../http/response';
import { parseUrl } from '../../http/url';
import { findModel } from '../../models';
import { API_TYPES } from '../../providers';
import { createCall, getCall, modelsCall, statusCall } from '../calls';
import {
	contentUrl,
	isRejection,
	readCreatedTask,
	readModels,
	readTaskState,
	successBody,
} from '../parse';
import { readServerError } from '../serverError';
import { ALL_FEATURES, type Balance, type Protocol, type VideoRequest } from '../types';
import { readNumber, readTime } from '../values';

const RESERVED_FIELDS = [
	'model',
	'prompt',
	'duration',
	'seconds',
	'aspect_ratio',
	'resolution',
	'size',
	'frame_images',
	'input_references',
	'generate_audio',
];

/** OpenRouter's API for videos (https://openrouter.ai/docs/api_reference/videos). Paths match OpenAI's, bodies do not. */
export const openRouter: Protocol = {
	name: 'openRouter',
	label: API_TYPES.openRouter.label,
	modelFamily: 'imagine',
	acceptsUnknownModels: true,
	hasListPrices: true, // equal to those of the models' maker
	missingFeatures: ALL_FEATURES,
	requestForms: ['auto'],
	reservedFields: RESERVED_FIELDS,
	createIntervalSeconds: 0,
	pollIntervalSeconds: 0,
	// Not documented.
	resultUrlLifetimeSeconds: 3600,

	keyCalls: () => [getCall('/v1/key')],
	readKey: (response) => readKey(response) && 'accepted',
	modelCalls: () => [modelsCall('/v1/videos/models')],
	readModels,
	balance: [{ calls: () => [getCall('/v1/key')], read: ([response]) => readKey(response) }],

	modeFor: (mode) => mode,
	createVideo,
	readCreated: (response) => readCreatedTask(response, 'id'),
	isRejection,

	statusCall: (taskId) => statusCall('/v1/videos', taskId),
	/** The link is to a storage that needs no key. Links to the server itself may differ from the documented form. */
	readTask(response, server) {
		const result = readTaskState(response, server);
		if (result?.state !== 'done') return result;
		const serverUrl = `${contentUrl(server)}?index=0`;
		const { resultUrl = serverUrl } = result.task;
		const isServerUrl = parseUrl(resultUrl)?.origin === parseUrl(serverUrl)?.origin;
		const task = {
			...result.task,
			resultUrl: isServerUrl ? serverUrl : resultUrl,
			contentUrl: serverUrl,
		};
		return { ...result, task };
	},
	readError: (response) => readServerError(response),
};

/** US dollars. The account's balance needs a different type of key. */
function readKey(response: HttpResponse): Balance | undefined {
	const key = asObject(successBody(response)?.data);
	if (!key || !('limit' in key || 'usage' in key)) return undefined;
	return {
		keyName: toText(key.label),
		unlimited: key.limit === null,
		availableUsd: readNumber(key.limit_remaining),
		usedUsd: readNumber(key.usage),
		expiresAt: readTime(key.expires_at),
	};
}

/** `frame_images` and `input_references` together are rejected or ignored. */
function createVideo(request: VideoRequest): Call {
	const { model, prompt, seconds, aspectRatio, resolution, mode, images } = request;
	const parts = images.map((url): IDataObject => ({ type: 'image_url', image_url: { url } }));
	const body: IDataObject = {
		...request.extraBody,
		model: modelId(model),
		prompt,
		duration: seconds,
		...(resolution !== '' && { resolution }),
		...(aspectRatio !== '' && mode !== 'image' && { aspect_ratio: aspectRatio }),
		...(mode === 'image' && { frame_images: [{ ...parts[0], frame_type: 'first_frame' }] }),
		...(mode === 'images' && { input_references: parts }),
	};
	return createCall('/v1/videos', body);
}

/** Models are listed with their maker's name in front. */
function modelId(id: string): string {
	const known = id.startsWith('x-ai/') ? undefined : findModel(id, 'imagine');
	return known ? `x-ai/${known.id}` : id;
}
