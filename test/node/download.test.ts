/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { readdirSync } from 'node:fs';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Fault, VideoFile } from '../servers/servers';
import { runNode } from '../support/engine';
import { binaryStore, bytesOf, fixture, useBinaryMode } from '../support/files';
import { createAndWait, ofTask } from '../support/parameters';
import { failureOf, workflow, type Failure } from '../support/runs';
import { KINDS, useStandIn, type AnyPlan } from '../support/standIns';
import { shorten, shortPauses } from '../support/time';

const sample = fixture('sample.mp4');

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);

	let pauses: ReturnType<typeof shortPauses>;
	beforeEach(() => {
		pauses = shortPauses(100);
	});

	/** Everything in n8n's binary store. */
	const stored = () =>
		readdirSync(process.env.N8N_USER_FOLDER!, { recursive: true, encoding: 'utf8' }).filter(
			(path) => /binary_data\/[^/]+$/.test(path),
		);
	const files = () => [...server.requestsTo('file'), ...server.requestsTo('content')];
	const polls = () => server.requestsTo('status');
	const fileHost = () => new URL(server.fileUrl).host;

	/** Wait for Completion, which downloads the video of a finished task. */
	async function wait(plan: AnyPlan = {}, more: INodeParameters = {}) {
		server.setPlan(plan);
		const { id } = await server.createdBefore();
		return workflow(server, ofTask('wait', id, more));
	}

	async function videoOf(plan: AnyPlan = {}, more: INodeParameters = {}) {
		const { output } = await runNode(await wait(plan, more));
		expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
		return output[0];
	}

	/** The error of a download that fails and stores nothing. */
	async function failure(plan: AnyPlan = {}): Promise<Failure> {
		const before = stored();
		const error = await failureOf(await wait(plan));
		expect(stored()).toEqual(before);
		const { id } = server.tasks.at(-1)!;
		expect(error.message).toMatch(/^The video is finished, but could not be downloaded: /);
		expect(error.message).toContain(` (task ID: ${id})`);
		expect(error.context).toMatchObject({ task_id: id, result_url: expect.stringContaining(':') });
		return error;
	}

	describe('a video is downloaded', () => {
		it.each(kind.resultUrls)('from a link of the kind "%s"', async (resultUrl) => {
			const { binary, json } = await videoOf({ resultUrl });
			expect(binary!.data).toMatchObject({
				mimeType: 'video/mp4',
				fileExtension: 'mp4',
				fileName: `grok-video-${server.tasks[0].id}.mp4`,
				bytes: sample.length,
			});
			expect(json.result_url).toMatch(/^(https?|data):/);
			expect(String(json.result_url).length).toBeLessThan(300);
			if (resultUrl === 'localhost') expect(server.requestsTo('content')).toHaveLength(1);
		});

		it.each<[string, VideoFile]>([
			['application/octet-stream', { contentType: 'application/octet-stream' }],
			['no type', { contentType: '' }],
			['no length', { noLength: true }],
		])('if the file host sends it with %s', async (_what, file) => {
			await videoOf({ file });
			const [{ headers }] = files();
			expect(headers['accept-encoding']).toBe('identity'); // videos do not get smaller
		});

		it('in many pieces', async () => {
			const { output } = await runNode(await wait({ file: { bytes: 3_000_000 } }));
			expect(output[0].binary!.data.bytes).toBe(3_000_000);
			expect(await bytesOf(output[0].binary!.data)).toHaveLength(3_000_000);
		});

		it('under the wanted name, into the wanted field', async () => {
			const own = { outputField: ' clip ', options: { fileName: 'For 24/7 support' } };
			const { output } = await runNode(await wait({}, own));
			expect(output[0].binary!.clip.fileName).toBe('For 24-7 support.mp4');
		});

		it.each(['={{ "" }}', '={{ undefined }}'])(
			'into "data" if the field %s is empty',
			async (outputField) => {
				await videoOf({}, { outputField });
			},
		);

		it('into the item if n8n keeps binary data in memory', async () => {
			await useBinaryMode('default');
			try {
				const before = stored();
				const { binary } = await videoOf();
				expect(Buffer.from(binary!.data.data, 'base64').equals(sample)).toBe(true);
				expect(stored()).toEqual(before);
				server.fail('file', 'truncate', { times: Infinity });
				await failure();
			} finally {
				await useBinaryMode('filesystem-v2');
			}
		});

		it('by Get Status if the task is finished', async () => {
			const get = (taskId: string) =>
				workflow(server, ofTask('get', taskId, { downloadVideo: true }));
			const done = await server.createdBefore();
			expect((await runNode(get(done.id))).output[0].binary?.data.bytes).toBe(sample.length);
			server.setPlan({ seconds: Infinity });
			const { output } = await runNode(get((await server.createdBefore()).id));
			expect(output[0]).not.toHaveProperty('binary');
			expect(output[0].json.status).toBe('IN_PROGRESS');
		});
	});

	describe('a failed download', () => {
		it.each<[string, Fault]>([
			['a broken connection', 'reset'],
			['an incomplete file', 'truncate'],
			['an incomplete file of unknown length', 'short'],
			['500', { status: 500 }],
			['502 with a web page', 'html'],
			['a web page instead of the video', 'html-200'],
			['429', { status: 429, headers: { 'retry-after': '3' } }],
			...[400, 403, 404].map((status): [string, Fault] => [`${status} of a new link`, { status }]),
		])('is repeated after %s, and only a whole video is stored', async (_what, fault) => {
			const before = stored();
			server.fail('file', fault, { times: 2 });
			await videoOf();
			expect(files()).toHaveLength(3);
			expect(polls()).toHaveLength(1);
			expect(stored().length - before.length).toBe(2); // the video and its metadata
		});

		it('is repeated if the file stops arriving, from either host', async () => {
			shorten('DOWNLOAD_IDLE_TIMEOUT_SECONDS', 0.3);
			const hosts = kind.resultUrls.filter((host) => ['file', 'content'].includes(host));
			for (const resultUrl of hosts) {
				server.fail(resultUrl, 'stall');
				await videoOf({ resultUrl });
			}
			expect(server.tasks.map(({ aborted, downloads }) => [aborted, downloads])).toEqual(
				hosts.map(() => [1, 2]),
			);
		});

		it('is repeated if the file host does not respond', async () => {
			shorten('DOWNLOAD_RESPONSE_TIMEOUT_SECONDS', 0.3);
			server.fail('file', 'hang');
			await videoOf();
		});

		it('is repeated after a minute if the file host asks for it, with a line in the log', async () => {
			jest.restoreAllMocks();
			pauses = shortPauses(10_000);
			server.fail('file', { status: 503, headers: { 'retry-after': '60' } });
			const { log, output } = await runNode(await wait());
			expect(output[0].binary).toBeDefined();
			const line = `the download of task ${server.tasks[0].id} failed (${fileHost()} returned HTTP 503)`;
			expect(log).toContainEqual(expect.stringContaining(line));
			expect(pauses.mock.calls.map(([seconds]) => seconds)).toContain(60);
			expect(polls()).toHaveLength(1);
		});

		it('is not repeated after an hour', async () => {
			server.fail('file', { status: 503, headers: { 'retry-after': '3600' } }, { times: Infinity });
			expect((await failure()).message).toContain('returned HTTP 503');
			expect(files()).toHaveLength(2);
		});

		it('is repeated three times, and three times with a new link', async () => {
			server.fail('file', 'truncate', { times: Infinity });
			expect((await failure()).message).toContain(`the connection to ${fileHost()} broke`);
			expect(files()).toHaveLength(6);
			expect(polls()).toHaveLength(2);
		});

		it('continues with a new link if the link has expired', async () => {
			const { json } = await videoOf({ expired: true });
			expect(files().map(({ status }) => status)).toEqual([403, 403, 403, 200]);
			expect(json.result_url).toBe(server.fileUrl + files().at(-1)!.path);
		});

		it('names the link and the task, and says how to get the video', async () => {
			server.fail('file', { status: 403 }, { times: Infinity });
			const { message, description, httpCode } = await failure();
			const [{ id }] = server.tasks;
			expect(message).toBe(
				`The video is finished, but could not be downloaded: ${fileHost()} returned HTTP 403 (task ID: ${id})`,
			);
			expect(description).toBe(
				`The video is billed but not lost. Use the operation 'Wait for Completion' with this task ID to download it before its link expires. Video: ${server.fileUrl}${files()[0].path}`,
			);
			expect(httpCode).toBe('403');
			expect(files()).toHaveLength(3); // the status has no other link
		});

		it('says the same if the status has no link any more', async () => {
			server.fail('file', { status: 403 }, { times: 3 });
			server.fail('status', kind.running(20), { when: () => server.tasks[0].polls > 0 });
			expect((await failure()).message).toContain('returned HTTP 403');
			expect(polls()).toHaveLength(2);
		});

		it('is an item with the task ID and the link if the node continues on errors', async () => {
			server.fail('file', 'truncate', { times: Infinity });
			const more = { onError: 'continueRegularOutput' } as const;
			const { output } = await runNode({ ...(await wait()), ...more });
			expect(output[0].json).toMatchObject({
				error: expect.stringContaining('could not be downloaded'),
				description: expect.stringContaining("'Wait for Completion'"),
				task_id: server.tasks[0].id,
				result_url: expect.stringContaining(server.fileUrl),
			});
		});

		it('is repeated if n8n could not store the file, and names the reason', async () => {
			const full = new Error('no space left on device');
			const store = jest.spyOn(await binaryStore(), 'store');
			store.mockRejectedValueOnce(full);
			await videoOf();
			store.mockRejectedValue(full);
			const reason = 'n8n could not store the file: no space left on device';
			expect((await failure()).message).toContain(reason);
			const resultUrl = `data:video/mp4;base64,${sample.toString('base64')}`;
			expect((await failure({ resultUrl })).message).toContain(reason);
		});
	});

	it.each<[string, AnyPlan, string]>([
		[
			'a web page',
			{ file: { body: '<html>Sign in</html>', contentType: 'text/html' } },
			'sent text/html instead of a video',
		],
		['a web page sent as a video', { file: { body: '<!doctype html>' } }, 'not an MP4 video'],
		[
			'a JSON error',
			{ file: { body: '{"error":"expired"}', contentType: 'application/json' } },
			'sent application/json instead',
		],
		['an empty file', { file: { body: '' } }, 'not an MP4 video'],
		['a file of three bytes', { file: { body: 'mp4' } }, 'not an MP4 video'],
		[
			'a picture in a data URL',
			{ resultUrl: 'data:image/png;base64,iVBORw0KGgo=' },
			'without an MP4 video (image/png)',
		],
		...['ftp://127.0.0.1/video.mp4', 'file:///etc/passwd', 'javascript:alert(1)'].map(
			(resultUrl): [string, AnyPlan, string] => [
				resultUrl,
				{ resultUrl },
				'the link is not an http, https or data URL',
			],
		),
		['an unknown host', { resultUrl: 'http://127.0.0.1:1/v.mp4' }, 'could not be reached'],
	])('a link to %s is an error, and nothing is stored', async (_what, plan, words) => {
		expect((await failure(plan)).message).toContain(words);
	});

	it.each([
		['to a file of the n8n server', 'file:///etc/passwd', 'not an http, https or data URL'],
		['without end', './again.mp4', 'redirects more than 5 times'],
	])('a redirect %s is an error', async (_what, location, words) => {
		server.fail('file', { status: 302, headers: { location } }, { times: Infinity });
		expect((await failure()).message).toContain(words);
	});

	it('the key is not sent if the file host redirects to the API', async () => {
		const { id } = await server.createdBefore();
		const location = server.url + kind.statusPath(id);
		server.fail('file', { status: 302, headers: { location } }, { times: Infinity });
		const { message } = await failureOf(workflow(server, ofTask('wait', id)));
		expect(message).toContain('HTTP 401');
		const withKey = polls().map(({ headers }) => 'authorization' in headers);
		expect(withKey).toEqual([true, false, true]); // the status, the redirect, and the new link
	});

	describe('a finished task without a link', () => {
		const withoutLink = () => server.fail('status', kind.done(''), { times: Infinity });
		const run = (more: INodeParameters) => workflow(server, createAndWait(more));
		const contents = () =>
			server.requests.filter(({ path }) => /\/v1\/videos\/[^/]+\/content(\?|$)/.test(path));
		const seconds = () => pauses.mock.calls.reduce((sum, [pause]) => sum + pause, 0);

		it('is downloaded from the server itself, with the key', async () => {
			if (kind.protocol === 'xai') return; // its stand-in has no such address
			withoutLink();
			const { output } = await runNode(run({}));
			expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
			expect(contents()[0].headers.authorization).toBe(`Bearer ${server.key}`);
			expect(seconds()).toBeLessThan(30);
		});

		it('fails within half a minute, with the task ID and the reason of the server', async () => {
			withoutLink();
			server.fail('content', kind.error(404, 'video gone'), { times: Infinity });
			const { message, description, context } = await failureOf(run({}));
			const reason = kind.protocol === 'xai' ? 'The requested resource' : 'video gone';
			expect(message).toContain(`${new URL(server.url).host} returned HTTP 404: ${reason}`);
			expect(message).toContain(`(task ID: ${server.tasks[0].id})`);
			expect(description).toMatch(/provider's console|'Wait for Completion'/);
			expect(context.task_id).toBe(server.tasks[0].id);
			expect(contents().length).toBeGreaterThanOrEqual(1);
			expect(seconds()).toBeLessThan(30);
			expect(server.requestsTo('create')).toHaveLength(1);
		});

		it('is a hint if Download Video is off', async () => {
			withoutLink();
			const { hints, output } = await runNode(run({ downloadVideo: false }));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(contents()).toHaveLength(0);
			const text = hints.map(({ message }) => message).join();
			if (output[0].json.result_url !== undefined) return; // OpenRouter always has one
			expect(text).toContain(
				`The video of task ${server.tasks[0].id} is finished, but no download link was returned. Turn on 'Download Video' to get the file.`,
			);
		});
	});

	describe('a video that the provider returns as data', () => {
		const resultUrl = `data:video/mp4;base64,${sample.toString('base64')}`;
		const runWith = async (parameters: INodeParameters, asTool?: boolean) => {
			server.fail('status', kind.done(resultUrl), { times: Infinity });
			return await runNode(workflow(server, createAndWait(parameters), { asTool }));
		};
		const isShort = ({ json }: INodeExecutionData) => {
			expect(JSON.stringify(json)).toContain('data:video/mp4;base64,');
			expect(JSON.stringify(json).length).toBeLessThan(2000);
		};

		it('is stored as a file, and shortened in the JSON', async () => {
			const { output, hints } = await runWith({});
			expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
			isShort(output[0]);
			expect(hints.map(({ message }) => message).join()).not.toContain("'Download Video'");
		});

		it.each([true, false])(
			'is a hint if Download Video is off (Simplify: %s)',
			async (simplify) => {
				const { output, hints } = await runWith({ downloadVideo: false, simplify });
				isShort(output[0]);
				expect(hints.map(({ message }) => message).join()).toContain(
					"as data instead of a link. Turn on 'Download Video' to get the file.",
				);
			},
		);

		it.each<[string, INodeParameters]>([
			['simplified', { output: 'simplified' }],
			['raw', { output: 'raw' }],
			['selected', { output: 'selected', selectedFields: ['result_url'] }],
		])('is shortened for an AI agent in the output mode %s', async (_mode, parameters) => {
			const { output } = await runWith(parameters, true);
			isShort(output[0]);
		});
	});
});
