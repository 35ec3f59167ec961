/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the fuzz test runs in Node, not in n8n */
import { STATUS_CODES } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Answer, Charset, Coding } from '../plan';
import { bodyOf, fill, type Subject } from './body';

const UNPACKED_BOMB = 64 * 1024 * 1024;
const BOMB = gzipSync(Buffer.alloc(UNPACKED_BOMB, ' '), { level: 1 });

/** An answer as it goes over the wire. */
export function bytesOf(subject: Subject, answer: Answer): Buffer {
	const { status = 200, interim = 0, coding, charset } = answer;
	const text = bodyOf(subject, answer);
	const plain = typeof text === 'string' ? inCharset(text, charset) : text;
	const body = hasBody(status) ? packed(plain, coding) : Buffer.alloc(0);
	const type = typeof text === 'string' ? 'application/json' : 'video/mp4';
	const headers: Array<[string, string]> = [
		['Content-Type', charset ? `${type}; charset=${charset.replace('bom', 'utf-8')}` : type],
		['Connection', 'close'],
		...(coding ? [['Content-Encoding', NAMES[coding]] as [string, string]] : []),
		...lengthHeaders(answer, body.length),
	];
	for (const [name, value] of answer.headers ?? []) {
		const same = headers.findIndex(([known]) => known.toLowerCase() === name.toLowerCase());
		if (same >= 0) headers.splice(same, 1);
		headers.push([name, fill(value, subject.names)]);
	}
	const line = answer.line ?? `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Odd'}`;
	const lines = [fill(line, subject.names), ...headers.map(([name, value]) => `${name}: ${value}`)];
	const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
	const before = Buffer.from('HTTP/1.1 102 Processing\r\n\r\n'.repeat(interim));
	const inChunks = answer.length === 'chunked' && answer.end?.how !== 'endless';
	return Buffer.concat([before, head, ...(inChunks ? chunks(body) : [body])]);
}

function lengthHeaders({ length, end }: Answer, bytes: number): Array<[string, string]> {
	if (length === 'none' || end?.how === 'endless') return [];
	if (length === 'chunked') return [['Transfer-Encoding', 'chunked']];
	const right: [string, string] = ['Content-Length', String(bytes)];
	switch (length) {
		case 'over':
			return [['Content-Length', String(bytes + 100)]];
		case 'under':
			return [['Content-Length', String(bytes >> 1)]];
		case 'bad':
			return [['Content-Length', 'many']];
		case 'twice':
			return [right, ['Transfer-Encoding', 'chunked']];
		default:
			return [right];
	}
}

function hasBody(status: number): boolean {
	return status >= 200 && status !== 204 && status !== 304;
}

const NAMES: Record<Coding, string> = {
	gzip: 'gzip',
	deflate: 'deflate',
	br: 'br',
	claimed: 'gzip',
	unknown: 'x-odd',
	bomb: 'gzip',
};

function packed(body: Buffer, coding?: Coding): Buffer {
	switch (coding) {
		case 'gzip':
			return gzipSync(body);
		case 'deflate':
			return deflateSync(body);
		case 'br':
			return brotliCompressSync(body);
		case 'bomb':
			return BOMB;
		default:
			return body;
	}
}

function inCharset(text: string, charset?: Charset): Buffer {
	switch (charset) {
		case 'bom':
			return Buffer.from(`\uFEFF${text}`);
		case 'utf-16le':
			return Buffer.from(text, 'utf16le');
		case 'utf-16be':
			return Buffer.from(text, 'utf16le').swap16();
		case 'latin1':
			return Buffer.from(text.replace(/[^\0-\xff]/g, escaped), 'latin1');
		case 'gbk':
			return inGbk(text);
		default:
			return Buffer.from(text);
	}
}

/** A letter that the encoding does not have, as JSON writes it: a server that sent `?` would name another task. */
const escaped = (letter: string) =>
	letter
		.split('')
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
		.join('');

let gbk: Map<string, Buffer> | undefined;

/** Node can read GBK but not write it. */
function inGbk(text: string): Buffer {
	if (!gbk) {
		const decoder = new TextDecoder('gbk');
		gbk = new Map();
		for (let high = 0x81; high < 0xff; high++) {
			for (let low = 0x40; low < 0xff; low++) {
				const pair = Buffer.from([high, low]);
				gbk.set(decoder.decode(pair), pair);
			}
		}
	}
	const known = gbk;
	const parts = text.split(/([^\0-\x7f]+)/).map((part, index) => {
		if (index % 2 === 0) return Buffer.from(part);
		return Buffer.concat(
			[...part].map((letter) => known.get(letter) ?? Buffer.from(escaped(letter))),
		);
	});
	return Buffer.concat(parts);
}

function chunks(body: Buffer): Buffer[] {
	const size = Buffer.from(`${body.length.toString(16)}\r\n`);
	return [...(body.length > 0 ? [size, body, Buffer.from('\r\n')] : []), Buffer.from('0\r\n\r\n')];
}
