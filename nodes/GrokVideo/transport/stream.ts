import { sleep } from 'n8n-workflow';
import { FILE_SILENCE_LIMIT_SECONDS } from '../constants';

/** The part of Node's Readable that a download needs; shipped code may not import its type. */
export interface FileStream extends NodeJS.ReadableStream {
	readonly readableLength: number;
	readonly readableEnded: boolean;
	readonly errored: Error | null;
	destroy(error?: Error): this;
	push(chunk: unknown, encoding?: BufferEncoding): boolean;
}

/** Waits for so many bytes, or the end, and takes them out of the stream. @throws what the stream fails with. */
export async function readHead(body: FileStream, length: number): Promise<Buffer> {
	let head = Buffer.alloc(0);
	while (head.length < length && !body.readableEnded) {
		if (body.errored) throw body.errored; // before anybody listened
		const chunk = body.read() as Buffer | null;
		if (chunk) {
			head = Buffer.concat([head, chunk]);
			continue;
		}
		await new Promise<void>((resolve, reject) => {
			body.once('readable', resolve);
			body.once('end', resolve);
			body.once('error', reject);
		});
	}
	return head;
}

/** Ends a transfer in which nothing comes any more: n8n's time limit covers the answer's head only. */
export function watchProgress(body: FileStream, transfer: AbortController) {
	let bytes = body.readableLength; // what arrived before anybody watched
	let failed = false;
	let lastAt = Date.now();
	let ended = false;
	let stalled = false;
	const push = body.push.bind(body);
	body.push = (chunk, encoding) => {
		bytes += (chunk as Buffer | null)?.length ?? 0;
		lastAt = Date.now();
		return push(chunk, encoding);
	};
	body.on('error', () => (failed = true));
	body.on('close', () => (failed ||= body.errored !== null || !body.readableEnded));
	void (async () => {
		while (!ended) {
			await sleep(200);
			if (ended || Date.now() - lastAt < FILE_SILENCE_LIMIT_SECONDS * 1000) continue;
			ended = stalled = true;
			transfer.abort();
		}
	})();
	return {
		bytes: () => bytes,
		stalled: () => stalled,
		failed: () => failed,
		end: () => void (ended = true),
	};
}
