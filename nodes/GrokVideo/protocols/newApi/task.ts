import type { IDataObject } from 'n8n-workflow';
import { STATUS_TIMEOUT_SECONDS } from '../../limits';
import type { Call } from '../../http/client';
import type { HttpResponse } from '../../http/response';
import { asObject, toText } from '../../http/json';
import { pathPart } from '../../http/url';
import type { CreatedTask, Task, TaskState, TaskStatus } from '../types';
import { isRejection, readAmount, readId, readProgress, readTime, readUrl } from '../parse';
import { causeOfFailure } from './errors';

/** The documents' words ("状态/错误码"), and those that gateways are known to use in their place. */
const STATUSES: Record<string, TaskStatus> = {
	NOT_START: 'QUEUED',
	SUBMITTED: 'QUEUED',
	QUEUED: 'QUEUED',
	PENDING: 'QUEUED',
	SUCCESS: 'SUCCESS',
	SUCCEEDED: 'SUCCESS',
	COMPLETED: 'SUCCESS',
	FAILURE: 'FAILURE',
	FAILED: 'FAILURE',
	FAIL: 'FAILURE',
	ERROR: 'FAILURE',
	CANCELLED: 'FAILURE',
	CANCELED: 'FAILURE',
	EXPIRED: 'FAILURE',
	REJECTED: 'FAILURE',
	TIMEOUT: 'FAILURE',
};

/** Any other word, such as new-api's UNKNOWN, is that of a task which goes on. */
const statusOf = (word: string): TaskStatus => STATUSES[word.toUpperCase()] ?? 'IN_PROGRESS';

export function getTask(taskId: string): Call {
	return {
		method: 'GET',
		path: `/v1/video/generations/${pathPart(taskId)}`,
		timeoutSeconds: STATUS_TIMEOUT_SECONDS,
		// A result can be a data URL, which is a whole video.
		maxResponseBytes: 32 * 1024 * 1024,
	};
}

/**
 * Reads the answer of the create call. The documents show the task itself; one that stands in `data`, or
 * in a list, is understood too, and so is a bare ID in `data`.
 */
export function readCreated({ status, json }: HttpResponse): CreatedTask | undefined {
	// A "no" may carry the ID of something else, such as the request; a proxy's error that of a task which
	// was created before the answer was lost.
	if (isRejection(status)) return undefined;
	const body = asObject(Array.isArray(json) ? json[0] : json);
	const inner = Array.isArray(body?.data) ? (body.data[0] as unknown) : body?.data;
	// The `id` of a "no" is that of the request; so is the one beside a proxy's words.
	const isNo = body?.error !== undefined || body?.success === false;
	const isProxys = status >= 300 && toText(body?.message) !== undefined;
	for (const data of [body, asObject(inner), asObject({ task_id: inner })]) {
		const isRequest = isNo || (isProxys && data === body);
		const id = readId(data?.task_id) ?? (isRequest ? undefined : readId(data?.id));
		if (!data || id === undefined) continue;
		return {
			id,
			status: statusOf(toText(data.status) ?? 'SUBMITTED'),
			progress: readProgress(data.progress),
			model: readId(data.model),
			createdAt: readTime(data.created_at),
			raw: data,
			...(status >= 300 && { errorStatus: status }),
		};
	}
	return undefined;
}

/**
 * Reads the answer of the status call. SUCCESS without a URL is still running: the URL can follow a
 * moment later. Older gateways put the URL in `fail_reason`.
 */
export function readTask(
	{ status: httpStatus, json }: HttpResponse,
	taskId: string,
	baseUrl: string,
): TaskState | undefined {
	const data = httpStatus < 300 ? asObject(asObject(json)?.data) : undefined;
	const word = toText(data?.status);
	if (!data || word === undefined) return undefined;
	const status = statusOf(word);
	const task = toTask(data, status, taskId, baseUrl);
	if (status === 'FAILURE') {
		// new-api gives the quota of a failed task back.
		return {
			state: 'failed',
			task: { ...task, costQuota: undefined },
			cause: causeOfFailure(task.failReason ?? ''),
			canRecreate: true,
		};
	}
	return task.resultUrl === undefined
		? {
				state: 'running',
				// What was taken beforehand can still be given back.
				task: {
					...task,
					costQuota: undefined,
					status: status === 'QUEUED' ? status : 'IN_PROGRESS',
				},
			}
		: { state: 'done', task };
}

function toTask(data: IDataObject, status: TaskStatus, taskId: string, baseUrl: string): Task {
	const properties = asObject(data.properties);
	const reason = toText(data.fail_reason);
	const succeeded = status === 'SUCCESS';
	const legacyUrl = succeeded ? readUrl(reason, baseUrl) : undefined;
	return {
		id: taskId, // a gateway may answer with the ID that its own supplier uses
		status,
		progress: readProgress(data.progress),
		model: readId(properties?.origin_model_name) ?? readId(data.model),
		resultUrl: succeeded ? (readUrl(data.result_url, baseUrl) ?? legacyUrl) : undefined,
		failReason: legacyUrl === undefined ? reason : undefined,
		createdAt: readTime(data.submit_time) ?? readTime(data.created_at),
		finishedAt: readTime(data.finish_time),
		costQuota: readAmount(data.quota),
		raw: data,
	};
}
