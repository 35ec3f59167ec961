import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../http/client';
import { pathSegment } from '../http/url';
import { CREATE_TIMEOUT_SECONDS, MODELS_TIMEOUT_SECONDS, STATUS_TIMEOUT_SECONDS } from '../limits';

/** Builds calls with the same limits for all protocols. */

const MEBIBYTE = 1024 ** 2;

export function createCall(path: string, body: IDataObject): Call {
	return { ...getCall(path), method: 'POST', body, timeoutSeconds: CREATE_TIMEOUT_SECONDS };
}

export function statusCall(path: string, taskId: string): Call {
	// The link can be a data URL, which contains the video.
	return { ...getCall(`${path}/${pathSegment(taskId)}`), maxResponseBytes: 32 * MEBIBYTE };
}

export function modelsCall(path: string, overrides: Partial<Call> = {}): Call {
	const limits = { timeoutSeconds: MODELS_TIMEOUT_SECONDS, maxResponseBytes: 8 * MEBIBYTE };
	return { ...getCall(path), ...limits, ...overrides };
}

export function getCall(path: string, overrides: Partial<Call> = {}): Call {
	return {
		method: 'GET',
		path,
		timeoutSeconds: STATUS_TIMEOUT_SECONDS,
		maxResponseBytes: MEBIBYTE,
		...overrides,
	};
}
