import { DOWNLOAD_IDLE_TIMEOUT_SECONDS } from '../limits';
import { startDeadline } from './deadline';

/** The part of Node's Readable that is needed here; shipped code may not import its type. */
export interface BodyStream extends NodeJS.ReadableStream {
	readonly readableLength: number;
	readonly readableEnded: boolean;
	readonly readableHighWaterMark: number;
	readonly errored: Error | null;
	readonly destroyed: boolean;
	destroy(error?: Error): this;
	push(chunk: unknown, encoding?: BufferEncoding): boolean;
}

/** Closes what was not read to its end. */
export function discard(body: BodyStream | undefined): void {
	body?.on('error', () => {}); // a stream that fails while nobody reads it must not end n8n
	body?.destroy();
}

/**
 * Reads on in a body, to its end or until there are so many bytes or a few more; it can be read on later.
 * @throws what the stream fails with.
 */
export async function readOn(body: BodyStream, bytes: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	let enough = () => {};
	const take = (chunk: Buffer) => {
		chunks.push(chunk);
		length += chunk.length;
		if (length < bytes) return;
		body.pause();
		enough();
	};
	await new Promise<void>((resolve, reject) => {
		enough = resolve;
		const closed = () => reject(body.errored ?? new Error('The connection was closed'));
		if (body.destroyed) closed();
		body.on('error', reject); // and stays: a stream that fails while nobody reads it must not end n8n
		body.once('close', closed);
		body.once('end', resolve);
		body.on('data', take);
		body.resume();
	});
	body.removeListener('data', take);
	return Buffer.concat(chunks);
}

/** Waits for so many bytes, or the end, and takes them out of the stream. @throws what the stream fails with. */
export async function readHead(body: BodyStream, length: number): Promise<Buffer> {
	let head = Buffer.alloc(0);
	while (head.length < length && !body.readableEnded) {
		if (body.errored) throw body.errored; // before anybody listened
		const chunk = body.read() as Buffer | null;
		if (chunk) {
			head = Buffer.concat([head, chunk]);
			continue;
		}
		await nextEvent(body, ['readable', 'end', 'error', 'close']);
		if (body.errored) throw body.errored;
		if (body.destroyed) break;
	}
	return head;
}

/** Waits for one of the events, and leaves no listener behind. */
async function nextEvent(body: BodyStream, names: string[]): Promise<void> {
	await new Promise<void>((resolve) => {
		const listen = () => {
			for (const name of names) body.removeListener(name, listen);
			resolve();
		};
		for (const name of names) body.on(name, listen);
	});
}

/** Ends a transfer in which nothing comes any more, and one that brings more than any video has. */
export function watchProgress(body: BodyStream, transfer: AbortController, mostBytes: number) {
	let bytes = body.readableLength; // what arrived before anybody watched
	let failed = false;
	let complete = false;
	let seen = 0;
	// What waits here to be read waits for n8n's store, not for the host, and so does the end.
	const isIdle = () => {
		const idle = bytes === seen && body.readableLength === 0 && !complete;
		seen = bytes;
		return idle;
	};
	const silence = startDeadline(DOWNLOAD_IDLE_TIMEOUT_SECONDS, isIdle);
	silence.signal.addEventListener('abort', () => transfer.abort());
	const push = body.push.bind(body);
	body.push = (chunk, encoding) => {
		bytes += (chunk as Buffer | null)?.length ?? 0;
		complete ||= chunk === null;
		if (bytes > mostBytes) transfer.abort();
		return push(chunk, encoding);
	};
	body.on('error', () => (failed = true));
	body.on('close', () => (failed ||= body.errored !== null || !body.readableEnded));
	return {
		stalled: () => silence.signal.aborted,
		tooLarge: () => bytes > mostBytes,
		failed: () => failed,
		end: () => silence.clear(),
	};
}
