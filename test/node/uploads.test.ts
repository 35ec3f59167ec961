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

/** Large videos are uploaded to xAI before the create, and sent inside the create to relays. */

const MEBIBYTE = 1024 ** 2;
const xai = useXai();

let pauses: ReturnType<typeof shortPauses>;
/** Files that the node opened in n8n's binary data service. */
let openedFiles: Readable[];

const { readProvider } = credential;
const getAsStream = BinaryDataService.prototype.getAsStream;
/** Makes the node treat the stand-in as xAI itself, or as a relay. */
function setOfficial(isOfficial: boolean) {
	jest
		.spyOn(credential, 'readProvider')
		.mockImplementation((data) => ({ ...readProvider(data), isOfficial }));
}

beforeEach(async () => {
	pauses = shortPauses();
	setOfficial(true);
	openedFiles = [];
	const store = await binaryStore();
	jest.spyOn(store, 'getAsStream').mockImplementation(async (...args) => {
		const stream = await getAsStream.apply(store, args);
		openedFiles.push(stream);
		return stream;
	});
});

afterEach(async () => {
	await useBinaryMode('filesystem-v2');
	await waitUntil(() => openedFiles.every(({ destroyed }) => destroyed));
});

const uploads = () => xai.requestsTo('upload');
const creates = () => xai.requestsTo('create');
const edit = (overrides: Partial<EngineOptions> = {}) =>
	xaiWorkflow(xai, { operation: 'edit', downloadVideo: false }, overrides);
const editFile = async (bytes: Buffer) =>
	edit({ input: [withFiles({ data: await storedVideo(bytes) })] });
/** An edit of the small sample video, which is uploaded because the minimum size is lowered. */
async function editWithUpload(overrides: Partial<EngineOptions> = {}): Promise<EngineOptions> {
	setLimit('MIN_UPLOAD_BYTES', 1000);
	return edit({ input: await videoItems(), ...overrides });
}

it.each([
	[4 * MEBIBYTE - 1, false],
	[4 * MEBIBYTE, true],
])('a file of %d bytes is uploaded: %s', async (bytes, isUploaded) => {
	const { output } = await runNode(await editFile(padVideo(bytes)));
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
] as const)('a file %s is sent inside the request', async (_name, mode, isOfficial) => {
	await useBinaryMode(mode);
	setOfficial(isOfficial);
	await runNode(await editWithUpload());
	expect(uploads()).toHaveLength(0);
	const url = `data:video/mp4;base64,${fixture('sample.mp4').toString('base64')}`;
	expect(xai.tasks[0].body.video).toEqual({ url });
});

it('a request with a large file has a longer timeout', async () => {
	setOfficial(false);
	setLimit('CREATE_TIMEOUT_SECONDS', 0.3);
	setLimit('MIN_UPLOAD_BYTES_PER_SECOND', MEBIBYTE);
	xai.fail('create', { delay: 1000 }, { times: 2 });
	const { output } = await runNode(await editFile(padVideo(3 * MEBIBYTE)));
	expect(output[0].json.status).toBe('SUCCESS');
	const { message } = await failureOf(await editFile(fixture('sample.mp4')));
	expect(message).toContain('did not respond in time');
});

it.each<[string, Fault]>([
	['HTTP 500', { status: 500 }],
	['a broken connection', 'reset-after'],
	['a response without an ID', { status: 200, body: {} }],
])('an upload is retried after %s', async (_name, fault) => {
	xai.fail('upload', fault, { times: 2 });
	const { output } = await runNode(await editWithUpload());
	expect(output[0].json.status).toBe('SUCCESS');
	expect(uploads()).toHaveLength(3);
	expect(creates()).toHaveLength(1);
});

it('an upload is retried after each Retry-After, like a create', async () => {
	const rateLimited = { status: 429, headers: { 'retry-after': '5' } };
	xai.fail('upload', rateLimited, { times: 8 });
	const { output } = await runNode(await editWithUpload());
	expect(output[0].json.status).toBe('SUCCESS');
	expect(pauses.mock.calls.filter(([seconds]) => seconds === 5)).toHaveLength(8);
});

it('uploads share the rate limit of creates', async () => {
	jest.restoreAllMocks();
	setOfficial(true);
	setLimit('CREATE_INTERVAL_SECONDS', 0.1);
	const { output } = await runNode(await editWithUpload({ input: await videoItems(5) }));
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
])('an upload that fails with HTTP %d is not retried', async (status, expected) => {
	const headers = { location: `${xai.fileUrl}/elsewhere` };
	xai.fail('upload', { status, headers, body: { error: 'no' } });
	const { message, description } = await failureOf(await editWithUpload());
	expect(message).toContain(expected);
	expect(description).toContain('The video could not be uploaded. ');
	expect(description).toContain('Nothing was created or billed.');
	expect(xai.requests).toHaveLength(1); // the redirect is not followed
});

it('an upload that keeps failing ends with an error after the retry period', async () => {
	setLimit('CREATE_RETRY_SECONDS', 3);
	xai.fail('upload', { status: 500 }, { times: Infinity });
	const { message, description } = await failureOf(await editWithUpload());
	expect(message).toContain('is not available right now (HTTP 500)');
	expect(description).toContain('Nothing was created or billed.');
	expect(description).not.toContain('may exist');
	expect(creates()).toHaveLength(0);
});

it('a retried create uses the same upload', async () => {
	xai.fail('create', { status: 429, body: { code: 'resource-exhausted' } }, { times: 2 });
	await runNode(await editWithUpload());
	expect(uploads()).toHaveLength(1);
	expect(creates()).toHaveLength(3);
	expect(xai.tasks).toHaveLength(1);
});

it.each([
	['waits for its response', 'hang', 100_000],
	['is being sent', { delay: 500 }, 20_000_000],
] as const)('canceling while an upload %s bills nothing', async (_name, fault, bytes) => {
	xai.fail('upload', fault);
	const input = [withFiles({ data: await storedVideo(padVideo(bytes)) })];
	const execution = await startNode(await editWithUpload({ input }));
	await waitUntil(() => uploads().length > 0);
	execution.cancel();
	const result = await execution.done;
	expect(result.run.status).toBe('canceled');
	expect(failureIn(result).description).toBe('Nothing was created for this item.');
	await xai.idle(5000);
	expect(xai.files.size).toBe(0);
	expect(creates()).toHaveLength(0);
});

it('Retry On Fail after a failed upload pays once', async () => {
	xai.fail('upload', { status: 400, body: { error: 'busy' } });
	await runNode(await editWithUpload({ retry: { maxTries: 2 } }));
	expect(xai.tasks).toHaveLength(1);
});

it("an error of n8n's file storage is named, and nothing is billed", async () => {
	const store = await binaryStore();
	const { getMetadata } = store;
	jest.spyOn(store, 'getMetadata').mockImplementation(async (id) => {
		const metadata = await getMetadata.call(store, id);
		return { ...metadata, fileSize: metadata.fileSize + 10 };
	});
	const { message, description } = await failureOf(await editWithUpload());
	expect(`${message} ${description}`).toContain("n8n's file storage");
	expect(description).not.toMatch(/may exist|API Type|Base URL/);
	expect(creates()).toHaveLength(0);
});
