/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { Readable } from 'node:stream';
import type { IExecuteFunctions } from 'n8n-workflow';
import { downloadOnce } from '../../../nodes/GrokVideo/http/download';
import type { HttpClient } from '../../../nodes/GrokVideo/http/client';
import { redactor } from '../../../nodes/GrokVideo/http/redact';
import { elapsed } from '../../support/elapsed';
import { fixture } from '../../support/files';
import { shorten } from '../../support/time';

/** What no real server sends, since Node itself finds fault with it first, and data URLs by themselves. */

const sample = fixture('sample.mp4');
const URL = 'https://files.example/video.mp4';
// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';

const keep = async (body: AsyncIterable<Buffer> | Buffer) => {
	const parts: Buffer[] = [];
	for await (const part of Buffer.isBuffer(body) ? [body] : body) parts.push(part);
	return { data: Buffer.concat(parts).toString('base64'), mimeType: 'video/mp4' };
};
const file = (status: number, headers: object, body: Iterable<Buffer> | AsyncIterable<Buffer>) => ({
	...{ kind: 'file', status, headers },
	body: Readable.from(body),
});
type Answer = ReturnType<typeof file> | { kind: 'networkError'; code: string; neverSent: boolean };

/** Each URL that is opened gives the next of these answers. */
const downloadFrom = async (url: string, ...answers: Answer[]) => {
	const open: HttpClient['open'] = async (_url, _withKey, _limit, signal) => {
		const answer = answers.shift()!;
		if ('body' in answer) {
			signal.addEventListener('abort', () => answer.body.destroy(new Error('aborted')));
		}
		return answer as Awaited<ReturnType<HttpClient['open']>>;
	};
	const endpoint = { origin: 'https://gateway.example', redact: redactor(KEY) };
	return await downloadOnce({
		context: { helpers: { prepareBinaryData: keep } } as unknown as IExecuteFunctions,
		http: { endpoint, open } as unknown as HttpClient,
		url,
		fileName: 'video.mp4',
		signal: new AbortController().signal,
	});
};
const download = async (url: string, headers: object = {}, body = [sample], status = 200) =>
	await downloadFrom(url, file(status, headers, body));

const isStored = { kind: 'stored', binary: { data: sample.toString('base64') } };
const failsWith = (kind: string, message: unknown) => ({ kind, error: { message } });

/** The file in two pieces, with something between them. */
async function* halves(between: () => Promise<unknown>) {
	yield sample.subarray(0, 100);
	for (let times = 0; times < 4; times++) await between();
	yield sample.subarray(100);
}
const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

describe('a file is taken', () => {
	it.each<[string, object]>([
		['no length', {}],
		['its length', { 'content-length': String(sample.length) }],
		['the length of its compressed form', { 'content-length': '9', 'content-encoding': 'gzip' }],
		['a length that is none', { 'content-length': 'many' }],
		['a type in capitals', { 'content-type': 'VIDEO/MP4; codecs=avc1' }],
		['the type of any file', { 'content-type': 'application/octet-stream' }],
		['the type of a text', { 'content-type': 'text/plain; charset=utf-8' }],
		['the type of a download', { 'content-type': 'application/force-download' }],
		['the type of a sound', { 'content-type': 'audio/mp4' }],
	])('with %s', async (_what, headers) => {
		expect(await download(URL, headers)).toMatchObject(isStored);
	});

	it('that is called a part (HTTP 206), and is the whole', async () => {
		const all = `bytes 0-${sample.length - 1}/${sample.length}`;
		expect(await download(URL, { 'content-range': all }, [sample], 206)).toMatchObject(isStored);
	});

	it('in small pieces', async () => {
		const pieces = [sample.subarray(0, 5), sample.subarray(5, 11), sample.subarray(11)];
		expect(await download(URL, {}, pieces)).toMatchObject(isStored);
	});

	it('that takes its time, and one that has stopped coming is told from it', async () => {
		shorten('DOWNLOAD_IDLE_TIMEOUT_SECONDS', 0.6);
		const after = (ms: number) =>
			file(
				200,
				{},
				halves(async () => await sleep(ms)),
			);
		expect(await downloadFrom(URL, after(100))).toMatchObject(isStored);
		expect(await downloadFrom(URL, after(400))).toMatchObject(
			failsWith('broken', 'files.example stopped sending in the middle'),
		);
	});

	it('from an address that speaks of data', async () => {
		expect(await download(`${URL}?from=data:x`)).toMatchObject(isStored);
	});

	it('after five redirects to https, and no more', async () => {
		const redirect = () => file(302, { location: 'https://other.example/next.mp4' }, []);
		const chain = (length: number) => Array.from({ length }, redirect);
		const five = await downloadFrom(URL, ...chain(5), file(200, {}, [sample]));
		expect(five).toMatchObject(isStored);
		expect(await downloadFrom(URL, ...chain(6), file(200, {}, [sample]))).toMatchObject(
			failsWith('broken', expect.stringContaining('more than 5 times')),
		);
	});
});

describe('a file is not taken', () => {
	it('that breaks off, and it is said that the host did it', async () => {
		const reset = file(
			200,
			{},
			halves(async () => await Promise.reject(new Error('reset'))),
		);
		expect(await downloadFrom(URL, reset)).toMatchObject(
			failsWith('broken', 'files.example broke off in the middle'),
		);
	});

	it.each([
		[399, 'broken'],
		[400, 'refused'],
		[408, 'broken'],
		[425, 'broken'],
		[429, 'broken'],
		[499, 'refused'],
		[500, 'broken'],
		[204, 'broken'],
		[206, 'broken'],
	])('after HTTP %i: %s', async (status, kind) => {
		expect(await download(URL, {}, [sample], status)).toMatchObject({ kind });
	});

	it.each([
		`bytes 0-99/${sample.length}`,
		`bytes 1-${sample.length - 1}/${sample.length}`,
		'bytes 0-99/*',
		'bytes */100',
	])('after HTTP 206 with a part only: %s', async (range) => {
		const headers = { 'content-range': range };
		expect(await download(URL, headers, [sample], 206)).toMatchObject({ kind: 'broken' });
	});

	it.each(['text/html; charset=utf-8', 'application/json', 'application/xml', 'text/XML'])(
		'of the type %s',
		async (type) => {
			expect(await download(URL, { 'content-type': type })).toMatchObject(
				failsWith('broken', `files.example sent ${type.split(';')[0]} instead of a video`),
			);
		},
	);

	it.each([
		'its URL is not a web address',
		'its URL is not of a kind that is fetched (http, https, data)',
	])('because %s', async (message) => {
		const url = message.endsWith(')') ? 'blob:https://a.example/1' : 'http://';
		expect(await downloadFrom(url)).toMatchObject(failsWith('refused', message));
	});

	it.each([
		KEY,
		encodeURIComponent(KEY),
		encodeURIComponent(encodeURIComponent(KEY)),
		KEY.toUpperCase(),
	])('where its URL would carry the key to another host: %s', async (key) => {
		const message = 'its URL would carry the API key to files.example, where it is not sent';
		const url = `${URL}?key=${key}`;
		expect(await downloadFrom(url)).toMatchObject(failsWith('refused', message));
		const redirect = file(302, { location: url }, []);
		const own = 'https://gateway.example/v.mp4';
		expect(await downloadFrom(own, redirect)).toMatchObject(failsWith('refused', message));
	});
});

describe('a data URL', () => {
	const base64 = sample.toString('base64');

	it('is taken with parameters, whatever its capitals', async () => {
		const url = `DATA:video/mp4;codecs=avc1;base64,${base64}`;
		expect(await downloadFrom(url)).toMatchObject(isStored);
	});

	it.each([
		['data:text/plain;base64,aGVsbG8gd29ybGQgaGVsbG8=', 'text/plain'],
		['data:,hello', 'no type'],
		['data:;base64,aGVsbG8=', 'no type'],
		[`data:video/mp4,${base64}`, 'video/mp4'],
		[`data:video/mp4\n\tforged;base64,`, 'video/mp4 forged'],
		[`data:${'v'.repeat(100)};base64,`, `${'v'.repeat(50)}…`],
	])('is not taken without a video: %.60s', async (url, type) => {
		expect(await downloadFrom(url)).toMatchObject(
			failsWith('broken', `The result is a data URL without an MP4 video (${type})`),
		);
	});

	it.each([
		['no comma', `data:${'a'.repeat(200_000)}`],
		['no comma, but many parameters', `data:video/mp4${';base64'.repeat(30_000)}`],
		['a far comma', `data:${';'.repeat(200_000)},`],
	])('of 200 kB with %s does not hold up n8n', async (_what, url) => {
		expect(elapsed(() => void downloadFrom(url))).toBeLessThan(100);
		const result = await downloadFrom(url);
		expect(result).toMatchObject({ kind: 'broken' });
		expect(JSON.stringify(result).length).toBeLessThan(300);
	});
});
