import { MODELS_LIMIT_SECONDS } from '../../constants';
import { asObject } from '../../transport/json';
import type { Protocol } from '../protocol';
import { causeOfFailure, readError } from './errors';
import { createVideo, OWN_FIELDS } from './request';
import { getTask, readCreated, readTask } from './task';

/**
 * The open-source gateway new-api, as Apixgo and Constreet run it. Paths, fields and words are from the
 * providers' documents ("创建视频任务", "查询视频任务"), and from new-api's source where they are silent.
 */
export const newApi: Protocol = {
	ownFields: OWN_FIELDS,
	// Both providers' documents: a "temporary direct link".
	resultUrlLifetimeSeconds: 3600,
	listModels: () => ({
		method: 'GET',
		path: '/v1/models',
		limitSeconds: MODELS_LIMIT_SECONDS,
		limitBytes: 8 * 1024 * 1024,
	}),
	readModels({ status, json }) {
		const body = status < 300 ? asObject(json) : undefined;
		// An error can come with HTTP 200 and `success: false`.
		return body?.success !== false && Array.isArray(body?.data) ? body.data : undefined;
	},
	createVideo,
	readCreated,
	getTask,
	readTask,
	readError,
	causeOfFailure,
};
