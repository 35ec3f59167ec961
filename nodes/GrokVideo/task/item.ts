import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { RESULT_URL_LIFETIME_SECONDS } from '../constants';
import type { Task } from './status';

/** What goes into an item's JSON: a few fields with fixed names, of these the named ones, or the server's answer. */
export type OutputForm = 'simplified' | 'raw' | readonly string[];

/** The output of one item. Its simplified form has the same few names for every operation and gateway. */
export function toItem(
	task: Task,
	itemIndex: number,
	form: OutputForm,
	more: { binary?: INodeExecutionData['binary']; timedOut?: boolean } = {},
): INodeExecutionData {
	const json = inForm(form, task.raw, simplified(task, more.binary !== undefined), 'task_id');
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

/** The form that was asked for; selected fields always come with the one that names the record. */
export function inForm(
	form: OutputForm,
	raw: IDataObject,
	simplified: IDataObject,
	id: string,
): IDataObject {
	if (form === 'raw') return { ...raw };
	if (form === 'simplified') return simplified;
	const selected = [id, ...form];
	return Object.fromEntries(Object.entries(simplified).filter(([name]) => selected.includes(name)));
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
