'use strict';
const { Buffer } = require('node:buffer');
const { Readable } = require('node:stream');

/**
 * @typedef {import('./servers').VideoFile} VideoFile
 * @typedef {{ file: VideoFile, sample: Buffer, task: import('./servers').Downloads }} Video
 * @typedef {{ start: number, end: number }} Span From `start` up to, not including, `end`.
 */

const FILLER = Buffer.alloc(256 * 1024);
const BOX_HEADER_BYTES = 8;

/** The bytes that matter, before any filler. @param {VideoFile} file @param {Buffer} sample */
function plainVideo(file, sample) {
	return file.body === undefined ? sample : Buffer.from(file.body);
}

/**
 * The head of a file: the video, and in front of any filler the header of an mp4 `free` box, so that the file
 * stays a valid mp4.
 * @param {VideoFile} file @param {Buffer} sample
 */
function head(file, sample) {
	const video = plainVideo(file, sample);
	const filler = (file.bytes ?? video.length) - video.length;
	if (filler < BOX_HEADER_BYTES) return video;
	const box = Buffer.from('\0\0\0\0free', 'latin1');
	// A size of 0 says: up to the end of the file.
	if (filler < 2 ** 32) box.writeUInt32BE(filler);
	return Buffer.concat([video, box]);
}

/** @param {Buffer} start @param {Span} span */
function* pieces(start, { start: from, end }) {
	let at = from;
	if (at < start.length) {
		const piece = start.subarray(at, end);
		at += piece.length;
		yield piece;
	}
	while (at < end) {
		const piece = FILLER.subarray(0, Math.min(FILLER.length, end - at));
		at += piece.length;
		yield piece;
	}
}

/**
 * @param {string | undefined} header @param {number} total
 * @returns {Span | undefined | 'unsatisfiable'}
 */
function range(header, total) {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
	if (!match || (!match[1] && !match[2])) return undefined;
	const start = match[1] ? Number(match[1]) : Math.max(0, total - Number(match[2]));
	const end = match[1] && match[2] ? Math.min(total, Number(match[2]) + 1) : total;
	return start < end ? { start, end } : 'unsatisfiable';
}

/**
 * The file with a fault laid over it.
 * @param {VideoFile} file @param {string | undefined} fault @param {number} total
 * @returns {VideoFile}
 */
function broken(file, fault, total) {
	const half = Math.floor(total / 2);
	if (fault === 'truncate') return { ...file, truncateAt: half };
	if (fault === 'short') return { ...file, truncateAt: half, noLength: true };
	if (fault === 'stall') return { ...file, stallAt: half };
	return file;
}

/**
 * Streams a video, whole or a range of it, in constant memory.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {Video} video
 * @param {string} [fault]
 */
function sendVideo(request, response, { file: plain, sample, task }, fault) {
	const start = head(plain, sample);
	const total = plain.bytes ?? start.length;
	const file = broken(plain, fault, total);
	const part = file.noLength ? undefined : range(request.headers.range, total);
	if (part === 'unsatisfiable') {
		response.writeHead(416, { 'content-range': `bytes */${total}` }).end();
		return;
	}
	const span = part ?? { start: 0, end: total };
	const { contentType = 'video/mp4' } = file;
	response.writeHead(part ? 206 : 200, {
		...(contentType && { 'content-type': contentType }),
		...(!file.noLength && { 'content-length': span.end - span.start, 'accept-ranges': 'bytes' }),
		...(part && { 'content-range': `bytes ${span.start}-${span.end - 1}/${total}` }),
	});
	if (request.method === 'HEAD') {
		response.end();
		return;
	}
	task.downloads += 1;
	task.urlDownloads += 1;
	const limit = span.start + Math.min(file.truncateAt ?? Infinity, file.stallAt ?? Infinity);
	const whole = span.end <= limit;
	const source = Readable.from(pieces(start, { ...span, end: Math.min(span.end, limit) }), {
		objectMode: false,
	});
	source.pipe(response, { end: whole });
	if (!whole && file.stallAt === undefined) {
		source.once('end', () => response.socket?.destroySoon());
	}
	response.once('close', () => {
		source.destroy();
		if (!response.writableFinished) task.aborted += 1;
	});
}

module.exports = { plainVideo, sendVideo };
