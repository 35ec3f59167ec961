import type { IDataObject } from 'n8n-workflow';
import { CREATE_TIMEOUT_SECONDS, MODELS_TIMEOUT_SECONDS, STATUS_TIMEOUT_SECONDS } from '../limits';
import type { Call } from '../http/client';
import { pathSegment } from '../http/url';

/** Builds calls with the same limits for all protocols. */

const MEBIBYTE = 1024 ** 2;

export function createCall(path: string, body: IDataObject): Call {
	return {
		method: 'POST',
		path,
		body,
		timeoutSeconds: CREATE_TIMEOUT_SECONDS,
		maxResponseBytes: MEBIBYTE,
	};
}

export function statusCall(path: string, taskId: string): Call {
	return {
		method: 'GET',
		path: `${path}/${pathSegment(taskId)}`,
		timeoutSeconds: STATUS_TIMEOUT_SECONDS,
		// The link can be a data URL, which contains the video.
		maxResponseBytes: 32 * MEBIBYTE,
	};
}

export function modelsCall(path: string, fromOrigin?: true): Call {
	return {
		method: 'GET',
		path,
		...(fromOrigin && { fromOrigin }),
		timeoutSeconds: MODELS_TIMEOUT_SECONDS,
		maxResponseBytes: 8 * MEBIBYTE,
	};
}

export function keyCall(path: string): Call {
	return {
		method: 'GET',
		path,
		timeoutSeconds: STATUS_TIMEOUT_SECONDS,
		maxResponseBytes: MEBIBYTE,
	};
}
