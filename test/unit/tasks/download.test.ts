/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { Readable } from 'node:stream';
import type { FileResponse, HttpClient } from '../../../nodes/GrokVideo/http/client';
import { Semaphore } from '../../../nodes/GrokVideo/http/limiters';
import { redactor } from '../../../nodes/GrokVideo/http/redact';
import type { NetworkError } from '../../../nodes/GrokVideo/http/response';
import type { Task } from '../../../nodes/GrokVideo/protocols/types';
import { downloadVideo } from '../../../nodes/GrokVideo/tasks/download';
import type { RunContext } from '../../../nodes/GrokVideo/tasks/runContext';
import * as wait from '../../../nodes/GrokVideo/tasks/wait';
import { measureMs } from '../../support/measureMs';
import { fixture } from '../../support/files';
import { setLimit } from '../../support/time';

/** Headers and interruptions that Node's HTTP server cannot produce. The provider has no new links. */

const sample = fixture('sample.mp4');
const URL = 'https://files.example/video.mp4';
const ORIGIN = 'https://gateway.example';
// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';

type Chunks = Iterable<Buffer> | AsyncIterable<Buffer>;
type OpenResult = FileResponse | NetworkError;

const file = (status: number, headers: object, body: Chunks = []): OpenResult =>
	({ kind: 'file', status, headers, body: Readable.from(body) }) as unknown as OpenResult;
const redirectTo = (location: string) => file(302, { location });

beforeEach(() => {
	setLimit('DOWNLOAD_ATTEMPTS', 1);
	jest.spyOn(wait, 'pollOnce').mockResolvedValue({ state: 'running' } as never);
});

/** Returns the stored bytes or the error message. Each request gets the next response. */
async function download(resultUrl?: string, ...responses: OpenResult[]): Promise<Buffer | string> {
	const openFile: HttpClient['openFile'] = async (_url, _withKey, _timeout, signal) => {
		const response = responses.shift()!;
		if ('body' in response) {
			signal.addEventListener('abort', () => response.body.destroy(new Error('aborted')));
		}
		return response;
	};
	let stored = Buffer.alloc(0);
	const prepareBinaryData = async (body: Buffer | AsyncIterable<Buffer>) => {
		const chunks: Buffer[] = [];
		for await (const chunk of Buffer.isBuffer(body) ? [body] : body) chunks.push(chunk);
		stored = Buffer.concat(chunks);
		return { data: '', mimeType: 'video/mp4' };
	};
	const protocol = { readError: () => ({ message: '' }) };
	const run = {
		context: { helpers: { prepareBinaryData } },
		http: { openFile },
		provider: { origin: ORIGIN, protocol },
		redact: redactor([KEY]),
		signal: new AbortController().signal,
		downloads: new Semaphore(1),
		throwIfStopped: () => {},
		log: () => {},
	} as unknown as RunContext;
	const task = { id: 'task_1', status: 'SUCCESS', resultUrl } as unknown as Task;
	try {
		await downloadVideo(run, task, 0, 'video.mp4');
		return stored;
	} catch (error) {
		return (error as Error).message.replace(/^.*could not be downloaded: /, '');
	}
}

it.each<[string, object]>([
	['the length of the compressed file', { 'content-length': '9', 'content-encoding': 'gzip' }],
	['a content type in uppercase', { 'content-type': 'VIDEO/MP4; codecs=avc1' }],
])('a video with %s is accepted', async (_name, headers) => {
	expect(await download(URL, file(200, headers, [sample]))).toEqual(sample);
});

it('a video in small chunks is accepted, even if its link contains "data:"', async () => {
	const chunks = [sample.subarray(0, 5), sample.subarray(5, 11), sample.subarray(11)];
	expect(await download(`${URL}?source=data:`, file(200, {}, chunks))).toEqual(sample);
});

it('a partial video (HTTP 206) is rejected and requested again', async () => {
	setLimit('DOWNLOAD_ATTEMPTS', 2);
	setLimit('MIN_RETRY_DELAY_SECONDS', 0);
	const partial = () => file(206, { 'content-range': `bytes 0-99/${sample.length}` }, [sample]);
	expect(await download(URL, partial(), partial())).toBe('files.example returned HTTP 206');
	expect(await download(URL, partial(), file(200, {}, [sample]))).toEqual(sample);
});

it('a file that is gone (HTTP 410) is not requested again', async () => {
	setLimit('DOWNLOAD_ATTEMPTS', 2);
	setLimit('MIN_RETRY_DELAY_SECONDS', 0);
	const result = await download(`${ORIGIN}/v.mp4`, file(410, {}), file(200, {}, [sample]));
	expect(result).toBe('gateway.example returned HTTP 410');
});

it.each(['text/html', 'application/json', 'text/XML'])('the type %s is rejected', async (type) => {
	const response = file(200, { 'content-type': `${type}; charset=utf-8` }, [sample]);
	expect(await download(URL, response)).toBe(`files.example sent ${type} instead of a video`);
});

it('a slow host is tolerated, but not a silent one', async () => {
	setLimit('DOWNLOAD_IDLE_TIMEOUT_SECONDS', 0.6);
	const chunkSize = Math.ceil(sample.length / 5);
	async function* slowChunks(delayMs: number) {
		for (let offset = 0; offset < sample.length; offset += chunkSize) {
			yield sample.subarray(offset, offset + chunkSize);
			await new Promise((resolve) => setTimeout(resolve, delayMs));
		}
	}
	expect(await download(URL, file(200, {}, slowChunks(250)))).toEqual(sample);
	const error = await download(URL, file(200, {}, slowChunks(1500)));
	expect(error).toBe('files.example stopped sending the file');
});

it('an error response that never ends is not awaited', async () => {
	setLimit('DOWNLOAD_IDLE_TIMEOUT_SECONDS', 0.1);
	const endless = new Readable({ read() {} });
	const error = await download(`${ORIGIN}/v.mp4`, file(404, {}, endless));
	expect(error).toBe('gateway.example returned HTTP 404');
});

it('the error says that the connection failed', async () => {
	async function* brokenFile(size: number) {
		yield sample.subarray(0, size);
		throw new Error('reset');
	}
	for (const size of [5, 100]) {
		const message = 'the connection to files.example broke';
		expect(await download(URL, file(200, {}, brokenFile(size)))).toBe(message);
	}
	const error: NetworkError = { kind: 'networkError', code: 'ECONNREFUSED', wasSent: false };
	expect(await download(URL, error)).toBe('files.example could not be reached');
	expect(await download(URL, { ...error, reason: 'Blocked by n8n' })).toBe('Blocked by n8n');
});

it('up to five redirects are followed', async () => {
	const redirects = (length: number) =>
		Array.from({ length }, () => redirectTo('https://other.example/next.mp4'));
	expect(await download(URL, ...redirects(5), file(200, {}, [sample]))).toEqual(sample);
	expect(await download(URL, ...redirects(6))).toBe('files.example redirects more than 5 times');
});

it('a missing or invalid link is rejected', async () => {
	const missingLink = 'The video is finished, but no download link was returned';
	expect(await download(undefined)).toBe(missingLink);
	expect(await download('http://')).toBe('the link is not a valid URL');
});

it.each([
	['unescaped', KEY],
	['escaped', KEY.replaceAll('-', '%2d')],
])('a link does not leak the key to another host: %s', async (_name, key) => {
	const message = 'the link contains the API key, which is not sent to files.example';
	const url = `${URL}?key=${key}`;
	expect(await download(url)).toBe(message);
	expect(await download(`${ORIGIN}/v.mp4`, redirectTo(url))).toBe(message);
});

describe('a data URL', () => {
	const base64 = sample.toString('base64');

	it('is accepted with parameters and in uppercase', async () => {
		expect(await download(`DATA:video/mp4;codecs=avc1;base64,${base64}`)).toEqual(sample);
	});

	it.each([
		['of text', 'data:text/plain;base64,aGVsbG8gd29ybGQgaGVsbG8=', 'text/plain'],
		['without a type', 'data:,hello', 'no type'],
		['that is not base64', `data:video/mp4,${base64}`, 'video/mp4'],
		['with line breaks in its type', 'data:video/mp4\n\tforged;base64,', 'video/mp4 forged'],
		['with a long type', `data:${'v'.repeat(100)};base64,`, `${'v'.repeat(50)}…`],
	])('%s is rejected', async (_name, url, type) => {
		const message = `the result is a data URL without an MP4 video (${type})`;
		expect(await download(url)).toBe(message);
	});

	it.each([
		['without a comma', `data:${'a'.repeat(200_000)}`],
		['with many parameters', `data:video/mp4${';base64'.repeat(30_000)}`],
	])('of 200 kB %s does not block n8n', async (_name, url) => {
		expect(measureMs(() => void download(url))).toBeLessThan(100);
		expect((await download(url)).length).toBeLessThan(300);
	});
});
