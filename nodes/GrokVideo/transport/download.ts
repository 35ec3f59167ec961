import type { IBinaryData, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { FILE_ANSWER_LIMIT_SECONDS, FILE_REDIRECTS } from '../constants';
import { Problem } from '../problem';
import type { FileReply, Gateway } from './gateway';
import { parseUrl } from './provider';
import { redirectTarget } from './reply';
import { readHead, watchProgress } from './stream';
import { retryAfterSeconds } from './words';

export type DownloadResult =
	| { kind: 'stored'; binary: IBinaryData }
	/** Worth another try with the same URL. */
	| { kind: 'broken'; problem: Problem; retryAfter?: number }
	/** The URL does not serve (any more), or is of a kind that is not fetched. */
	| { kind: 'refused'; problem: Problem };

interface Source {
	context: IExecuteFunctions;
	gateway: Gateway;
	url: string;
	fileName: string;
	/** Aborts the transfer. */
	signal: AbortSignal;
}

/** Boxes that an MP4 file can begin with (ISO/IEC 14496-12). */
const FIRST_BOXES = ['ftyp', 'styp', 'moov', 'mdat', 'free', 'skip', 'wide'];
const MP4_HEAD_BYTES = 12;

/**
 * Puts the video into n8n's binary store, piece by piece. What comes must be an MP4 file, and whole.
 * One try; never throws because of the URL or of what the network does.
 */
export async function downloadOnce(source: Source): Promise<DownloadResult> {
	if (/^data:/i.test(source.url)) return await storeDataUrl(source);
	const url = parseUrl(source.url);
	if (!url || !['http:', 'https:'].includes(url.protocol)) {
		return refused(`its URL is not of a kind that is fetched (http, https, data)`);
	}
	const transfer = new AbortController();
	const signal = AbortSignal.any([source.signal, transfer.signal]);
	try {
		const reply = await openFile(source.gateway, url, signal);
		if (!('reply' in reply)) return reply;
		return await storeFile(source, reply.reply, reply.host, transfer);
	} finally {
		transfer.abort(); // whatever was not read to its end
	}
}

/** Follows redirects by hand: the key must not go along to another origin, nor come back with one. */
async function openFile(
	gateway: Gateway,
	first: URL,
	signal: AbortSignal,
): Promise<{ reply: Extract<FileReply, { kind: 'file' }>; host: string } | DownloadResult> {
	let url = first;
	let withKey = true;
	for (let hop = 0; hop <= FILE_REDIRECTS; hop++) {
		withKey &&= url.origin === gateway.provider.origin;
		const reply = await gateway.open(url, withKey, FILE_ANSWER_LIMIT_SECONDS, signal);
		if (reply.kind === 'silence') return broken(`${url.host} could not be reached`);
		reply.body.on('error', () => {}); // a stream that fails while nobody reads it must not end n8n
		const target = redirectTarget(reply.status, reply.headers, url);
		if (!target) return { reply, host: url.host };
		reply.body.destroy();
		if (!['http:', 'https:'].includes(target.protocol)) {
			return refused(`${url.host} redirects to a URL that is not of a kind that is fetched`);
		}
		url = target;
	}
	return broken(`${first.host} redirects more than ${FILE_REDIRECTS} times`);
}

async function storeFile(
	{ context, fileName }: Source,
	{ status, headers, body }: Extract<FileReply, { kind: 'file' }>,
	host: string,
	transfer: AbortController,
): Promise<DownloadResult> {
	if (status >= 400 && status < 500 && ![408, 425, 429].includes(status)) {
		return refused(`${host} does not serve the video (HTTP ${status})`, status);
	}
	if (status !== 200) {
		return { ...broken(`${host} answered HTTP ${status}`), retryAfter: retryAfterSeconds(headers) };
	}
	const type = String(headers['content-type'] ?? '')
		.split(';')[0]
		.trim()
		.toLowerCase();
	if (!/^(video\/.*|(application|binary)\/(octet-stream|mp4|x-mp4)|)$/.test(type)) {
		return broken(`${host} sent ${type} instead of a video`);
	}
	const watch = watchProgress(body, transfer);
	try {
		const head = await readHead(body, MP4_HEAD_BYTES);
		if (!isMp4(head)) return broken(`${host} sent something that is not an MP4 video`);
		body.unshift(head as unknown as string);
		const binary = await context.helpers.prepareBinaryData(
			body as unknown as Parameters<typeof context.helpers.prepareBinaryData>[0],
			fileName,
			'video/mp4',
		);
		const expected = expectedLength(headers);
		if (expected !== undefined && watch.bytes() !== expected) {
			return broken(`${host} sent ${watch.bytes()} of ${expected} bytes`);
		}
		return { kind: 'stored', binary };
	} catch (error) {
		if (watch.stalled()) return broken(`${host} stopped sending in the middle`);
		return watch.failed() ? broken(`${host} broke off in the middle`) : notStored(error);
	} finally {
		watch.end();
	}
}

async function storeDataUrl({ context, url, fileName }: Source): Promise<DownloadResult> {
	const [, type, base64] = /^data:([^;,]*)[^,]*;base64,(.*)$/is.exec(url) ?? [];
	const bytes = Buffer.from(base64 ?? '', 'base64');
	if (!isMp4(bytes))
		return broken(`The result is a data URL without an MP4 video (${type || 'no type'})`);
	return {
		kind: 'stored',
		binary: await context.helpers.prepareBinaryData(bytes, fileName, 'video/mp4'),
	};
}

function isMp4(bytes: Buffer): boolean {
	return (
		bytes.length >= MP4_HEAD_BYTES && FIRST_BOXES.includes(bytes.subarray(4, 8).toString('latin1'))
	);
}

function expectedLength(headers: IDataObject): number | undefined {
	const length = Number(headers['content-length'] ?? NaN);
	return Number.isSafeInteger(length) && headers['content-encoding'] === undefined
		? length
		: undefined;
}

/** Said of n8n's own store: disk full, no permission, object storage that does not answer. */
function notStored(error: unknown): DownloadResult {
	return broken(`n8n could not store it: ${(error as Error).message}`);
}

function refused(what: string, httpStatus?: number): DownloadResult {
	return { kind: 'refused', problem: new Problem(what, { httpStatus }) };
}

function broken(what: string): Extract<DownloadResult, { kind: 'broken' }> {
	return { kind: 'broken', problem: new Problem(what) };
}
