import type { IBinaryData, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import {
	DOWNLOAD_RESPONSE_TIMEOUT_SECONDS,
	MAX_DOWNLOAD_BYTES,
	DOWNLOAD_TIMEOUT_SECONDS,
	MAX_DOWNLOAD_REDIRECTS,
} from '../limits';
import { GrokVideoError } from '../errors';
import { startDeadline } from './deadline';
import type { FileResult, HttpClient } from './client';
import { redirectTarget, retryAfterSeconds } from './response';
import { isMp4, MP4_HEAD_BYTES } from '../input/mp4';
import { discard, readHead, watchProgress } from './stream';
import { cut, oneLine } from './redact';
import { parseUrl } from './url';

export type DownloadResult =
	| { kind: 'stored'; binary: IBinaryData }
	/** Worth another try with the same URL. */
	| { kind: 'broken'; error: GrokVideoError; retryAfter?: number }
	/** The URL does not serve (any more), or is of a kind that is not fetched. */
	| { kind: 'refused'; error: GrokVideoError };

interface Source {
	context: IExecuteFunctions;
	http: HttpClient;
	url: string;
	fileName: string;
	/** Aborts the transfer. */
	signal: AbortSignal;
}

type OpenFile = Extract<FileResult, { kind: 'file' }> & { host: string };

/**
 * Puts the video into n8n's binary store, piece by piece. What comes must be an MP4 file, and whole.
 * One try; never throws because of the URL or of what the network does.
 */
export async function downloadOnce(source: Source): Promise<DownloadResult> {
	if (/^data:/i.test(source.url)) return await storeDataUrl(source);
	const url = parseUrl(source.url);
	if (!url) return refused('its URL is not a web address');
	const transfer = new AbortController();
	const deadline = startDeadline(DOWNLOAD_TIMEOUT_SECONDS);
	const signal = AbortSignal.any([source.signal, transfer.signal, deadline.signal]);
	let file: OpenFile | DownloadResult | undefined;
	try {
		file = await openFile(source.http, url, signal);
		const result = file.kind === 'file' ? await storeFile(source, file, transfer) : file;
		return result.kind === 'broken' && deadline.signal.aborted
			? refused(`${url.host} takes longer than any video of these models should`)
			: result;
	} finally {
		deadline.clear();
		if (file?.kind === 'file') discard(file.body);
		transfer.abort(); // whatever was not read to its end
	}
}

/** Follows redirects by hand: the key must not go along to another origin, nor come back with one. */
async function openFile(
	http: HttpClient,
	first: URL,
	signal: AbortSignal,
): Promise<OpenFile | DownloadResult> {
	const { origin, redact } = http.endpoint;
	let url = first;
	let withKey = true;
	for (let hop = 0; hop <= MAX_DOWNLOAD_REDIRECTS; hop++) {
		const { host, protocol } = url;
		if (protocol !== 'http:' && protocol !== 'https:') {
			return refused('its URL is not of a kind that is fetched (http, https, data)');
		}
		const ownOrigin = url.origin === origin;
		if (!ownOrigin && redact(url.href) !== url.href) {
			return refused(`its URL would carry the API key to ${host}, where it is not sent`);
		}
		withKey &&= ownOrigin;
		const passing = new AbortController();
		const limit = AbortSignal.any([signal, passing.signal]);
		const file = await http.open(url, withKey, DOWNLOAD_RESPONSE_TIMEOUT_SECONDS, limit);
		if (file.kind === 'networkError') return broken(`${host} could not be reached`);
		const target = redirectTarget(file.status, file.headers, url);
		if (!target) return { ...file, host };
		discard(file.body);
		passing.abort(); // n8n's HTTP client keeps the connection of a body that nobody began to read
		url = target;
	}
	return broken(`${first.host} redirects more than ${MAX_DOWNLOAD_REDIRECTS} times`);
}

async function storeFile(
	{ context, fileName }: Source,
	{ status, headers, body, host }: OpenFile,
	transfer: AbortController,
): Promise<DownloadResult> {
	if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) {
		return refused(`${host} does not serve the video (HTTP ${status})`, status);
	}
	if (status !== 200 && !isCompletePart(status, headers)) {
		return { ...broken(`${host} answered HTTP ${status}`), retryAfter: retryAfterSeconds(headers) };
	}
	// Hosts call an MP4 many things, so its bytes decide; but these say that something else came.
	const type = oneLine(cut(String(headers['content-type'] ?? ''), 100).split(';')[0]).trim();
	if (/html|json|xml/i.test(type)) return broken(`${host} sent ${type} instead of a video`);
	const watch = watchProgress(body, transfer, MAX_DOWNLOAD_BYTES);
	try {
		const head = await readHead(body, MP4_HEAD_BYTES);
		if (!isMp4(head)) return broken(`${host} sent something that is not an MP4 video`);
		body.unshift(head as unknown as string);
		const binary = await context.helpers.prepareBinaryData(
			body as unknown as Parameters<typeof context.helpers.prepareBinaryData>[0],
			fileName,
			'video/mp4',
		);
		return watch.failed() ? broken(`${host} broke off in the middle`) : { kind: 'stored', binary };
	} catch (error) {
		if (watch.tooLarge()) return refused(`${host} sent more than any video of these models has`);
		if (watch.stalled()) return broken(`${host} stopped sending in the middle`);
		return watch.failed() ? broken(`${host} broke off in the middle`) : notStored(error);
	} finally {
		watch.end();
	}
}

/** 206 without having been asked for a part: whole when it says so. */
function isCompletePart(status: number, headers: IDataObject): boolean {
	const [, last, total] =
		/^bytes 0-(\d{1,15})\/(\d{1,15})$/.exec(cut(String(headers['content-range']), 50)) ?? [];
	return status === 206 && total !== undefined && Number(last) + 1 === Number(total);
}

async function storeDataUrl({ context, url, fileName }: Source): Promise<DownloadResult> {
	const comma = url.indexOf(',');
	const head = url.slice(5, Math.min(comma, 200));
	const isBase64 = comma !== -1 && /;base64$/i.test(head);
	const bytes = Buffer.from(isBase64 ? url.slice(comma + 1) : '', 'base64');
	if (!isMp4(bytes)) {
		const type = oneLine(cut(head.split(';')[0], 50)) || 'no type';
		return broken(`The result is a data URL without an MP4 video (${type})`);
	}
	try {
		const binary = await context.helpers.prepareBinaryData(bytes, fileName, 'video/mp4');
		return { kind: 'stored', binary };
	} catch (error) {
		return notStored(error);
	}
}

/** Said of n8n's own store: disk full, no permission, object storage that does not answer. */
function notStored(error: unknown): DownloadResult {
	return broken(`n8n could not store it: ${oneLine(cut(String((error as Error)?.message)))}`);
}

function refused(what: string, httpStatus?: number): DownloadResult {
	return { kind: 'refused', error: new GrokVideoError(what, { httpStatus }) };
}

function broken(what: string): Extract<DownloadResult, { kind: 'broken' }> {
	return { kind: 'broken', error: new GrokVideoError(what) };
}
