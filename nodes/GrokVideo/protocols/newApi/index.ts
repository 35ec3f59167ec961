import { MODELS_TIMEOUT_SECONDS } from '../../limits';
import type { Call } from '../../http/client';
import type { HttpResponse } from '../../http/response';
import { asObject } from '../../http/json';
import type { Protocol } from '../types';
import { balance, quota } from './account';
import { wasRejected, readError } from './errors';
import { createVideo, OWN_FIELDS, REQUEST_FORMS } from './body';
import { getTask, readCreated, readTask } from './task';

function listModels(): Call {
	return {
		method: 'GET',
		path: '/v1/models',
		timeoutSeconds: MODELS_TIMEOUT_SECONDS,
		maxResponseBytes: 8 * 1024 * 1024,
	};
}

/** An error can come with HTTP 200 and `success: false`. */
function readModels({ status, json }: HttpResponse): unknown[] | undefined {
	const body = status < 300 ? asObject(json) : undefined;
	return body?.success !== false && Array.isArray(body?.data) ? body.data : undefined;
}

/**
 * The open-source gateway new-api, as Apixgo and Constreet run it. Paths, fields and words are from the
 * providers' documents ("创建视频任务", "查询视频任务"), and from new-api's source where they are silent.
 */
export const newApi: Protocol = {
	name: 'newApi',
	ownFields: OWN_FIELDS,
	requestForms: REQUEST_FORMS,
	createSpacingSeconds: () => 0,
	pollSpacingSeconds: () => 0,
	// The server goes by how many images there are.
	modeOf: (_mode, images) => (images === 0 ? 'text' : images === 1 ? 'image' : 'images'),
	acceptsUnknownModels: true,
	offers: [],
	quota,
	balance,
	// Both providers' documents: a "temporary direct link".
	resultUrlLifetimeSeconds: 3600,
	listModels,
	readModels,
	testKey: listModels,
	readKey: (response) => (readModels(response) ? 'works' : 'unreadable'),
	checkPrompt: () => {},
	createVideo,
	readCreated,
	wasRejected,
	getTask,
	readTask,
	readError,
};
