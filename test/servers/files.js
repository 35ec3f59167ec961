'use strict';
const { Buffer } = require('node:buffer');
const { readFile } = require('node:fs/promises');
const { join } = require('node:path');
const { Readable } = require('node:stream');

/**
 * @typedef {import('./servers').TaskWithFile} TaskWithFile
 * @typedef {import('./servers').VideoFile} VideoFile
 * @typedef {{ folder: string, prefix?: string, unsigned?: boolean }} FileNames Files are at
 *   `/<folder>/<prefix><task ID>.mp4?sig=1`, the first URL without the query if `unsigned`.
 */

const FIXTURES = join(__dirname, '..', 'fixtures');
const FILLER = Buffer.alloc(256 * 1024);

/** @param {string | Buffer} [video] A file's path or its bytes. Default: the sample of test/fixtures. */
async function sampleVideo(video = join(FIXTURES, 'sample.mp4')) {
	return Buffer.isBuffer(video) ? video : await readFile(video);
}

/** The bytes of a file without any filler. @param {VideoFile} file @param {Buffer} sample */
const plainVideo = ({ body }, sample) => (body === undefined ? sample : Buffer.from(body));

/** A video up to `end`, followed by filler if it is shorter. @param {Buffer} video @param {number} end */
function* pieces(video, end) {
	let at = Math.min(video.length, end);
	yield video.subarray(0, at);
	while (at < end) {
		const piece = FILLER.subarray(0, end - at);
		at += piece.length;
		yield piece;
	}
}

/**
 * Streams a video in constant memory.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {{ file: VideoFile, sample: Buffer, task: import('./servers').Downloads }} video
 * @param {string} [fault]
 */
function sendVideo(request, response, { file, sample, task }, fault) {
	const video = plainVideo(file, sample);
	const total = file.bytes ?? video.length;
	const { contentType = 'video/mp4' } = file;
	response.writeHead(200, {
		...(contentType && { 'content-type': contentType }),
		...(!file.noLength && fault !== 'short' && { 'content-length': total }),
	});
	if (request.method === 'HEAD') {
		response.end();
		return;
	}
	task.downloads += 1;
	task.urlDownloads += 1;
	const end = fault === undefined ? total : Math.floor(total / 2);
	const source = Readable.from(pieces(video, end), { objectMode: false });
	source.pipe(response, { end: end === total });
	if (end < total && fault !== 'stall') {
		source.once('end', () => response.socket?.destroySoon());
	}
	response.once('close', () => {
		source.destroy();
		if (!response.writableFinished) task.aborted += 1;
	});
}

/** An error of an S3-like file host. @param {number} status @param {string} code @param {string} message */
const fileError = (status, code, message) => ({
	status,
	headers: { 'content-type': 'application/xml' },
	body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

/** @param {string} location */
const redirect = (location) => ({ status: 302, headers: { location } });

const noSuchFile = () => fileError(404, 'NoSuchKey', 'The specified key does not exist.');

/** Whether the file host refuses the URL with this number. @param {TaskWithFile} task @param {number} number */
function isDead({ plan, urlsIssued, urlDownloads }, number) {
	if (number !== urlsIssued || (plan.expired && number === 1)) return true;
	return plan.expireUrlAfterDownloads !== undefined && urlDownloads >= plan.expireUrlAfterDownloads;
}

/**
 * The path of a task's video on the file host: the same URL until that is dead.
 * @param {TaskWithFile} task @param {FileNames} names
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
 * @param {import('./server').World} world
 * @param {FileNames} names
 * @param {(task: any) => Buffer | Promise<Buffer>} [videoOf]
 */
function videoRoutes(world, names, videoOf = () => world.sample) {
	const handle =
		(folder) =>
		async ({ path }, { name }) => {
			const task = world.tasksById.get(name.replace(names.prefix ?? '', '').replace(/\.mp4$/, ''));
			if (!task) return noSuchFile();
			const { searchParams } = new URL(path, 'http://file.host');
			if (isDead(task, Number(searchParams.get('sig') ?? (names.unsigned ? 1 : NaN)))) {
				return fileError(403, 'AccessDenied', 'Request has expired');
			}
			const { resultUrl, file } = task.plan;
			if (resultUrl === 'redirect-file' && folder === names.folder) {
				return redirect(issuePath(task, { ...names, folder: 'cdn' }));
			}
			return { status: 200, video: { file, sample: await videoOf(task), task } };
		};
	return [names.folder, 'cdn'].map((folder) => [
		...['GET', `/${folder}/:name`, 'file'],
		handle(folder),
	]);
}

module.exports = {
	FIXTURES,
	fileError,
	issuePath,
	noSuchFile,
	plainVideo,
	redirect,
	sampleVideo,
	sendVideo,
	videoRoutes,
};
