import type { IDataObject } from 'n8n-workflow';
import { STATUS_TIMEOUT_SECONDS } from '../../limits';
import type { Call } from '../../http/client';
import type { HttpResponse } from '../../http/response';
import { asObject, toText } from '../../http/json';
import { pathPart } from '../../http/url';
import type { CreatedTask, Task, TaskState } from '../types';
import { isRejection, readId, readProgress, readTime, readUrl } from '../parse';
import { causeOfFailure, isModerated, wordsOf } from './errors';

/** 10,000,000,000 ticks are one US dollar (documents, "Cost tracking"). */
const TICKS_PER_USD = 1e10;

/** `request_id` looks like a UUID, but is not always one. */
export function getTask(taskId: string): Call {
	return {
		method: 'GET',
		path: `/v1/videos/${pathPart(taskId)}`,
		timeoutSeconds: STATUS_TIMEOUT_SECONDS,
		maxResponseBytes: 4 * 1024 * 1024,
	};
}

export function readCreated({ status, json }: HttpResponse): CreatedTask | undefined {
	if (isRejection(status)) return undefined;
	const body = asObject(json);
	const id = readId(body?.request_id);
	if (!body || id === undefined) return undefined;
	// An error with words of its own names the request that went wrong: proxies call its ID the same.
	if (status >= 300 && wordsOf(body).message !== '') return undefined;
	return { id, status: 'QUEUED', raw: body, ...(status >= 300 && { errorStatus: status }) };
}

/** Every ending that was seen or documented; an unknown word for a status is that of a task which goes on. */
export function readTask(
	response: HttpResponse,
	taskId: string,
	baseUrl: string,
): TaskState | undefined {
	const { status: httpStatus, json } = response;
	const body = asObject(json) ?? {};
	const known = { id: taskId, ...readCommon(body), raw: body };
	if (httpStatus === 202) return running(known);
	if (httpStatus === 400 && isModerated(response)) {
		return failed(known, wordsOf(body).message, { moderated: true });
	}
	if (httpStatus !== 200 || json === null) return undefined;
	const word = toText(body.status);
	const video = asObject(body.video);
	if (word === 'failed') {
		const { message, code } = wordsOf(body);
		const reason = [message, code && `(${code})`].filter(Boolean).join(' ');
		return failed(known, reason, { moderated: isModerated(response), code });
	}
	if (word === 'expired') return failed(known, 'xAI has given it up ("expired")', { code: word });
	if (word !== undefined && word !== 'done') return running(known);
	const kept = asObject(video?.file_output);
	const publicUrl = readUrl(kept?.public_url, baseUrl);
	const resultUrl = readUrl(video?.url, baseUrl) ?? publicUrl;
	if (resultUrl === undefined && video?.respect_moderation === false) {
		return failed(known, 'blocked by content moderation', { moderated: true });
	}
	if (resultUrl === undefined && word === undefined) return undefined; // until spring 2026, the link alone said it
	const storage: Partial<Task> = {
		publicUrl,
		publicUrlExpiresAt: readTime(kept?.public_url_expires_at),
		fileId: readId(kept?.file_id),
		storageTrouble: toText(video?.storage_error) ?? toText(kept?.public_url_error),
	};
	return {
		state: 'done',
		task: { ...known, ...storage, status: 'SUCCESS', progress: 100, resultUrl },
	};
}

function readCommon(body: IDataObject): Partial<Task> {
	const ticks = Number(asObject(body.usage)?.cost_in_usd_ticks);
	return {
		progress: readProgress(body.progress),
		model: toText(body.model),
		...(ticks > 0 && Number.isFinite(ticks) && { costUsd: ticks / TICKS_PER_USD }),
	};
}

type Known = Omit<Task, 'status'>;

function running(known: Known): TaskState {
	return {
		state: 'running',
		task: { ...known, status: known.progress ? 'IN_PROGRESS' : 'QUEUED' },
	};
}

/**
 * What is moderated after it was made is billed (documents, "Pricing"). Of other failures nothing is said; only an
 * overload and a fault of the server's are worth another, paid task.
 */
function failed(
	known: Known,
	failReason: string,
	{ moderated = false, code = '' }: { moderated?: boolean; code?: string },
): TaskState {
	return {
		state: 'failed',
		task: { ...known, status: 'FAILURE', failReason: failReason || undefined },
		cause: moderated ? 'moderated' : causeOfFailure(failReason),
		canRecreate: ['service_unavailable', 'internal_error', 'expired'].includes(code),
	};
}
