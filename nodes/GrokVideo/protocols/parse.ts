import type { IDataObject } from 'n8n-workflow';
import { asObject, toText } from '../http/json';
import { shorten } from '../http/redact';
import type { HttpResponse } from '../http/response';
import { parseUrl, pathSegment } from '../http/url';
import { causeOfText, hasError, isErrorResponse, readErrorText } from './serverError';
import type { CreatedTask, ErrorCause, Task, TaskServer, TaskState, TaskStatus } from './types';
import { isFalse, readAmount, readId, readProgress, readTime } from './values';

/** Reads responses in every form that servers are known to use: flat, wrapped in `data` or in a list. */

const ID_FIELDS = ['task_id', 'id', 'request_id', 'video_id'] as const;

export type IdField = (typeof ID_FIELDS)[number];

/** Any other status means that the task is running. */
const STATUS_WORDS: Array<[TaskStatus, RegExp]> = [
	['QUEUED', /^(not_start|submitted|queued|pending|unknown)$/i],
	['SUCCESS', /^(success|succeeded|succeed|completed?|done|finished)$/i],
	['FAILURE', /^(failure|failed|fail|error|rejected|timeout|cancell?ed|expired)$/i],
];

/** 10,000,000,000 ticks are one US dollar (https://docs.x.ai/developers/cost-tracking). */
const TICKS_PER_USD = 1e10;

export function readStatus(value: unknown): TaskStatus {
	const text = toText(value) ?? '';
	return STATUS_WORDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'IN_PROGRESS';
}

/** The body of a response, unless it is an error: some have HTTP 200 and `success: false`. */
export function successBody({ status, json }: HttpResponse): IDataObject | undefined {
	const body = status < 300 ? asObject(json) : undefined;
	return isFalse(body?.success) ? undefined : body;
}

export function readModels(response: HttpResponse): unknown[] | undefined {
	const body = successBody(response);
	const list: unknown = body?.models ?? body?.data;
	return Array.isArray(list) ? list : undefined;
}

/** The response itself, its `data`, and the `data` inside that, as far as they are objects. */
export function layersOf(json: unknown): IDataObject[] {
	const layers: IDataObject[] = [];
	for (let value = json; layers.length < 3; value = layers.at(-1)?.data) {
		const layer = asObject(Array.isArray(value) ? value[0] : value);
		if (!layer) break;
		layers.push(layer);
	}
	return layers;
}

/**
 * Whether a create was rejected before the work began. 408 and 499 come from a proxy that stopped waiting, and a
 * redirect may point to the new task.
 */
export function isRejection({ status, json }: HttpResponse): boolean {
	if (status < 300) return isFalse(asObject(json)?.success);
	return isRejectedStatus(status);
}

function isRejectedStatus(status: number): boolean {
	return (status >= 400 && status < 500 && status !== 408 && status !== 499) || status === 501;
}

/**
 * The task that a create response names, by `idField` or else another ID field. An error names no task, unless it says
 * explicitly that its ID is that of a task.
 */
export function readCreatedTask(response: HttpResponse, idField: IdField): CreatedTask | undefined {
	const { status, json } = response;
	if (isRejectedStatus(status)) return undefined;
	const idFields = [idField, ...ID_FIELDS];
	const layers = layersOf(json);
	const found =
		layers.length > 0 ? findTask(response, layers, idFields) : taskInText(response, idFields);
	if (!found) return undefined;
	const { id, layer } = found;
	const taskStatus = readStatus(toText(layer.status) ?? 'queued');
	return {
		id,
		status: taskStatus === 'SUCCESS' ? 'QUEUED' : taskStatus, // the status may be that of the request
		progress: readProgress(layer.progress),
		model: readId(layer.model),
		createdAt: readTime(layer.created_at),
		raw: layer,
		...(status >= 300 && { errorStatus: status }),
	};
}

interface FoundTask {
	id: string;
	layer: IDataObject;
}

function findTask(
	response: HttpResponse,
	layers: IDataObject[],
	idFields: IdField[],
): FoundTask | undefined {
	const [body] = layers;
	if (isFalse(body.success)) return undefined;
	const isError = isErrorResponse(response);
	// A proxy's error has a message, and the ID of the request that failed.
	const isProxyError = response.status >= 300 && toText(body.message) !== undefined;
	for (const field of idFields) {
		for (const layer of layers) {
			const id = readId(layer[field]);
			const isTask = field === 'task_id' || layer.object === 'video';
			const isRequest = !isTask && (isError || (isProxyError && layer === body));
			// An integer in `data` is the number of a database row.
			const isRow = layer !== body && field === 'id' && typeof layer.id === 'number';
			if (id !== undefined && !isRequest && !isRow) return { id, layer };
		}
	}
	return undefined;
}

/** The ID in the part of a response that arrived before the connection broke. */
function taskInText(
	{ text, status, isIncomplete }: HttpResponse,
	idFields: IdField[],
): FoundTask | undefined {
	if (!isIncomplete || /"error"\s*:\s*(\{\s*"|"[^"])|"success"\s*:\s*false/i.test(text)) {
		return undefined;
	}
	for (const field of status < 300 ? idFields : (['task_id'] as const)) {
		const id = new RegExp(`"${field}"\\s*:\\s*"([^"\\\\\\s]{1,300})"`).exec(text)?.[1];
		if (id !== undefined) return { id, layer: { [field]: id } };
	}
	return undefined;
}

export interface Failure {
	/** The server's status, in lower case. */
	status: string;
	/** In lower case. */
	code: string;
	reason: string;
}

type CanRecreate = (failure: Failure) => boolean;

/**
 * The state of a task in a response with HTTP 2xx. Undefined if it is an error or contains no task. `canRecreate` is
 * called for failures that were neither billed nor moderated.
 */
export function readTaskState(
	{ status: httpStatus, json }: HttpResponse,
	server: TaskServer,
	canRecreate: CanRecreate = isTransientFailure,
): TaskState | undefined {
	const layers = layersOf(json);
	const rawTask = taskLayer(layers);
	if (httpStatus >= 300 || !rawTask || isErrorEnvelope(rawTask)) return undefined;
	/** The task, and the supplier's response inside it. */
	const scope = layers.slice(layers.indexOf(rawTask));
	const resultUrl = readLink(scope, server);
	/** A server's link to itself does not prove that the video exists. */
	const hasFile = resultUrl !== undefined && !CONTENT_PATH.test(resultUrl);
	const isBlocked = scope.some((layer) => isModerated(layer, hasFile));
	const statusWord = toText(rawTask.status);
	const isFinished = isBlocked || (hasFile && /^(https?|data):/i.test(resultUrl));
	const status = readStatus(statusWord ?? (isFinished ? 'done' : ''));
	const progress = readProgress(rawTask.progress);
	const costUsd = scope.map(readCostUsd).find((cost) => cost !== undefined);
	const finishedAt = readTime(rawTask.finish_time) ?? readTime(rawTask.completed_at);
	const task: Task = {
		id: server.taskId, // a relay may respond with its supplier's ID
		status,
		progress,
		model: readId(asObject(rawTask.properties)?.origin_model_name) ?? readId(rawTask.model),
		createdAt: readTime(rawTask.submit_time) ?? readTime(rawTask.created_at),
		...(costUsd !== undefined && { costUsd }),
		raw: rawTask,
	};
	if (status === 'FAILURE') {
		return failedState({ ...task, finishedAt }, scope, isBlocked, canRecreate);
	}
	if (status === 'SUCCESS') {
		const isSupplierFailure = scope.some((layer) => readStatus(layer.status) === 'FAILURE');
		const isFailure = resultUrl === undefined && scope.some(hasError);
		if (isBlocked || (!hasFile && (isSupplierFailure || isFailure))) {
			// The server charges for it.
			const isModeration = isBlocked || isSupplierFailure;
			return failedState({ ...task, finishedAt }, scope, isModeration, () => false);
		}
		return { state: 'done', task: { ...task, progress: 100, resultUrl, finishedAt } };
	}
	if (statusWord === undefined && (scope.some(hasError) || !isTask(rawTask))) return undefined;
	const isQueued = (status === 'QUEUED' || statusWord === undefined) && !progress;
	return { state: 'running', task: { ...task, status: isQueued ? 'QUEUED' : 'IN_PROGRESS' } };
}

function failedState(
	task: Task,
	scope: IDataObject[],
	isModeration: boolean,
	canRecreate: CanRecreate,
): TaskState {
	const reason = failReasonOf(scope) ?? (isModeration ? 'blocked by content moderation' : '');
	const failure = {
		status: toText(scope[0].status)?.toLowerCase() ?? '',
		code: readErrorText(scope.find(hasError) ?? {}).code.toLowerCase(),
		reason,
	};
	const cause = isModeration ? 'moderated' : causeOfFailure(failure);
	const isPaid = task.costUsd !== undefined || cause === 'moderated' || isNotRefunded(reason);
	return {
		state: 'failed',
		task: { ...task, status: 'FAILURE', failReason: reason || undefined },
		cause,
		canRecreate: !isPaid && canRecreate(failure),
	};
}

/** Whether a video was blocked after it was made: by an error code, or by a flag if there is no file. */
function isModerated(layer: IDataObject, hasFile: boolean): boolean {
	if (hasError(layer) && /^moderation_blocked$/i.test(readErrorText(layer).code)) return true;
	const flags = [layer.respect_moderation, asObject(layer.video)?.respect_moderation];
	return !hasFile && flags.some(isFalse);
}

/** The object that describes the task: the response, or what its envelope contains. */
function taskLayer([body, inner]: IDataObject[]): IDataObject | undefined {
	if (!inner || ID_FIELDS.some((field) => body[field] !== undefined)) return body;
	return toText(inner.status) === undefined && toText(body.status) !== undefined ? body : inner;
}

/** `{"status":"error","message":"…"}` is about the request, not about a task. */
function isErrorEnvelope(layer: IDataObject): boolean {
	const isError = /^(error|fail)$/i.test(toText(layer.status) ?? '');
	return isError && !isTask(layer) && toText(layer.message) !== undefined;
}

/** Whether an object without a status is a task. */
function isTask(layer: IDataObject): boolean {
	return (
		ID_FIELDS.some((field) => readId(layer[field]) !== undefined) ||
		readProgress(layer.progress) !== undefined
	);
}

export function readCostUsd({ usage }: IDataObject): number | undefined {
	const { cost, cost_in_usd_ticks } = asObject(usage) ?? {};
	const ticks = readAmount(cost_in_usd_ticks);
	return ticks === undefined ? readAmount(cost) : ticks / TICKS_PER_USD;
}

function failReasonOf(scope: IDataObject[]): string | undefined {
	const [{ fail_reason, message: taskMessage, result_url }] = scope;
	const { message, code } = readErrorText(scope.find(hasError) ?? { message: taskMessage });
	const error = [message, code && `(${code})`].filter(Boolean).join(' ');
	// new-api repeats the reason of a failure where the link would be.
	const reason = [fail_reason, result_url]
		.map((value) => toText(value))
		.find((text) => text !== undefined && !/^(https?|data):/i.test(text));
	const isVague = reason === undefined || /^upstream returned (error|unrecognized)/i.test(reason);
	return shorten((isVague && error) || (reason ?? '')) || undefined;
}

/** Why a task failed. Undefined if there is no specific description for it. */
function causeOfFailure({ status, code, reason }: Failure): ErrorCause | undefined {
	if (status === 'expired' || code === 'expired') return 'expired';
	return causeOfText(`${code} ${reason}`);
}

/** new-api's messages about tasks whose quota it keeps, and tasks whose channel it lost. */
function isNotRefunded(reason: string): boolean {
	return /不(进行|予|会|能|可|再)?退(款|费|还)|无法退款|no refund|not (be )?refund|non-?refundable|failed to get channel info/i.test(
		reason,
	);
}

/** An overload, or a task that expired: worth another try unless it was billed. */
export function isTransientFailure(failure: Failure): boolean {
	return ['expired', 'overloaded'].includes(causeOfFailure(failure) ?? '');
}

const CONTENT_PATH = /\/v1\/videos\/[^/?#]+\/content(?=$|[?#])/;

/** The address on the server itself where a finished video can be fetched with the key. */
export function contentUrl({ baseUrl, taskId }: TaskServer): string {
	return `${baseUrl}/v1/videos/${pathSegment(taskId)}/content`;
}

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);

function readLink(scope: IDataObject[], server: TaskServer): string | undefined {
	const links = scope.flatMap((layer) => [
		layer.result_url,
		layer.url,
		layer.video_url,
		...[layer.video, layer.output, layer.metadata, first(layer.content), first(layer.urls)].map(
			(value) => asObject(value)?.url,
		),
		first(layer.urls),
		first(layer.unsigned_urls),
	]);
	// Older gateways put the link of a finished video in `fail_reason`.
	return [...links, ...scope.map(({ fail_reason }) => fail_reason)]
		.map((link) => readUrl(link, server))
		.find((url) => url !== undefined);
}

/**
 * An absolute URL of any scheme (the download names the ones it rejects) or a data URL. Paths belong to the server. So
 * do addresses such as `http://localhost:3000/v1/videos/…/content`, which gateways return if their operator did not
 * configure the public address.
 */
export function readUrl(value: unknown, { baseUrl }: TaskServer): string | undefined {
	const text = toText(value);
	if (text === undefined) return undefined;
	if (text.startsWith('/')) return parseUrl(text, baseUrl)?.href;
	if (/^data:/i.test(text)) return text; // line breaks do not matter in base64
	if (!/^https?:/i.test(text)) return /^[a-z][a-z0-9+.-]{0,30}:\S+$/i.test(text) ? text : undefined;
	const url = parseUrl(text);
	if (!url) return text;
	const content = url.origin === parseUrl(baseUrl)?.origin ? null : CONTENT_PATH.exec(url.pathname);
	return content ? baseUrl + content[0] + url.search : url.href;
}
