/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import type { Readable } from 'node:stream';
import { BinaryDataService } from 'n8n-core';
import * as credential from '../../nodes/GrokVideo/input/credential';
import type { Fault } from '../servers/types';
import { xaiWorkflow, videoItems, padVideo, storedVideo, withFiles } from '../support/videoToVideo';
import { runNode, startNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { binaryStore, fixture, useBinaryMode } from '../support/files';
import { failureIn, failureOf } from '../support/runs';
import { useXai } from '../support/standIns';
import { setLimit, shortPauses, waitUntil } from '../support/time';

/** Large videos are uploaded to xAI before the paid request, and sent inside the request to relays. */

const MEBIBYTE = 1024 ** 2;
const xai = useXai();

let pauses: ReturnType<typeof shortPauses>;
/** Every file that the node has opened in n8n's store. */
let opened: Readable[];

const { readProvider } = credential;
const openFile = BinaryDataService.prototype.getAsStream;
/** The stand-in is at xAI's own address, or a relay. */
function isOfficial(value: boolean) {
	jest
		.spyOn(credential, 'readProvider')
		.mockImplementation((data) => ({ ...readProvider(data), isOfficial: value }));
}

beforeEach(async () => {
	pauses = shortPauses();
	isOfficial(true);
	opened = [];
	const store = await binaryStore();
	jest.spyOn(store, 'getAsStream').mockImplementation(async (...args) => {
		const stream = await openFile.apply(store, args);
		opened.push(stream);
		return stream;
	});
});

afterEach(async () => {
	await useBinaryMode('filesystem-v2');
	await waitUntil(() => opened.every(({ destroyed }) => destroyed));
});

const uploads = () => xai.requestsTo('upload');
const creates = () => xai.requestsTo('create');
const edit = (more: Partial<EngineOptions> = {}) =>
	xaiWorkflow(xai, { operation: 'edit', downloadVideo: false }, more);
const editOf = async (bytes: Buffer) =>
	edit({ input: [withFiles({ data: await storedVideo(bytes) })] });
/** A small video that is uploaded nevertheless. */
async function uploaded(more: Partial<EngineOptions> = {}): Promise<EngineOptions> {
	setLimit('MIN_UPLOAD_BYTES', 1000);
	return edit({ input: await videoItems(), ...more });
}

it.each([
	[4 * MEBIBYTE - 1, false],
	[4 * MEBIBYTE, true],
])('a file of %d bytes is uploaded: %s', async (bytes, isUploaded) => {
	const { output } = await runNode(await editOf(padVideo(bytes)));
	expect(output[0].json.status).toBe('SUCCESS');
	const { video } = xai.tasks[0].body as { video: { file_id?: string } };
	expect(uploads()).toHaveLength(isUploaded ? 1 : 0);
	if (!isUploaded) return expect(video).toEqual({ url: expect.stringMatching(/^data:video\/mp4/) });
	const file = xai.files.get(video.file_id!)!;
	expect(video).toEqual({ file_id: file.id });
	expect(file.bytes.equals(padVideo(bytes))).toBe(true);
	const [{ body, headers }] = uploads();
	expect(body).toEqual({ expires_after: '86400', file: 'input.mp4', bytes });
	expect(headers).toMatchObject({ authorization: `Bearer ${xai.key}` });
	expect(headers['transfer-encoding']).toBeUndefined();
});

it.each([
	['that n8n keeps in memory', 'default', true],
	['for a relay', 'filesystem-v2', false],
] as const)('a file %s is sent inside the request', async (_what, mode, official) => {
	await useBinaryMode(mode);
	isOfficial(official);
	await runNode(await uploaded());
	expect(uploads()).toHaveLength(0);
	const url = `data:video/mp4;base64,${fixture('sample.mp4').toString('base64')}`;
	expect(xai.tasks[0].body.video).toEqual({ url });
});

it('a request with a large file has more time', async () => {
	isOfficial(false);
	setLimit('CREATE_TIMEOUT_SECONDS', 0.3);
	setLimit('MIN_UPLOAD_BYTES_PER_SECOND', MEBIBYTE);
	xai.fail('create', { delay: 1000 }, { times: 2 });
	const { output } = await runNode(await editOf(padVideo(3 * MEBIBYTE)));
	expect(output[0].json.status).toBe('SUCCESS');
	const { message } = await failureOf(await editOf(fixture('sample.mp4')));
	expect(message).toContain('did not respond in time');
});

it.each<[string, Fault]>([
	['500', { status: 500 }],
	['a broken connection', 'reset-after'],
	['a response without an ID', { status: 200, body: {} }],
])('an upload is repeated after %s', async (_what, fault) => {
	xai.fail('upload', fault, { times: 2 });
	const { output } = await runNode(await uploaded());
	expect(output[0].json.status).toBe('SUCCESS');
	expect(uploads()).toHaveLength(3);
	expect(creates()).toHaveLength(1);
});

it('an upload has the patience of a create', async () => {
	const busy = { status: 429, headers: { 'retry-after': '5' } };
	xai.fail('upload', busy, { times: 8 });
	const { output } = await runNode(await uploaded());
	expect(output[0].json.status).toBe('SUCCESS');
	expect(pauses.mock.calls.filter(([seconds]) => seconds === 5)).toHaveLength(8);
});

it('uploads are paced like creates', async () => {
	jest.restoreAllMocks();
	isOfficial(true);
	setLimit('CREATE_INTERVAL_SECONDS', 0.1);
	const { output } = await runNode(await uploaded({ input: await videoItems(5) }));
	expect(output).toHaveLength(5);
	const times = [...uploads(), ...creates()]
		.map(({ startedAt }) => startedAt)
		.sort((a, b) => a - b);
	expect(times).toHaveLength(10);
	expect(times.at(-1)! - times[0]).toBeGreaterThanOrEqual(9 * 95);
});

it.each([
	[413, 'The request is too large for'],
	[302, 'responded with a redirect (HTTP 302)'],
])('an upload that ends with %d is not repeated', async (status, words) => {
	const headers = { location: `${xai.fileUrl}/elsewhere` };
	xai.fail('upload', { status, headers, body: { error: 'no' } });
	const { message, description } = await failureOf(await uploaded());
	expect(message).toContain(words);
	expect(description).toContain('The video could not be uploaded. ');
	expect(description).toContain('Nothing was created or billed.');
	expect(xai.requests).toHaveLength(1); // the redirect is not followed
});

it('an upload that keeps failing is an error after five minutes', async () => {
	setLimit('CREATE_RETRY_SECONDS', 3);
	xai.fail('upload', { status: 500 }, { times: Infinity });
	const { message, description } = await failureOf(await uploaded());
	expect(message).toContain('is not available right now (HTTP 500)');
	expect(description).toContain('Nothing was created or billed.');
	expect(description).not.toContain('may exist');
	expect(creates()).toHaveLength(0);
});

it('a create that is repeated uses the same upload', async () => {
	xai.fail('create', { status: 429, body: { code: 'resource-exhausted' } }, { times: 2 });
	await runNode(await uploaded());
	expect(uploads()).toHaveLength(1);
	expect(creates()).toHaveLength(3);
	expect(xai.tasks).toHaveLength(1);
});

it.each([
	['waits for its response', 'hang', 100_000],
	['is sent', { delay: 500 }, 20_000_000],
] as const)('a stop while an upload %s bills nothing', async (_when, fault, bytes) => {
	xai.fail('upload', fault);
	const input = [withFiles({ data: await storedVideo(padVideo(bytes)) })];
	const execution = await startNode(await uploaded({ input }));
	await waitUntil(() => uploads().length > 0);
	execution.cancel();
	const finished = await execution.done;
	expect(finished.run.status).toBe('canceled');
	expect(failureIn(finished).description).toBe('Nothing was created for this item.');
	await xai.idle(5000);
	expect(xai.files.size).toBe(0);
	expect(creates()).toHaveLength(0);
});

it('a retry after a failed upload pays once', async () => {
	xai.fail('upload', { status: 400, body: { error: 'busy' } });
	await runNode(await uploaded({ retry: { maxTries: 2 } }));
	expect(xai.tasks).toHaveLength(1);
});

it("a problem of n8n's file store is named, and nothing is billed", async () => {
	const store = await binaryStore();
	const { getMetadata } = store;
	jest.spyOn(store, 'getMetadata').mockImplementation(async (id) => {
		const metadata = await getMetadata.call(store, id);
		return { ...metadata, fileSize: metadata.fileSize + 10 };
	});
	const { message, description } = await failureOf(await uploaded());
	expect(`${message} ${description}`).toContain("n8n's file storage");
	expect(description).not.toMatch(/may exist|API Type|Base URL/);
	expect(creates()).toHaveLength(0);
});
