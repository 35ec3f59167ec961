import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { RESULT_URL_LIFETIME_SECONDS } from '../constants';
import type { Task } from './status';

/** The output of one item. `simplify` gives the same few names for every operation and gateway. */
export function toItem(
	task: Task,
	itemIndex: number,
	simplify: boolean,
	more: { binary?: INodeExecutionData['binary']; timedOut?: boolean } = {},
): INodeExecutionData {
	const json = simplify ? simplified(task, more.binary !== undefined) : { ...task.raw };
	json.task_id ??= task.id;
	if (more.timedOut) json.timed_out = true;
	return {
		json,
		...(more.binary && { binary: more.binary }),
		pairedItem: { item: itemIndex },
	};
}

function simplified(task: Task, downloaded: boolean): IDataObject {
	const expiresAt =
		task.resultUrl === undefined || task.finishedAt === undefined
			? undefined
			: task.finishedAt + RESULT_URL_LIFETIME_SECONDS;
	const fields: IDataObject = {
		task_id: task.id,
		status: task.status,
		progress: task.progress,
		model: task.model,
		result_url: shownUrl(task.resultUrl, downloaded),
		result_url_expires_at: isoTime(expiresAt),
		fail_reason: task.failReason,
		created_at: isoTime(task.createdAt),
		finished_at: isoTime(task.finishedAt),
	};
	return onlyKnown(fields);
}

/** What is not known is left out. */
export function onlyKnown(fields: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A data URL is the whole video: once that lies in the binary output, its start is enough. */
function shownUrl(url: string | undefined, downloaded: boolean): string | undefined {
	return downloaded ? url?.replace(/^(data:.{35}).+/i, '$1…') : url;
}

/** Unix seconds, as people and n8n's date functions read them. */
export function isoTime(seconds: number | undefined): string | undefined {
	return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
}
