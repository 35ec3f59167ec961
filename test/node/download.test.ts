/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { readdirSync } from 'node:fs';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';
import type { Fault, VideoFile } from '../servers/servers';
import { runNode, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { bytesOf, fixture, useBinaryMode } from '../support/files';
import { ofTask } from '../support/parameters';
import { failureIn, failureOf, workflow } from '../support/runs';
import { KINDS, useStandIn, type AnyPlan } from '../support/standIns';
import { shorten, shortPauses } from '../support/time';

const sample = fixture('sample.mp4');

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);

	beforeEach(() => {
		shortPauses(100);
	});

	/** Everything in n8n's binary store. */
	const stored = () =>
		readdirSync(process.env.N8N_USER_FOLDER!, { recursive: true, encoding: 'utf8' }).filter(
			(path) => /binary_data\/[^/]+$/.test(path),
		);
	const files = () => [...server.requestsTo('file'), ...server.requestsTo('content')];
	const polls = () => server.requestsTo('status');

	async function wait(plan: AnyPlan = {}, more: INodeParameters = {}): Promise<EngineOptions> {
		server.setPlan(plan);
		const { id } = await server.createdBefore();
		return workflow(server, ofTask('wait', id, more));
	}

	async function failure(plan: AnyPlan = {}): Promise<string> {
		const before = stored();
		const finished = await runToEnd(await wait(plan));
		expect(finished.output).toEqual([]);
		expect(stored()).toEqual(before); // nothing half-written
		const { message, description, context } = failureIn(finished);
		expect(message).toContain('The video is finished, but could not be downloaded');
		const { id } = server.tasks.at(-1)!;
		expect(message).toMatch(new RegExp(` \\(task ID: ${id}\\)$`));
		expect(context).toMatchObject({ task_id: id, result_url: expect.stringContaining(':') });
		expect(description).toContain("'Wait for Completion'");
		return message;
	}

	describe('a video is downloaded', () => {
		it.each(kind.resultUrls)(
			'from a result URL of the kind "%s", and no other host gets the key',
			async (resultUrl) => {
				const { output } = await runNode(await wait({ resultUrl }));
				const { data } = output[0].binary!;
				expect(data).toMatchObject({
					mimeType: 'video/mp4',
					fileExtension: 'mp4',
					fileName: `grok-video-${server.tasks[0].id}.mp4`,
					bytes: sample.length,
				});
				expect((await bytesOf(data)).equals(sample)).toBe(true);
				expect(output[0].json.result_url).toMatch(/^(https?|data):/);
				expect(String(output[0].json.result_url).length).toBeLessThan(300);
			},
		);

		it.each<[string, { file: VideoFile }]>([
			['application/octet-stream', { file: { contentType: 'application/octet-stream' } }],
			['a type with a parameter', { file: { contentType: 'Video/MP4; codecs="avc1"' } }],
			['no type at all', { file: { contentType: '' } }],
			['no length', { file: { noLength: true } }],
			['a size of many pieces', { file: { bytes: 3_000_000 } }],
			[
				'a size of a few bytes',
				{ file: { body: Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom') } },
			],
		])('when the file host sends it with %s', async (_name, plan) => {
			const { output } = await runNode(await wait(plan));
			const expected = plan.file.bytes ?? (plan.file.body as Buffer)?.length ?? sample.length;
			const bytes = await bytesOf(output[0].binary!.data);
			expect(bytes).toHaveLength(expected);
			expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
			expect(files()).toHaveLength(1);
		});

		it.each<[string, string]>([
			['', 'grok-video-TASK.mp4'],
			['summer.mp4', 'summer.mp4'],
			['summer', 'summer.mp4'],
			['v1.2 final', 'v1.2 final.mp4'],
			['../../etc/clip.mp4', 'clip.mp4'],
			['folder\\clip.MOV', 'clip.MOV'],
		])('under the File Name "%s" as %s', async (fileName, expected) => {
			const { output } = await runNode(await wait({}, { options: { fileName } }));
			const [{ id }] = server.tasks;
			expect(output[0].binary!.data.fileName).toBe(expected.replace('TASK', id));
		});

		it.each([
			[' clip ', 'clip'],
			['={{ "" }}', 'data'],
			['={{ undefined }}', 'data'],
		])('into the field that Put Output in Field "%s" names', async (outputField, expected) => {
			const { output } = await runNode(await wait({}, { outputField }));
			expect(Object.keys(output[0].binary!)).toEqual([expected]);
		});

		it('into the item itself, where n8n keeps binary data in memory', async () => {
			await useBinaryMode('default');
			try {
				const before = stored();
				const { output } = await runNode(await wait({}, { outputField: 'video' }));
				expect(Buffer.from(output[0].binary!.video.data, 'base64').equals(sample)).toBe(true);
				expect(stored()).toEqual(before);
				server.fail('file', 'truncate', { times: Infinity });
				await failure();
			} finally {
				await useBinaryMode('filesystem-v2');
			}
		});
	});

	describe('a broken download is tried again', () => {
		it.each<[string, Fault]>([
			['a broken connection', 'reset'],
			['a file that breaks off', 'truncate'],
			['a file of unknown length that breaks off', 'short'],
			['HTTP 500', { status: 500 }],
			['HTTP 502 with a web page', 'html'],
			['a web page in place of the video', 'html-200'],
			['HTTP 429', { status: 429, headers: { 'retry-after': '3' } }],
		])('after %s, and only whole videos are kept', async (_name, fault) => {
			const before = stored();
			server.fail('file', fault, { times: 2 });
			const { output } = await runNode(await wait());
			expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
			expect(files()).toHaveLength(3);
			expect(polls()).toHaveLength(1);
			expect(stored().length - before.length).toBe(2); // the video and its metadata
		});

		it('after a file that stops coming, from either host', async () => {
			shorten('DOWNLOAD_IDLE_TIMEOUT_SECONDS', 0.3);
			const hosts = kind.resultUrls.filter((host) => ['file', 'content'].includes(host));
			for (const resultUrl of hosts) {
				server.fail(resultUrl, 'stall');
				const { output } = await runNode(await wait({ resultUrl }));
				expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
			}
			expect(server.tasks.map(({ aborted, downloads }) => [aborted, downloads])).toEqual(
				hosts.map(() => [1, 2]),
			);
		});

		it('after a file host that does not answer', async () => {
			shorten('DOWNLOAD_RESPONSE_TIMEOUT_SECONDS', 0.3);
			server.fail('file', 'hang');
			const { output } = await runNode(await wait());
			expect(output[0].binary).toBeDefined();
		});

		it('when n8n could not store it, and a lasting trouble is named', async () => {
			const full = new Error('no space left on device');
			const store = jest.spyOn(Container.get(BinaryDataService), 'store');
			store.mockRejectedValueOnce(full);
			expect((await runNode(await wait())).output[0].binary).toBeDefined();
			store.mockRejectedValue(full);
			expect(await failure()).toContain('n8n could not store it: no space left on device');
			expect(
				await failure({ resultUrl: `data:video/mp4;base64,${sample.toString('base64')}` }),
			).toContain('no space left on device');
		});

		it('three times, then with a fresh URL three times, then it is an error', async () => {
			server.fail('file', 'truncate', { times: Infinity });
			expect(await failure()).toMatch(/broke off in the middle/);
			expect(files()).toHaveLength(6);
			expect(polls()).toHaveLength(2);
		});

		it('with a fresh URL at once, when the link has expired', async () => {
			const { output } = await runNode(await wait({ expired: true }));
			expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
			expect(files().map(({ status }) => status)).toEqual([403, 200]);
			expect(output[0].json.result_url).toBe(server.fileUrl + files()[1].path);
		});

		it('with a fresh URL, when the link dies in the middle of the tries', async () => {
			server.fail('file', 'truncate');
			const { output } = await runNode(await wait({ expireUrlAfterDownloads: 1 }));
			expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
			expect(files().map(({ status }) => status)).toEqual([200, 403, 200]);
		});

		it('but not when the file host asks for a longer wait than the link would live', async () => {
			const later = { status: 503, headers: { 'retry-after': '3600' } };
			server.fail('file', later, { times: Infinity });
			expect(await failure()).toContain('answered HTTP 503');
			expect(files()).toHaveLength(2);
		});
	});

	it('a file is asked for uncompressed, since a video does not get smaller', async () => {
		await runNode(await wait());
		expect(server.requestsTo('file')[0].headers['accept-encoding']).toBe('identity');
	});

	describe('what is not a video is an error and no file', () => {
		it.each<[string, AnyPlan, RegExp]>([
			[
				'an HTML page sent as a web page',
				{ file: { body: '<html>Sign in</html>', contentType: 'text/html' } },
				/sent text\/html instead of a video/,
			],
			[
				'an HTML page sent as a video',
				{ file: { body: '<!doctype html><p>no' } },
				/not an MP4 video/,
			],
			[
				'a JSON error sent with status 200',
				{ file: { body: '{"error":"expired"}', contentType: 'application/json' } },
				/application\/json instead/,
			],
			['an empty file', { file: { body: '' } }, /not an MP4 video/],
			['a file of three bytes', { file: { body: 'mp4' } }, /not an MP4 video/],
			[
				'a picture in a data URL',
				{ resultUrl: 'data:image/png;base64,iVBORw0KGgo=' },
				/without an MP4/,
			],
			['ftp:', { resultUrl: 'ftp://127.0.0.1/video.mp4' }, /not of a kind that is fetched/],
			['file:', { resultUrl: 'file:///etc/passwd' }, /not of a kind that is fetched/],
			['javascript:', { resultUrl: 'javascript:alert(1)' }, /not of a kind that is fetched/],
			[
				'a host that is not there',
				{ resultUrl: 'http://127.0.0.1:1/v.mp4' },
				/could not be reached/,
			],
		])('%s', async (_name, plan, message) => {
			expect(await failure(plan)).toMatch(message);
		});

		it('a redirect to a file of the n8n server', async () => {
			const redirect = { status: 302, headers: { location: 'file:///etc/passwd' } };
			server.fail('file', redirect, { times: Infinity });
			expect(await failure()).toMatch(/URL is not of a kind that is fetched/);
			expect(files()).toHaveLength(1);
		});

		it('a redirect without end', async () => {
			server.fail(
				'file',
				{ status: 302, headers: { location: './again.mp4' } },
				{ times: Infinity },
			);
			expect(await failure()).toMatch(/redirects more than 5 times/);
		});
	});

	it('the key does not come back when another host redirects to the gateway', async () => {
		const { id } = await server.createdBefore();
		const back = server.url + kind.statusPath(id);
		server.fail('file', { status: 302, headers: { location: back } }, { times: Infinity });
		const { message } = await failureOf(workflow(server, ofTask('wait', id)));
		expect(message).toContain('HTTP 401');
		const withKey = server.requestsTo('status').map(({ headers }) => 'authorization' in headers);
		expect(withKey).toEqual([true, false, true]); // a status, the redirect, and a fresh link asked for
	});

	it('Get Status downloads a finished video when it is asked to, and nothing of a running one', async () => {
		const done = await server.createdBefore();
		const get = (taskId: string) =>
			workflow(server, ofTask('get', taskId, { downloadVideo: true }));
		expect((await runNode(get(done.id))).output[0].binary?.data.bytes).toBe(sample.length);
		server.setPlan({ seconds: Infinity });
		const { output } = await runNode(get((await server.createdBefore()).id));
		expect(output[0]).not.toHaveProperty('binary');
		expect(output[0].json.status).toBe('IN_PROGRESS');
	});

	it('a failed download leaves the task ID and the link in the item under Continue On Fail', async () => {
		server.fail('file', 'truncate', { times: Infinity });
		const { id } = await server.createdBefore();
		const more = { onError: 'continueRegularOutput' } as const;
		const { output } = await runNode(workflow(server, ofTask('wait', id), more));
		expect(output[0].json).toHaveProperty('description');
		expect(output[0].json).toMatchObject({
			error: expect.stringMatching(
				/^The video is finished, but could not be downloaded: .*task ID/,
			),
			task_id: id,
			result_url: expect.stringContaining(id),
		});
	});
});
