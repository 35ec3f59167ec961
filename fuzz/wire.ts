/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Response } from './plan';

/** HTTP by hand: Node's own server does not send broken responses. */

export interface Request {
	method: string;
	path: string;
	/** Request line and headers. */
	head: string;
	body: string;
}

/** Listens on a free port, for one request per connection. */
export async function listen(answer: (socket: Socket, request: Request) => void): Promise<Server> {
	const server = createServer((socket) => {
		const chunks: Buffer[] = [];
		const read = (chunk: Buffer) => {
			chunks.push(chunk);
			const request = readRequest(Buffer.concat(chunks));
			if (!request) return;
			socket.off('data', read).resume();
			answer(socket, request);
		};
		socket.on('data', read).on('error', () => {}); // the client has gone away
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}

function readRequest(received: Buffer): Request | undefined {
	const end = received.indexOf('\r\n\r\n');
	if (end < 0) return undefined;
	const head = received.subarray(0, end).toString('latin1');
	const [method, path] = head.split(' ', 2);
	const body = received.subarray(end + 4);
	const length = Number(/\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
	return body.length < length ? undefined : { method, path, head, body: body.toString() };
}

/** Sends a response as the plan says. Returns whether all of it was sent while the client listened. */
export async function send(
	socket: Socket,
	{ status = 200, headers = [], gzip, length, end, delay = 0 }: Response,
	content: string | Buffer,
	id?: string,
): Promise<boolean> {
	await sleep(delay);
	const plain = [204, 304].includes(status) ? Buffer.alloc(0) : Buffer.from(content as string);
	const body = gzip ? gzipSync(plain) : plain;
	const isChunked = length === 'chunked';
	const isEndless = end?.how === 'endless';
	const lines = new Map<string, string | number>([
		['Content-Type', typeof content === 'string' ? 'application/json' : 'video/mp4'],
		['Connection', 'close'],
		...(gzip ? [['Content-Encoding', 'gzip'] as const] : []),
		...(isChunked ? [['Transfer-Encoding', 'chunked'] as const] : []),
	]);
	if (!isChunked && !isEndless && length !== 'none') {
		lines.set('Content-Length', body.length + (length === 'long' ? 100 : 0));
	}
	for (const [name, value] of headers) lines.set(name, value);
	const head = [`HTTP/1.1 ${status} Status`, ...[...lines].map((line) => line.join(': '))];
	const size = isChunked && body.length > 0 ? `${body.length.toString(16)}\r\n` : '';
	const before = Buffer.from(`${head.join('\r\n')}\r\n\r\n${size}`, 'latin1');
	const after = isChunked && !end ? `${size && '\r\n'}0\r\n\r\n` : '';
	const all = Buffer.concat([before, body, Buffer.from(after)]);
	const afterId = before.length + (id ? plain.indexOf(JSON.stringify(id)) + id.length + 2 : 0);
	const stop = end?.at === 'afterId' ? afterId : Math.floor((end?.at ?? 1) * all.length);
	const step = end?.how === 'trickle' ? 20 : 64 * 1024;
	for (let from = 0; from < stop; from += step) {
		await write(socket, all.subarray(from, Math.min(stop, from + step)));
		if (end?.how === 'trickle') await sleep(50);
	}
	while (isEndless && !socket.destroyed) {
		await write(socket, Buffer.alloc(16 * 1024, ' '));
		await sleep(20);
	}
	const wasSent = !socket.destroyed;
	if (end?.how === 'reset') socket.resetAndDestroy();
	else if (end?.how !== 'stall') socket.end();
	return wasSent;
}

async function write(socket: Socket, piece: Buffer): Promise<void> {
	if (socket.destroyed) return;
	await new Promise<void>((done) => {
		socket.once('close', done);
		socket.write(piece, () => done(void socket.off('close', done)));
	});
}
