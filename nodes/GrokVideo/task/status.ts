import type { IDataObject } from 'n8n-workflow';
import type { Answer } from '../transport/reply';
import { asObject, serverWords, textOf } from '../transport/words';
import { parseUrl } from '../transport/provider';

/** What is known of a task, in the words of this node. */
export interface Task {
	id: string;
	/** As the gateway has it, in capitals: QUEUED, IN_PROGRESS, SUCCESS, FAILURE and others. */
	status: string;
	/** Whole number from 0 to 100. Says how far the task is, never how it ended. */
	progress?: number;
	model?: string;
	/** Absolute http(s) URL or a data URL. */
	resultUrl?: string;
	failReason?: string;
	/** Unix seconds. */
	createdAt?: number;
	finishedAt?: number;
	/** The gateway's own object. */
	raw: IDataObject;
}

/** Where a task stands. `data.status` alone decides (documents, "状态/错误码"). */
export type TaskState =
	| { state: 'running'; task: Task }
	| { state: 'done'; task: Task; resultUrl: string }
	| { state: 'failed'; task: Task }
	| { state: 'unreadable' };

/**
 * Reads the answer of the status call. SUCCESS without a URL is still running: the URL can follow a
 * moment later. Older gateways put the URL in `fail_reason`.
 */
export function readState(json: unknown, taskId: string, baseUrl: string): TaskState {
	const data = asObject(asObject(json)?.data) ?? {};
	const status = textOf(data.status)?.toUpperCase();
	if (status === undefined) return { state: 'unreadable' };
	const task = readTask(data, status, taskId, baseUrl);
	if (status === 'FAILURE') return { state: 'failed', task };
	const { resultUrl } = task;
	return resultUrl === undefined ? { state: 'running', task } : { state: 'done', task, resultUrl };
}

/** Reads the answer of the create call; nothing when it has no task ID. */
export function readCreated(json: unknown, model: string): Task | undefined {
	const body = asObject(json);
	// The documents show the task itself; a gateway that wraps it in `data` is understood too.
	for (const data of [body, asObject(body?.data)]) {
		if (!data) continue;
		const id = textOf(data.task_id) ?? textOf(data.id);
		if (id !== undefined) {
			return {
				id,
				status: (textOf(data.status) ?? 'SUBMITTED').toUpperCase(),
				progress: readProgress(data.progress),
				model: textOf(data.model) ?? model,
				createdAt: readTime(data.created_at),
				raw: data,
			};
		}
	}
	return undefined;
}

/** A server's "no": `{"code":"task_not_exist"}` and the like can come with any HTTP status. */
export function isTaskUnknown(answer: Answer): boolean {
	return serverWords(answer).code === 'task_not_exist';
}

function readTask(data: IDataObject, status: string, taskId: string, baseUrl: string): Task {
	const properties = asObject(data.properties);
	const reason = textOf(data.fail_reason);
	const legacyUrl = status === 'SUCCESS' ? readUrl(reason, baseUrl) : undefined;
	return {
		id: textOf(data.task_id) ?? taskId,
		status,
		progress: readProgress(data.progress),
		model: textOf(properties?.origin_model_name) ?? textOf(data.model),
		resultUrl: status === 'SUCCESS' ? (readUrl(data.result_url, baseUrl) ?? legacyUrl) : undefined,
		failReason: legacyUrl === undefined ? reason : undefined,
		createdAt: readTime(data.submit_time) ?? readTime(data.created_at),
		finishedAt: readTime(data.finish_time),
		raw: data,
	};
}

/** Keeps any scheme: the download says why it refuses one. A path alone belongs to the gateway. */
function readUrl(value: unknown, baseUrl: string): string | undefined {
	const text = textOf(value);
	if (text === undefined) return undefined;
	if (text.startsWith('/')) return parseUrl(text, baseUrl)?.href;
	return /^[a-z][a-z0-9+.-]*:/i.test(text) && !/\s/.test(text) ? text : undefined;
}

function readProgress(value: unknown): number | undefined {
	const number = Number.parseFloat(String(textOf(value)));
	return Number.isFinite(number) ? Math.round(Math.min(100, Math.max(0, number))) : undefined;
}

function readTime(value: unknown): number | undefined {
	const number = Number(textOf(value));
	const seconds = number > 1e11 ? number / 1000 : number; // some gateways count in milliseconds
	return seconds > 0 && seconds < 1e11 ? seconds : undefined;
}
