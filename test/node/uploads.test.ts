/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { createReadStream } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import type { INodeParameters } from 'n8n-workflow';
import { multipart } from '../../nodes/GrokVideo/http/multipart';
import { atXai, clips, padded, storedClip, withFiles } from '../support/changed';
import { runNode, startNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { binaryStore, fixture, fixturePath, useBinaryMode } from '../support/files';
import { failureIn, failureOf } from '../support/runs';
import { shorten, shortPauses, until } from '../support/time';
import { useXai } from '../support/useXai';

/** Large videos go through the Files API, piece by piece, before anything is paid. */

const MEBIBYTE = 1024 ** 2;
const xai = useXai({ uploadLimitBytes: 30 * MEBIBYTE });

/** Every file that the node has opened in n8n's store. */
let opened: Readable[];
/** From so many on, the file is not there any more. */
let goneAfter: number;

beforeEach(async () => {
	shortPauses();
	const store = await binaryStore();
	const { getAsStream } = store;
	opened = [];
	goneAfter = Infinity;
	jest.spyOn(store, 'getAsStream').mockImplementation(async (...args) => {
		const isGone = opened.length >= goneAfter;
		const stream = isGone
			? createReadStream('/nowhere/at/all')
			: await getAsStream.apply(store, args);
		opened.push(stream);
		return stream;
	});
});

afterEach(async () => {
	await useBinaryMode('filesystem-v2');
	await until(() => opened.every(({ destroyed }) => destroyed));
});

const to = (where: string) => xai.requests.filter((request) => request.where === where);
const edit = (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
	atXai(xai, { operation: 'edit', downloadVideo: false, ...parameters }, more);
/** A video that must be uploaded, small as it is. */
async function small(more: Partial<EngineOptions> = {}): Promise<EngineOptions> {
	shorten('MIN_UPLOAD_BYTES', 1000);
	return edit({}, { input: await clips(), ...more });
}

it.each([
	[4 * MEBIBYTE - 1, false],
	[4 * MEBIBYTE, true],
	[20_000_000, true],
])('a file of %d bytes is uploaded: %s', async (bytes, isUploaded) => {
	const data = await storedClip(padded(bytes));
	const { output } = await runNode(edit({}, { input: [withFiles({ data })] }));
	expect(output[0].json.status).toBe('SUCCESS');
	const { video } = xai.tasks[0].body as { video: { file_id?: string } };
	expect(to('upload')).toHaveLength(isUploaded ? 1 : 0);
	if (!isUploaded) return expect(video).toEqual({ url: expect.stringMatching(/^data:video\/mp4/) });
	const file = xai.files.get(video.file_id!)!;
	expect(video).toEqual({ file_id: file.id });
	expect(file.bytes.equals(padded(bytes))).toBe(true);
	const [{ body, headers }] = to('upload');
	expect(body).toEqual({ expires_after: '86400', file: 'input.mp4', bytes });
	expect(headers).toMatchObject({ authorization: `Bearer ${xai.key}` });
	expect(headers['transfer-encoding']).toBeUndefined();
});

it('a file that n8n keeps in memory travels inside the request', async () => {
	await useBinaryMode('default');
	await runNode(await small());
	expect(to('upload')).toHaveLength(0);
	const url = `data:video/mp4;base64,${fixture('sample.mp4').toString('base64')}`;
	expect(xai.tasks[0].body.video).toEqual({ url });
});

it.each([
	['500', { status: 500 }],
	['429', { status: 429 }],
	['408', { status: 408 }],
	['a page', 'html'],
	['a broken connection', 'reset-after'],
	['an answer without an ID', { status: 200, body: {} }],
] as const)('an upload is tried again after %s', async (_what, fault) => {
	xai.fail('upload', fault, { times: 2 });
	const { output } = await runNode(await small());
	expect(output[0].json.status).toBe('SUCCESS');
	expect(to('upload')).toHaveLength(3);
	expect(to('create')).toHaveLength(1);
	expect(opened.length).toBeGreaterThanOrEqual(3);
});

it.each([
	[500, 3, 'cannot answer at the moment (HTTP 500)'],
	[413, 1, 'does not take so large a request (HTTP 413)'],
	[401, 1, 'did not accept the API key (HTTP 401)'],
	[302, 3, 'answered with a redirect (HTTP 302)'],
])('an upload that ends with %d is tried %d times: %s', async (status, times, words) => {
	const headers = { location: `${xai.fileUrl}/elsewhere` };
	xai.fail('upload', { status, headers, body: { error: 'no' } }, { times: Infinity });
	const { message, description } = await failureOf(await small());
	expect(message).toContain(words);
	expect(description).toContain('The video could not be uploaded.');
	expect(description).toContain('Nothing was created or billed.');
	expect(description).not.toContain('may have been created');
	expect(to('upload')).toHaveLength(times);
	expect(xai.requests).toHaveLength(times); // nothing was asked of the redirect's target
});

it('a file that is too large for xAI is named so, in the server’s own words too', async () => {
	const data = await storedClip(padded(31 * MEBIBYTE));
	const { message, description } = await failureOf(edit({}, { input: [withFiles({ data })] }));
	expect(message).toMatch(/does not take so large a request \(HTTP 413\): File size exceeds/);
	expect(description).toContain('use smaller files, or links to them');
	expect(to('create')).toHaveLength(0);
});

it('a create that is put off needs no second upload', async () => {
	xai.fail('create', { status: 429, body: { code: 'resource-exhausted' } }, { times: 2 });
	await runNode(await small());
	expect(to('upload')).toHaveLength(1);
	expect(to('create')).toHaveLength(3);
	expect(xai.tasks).toHaveLength(1);
});

it.each([
	['while it waits for its answer', 'hang', 100_000],
	['in the middle', { delay: 1000 }, 20_000_000],
] as const)(
	'a stop of an upload %s bills nothing, and closes the file',
	async (_when, fault, bytes) => {
		xai.fail('upload', fault);
		const input = [withFiles({ data: await storedClip(padded(bytes)) })];
		const execution = await startNode(await small({ input }));
		await until(() => to('upload').length === 1);
		execution.cancel();
		const finished = await execution.done;
		expect(finished.run.status).toBe('canceled');
		expect(failureIn(finished).description).toBe('Nothing was created for this item.');
		await xai.idle(5000);
		expect(xai.files.size).toBe(0);
		expect(to('create')).toHaveLength(0);
	},
);

it('of several items, the one whose upload is refused fails alone', async () => {
	xai.fail('upload', { status: 413, body: { error: 'too large' } });
	const { output } = await runNode(
		await small({ input: await clips(3), onError: 'continueRegularOutput' }),
	);
	expect(output.map(({ json }) => 'error' in json).sort()).toEqual([false, false, true]);
	expect(output.find(({ json }) => json.error)!.json).toEqual({
		error: expect.stringContaining('HTTP 413'),
		description: expect.stringContaining('Nothing was created or billed.'),
	});
	expect(xai.tasks).toHaveLength(2);
});

it('a retry of a failed upload pays once', async () => {
	xai.fail('upload', { status: 400, body: { error: 'busy' } });
	await runNode(await small({ retry: { maxTries: 2 } }));
	expect(xai.tasks).toHaveLength(1);
});

it.each([
	['files', () => createReadStream(fixturePath('product.jpg'))],
	['memory', () => Readable.from([fixture('product.jpg')])],
	['object storage', () => Readable.from([fixture('product.jpg')]).pipe(new PassThrough())],
])('a stream of n8n’s store in %s is sent whole, and closed', async (_where, open) => {
	const bytes = fixture('product.jpg');
	const source: Readable = open();
	const form = await multipart({
		fields: { expires_after: '3600' },
		file: { bytes: bytes.length, open: async () => await Promise.resolve(source) },
		fileName: 'a"\r\nX: y.mp4',
		mimeType: 'video/mp4',
	});
	const chunks: Buffer[] = [];
	for await (const chunk of form.options.body as unknown as Readable) {
		chunks.push(Buffer.from(chunk as Buffer));
	}
	const sent = Buffer.concat(chunks);
	expect(form.options.headers!['Content-Length']).toBe(String(sent.length));
	expect(sent.includes(bytes)).toBe(true);
	expect(sent.toString('latin1')).toContain('filename="a%22%0D%0AX: y.mp4"');
	form.close();
	expect(source.destroyed).toBe(true);
});

it('a file that cannot be read any more is an error of this call, and not of n8n', async () => {
	goneAfter = 2; // read for its type and for its length
	const { description } = await failureOf(await small());
	expect(description).toContain('Nothing was created or billed.');
	expect(to('create')).toHaveLength(0);
});
