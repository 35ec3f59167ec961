/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { createServer } from 'node:http';
import { inspectVideo } from '../servers/xai/video';
import { fixture } from '../support/files';
import { call, download, end, generate, post, resultOf, useXai } from '../support/useXai';

const LIMIT = 100_000;

const xai = useXai({ uploadLimitBytes: LIMIT });
const sample = fixture('sample.mp4');

/** A form in this order of its parts; text or bytes. */
function upload(...parts: Array<[string, string | Buffer]>) {
	const body = new FormData();
	for (const [name, value] of parts) {
		if (typeof value === 'string') body.append(name, value);
		else body.append(name, new Blob([new Uint8Array(value)], { type: 'video/mp4' }), 'in.mp4');
	}
	return call(xai, '/v1/files', { method: 'POST', headers, body });
}
let headers: Record<string, string>;
beforeEach(() => {
	headers = { Authorization: `Bearer ${xai.key}` };
});

describe('an upload', () => {
	it('is kept with its name, purpose and life, and read with the key only', async () => {
		const { body, status } = await upload(
			['purpose', 'assistants'],
			['expires_after', '3600'],
			['file', sample],
		);
		expect(status).toBe(200);
		expect(body).toEqual({
			id: expect.stringMatching(/^file_/),
			object: 'file',
			bytes: sample.length,
			created_at: expect.any(Number),
			expires_at: Number(body.created_at) + 3600,
			filename: 'in.mp4',
			purpose: 'assistants',
		});
		const path = `/v1/files/${String(body.id)}`;
		expect((await call(xai, path)).body).toEqual(body);
		expect((await download(`${xai.url}${path}/content`, headers)).bytes.equals(sample)).toBe(true);
		expect((await download(`${xai.url}${path}/content`)).response.status).toBe(401);
	});

	it.each<[string, Array<[string, string | Buffer]>, number]>([
		['one byte too large', [['file', Buffer.alloc(LIMIT + 1)]], 413],
		[
			'that lives for a minute',
			[
				['expires_after', '60'],
				['file', sample],
			],
			400,
		],
		[
			'that names its life after the file',
			[
				['file', sample],
				['expires_after', '3600'],
			],
			400,
		],
		['without a file', [['purpose', 'x']], 400],
	])('%s is refused', async (_case, parts, status) => {
		expect(await upload(...parts)).toMatchObject({ status, body: { code: 'invalid-argument' } });
		expect(xai.files.size).toBe(0);
	});

	it('just as large as it may be is taken', async () => {
		expect(await upload(['file', Buffer.alloc(LIMIT)])).toMatchObject({ status: 200 });
	});

	it('that is no form is 415', async () => {
		expect(await post(xai, '/v1/files', {})).toMatchObject({ status: 415 });
	});

	it('is an input by its ID', async () => {
		const { body } = await upload(['file', sample]);
		const video = { file_id: body.id };
		const edited = post(xai, '/v1/videos/edits', { prompt: 'In snow', video });
		expect(await end(xai, edited)).toMatchObject({
			body: { status: 'done', video: { duration: 4 } },
		});
	});

	it('may be taken and then broken off', async () => {
		xai.fail('upload', 'reset-after');
		await expect(upload(['file', sample])).rejects.toThrow();
		expect(xai.files.size).toBe(1);
	});
});

describe('a result', () => {
	it.each([
		[1, true],
		[6, false],
		[15, true],
	])('is an mp4 of the length asked for: %i s', async (duration, generate_audio) => {
		const { url } = await resultOf(xai, {}, { duration, generate_audio });
		const { bytes, response } = await download(url);
		expect(response.headers.get('content-type')).toBe('video/mp4');
		expect(await inspectVideo(bytes)).toMatchObject({
			seconds: duration,
			hasSound: generate_audio,
		});
		expect(bytes.equals(await xai.video(xai.tasks[0]))).toBe(true);
	});

	it('that is kept lies behind the key and, public, at an address of its own', async () => {
		const storage_options = { filename: 'a.mp4', expires_after: 7200, public_url: true };
		const { file_output: kept } = await resultOf(xai, {}, { storage_options });
		const path = `/v1/files/${kept.file_id}`;
		expect((await call(xai, path)).body).toMatchObject({
			filename: 'a.mp4',
			expires_at: kept.expires_at,
		});
		const video = await xai.video(xai.tasks[0]);
		expect((await download(`${xai.url}${path}/content`, headers)).bytes.equals(video)).toBe(true);
		expect((await download(kept.public_url)).bytes.equals(video)).toBe(true);
		expect(new URL(kept.public_url).origin).toBe(xai.fileUrl);
	});

	it('goes where output.upload_url says, and has no other address', async () => {
		const { video, sent } = await uploadedBy(200);
		expect(video).toMatchObject({ status: 'done', video: { duration: 6 } });
		expect(video).not.toHaveProperty('video.url');
		expect(sent[0].equals(await xai.video(xai.tasks[0]))).toBe(true);
	});

	it('that cannot go there fails', async () => {
		expect((await uploadedBy(403)).video).toMatchObject({ status: 'failed' });
	});

	it('tells of the key on the file host', async () => {
		const { url } = await resultOf(xai, {});
		await download(url, headers);
		expect(xai.keyLeaks.splice(0)).toMatchObject([{ host: 'file', where: 'file' }]);
	});
});

/** A task whose video goes to a server of somebody else's. */
async function uploadedBy(status: number) {
	const sent: Buffer[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			sent.push(Buffer.concat(chunks));
			response.writeHead(status).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as { port: number };
	const output = { upload_url: `http://127.0.0.1:${port}/bucket?signed` };
	const { body } = await end(xai, generate(xai, { output }));
	server.close();
	return { video: body, sent };
}
