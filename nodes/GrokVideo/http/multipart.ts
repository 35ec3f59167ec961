import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { discard, type BodyStream } from './stream';

export interface UploadBody {
	/** Sent before the file, in this order. */
	fields: Record<string, string>;
	file: { bytes: number; open(): Promise<NodeJS.ReadableStream> };
	fileName: string;
	mimeType: string;
}

type Part = string | Buffer;
type StreamClass = { from(parts: AsyncIterable<Part>): BodyStream };

/**
 * A multipart request (RFC 7578) that is sent as the file is read, so that it is never in memory as a whole. Shipped
 * code may not import Node's streams: the class of the file's own stream makes the new one.
 */
export async function multipart({
	fields,
	file,
	fileName,
	mimeType,
}: UploadBody): Promise<{ request: Pick<IHttpRequestOptions, 'body' | 'headers'>; close(): void }> {
	const boundary = `----n8n-${crypto.randomUUID()}`;
	const texts = Object.entries(fields).map(
		([name, value]) =>
			`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
	);
	const head = `${texts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted(fileName)}"\r\nContent-Type: ${mimeType}\r\n\r\n`;
	const tail = `\r\n--${boundary}--\r\n`;
	const stream = (await file.open()) as BodyStream;
	stream.on('error', () => {}); // the reader below hears of it; nobody does before it begins
	async function* parts(): AsyncIterable<Part> {
		yield head;
		for await (const chunk of stream) yield chunk as Buffer;
		yield tail;
	}
	const length = Buffer.byteLength(head) + file.bytes + Buffer.byteLength(tail);
	const body = (stream.constructor as unknown as StreamClass).from(parts());
	return {
		request: {
			body: body as unknown as IDataObject,
			headers: {
				'Content-Type': `multipart/form-data; boundary=${boundary}`,
				'Content-Length': String(length),
			},
		},
		// A call that was stopped or refused has not read the file to its end.
		close: () => [body, stream].forEach(discard),
	};
}

/** As browsers escape a file's name. */
function quoted(name: string): string {
	return name.replace(/["\r\n]/g, encodeURIComponent);
}
