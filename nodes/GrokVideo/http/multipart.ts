import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { discard, streamFrom, type BodyStream } from './stream';

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

/** A multipart request (RFC 7578) that reads the file while it is sent. @throws what opening the file throws. */
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
