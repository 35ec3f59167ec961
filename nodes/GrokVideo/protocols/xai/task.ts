import type { HttpResponse } from '../../http/response';
import { asObject, toText } from '../../http/json';
import {
	contentUrl,
	isTransientFailure,
	layersOf,
	readTaskState,
	readTicks,
	readUrl,
	type TaskRules,
} from '../parse';
import { causeOfText, readErrorText } from '../serverError';
import type { Task, TaskServer, TaskState } from '../types';
import { readId, readTime } from '../values';

/**
 * Failures are not documented as free: only an overload, an expired task and a server error are worth another, paid
 * task. Relays use `internal_error` for everything.
 */
export function readTask(response: HttpResponse, server: TaskServer): TaskState | undefined {
	const rules: TaskRules = {
		canRecreate: (failure) =>
			isTransientFailure(failure) || (server.isOfficial && failure.code === 'internal_error'),
	};
	if (response.status >= 300) {
		return isModerated(response) ? moderated(response, server) : undefined;
	}
	if (response.status === 202 && layersOf(response.json).length === 0) {
		return { state: 'running', task: { id: server.taskId, status: 'QUEUED', raw: {} } };
	}
	const result = readTaskState(response, server, rules);
	return result?.state === 'done' ? { ...result, task: withFiles(result.task, server) } : result;
}

/** Moderation after the video was made: HTTP 400 with the bill, and 403 from relays. */
function isModerated({ status, json }: HttpResponse): boolean {
	if (status !== 400 && status !== 403) return false;
	const body = asObject(json) ?? {};
	const { code, message } = readErrorText(body);
	return (
		causeOfText(`${code} ${message}`) === 'moderated' ||
		(status === 400 && asObject(body.usage) !== undefined)
	);
}

function moderated({ json }: HttpResponse, { taskId }: TaskServer): TaskState {
	const raw = asObject(json) ?? {};
	const { message } = readErrorText(raw);
	const costUsd = readTicks(asObject(raw.usage) ?? {});
	return {
		state: 'failed',
		task: { id: taskId, status: 'FAILURE', failReason: message || undefined, costUsd, raw },
		cause: 'moderated',
		canRecreate: false,
	};
}

function withFiles(task: Task, server: TaskServer): Task {
	const video = asObject(layersOf(task.raw).find((layer) => asObject(layer.video))?.video);
	const file = asObject(video?.file_output);
	const publicUrl = readUrl(file?.public_url, server);
	return {
		...task,
		resultUrl: task.resultUrl ?? publicUrl,
		...(!server.isOfficial && { contentUrl: contentUrl(server) }),
		publicUrl,
		publicUrlExpiresAt: readTime(file?.public_url_expires_at),
		fileId: readId(file?.file_id),
		storageError: toText(video?.storage_error) ?? toText(file?.public_url_error),
	};
}

/** A bill proves that something was created, whatever the HTTP status says. */
export function hasBill({ json }: HttpResponse): boolean {
	return layersOf(json).some(({ usage }) => asObject(usage) !== undefined);
}
