/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the fuzz test runs in Node, not in n8n */
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ending } from '../plan';

export interface Request {
	method: string;
	path: string;
	/** As it came, for a search. */
	head: string;
	headers: Record<string, string>;
	body: string;
}

/** Reads the requests of a connection, one after the other. */
export function readRequests(socket: Socket, answer: (request: Request) => Promise<void>): void {
	let received = Buffer.alloc(0);
	let busy = false;
	const next = async () => {
		const end = received.indexOf('\r\n\r\n');
		if (busy || end < 0) return;
		const head = received.subarray(0, end).toString('latin1');
		const [line, ...lines] = head.split('\r\n');
		const headers = Object.fromEntries(
			lines.map((text) => {
				const colon = text.indexOf(':');
				return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()];
			}),
		);
		const length = Number(headers['content-length'] ?? 0);
		if (received.length < end + 4 + length) return;
		const body = received.subarray(end + 4, end + 4 + length).toString();
		received = received.subarray(end + 4 + length);
		const [method, path] = line.split(' ');
		busy = true;
		await answer({ method, path, head, headers, body });
		busy = false;
		await next();
	};
	socket.on('data', (chunk) => {
		received = Buffer.concat([received, chunk]);
		void next();
	});
	socket.on('error', () => {}); // the client has gone away
}

const PIECE = 64 * 1024;
const FILLER = Buffer.alloc(16 * 1024, ' ');
const FILLER_EVERY_MS = 20;

/**
 * Sends an answer as its ending says. True when all of it went out while the client listened.
 * @param sent is told whenever something was sent.
 */
export async function send(
	socket: Socket,
	bytes: Buffer,
	end: Ending | undefined,
	sent: () => void,
): Promise<boolean> {
	const write = async (piece: Buffer) => {
		if (socket.destroyed) return false;
		await new Promise<void>((done) => {
			socket.once('close', done);
			socket.write(piece, () => {
				socket.off('close', done);
				done();
			});
		});
		sent();
		return !socket.destroyed;
	};
	if (end?.how === 'trickle') {
		for (let at = 0; at < bytes.length; at += end.bytes) {
			if (!(await write(bytes.subarray(at, at + end.bytes)))) return false;
			await sleep(end.everyMs);
		}
		return !socket.destroyed;
	}
	const stop = end && 'at' in end ? Math.floor(end.at * bytes.length) : bytes.length;
	for (let at = 0; at < stop; at += PIECE) {
		if (!(await write(bytes.subarray(at, Math.min(stop, at + PIECE))))) return false;
	}
	while (end?.how === 'endless' && (await write(FILLER))) await sleep(FILLER_EVERY_MS);
	if (end?.how === 'stall' && !socket.destroyed) {
		await new Promise<void>((done) => socket.once('close', done));
	}
	if (end?.how === 'reset') socket.resetAndDestroy();
	return end === undefined && !socket.destroyed;
}
