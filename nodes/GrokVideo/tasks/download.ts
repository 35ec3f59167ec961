import type { IBinaryData } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import type { FileResponse } from '../http/client';
import { startDeadline, unlessAborted } from '../http/deadline';
import { parseJson } from '../http/json';
import { oneLine, shorten, type Redact } from '../http/redact';
import { redirectTarget, retryAfterSeconds } from '../http/response';
import { canceledError, isTransientStatus, retry, type Attempt } from '../http/retry';
import { discard, readBody, streamFrom, type BodyStream } from '../http/stream';
import { parseUrl } from '../http/url';
import { isMp4, MP4_HEAD_BYTES } from '../input/mp4';
import {
	DOWNLOAD_ATTEMPTS,
	DOWNLOAD_IDLE_TIMEOUT_SECONDS,
	DOWNLOAD_RESPONSE_TIMEOUT_SECONDS,
	DOWNLOAD_TIMEOUT_SECONDS,
	MAX_DOWNLOAD_BYTES,
	MAX_DOWNLOAD_REDIRECTS,
	READ_RETRY_SECONDS,
} from '../limits';
import type { Task } from '../protocols/types';
import type { RunContext } from './runContext';
import { pollOnce } from './wait';

/** The result of a single download: the stored file, a transient error or a permanent error. */
type Download =
	| { value: IBinaryData }
	| { error: GrokVideoError; retryAfter?: number }
	| { permanentError: GrokVideoError };

/**
 * Downloads the video of a finished task into n8n's file store. A failed download is repeated. If that does not help,
 * the status is read once more for a new link.
 * @throws GrokVideoError with the last link.
 */
export async function downloadVideo(
	run: RunContext,
	task: Task,
	itemIndex: number,
	fileName: string,
): Promise<{ binary: IBinaryData; task: Task }> {
	const url = task.resultUrl ?? task.contentUrl;
	if (url === undefined) throw noLinkError();
	const first = await downloadFrom(run, task.id, itemIndex, url, fileName);
	if ('value' in first) return { binary: first.value, task: { ...task, resultUrl: url } };
	const poll = await pollOnce(run, task.id);
	run.throwIfStopped();
	const fresh = poll.state === 'done' ? poll.task : undefined;
	const freshUrl = fresh?.resultUrl ?? fresh?.contentUrl;
	if (freshUrl === undefined || (freshUrl === url && 'permanentError' in first)) {
		throw downloadError(first, { ...task, ...fresh }, url);
	}
	const second = await downloadFrom(run, task.id, itemIndex, freshUrl, fileName);
	if ('value' in second) {
		return { binary: second.value, task: { ...task, ...fresh, resultUrl: freshUrl } };
	}
	throw downloadError(second, { ...task, ...fresh }, freshUrl);
}

async function downloadFrom(
	run: RunContext,
	taskId: string,
	itemIndex: number,
	url: string,
	fileName: string,
): Promise<Download> {
	let last: Download = transientError('the download could not be started');
	const attempt = async (): Promise<Attempt<Download>> => {
		const release = await run.downloads.acquire();
		try {
			run.throwIfStopped();
			last = await downloadOnce(run, url, fileName);
		} finally {
			release();
		}
		run.throwIfStopped();
		if ('error' in last) return last;
		// A new link may not work immediately.
		return 'permanentError' in last &&
			[400, 403, 404].includes(last.permanentError.details.httpStatus ?? 0)
			? { error: last.permanentError }
			: { value: last };
	};
	const result = await retry(attempt, {
		signal: run.signal,
		maxAttempts: DOWNLOAD_ATTEMPTS,
		maxSeconds: READ_RETRY_SECONDS,
		onRetry: ({ message }) =>
			run.log(itemIndex, `the download of task ${taskId} failed (${message})`),
	}).catch(() => last);
	run.throwIfStopped();
	return result;
}

function downloadError(
	download: Exclude<Download, { value: unknown }>,
	task: Task,
	resultUrl: string,
) {
	const { message, details } = 'error' in download ? download.error : download.permanentError;
	const { costQuota, costUsd } = task;
	if (task.resultUrl === undefined) return noLinkError(message).with({ costQuota, costUsd });
	return new GrokVideoError(`The video is finished, but could not be downloaded: ${message}`, {
		...details,
		costQuota,
		costUsd,
		resultUrl,
		description:
			"The video is billed but not lost. Use the operation 'Wait for Completion' with this task ID to download it before its link expires.",
	});
}

/**
 * xAI delivers a video elsewhere if the request says so with `output.upload_url`. `reason`: why the server's own address
 * for the video did not work either.
 */
function noLinkError(reason?: string): GrokVideoError {
	const suffix = reason === undefined ? '' : ` (${reason})`;
	return new GrokVideoError(`The video is finished, but no download link was returned${suffix}`, {
		description:
			"If the request has an 'output.upload_url', the video was delivered there: turn off 'Download Video'. Otherwise check the task in the provider's console.",
	});
}

async function downloadOnce(run: RunContext, url: string, fileName: string): Promise<Download> {
	if (/^data:/i.test(url)) return await storeDataUrl(run, url, fileName);
	const first = parseUrl(url);
	if (!first) return permanentError('the link is not a valid URL');
	const controller = new AbortController();
	const deadline = startDeadline(DOWNLOAD_TIMEOUT_SECONDS);
	const signal = AbortSignal.any([run.signal, controller.signal, deadline.signal]);
	let file: (FileResponse & { url: URL }) | Download | undefined;
	try {
		file = await openFile(run, first, signal);
		if (!('kind' in file)) return file;
		const result = await storeFile(run, file, fileName, controller);
		return 'error' in result && deadline.signal.aborted
			? permanentError('the download took over an hour')
			: result;
	} finally {
		deadline.clear();
		if (file && 'kind' in file) discard(file.body);
		controller.abort(); // closes the connection of a file that was not read to its end
	}
}

/** Follows redirects itself: the key must not go to another origin, nor return with a redirect. */
async function openFile(
	{ http, provider, redact }: RunContext,
	first: URL,
	signal: AbortSignal,
): Promise<(FileResponse & { url: URL }) | Download> {
	let url = first;
	let withKey = true;
	for (let hop = 0; hop <= MAX_DOWNLOAD_REDIRECTS; hop++) {
		const { host, origin, protocol } = url;
		if (protocol !== 'http:' && protocol !== 'https:') {
			return permanentError('the link is not an http, https or data URL');
		}
		withKey &&= origin === provider.origin;
		if (origin !== provider.origin && containsSecret(url.href, redact)) {
			return permanentError(`the link contains the API key, which is not sent to ${host}`);
		}
		const hopController = new AbortController();
		const abortSignal = AbortSignal.any([signal, hopController.signal]);
		const file = await http.openFile(url, withKey, DOWNLOAD_RESPONSE_TIMEOUT_SECONDS, abortSignal);
		if (file.kind === 'networkError') {
			return transientError(file.reason ?? `${host} could not be reached`);
		}
		const target = redirectTarget(file.status, file.headers, url);
		if (!target) return { ...file, url };
		discard(file.body);
		hopController.abort(); // otherwise n8n's HTTP client keeps the connection of the unread body open
		url = target;
	}
	return transientError(`${first.host} redirects more than ${MAX_DOWNLOAD_REDIRECTS} times`);
}

function containsSecret(url: string, redact: Redact): boolean {
	return [url, url.replace(/%[0-9a-f]{2}/gi, decodeByte)].some((text) => redact(text) !== text);
}

const decodeByte = (byte: string) => String.fromCharCode(Number.parseInt(byte.slice(1), 16));

async function storeFile(
	run: RunContext,
	file: FileResponse & { url: URL },
	fileName: string,
	controller: AbortController,
): Promise<Download> {
	const { body, headers, status, url } = file;
	const { host } = url;
	if (status !== 200) return await httpFailure(run, file);
	const type = oneLine(shorten(String(headers['content-type'] ?? ''), 100).split(';')[0]).trim();
	if (/html|json|xml/i.test(type)) return transientError(`${host} sent ${type} instead of a video`);
	const transfer = new Transfer(body, controller);
	try {
		const chunks = transfer.chunks();
		const { head, rest } = await splitHead(chunks, MP4_HEAD_BYTES);
		if (!isMp4(head)) {
			return transfer.wasBroken
				? transientError(transfer.problem(host))
				: transientError(`${host} sent a file that is not an MP4 video`);
		}
		return { value: await store(run, streamFrom(rest, body), fileName) };
	} catch (error) {
		if (transfer.isTooLarge) return permanentError('the file is larger than 2 GB');
		return transfer.wasBroken ? transientError(transfer.problem(host)) : storeFailure(error);
	} finally {
		transfer.end();
	}
}

/** A download with an idle timeout and a size limit. */
class Transfer {
	isTooLarge = false;

	wasBroken = false;

	private bytes = 0;

	private lastBytes = -1;

	private isWaiting = false;

	private readonly idle = startDeadline(DOWNLOAD_IDLE_TIMEOUT_SECONDS, () => this.checkIdle());

	constructor(
		private readonly body: BodyStream,
		private readonly controller: AbortController,
	) {
		this.idle.signal.addEventListener('abort', () => this.controller.abort());
	}

	async *chunks(): AsyncGenerator<Buffer> {
		const iterator = this.body[Symbol.asyncIterator]();
		for (;;) {
			this.isWaiting = true;
			const next = await unlessAborted(
				Promise.resolve(iterator.next()).catch(() => undefined),
				this.controller.signal,
			);
			this.isWaiting = false;
			if (!next) {
				this.wasBroken = true;
				throw new Error('The download was interrupted');
			}
			if (next.done) return;
			const chunk = next.value as Buffer;
			this.bytes += chunk.length;
			this.isTooLarge = this.bytes > MAX_DOWNLOAD_BYTES;
			if (this.isTooLarge) throw new Error('The file is too large');
			yield chunk;
		}
	}

	problem(host: string): string {
		return this.idle.signal.aborted
			? `${host} stopped sending the file`
			: `the connection to ${host} broke`;
	}

	end(): void {
		this.idle.clear();
	}

	/** Only the host is timed, not n8n's file store. */
	private checkIdle(): boolean {
		const isIdle = this.isWaiting && this.bytes === this.lastBytes;
		this.lastBytes = this.bytes;
		return isIdle;
	}
}

/** The first bytes (fewer if the transfer breaks), and a stream of chunks that starts with them. */
async function splitHead(
	chunks: AsyncGenerator<Buffer>,
	length: number,
): Promise<{ head: Buffer; rest: AsyncGenerator<Buffer> }> {
	let head = Buffer.alloc(0);
	try {
		while (head.length < length) {
			const { done, value } = await chunks.next();
			if (done) break;
			head = Buffer.concat([head, value]);
		}
	} catch {
		// The transfer broke, and the head is too short for an MP4.
	}
	async function* rest(): AsyncGenerator<Buffer> {
		yield head;
		yield* chunks;
	}
	return { head, rest: rest() };
}

/** Includes the response's message if it is from the provider's own server. */
async function httpFailure(
	{ provider, signal }: RunContext,
	{ body, headers, status, url }: FileResponse & { url: URL },
): Promise<Download> {
	let reason = '';
	if (url.origin === provider.origin) {
		const deadline = startDeadline(DOWNLOAD_IDLE_TIMEOUT_SECONDS);
		const abortSignal = AbortSignal.any([signal, deadline.signal]);
		const { bytes } = await readBody(body, MAX_REASON_BYTES, abortSignal);
		deadline.clear();
		const text = bytes.toString();
		const response = { kind: 'response', status, headers, text, json: parseJson(text) } as const;
		const { message } = provider.protocol.readError(response);
		reason = message === '' ? '' : `: ${oneLine(message)}`;
	}
	const message = `${url.host} returned HTTP ${status}${reason}`;
	return status >= 400 && !isTransientStatus(status)
		? permanentError(message, status)
		: { ...transientError(message), retryAfter: retryAfterSeconds(headers) };
}

const MAX_REASON_BYTES = 64 * 1024;

async function storeDataUrl(run: RunContext, url: string, fileName: string): Promise<Download> {
	const head = url.slice(5, 200).split(',')[0];
	const base64 = /;base64$/i.test(head) ? url.slice(url.indexOf(',') + 1) : '';
	const bytes = Buffer.from(base64, 'base64');
	if (!isMp4(bytes)) {
		const type = oneLine(shorten(head.split(';')[0], 50)) || 'no type';
		return transientError(`the result is a data URL without an MP4 video (${type})`);
	}
	try {
		return { value: await store(run, bytes, fileName) };
	} catch (error) {
		return storeFailure(error);
	}
}

async function store(
	{ context, signal }: RunContext,
	data: Buffer | BodyStream,
	fileName: string,
): Promise<IBinaryData> {
	type Data = Parameters<typeof context.helpers.prepareBinaryData>[0];
	const stored = context.helpers.prepareBinaryData(data as unknown as Data, fileName, 'video/mp4');
	const binary = await unlessAborted(stored, signal);
	if (!binary) throw canceledError();
	return binary;
}

/** A full disk, missing permissions, or object storage that does not answer. */
function storeFailure(error: unknown): Download {
	const reason = oneLine(shorten(String((error as Error)?.message)));
	return transientError(`n8n could not store the file: ${reason}`);
}

function permanentError(message: string, httpStatus?: number): { permanentError: GrokVideoError } {
	return { permanentError: new GrokVideoError(message, { httpStatus }) };
}

function transientError(message: string): { error: GrokVideoError } {
	return { error: new GrokVideoError(message) };
}
