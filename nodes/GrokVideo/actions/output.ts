import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Task } from '../protocols/types';
import type { OutputMode } from '../input/options';
import { cut, MAX_TEXT_CHARACTERS, shownUrl } from '../http/redact';
import type { RunContext } from '../tasks/runContext';

/** The output of one item. Its simplified form has the same few names for every operation and provider. */
export function toItem(
	run: RunContext,
	task: Task,
	itemIndex: number,
	form: OutputMode,
	more: { binary?: INodeExecutionData['binary']; timedOut?: boolean } = {},
): INodeExecutionData {
	const lifetime = run.provider.protocol.resultUrlLifetimeSeconds;
	const known = simplified(task, lifetime, more.binary !== undefined);
	const json: IDataObject = { ...inOutputMode(form, task.raw, known, 'task_id'), task_id: task.id };
	if (more.timedOut) json.timed_out = true;
	return {
		json: run.clean(json),
		...(more.binary && { binary: more.binary }),
		pairedItem: { item: itemIndex },
	};
}

function simplified(task: Task, lifetimeSeconds: number, downloaded: boolean): IDataObject {
	const expiresAt =
		task.resultUrl === undefined || task.finishedAt === undefined
			? undefined
			: task.finishedAt + lifetimeSeconds;
	const fields: IDataObject = {
		task_id: task.id,
		status: task.status,
		progress: task.progress,
		model: task.model,
		// Once the video lies in the binary output, the start of a data URL is enough.
		result_url: downloaded && task.resultUrl ? shownUrl(task.resultUrl) : task.resultUrl,
		result_url_expires_at: isoTime(expiresAt),
		public_url: task.publicUrl,
		public_url_expires_at: isoTime(task.publicUrlExpiresAt),
		file_id: task.fileId,
		cost_usd: task.costUsd,
		cost_quota: task.costQuota,
		fail_reason: task.failReason && cut(task.failReason, MAX_TEXT_CHARACTERS),
		created_at: isoTime(task.createdAt),
		finished_at: isoTime(task.finishedAt),
	};
	return onlyKnown(fields);
}

/** The form that was asked for; selected fields always come with the one that names the record. */
export function inOutputMode(
	form: OutputMode,
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

/** Unix seconds, as people and n8n's date functions read them; nothing when no calendar has that time. */
export function isoTime(seconds: number | undefined): string | undefined {
	const time = new Date((seconds ?? NaN) * 1000);
	return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
