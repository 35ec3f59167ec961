import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { unlessAborted } from './deadline';

/** The part of Node's Readable that is used here. Shipped code may not import its type. */
export interface BodyStream extends NodeJS.ReadableStream {
	readonly readableEnded: boolean;
	readonly destroyed: boolean;
	destroy(error?: Error): this;
}

interface StreamClass {
	from(chunks: AsyncIterable<string | Buffer>): BodyStream;
}

/** A stream of chunks. Shipped code may not import Node's streams, so the class of another stream creates it. */
export function streamFrom(
	chunks: AsyncIterable<string | Buffer>,
	{ constructor }: BodyStream,
): BodyStream {
	return (constructor as unknown as StreamClass).from(chunks);
}

/** Closes a stream. The listener keeps a late error from crashing n8n. */
export function discard(body: BodyStream): void {
	body.on('error', () => {});
	body.destroy();
}

export interface Body {
	bytes: Buffer;
	isComplete: boolean;
}

/** Reads a body to its end, up to a size, or until the signal aborts. Keeps what arrived before an error. */
export async function readBody(
	body: BodyStream,
	maxBytes: number,
	signal: AbortSignal,
): Promise<Body> {
	const chunks: Buffer[] = [];
	let length = 0;
	const ended = new Promise<boolean>((resolve) => {
		const stop = () => resolve(false);
		if (body.destroyed) stop();
		body.on('error', stop);
		body.once('close', stop);
		body.once('end', () => resolve(true));
		body.on('data', (chunk: Buffer) => {
			chunks.push(chunk);
			length += chunk.length;
			if (length > maxBytes) stop();
		});
	});
	const isComplete = (await unlessAborted(ended, signal)) ?? false;
	if (!isComplete) discard(body);
	return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), isComplete };
}

/** The first bytes of a stream, which is then closed. @throws the stream's error. */
export async function readStart(body: BodyStream, length: number): Promise<Buffer> {
	let start = Buffer.alloc(0);
	for await (const chunk of body) {
		start = Buffer.concat([start, chunk as Buffer]);
		if (start.length >= length) break;
	}
	return start.subarray(0, length);
}

export interface UploadBody {
	/** Sent before the file, in this order. */
	fields: Record<string, string>;
	file: { bytes: number; open(): Promise<NodeJS.ReadableStream> };
	fileName: string;
	mimeType: string;
}

export interface MultipartRequest {
	options: Pick<IHttpRequestOptions, 'body' | 'headers'>;
	/** Why n8n's file store could not deliver the file. */
	readonly fileError?: Error;
	close(): void;
}

/** A multipart request (RFC 7578) that streams the file. @throws what opening the file throws. */
export async function multipart(upload: UploadBody): Promise<MultipartRequest> {
	const { fields, file, fileName, mimeType } = upload;
	const boundary = `----n8n-${crypto.randomUUID()}`;
	const parts = Object.entries(fields).map(
		([name, value]) =>
			`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
	);
	const head = `${parts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${escapeName(fileName)}"\r\nContent-Type: ${mimeType}\r\n\r\n`;
	const tail = `\r\n--${boundary}--\r\n`;
	const stream = (await file.open()) as BodyStream;
	let fileError: Error | undefined;
	stream.on('error', (error: Error) => (fileError = error));
	async function* chunks(): AsyncIterable<string | Buffer> {
		yield head;
		let bytes = 0;
		for await (const chunk of stream) {
			bytes += chunk.length;
			yield chunk as Buffer;
		}
		if (bytes !== file.bytes) {
			fileError = new Error(`the file has ${bytes} bytes, not ${file.bytes}`);
			throw fileError;
		}
		yield tail;
	}
	const body = streamFrom(chunks(), stream);
	const length = Buffer.byteLength(head) + file.bytes + Buffer.byteLength(tail);
	return {
		options: {
			body: body as unknown as IDataObject,
			headers: {
				'Content-Type': `multipart/form-data; boundary=${boundary}`,
				'Content-Length': String(length),
			},
		},
		get fileError() {
			return fileError;
		},
		close: () => [body, stream].forEach(discard),
	};
}

/** As browsers escape file names. */
function escapeName(name: string): string {
	return name.replace(/["\r\n]/g, encodeURIComponent);
}
