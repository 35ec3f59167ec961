import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { displayUrl, mapTexts, MAX_TEXT_CHARACTERS, shorten } from '../http/redact';
import type { OutputMode } from '../input/options';
import type { Task } from '../protocols/types';
import type { RunContext } from '../tasks/runContext';

export interface ItemExtras {
	binary?: INodeExecutionData['binary'];
	timedOut?: boolean;
}

/** The output item of a task. Its simplified fields are the same for all operations and providers. */
export function toItem(
	run: RunContext,
	task: Task,
	itemIndex: number,
	mode: OutputMode,
	{ binary, timedOut }: ItemExtras = {},
): INodeExecutionData {
	const { resultUrlLifetimeSeconds } = run.provider.protocol;
	const fields = selectFields(
		mode,
		task.raw,
		taskFields(task, resultUrlLifetimeSeconds),
		'task_id',
	);
	const json: IDataObject = { ...fields, task_id: task.id };
	if (timedOut) json.timed_out = true;
	return {
		json: run.redact(withoutDataUrls(json)),
		...(binary && { binary }),
		pairedItem: { item: itemIndex },
	};
}

function taskFields(task: Task, lifetimeSeconds: number): IDataObject {
	const { finishedAt, resultUrl } = task;
	const expiresAt =
		resultUrl === undefined || finishedAt === undefined ? undefined : finishedAt + lifetimeSeconds;
	return knownFields({
		task_id: task.id,
		status: task.status,
		progress: task.progress,
		model: task.model,
		result_url: resultUrl,
		result_url_expires_at: isoTime(expiresAt),
		public_url: task.publicUrl,
		public_url_expires_at: isoTime(task.publicUrlExpiresAt),
		file_id: task.fileId,
		cost_usd: task.costUsd,
		cost_quota: task.costQuota,
		fail_reason: task.failReason && shorten(task.failReason, MAX_TEXT_CHARACTERS),
		created_at: isoTime(task.createdAt),
		finished_at: isoTime(finishedAt),
	});
}

/** A data URL is a whole video: neither an agent nor n8n's database should get it as text. */
function withoutDataUrls(json: IDataObject): IDataObject {
	return mapTexts(json, (text) => (/^\s*data:/i.test(text) ? displayUrl(text.trim()) : text));
}

/** The fields for the output mode. Selected fields always include the ID field. */
export function selectFields(
	mode: OutputMode,
	raw: IDataObject,
	simplified: IDataObject,
	idField: string,
): IDataObject {
	if (mode === 'raw') return { ...raw };
	if (mode === 'simplified') return simplified;
	const selected = [idField, ...mode];
	return Object.fromEntries(Object.entries(simplified).filter(([name]) => selected.includes(name)));
}

export function knownFields(fields: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Unix seconds as an ISO date, or undefined if they are out of range. */
export function isoTime(seconds: number | undefined): string | undefined {
	const time = new Date((seconds ?? NaN) * 1000);
	return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
