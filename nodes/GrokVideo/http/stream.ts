/** The part of Node's Readable that is used here. Shipped code may not import its type. */
export interface BodyStream extends NodeJS.ReadableStream {
	readonly readableEnded: boolean;
	readonly destroyed: boolean;
	destroy(error?: Error): this;
}

interface StreamClass {
	from(chunks: AsyncIterable<string | Buffer>): BodyStream;
}

/** A stream of chunks. Shipped code may not import Node's streams, so the class of another stream makes it. */
export function streamFrom(
	chunks: AsyncIterable<string | Buffer>,
	{ constructor }: BodyStream,
): BodyStream {
	return (constructor as unknown as StreamClass).from(chunks);
}

/** Closes a stream. The listener keeps a late error from ending n8n. */
export function discard(body: BodyStream | undefined): void {
	body?.on('error', () => {});
	body?.destroy();
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
	const isComplete = await new Promise<boolean>((resolve) => {
		const stop = () => resolve(false);
		if (body.destroyed || signal.aborted) stop();
		signal.addEventListener('abort', stop);
		body.on('error', stop);
		body.once('close', stop);
		body.once('end', () => resolve(true));
		body.on('data', (chunk: Buffer) => {
			chunks.push(chunk);
			length += chunk.length;
			if (length > maxBytes) stop();
		});
	});
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
