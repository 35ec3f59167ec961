'use strict';
const { Buffer } = require('node:buffer');
const { readFile } = require('node:fs/promises');
const { join } = require('node:path');
const { Readable } = require('node:stream');

/**
 * @typedef {import('./servers').Answer} Answer
 * @typedef {import('./servers').TaskWithFile} TaskWithFile
 * @typedef {import('./servers').VideoFile} VideoFile
 */

const FIXTURES = join(__dirname, '..', 'fixtures');
const FILLER = Buffer.alloc(256 * 1024);
const BOX_HEADER_BYTES = 8;

/** @param {string | Buffer} [video] A file's path or its bytes. Default: the sample of test/fixtures. */
async function sampleVideo(video = join(FIXTURES, 'sample.mp4')) {
	return Buffer.isBuffer(video) ? video : await readFile(video);
}

/** The bytes of a file without any filler. @param {VideoFile} file @param {Buffer} sample */
const plainVideo = ({ body }, sample) => (body === undefined ? sample : Buffer.from(body));

/**
 * The start of a file: the video, and before any filler the header of an mp4 `free` box, so that the file remains a
 * valid mp4.
 * @param {VideoFile} file @param {Buffer} sample
 */
function head(file, sample) {
	const video = plainVideo(file, sample);
	const filler = (file.bytes ?? video.length) - video.length;
	if (filler < BOX_HEADER_BYTES) return video;
	const box = Buffer.from('\0\0\0\0free', 'latin1');
	if (filler < 2 ** 32) box.writeUInt32BE(filler); // a size of 0 means "to the end of the file"
	return Buffer.concat([video, box]);
}

/** @param {Buffer} start @param {number} from @param {number} end */
function* pieces(start, from, end) {
	let at = from;
	while (at < end) {
		const piece =
			at < start.length
				? start.subarray(at, end)
				: FILLER.subarray(0, Math.min(FILLER.length, end - at));
		at += piece.length;
		yield piece;
	}
}

/** The range that a request asks for, if any. @param {string | undefined} header @param {number} total */
function range(header, total) {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
	if (!match || (!match[1] && !match[2])) return undefined;
	const start = match[1] ? Number(match[1]) : Math.max(0, total - Number(match[2]));
	const end = match[1] && match[2] ? Math.min(total, Number(match[2]) + 1) : total;
	return start < end ? { start, end } : 'unsatisfiable';
}

/** @param {VideoFile} file @param {string | undefined} fault @param {number} total @returns {VideoFile} */
function withFault(file, fault, total) {
	const half = Math.floor(total / 2);
	if (fault === 'truncate') return { ...file, truncateAt: half };
	if (fault === 'short') return { ...file, truncateAt: half, noLength: true };
	if (fault === 'stall') return { ...file, stallAt: half };
	return file;
}

/**
 * Streams a video or a range of it in constant memory.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {import('./servers').Video} video
 * @param {string} [fault]
 */
function sendVideo(request, response, { file: plain, sample, task }, fault) {
	const start = head(plain, sample);
	const total = plain.bytes ?? start.length;
	const file = withFault(plain, fault, total);
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
	const isWhole = span.end <= limit;
	const source = Readable.from(pieces(start, span.start, Math.min(span.end, limit)), {
		objectMode: false,
	});
	source.pipe(response, { end: isWhole });
	if (!isWhole && file.stallAt === undefined) {
		source.once('end', () => response.socket?.destroySoon());
	}
	response.once('close', () => {
		source.destroy();
		if (!response.writableFinished) task.aborted += 1;
	});
}

/** An error of an S3-like file host. @param {number} status @param {string} code @param {string} message @returns {Answer} */
const fileError = (status, code, message) => ({
	status,
	headers: { 'content-type': 'application/xml' },
	body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

const noSuchFile = () => fileError(404, 'NoSuchKey', 'The specified key does not exist.');

/** Whether the file host refuses the URL with this number. @param {TaskWithFile} task @param {number} number */
function isDead({ plan, urlsIssued, urlDownloads }, number) {
	if (number !== urlsIssued || (plan.expired && number === 1)) return true;
	return plan.expireUrlAfterDownloads !== undefined && urlDownloads >= plan.expireUrlAfterDownloads;
}

/**
 * The path of a task's video on the file host: the same URL until that is dead.
 * @param {TaskWithFile} task @param {import('./servers').FileNames} names
 */
function issuePath(task, { folder, prefix = '', unsigned = false }) {
	if (task.urlsIssued === 0 || isDead(task, task.urlsIssued)) {
		task.urlsIssued += 1;
		task.urlDownloads = 0;
	}
	const query = unsigned && task.urlsIssued === 1 ? '' : `?sig=${task.urlsIssued}`;
	return `/${folder}/${prefix}${task.id}.mp4${query}`;
}

/**
 * The routes of a file host: the folder of the result URLs, and `cdn`, to which `redirect-file` redirects.
 * @param {import('./servers').World<any, any>} world
 * @param {import('./servers').FileNames} names
 * @param {(task: any) => Buffer | Promise<Buffer>} [videoOf]
 */
function videoRoutes(world, names, videoOf = () => world.sample) {
	return [names.folder, 'cdn'].map((folder) => ({
		method: 'GET',
		path: `/${folder}/:name`,
		where: 'file',
		async handle({ path }, { name }) {
			const task = world.tasksById.get(name.replace(names.prefix ?? '', '').replace(/\.mp4$/, ''));
			if (!task) return noSuchFile();
			const { searchParams } = new URL(path, 'http://file.host');
			if (isDead(task, Number(searchParams.get('sig') ?? (names.unsigned ? 1 : NaN)))) {
				return fileError(403, 'AccessDenied', 'Request has expired');
			}
			const { resultUrl, file } = task.plan;
			if (resultUrl === 'redirect-file' && folder === names.folder) {
				return { status: 302, headers: { location: issuePath(task, { ...names, folder: 'cdn' }) } };
			}
			return { status: 200, video: { file, sample: await videoOf(task), task } };
		},
	}));
}

module.exports = {
	FIXTURES,
	fileError,
	issuePath,
	noSuchFile,
	plainVideo,
	sampleVideo,
	sendVideo,
	videoRoutes,
};
