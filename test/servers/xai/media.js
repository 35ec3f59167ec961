'use strict';
const { Buffer } = require('node:buffer');
const { existsSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { FIXTURES, noSuchFile } = require('../files');
const { imagesOf } = require('./requests');
const { inspectVideo, makeVideo } = require('./video');

/**
 * @typedef {import('../servers').JsonObject} JsonObject
 * @typedef {import('./xai').Task} Task
 * @typedef {import('../server').World} World
 */

const FETCH_SECONDS = 30;
const LONGEST_EDIT_SECONDS = 8.7;
const EXTENSION_SECONDS = { min: 2, max: 15 };
const IMAGE_STARTS = [/^\x89PNG\r\n/, /^\xff\xd8\xff/, /^RIFF....WEBP/s];
const PUBLIC_EXAMPLE = /(^|\.)example\.(com|net|org)$/;
const MEDIA_TYPES = { mp4: 'video/mp4', png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' };

/** What a task fails with. */
class Unreadable extends Error {}

/** @param {JsonObject} media @param {'image' | 'video'} kind @param {World} world */
async function bytesOf({ file_id, url = '' }, kind, { closing, files }) {
	if (file_id !== undefined) {
		const file = files.get(file_id);
		if (!file) throw new Unreadable(`File ${file_id} was not found.`);
		return file.bytes;
	}
	const data = /^data:[\w/.+-]+;base64,(.*)$/s.exec(url);
	if (data) return Buffer.from(data[1], 'base64');
	if (!URL.canParse(url) || !/^https?:/.test(url)) throw new Unreadable('Invalid media URL.');
	if (PUBLIC_EXAMPLE.test(new URL(url).hostname)) {
		return readFileSync(join(FIXTURES, kind === 'image' ? 'product.png' : 'sample.mp4'));
	}
	const signal = AbortSignal.any([closing, AbortSignal.timeout(FETCH_SECONDS * 1000)]);
	const response = await fetch(url, { signal }).catch(() => undefined);
	if (response?.ok) return Buffer.from(await response.arrayBuffer());
	const status = response ? ` (HTTP ${response.status})` : '';
	throw new Unreadable(`Failed to fetch the ${kind} from its URL${status}.`);
}

/** @param {Task} task @param {JsonObject} video @param {World} world */
async function readInputVideo(task, video, world) {
	const bytes = await bytesOf(video, 'video', world);
	const { height, seconds, width } = await inspectVideo(bytes).catch(() => {
		throw new Unreadable('The video could not be read. The supported format is MP4.');
	});
	const { min, max } = EXTENSION_SECONDS;
	if (task.kind === 'edit' && seconds > LONGEST_EDIT_SECONDS) {
		throw new Unreadable(
			`The input video must not be longer than ${LONGEST_EDIT_SECONDS} seconds.`,
		);
	}
	if (task.kind === 'extension' && (seconds < min || seconds > max)) {
		throw new Unreadable(`The input video must be between ${min} and ${max} seconds long.`);
	}
	task.inputSeconds = seconds;
	task.resolution = Math.min(height, width) <= 480 ? '480p' : '720p';
	if (task.kind === 'edit') task.seconds = seconds;
}

/** Fetches the media of a request; a dead link becomes the failure of the task. @param {Task} task @param {JsonObject} body @param {World} world */
async function readMedia(task, body, world) {
	try {
		if (body.video) await readInputVideo(task, body.video, world);
		for (const image of imagesOf(body)) {
			const start = (await bytesOf(image, 'image', world)).toString('latin1', 0, 16);
			if (!IMAGE_STARTS.some((known) => known.test(start))) {
				throw new Unreadable(
					'The image could not be read. Supported formats are JPEG, PNG and WebP.',
				);
			}
		}
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
		task.failure ??= { code: 'invalid_argument', message: error.message };
	}
	task.mediaRead = true;
}

/** The video of a task, of the requested length. @param {Task} task @param {World} world */
async function videoOf({ body, inputSeconds = 0, kind, seconds }, { fixedVideo, made, sample }) {
	if (fixedVideo) return sample;
	const length = kind === 'extension' ? inputSeconds + seconds : seconds;
	const hasSound = body.generate_audio !== false;
	const key = `${length} ${hasSound}`;
	if (!made.has(key)) made.set(key, makeVideo(sample, length, hasSound));
	return await made.get(key);
}

/** A file of test/fixtures, as an input of requests. @param {string} path @returns {import('../server').Answer} */
function fixtureAnswer(path) {
	const name = basename(path);
	const contentType = MEDIA_TYPES[name.split('.').at(-1)];
	if (!contentType || !existsSync(join(FIXTURES, name))) return noSuchFile();
	const task = { downloads: 0, aborted: 0, urlDownloads: 0 };
	const sample = readFileSync(join(FIXTURES, name));
	return { status: 200, video: { file: { contentType }, sample, task } };
}

module.exports = { fixtureAnswer, readMedia, videoOf };
