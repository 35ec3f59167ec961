import { MODELS_LIMIT_SECONDS } from '../../constants';
import type { Call } from '../../transport/http';
import type { HttpResponse } from '../../transport/httpResult';
import { asObject } from '../../transport/json';
import type { Protocol } from '../protocol';
import { balance, quota } from './account';
import { createdNothing, readError } from './errors';
import { createVideo, OWN_FIELDS, REQUEST_FORMS } from './request';
import { getTask, readCreated, readTask } from './task';

function listModels(): Call {
	return {
		method: 'GET',
		path: '/v1/models',
		limitSeconds: MODELS_LIMIT_SECONDS,
		limitBytes: 8 * 1024 * 1024,
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
	takesAnyModel: true,
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
	createdNothing,
	getTask,
	readTask,
	readError,
};
