/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- stand-ins run in Node, not in n8n */
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { MockResponse } from './faults';
import type { Handler, Route, ServerState } from './server';
import type { BaseTask, VideoFile } from './types';

/** A video to send, and the task that counts its downloads. */
export interface Video {
	file: VideoFile;
	sample: Buffer;
	task?: BaseTask;
}

/** Files are at `/<folder>/<task ID>.mp4?sig=1`. If `unsigned`, the first URL has no query. */
interface FileUrls {
	folder: string;
	unsigned?: boolean;
}

export const FIXTURES = join(__dirname, '..', 'fixtures');
export const SAMPLE = readFileSync(join(FIXTURES, 'sample.mp4'));
const FILLER = Buffer.alloc(256 * 1024);

/** The bytes of a file, without filler. */
export const videoBytes = ({ body }: VideoFile, sample: Buffer) =>
	body === undefined ? sample : Buffer.from(body);

/** A video up to `end`, followed by filler if it is shorter. */
function* chunks(video: Buffer, end: number) {
	let position = Math.min(video.length, end);
	yield video.subarray(0, position);
	while (position < end) {
		const chunk = FILLER.subarray(0, end - position);
		position += chunk.length;
		yield chunk;
	}
}

/** Streams a video in constant memory. */
export function sendVideo(response: ServerResponse, { file, sample, task }: Video, fault?: string) {
	const video = videoBytes(file, sample);
	const total = file.bytes ?? video.length;
	const { contentType = 'video/mp4' } = file;
	response.writeHead(200, {
		...(contentType && { 'content-type': contentType }),
		...(!file.noLength && fault !== 'short' && { 'content-length': total }),
	});
	if (task) task.downloads += 1;
	const end = fault === undefined ? total : Math.floor(total / 2);
	const source = Readable.from(chunks(video, end), { objectMode: false });
	source.pipe(response, { end: end === total });
	if (end < total && fault !== 'stall') {
		source.once('end', () => response.socket?.destroySoon());
	}
	response.once('close', () => {
		source.destroy();
		if (task && !response.writableFinished) task.aborted += 1;
	});
}

/** An error of an S3-like file host. */
export const fileError = (status: number, code: string, message: string): MockResponse => ({
	status,
	headers: { 'content-type': 'application/xml' },
	body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

export const redirect = (location: string): MockResponse => ({
	status: 302,
	headers: { location },
});

export const noSuchFile = () => fileError(404, 'NoSuchKey', 'The specified key does not exist.');

/** Whether the file host rejects the URL with this number. */
const isExpired = ({ plan, urlsIssued }: BaseTask, number: number) =>
	number !== urlsIssued || (plan.expired && number === 1);

/** The path of a task's video on the file host. It changes only when it has expired. */
export function issuePath(task: BaseTask, { folder, unsigned = false }: FileUrls) {
	if (task.urlsIssued === 0 || isExpired(task, task.urlsIssued)) task.urlsIssued += 1;
	const query = unsigned && task.urlsIssued === 1 ? '' : `?sig=${task.urlsIssued}`;
	return `/${folder}/${task.id}.mp4${query}`;
}

/** The routes of a file host: the folder of the result URLs, and `cdn`, to which `redirect-file` redirects. */
export function videoRoutes<Task extends BaseTask>(
	state: ServerState<Task>,
	names: FileUrls,
	videoOf: (task: Task) => Buffer | Promise<Buffer> = () => state.sample,
): Route[] {
	const handle =
		(folder: string): Handler =>
		async ({ path }, { name }) => {
			const task = state.find(name.replace(/\.mp4$/, ''));
			if (!task) return noSuchFile();
			const { searchParams } = new URL(path, 'http://file.host');
			if (isExpired(task, Number(searchParams.get('sig') ?? (names.unsigned ? 1 : NaN)))) {
				return fileError(403, 'AccessDenied', 'Request has expired');
			}
			const { resultUrl, file } = task.plan;
			if (resultUrl === 'redirect-file' && folder === names.folder) {
				return redirect(issuePath(task, { ...names, folder: 'cdn' }));
			}
			return { status: 200, video: { file, sample: await videoOf(task), task } };
		};
	return [names.folder, 'cdn'].map((folder): Route => [
		'GET',
		`/${folder}/:name`,
		'file',
		handle(folder),
	]);
}
