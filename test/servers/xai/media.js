'use strict';
const { Buffer } = require('node:buffer');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { FIXTURES } = require('../sample');
const { inspectVideo } = require('./video');

/**
 * @typedef {import('./body').Body} Body
 * @typedef {import('./body').Media} Media
 * @typedef {import('./task').Task} Task
 * @typedef {import('./routes').World} World
 */

const FETCH_SECONDS = 30;
const LONGEST_EDIT = 8.7;
const EXTENSION_SECONDS = { min: 2, max: 15 };
const IMAGE_STARTS = [/^\x89PNG\r\n/, /^\xff\xd8\xff/, /^RIFF....WEBP/s];
const PUBLIC_EXAMPLE = /(^|\.)example\.(com|net|org)$/;

/** What a task fails with. */
class Unreadable extends Error {}

/** @param {string} address */
function parsed(address) {
	try {
		return new URL(address);
	} catch {
		throw new Unreadable('Invalid media URL.');
	}
}

/** @param {'image' | 'video'} kind */
const example = (kind) =>
	readFileSync(join(FIXTURES, kind === 'image' ? 'product.png' : 'sample.mp4'));

/** @param {string} address @param {'image' | 'video'} kind @param {World} world */
async function download(address, kind, { closing }) {
	const { hostname, protocol } = parsed(address);
	if (!/^https?:$/.test(protocol)) throw new Unreadable('Invalid media URL.');
	if (PUBLIC_EXAMPLE.test(hostname)) return example(kind);
	const signal = AbortSignal.any([closing, AbortSignal.timeout(FETCH_SECONDS * 1000)]);
	const response = await fetch(address, { signal }).catch(() => undefined);
	if (!response?.ok) {
		const status = response ? ` (HTTP ${response.status})` : '';
		throw new Unreadable(`Failed to fetch the ${kind} from its URL${status}.`);
	}
	return Buffer.from(await response.arrayBuffer());
}

/** @param {Media} media @param {'image' | 'video'} kind @param {World} world */
async function bytesOf({ file_id, url = '' }, kind, world) {
	if (file_id !== undefined) {
		const file = world.files.get(file_id);
		if (!file) throw new Unreadable(`File ${file_id} was not found.`);
		return file.bytes;
	}
	const data = /^data:[\w/.+-]+;base64,(.*)$/s.exec(url);
	return data ? Buffer.from(data[1], 'base64') : await download(url, kind, world);
}

/** @param {Media} media @param {World} world */
async function checkImage(media, world) {
	const start = (await bytesOf(media, 'image', world)).toString('latin1', 0, 16);
	if (IMAGE_STARTS.some((known) => known.test(start))) return;
	throw new Unreadable('The image could not be read. Supported formats are JPEG, PNG and WebP.');
}

/** @param {Task} task @param {Media} video @param {World} world */
async function readInputVideo(task, video, world) {
	const bytes = await bytesOf(video, 'video', world);
	const { height, seconds, width } = await inspectVideo(bytes).catch(() => {
		throw new Unreadable('The video could not be read. The supported format is MP4.');
	});
	const { min, max } = EXTENSION_SECONDS;
	if (task.kind === 'edit' && seconds > LONGEST_EDIT) {
		throw new Unreadable(`The input video must not be longer than ${LONGEST_EDIT} seconds.`);
	}
	if (task.kind === 'extension' && (seconds < min || seconds > max)) {
		throw new Unreadable(`The input video must be between ${min} and ${max} seconds long.`);
	}
	task.inputSeconds = seconds;
	task.resolution = Math.min(height, width) <= 480 ? '480p' : '720p';
	if (task.kind === 'edit') task.seconds = seconds;
}

/** Every picture of a request. @param {Body} body */
function imagesOf({ image, keyframes = [], last_frame, reference_images = [] }) {
	const frames = keyframes.map((keyframe) => keyframe.image);
	return [image, ...reference_images, last_frame, ...frames].filter((media) => media !== undefined);
}

/** Fetches what a request names; a dead link becomes the task's failure. @param {Task} task @param {Body} body @param {World} world */
async function readMedia(task, body, world) {
	try {
		if (body.video) await readInputVideo(task, body.video, world);
		if (task.kind === 'generation') {
			for (const image of imagesOf(body)) await checkImage(image, world);
		}
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
		task.failure ??= { code: 'invalid_argument', message: error.message };
	}
	task.mediaRead = true;
}

module.exports = { imagesOf, readMedia };
