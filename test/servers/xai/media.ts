/* eslint-disable @n8n/community-nodes/no-restricted-imports -- stand-ins run in Node, not in n8n */
import { existsSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { MockResponse } from '../faults';
import { FIXTURES, noSuchFile, SAMPLE } from '../files';
import { imagesOf, type Body, type Media } from './requests';
import { inspectVideo, makeVideo } from './video';
import type { Task, State } from './xai';

const MAX_EDIT_SECONDS = 8.7;
const EXTENSION_SECONDS = { min: 2, max: 15 };
const IMAGE_SIGNATURES = [/^\x89PNG\r\n/, /^\xff\xd8\xff/, /^RIFF....WEBP/s];
const PUBLIC_EXAMPLE = /(^|\.)example\.(com|net|org)$/;
const MEDIA_TYPES: Record<string, string> = {
	'.mp4': 'video/mp4',
	'.png': 'image/png',
	'.jpg': 'image/jpeg',
	'.webp': 'image/webp',
};

const fixture = (name: string) => readFileSync(join(FIXTURES, name));

/** Reads a media field. @throws the reason for the failure of the task */
async function bytesOf(
	{ file_id, url = '' }: Media,
	kind: 'image' | 'video',
	{ closing, files }: State,
) {
	if (file_id !== undefined) {
		const file = files.get(file_id);
		if (!file) throw new Error(`File ${file_id} was not found.`);
		return file.bytes;
	}
	const data = /^data:[\w/.+-]+;base64,(.*)$/s.exec(url);
	if (data) return Buffer.from(data[1], 'base64');
	if (!/^https?:/.test(url) || !URL.canParse(url)) throw new Error('Invalid media URL.');
	if (PUBLIC_EXAMPLE.test(new URL(url).hostname)) {
		return kind === 'image' ? fixture('product.png') : SAMPLE;
	}
	const response = await fetch(url, { signal: closing }).catch(() => undefined);
	if (response?.ok) return Buffer.from(await response.arrayBuffer());
	const status = response ? ` (HTTP ${response.status})` : '';
	throw new Error(`Failed to fetch the ${kind} from its URL${status}.`);
}

async function readInputVideo(task: Task, video: Media, state: State) {
	const bytes = await bytesOf(video, 'video', state);
	const { height, seconds, width } = await inspectVideo(bytes).catch(() => {
		throw new Error('The video could not be read. The supported format is MP4.');
	});
	const { min, max } = EXTENSION_SECONDS;
	if (task.kind === 'edit' && seconds > MAX_EDIT_SECONDS) {
		throw new Error(`The input video must not be longer than ${MAX_EDIT_SECONDS} seconds.`);
	}
	if (task.kind === 'extension' && (seconds < min || seconds > max)) {
		throw new Error(`The input video must be between ${min} and ${max} seconds long.`);
	}
	task.inputSeconds = seconds;
	task.resolution = Math.min(height, width) <= 480 ? '480p' : '720p';
	if (task.kind === 'edit') task.seconds = seconds;
}

/** Fetches the media of a request. If one is missing or invalid, the task fails. */
export async function readMedia(task: Task, body: Body, state: State) {
	try {
		if (body.video) await readInputVideo(task, body.video, state);
		for (const image of imagesOf(body)) {
			const start = (await bytesOf(image, 'image', state)).toString('latin1', 0, 16);
			if (!IMAGE_SIGNATURES.some((pattern) => pattern.test(start))) {
				throw new Error('The image could not be read. Supported formats are JPEG, PNG and WebP.');
			}
		}
	} catch (error) {
		task.failure ??= { code: 'invalid_argument', message: (error as Error).message };
	}
	task.mediaRead = true;
}

/** The video of a task, of the requested length. */
export async function videoOf(
	{ body, inputSeconds = 0, kind, seconds }: Task,
	{ fixedVideo, generated, sample }: State,
): Promise<Buffer> {
	if (fixedVideo) return sample;
	const length = kind === 'extension' ? inputSeconds + seconds : seconds;
	const hasSound = body.generate_audio !== false;
	const key = `${length} ${hasSound}`;
	if (!generated.has(key)) generated.set(key, makeVideo(sample, length, hasSound));
	return await generated.get(key)!;
}

/** A file in test/fixtures, for requests that need an image or video. */
export function fixtureResponse(path: string): MockResponse {
	const name = basename(path);
	const contentType = MEDIA_TYPES[extname(name)];
	if (!contentType || !existsSync(join(FIXTURES, name))) return noSuchFile();
	return { status: 200, video: { file: { contentType }, sample: fixture(name) } };
}
