/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { readdirSync } from 'node:fs';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Fault } from '../servers/types';
import { runNode } from '../support/engine';
import { binaryStore, bytesOf, fixture, useBinaryMode } from '../support/files';
import { createAndWait, taskOperation } from '../support/parameters';
import { failureOf, paidRun, waitForAll, workflow, type Failure } from '../support/runs';
import { PROTOCOLS, useStandIn, type AnyPlan } from '../support/standIns';
import { setLimit, shortPauses } from '../support/time';

const [newApi] = PROTOCOLS;
const sample = fixture('sample.mp4');

const DATA_URL = `data:video/mp4;base64,${sample.toString('base64')}`;

function expectShortDataUrl({ json }: INodeExecutionData) {
	expect(JSON.stringify(json)).toContain('data:video/mp4;base64,');
	expect(JSON.stringify(json).length).toBeLessThan(2000);
}

let pauses: ReturnType<typeof shortPauses>;
beforeEach(() => {
	pauses = shortPauses();
});

describe.each(PROTOCOLS)('with $name', (protocol) => {
	const server = useStandIn(protocol);

	it('a video is downloaded from every kind of link', async () => {
		for (const resultUrl of protocol.resultUrls) {
			server.setPlan({ resultUrl });
			await server.createTask();
		}
		const { output } = await runNode(waitForAll(server));
		for (const [n, resultUrl] of protocol.resultUrls.entries()) {
			const { binary, json } = output[n];
			expect([resultUrl, binary?.data]).toEqual([
				resultUrl,
				expect.objectContaining({
					mimeType: 'video/mp4',
					fileExtension: 'mp4',
					fileName: `grok-video-${server.tasks[n].id}.mp4`,
					bytes: sample.length,
				}),
			]);
			expect((await bytesOf(binary!.data)).equals(sample)).toBe(true);
			expect(json.result_url).toMatch(/^(https?|data):/);
			expect(String(json.result_url).length).toBeLessThan(300);
		}
	});

	describe('a finished task without a link', () => {
		const withoutLink = () => server.fail('status', protocol.done(''), { times: Infinity });
		const run = (more: INodeParameters) => workflow(server, createAndWait(more));
		const contents = () =>
			server.requests.filter(({ path }) => /\/v1\/videos\/[^/]+\/content(\?|$)/.test(path));
		const seconds = () => pauses.mock.calls.reduce((sum, [pause]) => sum + pause, 0);

		it('is downloaded from the server itself, with the key', async () => {
			if (protocol.id === 'xai') return; // its stand-in has no such address
			withoutLink();
			const { output } = await runNode(run({}));
			expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
			expect(contents()[0].headers.authorization).toBe(`Bearer ${server.key}`);
			expect(seconds()).toBeLessThan(30);
		});

		it('fails within half a minute, with the task ID and the reason of the server', async () => {
			withoutLink();
			server.fail('content', protocol.error(404, 'video gone'), { times: Infinity });
			const { message, description, context } = await failureOf(run({}));
			const reason = protocol.id === 'xai' ? 'The requested resource' : 'video gone';
			expect(message).toContain(`${new URL(server.url).host} returned HTTP 404: ${reason}`);
			expect(message).toContain(`(task ID: ${server.tasks[0].id})`);
			if (['newApi', 'xai'].includes(protocol.id)) {
				expect(context).not.toHaveProperty('result_url'); // the address is a guess
				expect(message).toMatch(/^The video is finished, but no download link was returned \(/);
				expect(description).toMatch(/ Otherwise check the task in the provider's console\.$/);
			} else {
				expect(description).toContain("'Wait for Completion'");
			}
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

	it('a video that the provider returns as data is stored as a file, and shortened in the JSON', async () => {
		server.fail('status', protocol.done(DATA_URL), { times: Infinity });
		const { output, hints } = await runNode(workflow(server, createAndWait()));
		expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
		expectShortDataUrl(output[0]);
		expect(hints.map(({ message }) => message).join()).not.toContain("'Download Video'");
	});
});

describe('a video', () => {
	const server = useStandIn(newApi);

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
		const { id } = await server.createTask();
		return workflow(server, taskOperation('wait', id, more));
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

	describe('is downloaded', () => {
		it('if the file host sends it with an unusual type, or without length', async () => {
			for (const file of [
				{ contentType: 'application/octet-stream' },
				{ contentType: '' },
				{ noLength: true },
			]) {
				await videoOf({ file });
			}
			expect(files()[0].headers['accept-encoding']).toBe('identity'); // videos do not get smaller
		});

		it('under the wanted name, into the wanted field', async () => {
			const own = { outputField: ' clip ', options: { fileName: 'For 24/7 support' } };
			const { output } = await runNode(await wait({}, own));
			expect(output[0].binary!.clip.fileName).toBe('For 24-7 support.mp4');
		});

		it('into "data" if the field is empty', async () => {
			await videoOf({}, { outputField: '={{ undefined }}' });
		});

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
				workflow(server, taskOperation('get', taskId, { downloadVideo: true }));
			const done = await server.createTask();
			expect((await runNode(get(done.id))).output[0].binary?.data.bytes).toBe(sample.length);
			server.setPlan({ seconds: Infinity });
			const { output } = await runNode(get((await server.createTask()).id));
			expect(output[0]).not.toHaveProperty('binary');
			expect(output[0].json.status).toBe('IN_PROGRESS');
		});
	});

	describe('a failed download', () => {
		it('is repeated, and only a whole video is stored', async () => {
			const faults: Record<string, Fault> = {
				'a broken connection': 'reset',
				'an incomplete file': 'truncate',
				'an incomplete file of unknown length': 'short',
				'no response': 'hang',
				'a file that stops arriving': 'stall',
				'502 with a web page': 'html',
				'a web page instead of the video': 'html-200',
				429: { status: 429, headers: { 'retry-after': '3' } },
				'400 of a new link': { status: 400 },
				'403 of a new link': { status: 403 },
				'404 of a new link': { status: 404 },
			};
			setLimit('DOWNLOAD_IDLE_TIMEOUT_SECONDS', 1);
			setLimit('DOWNLOAD_RESPONSE_TIMEOUT_SECONDS', 1);
			const before = stored();
			const names = Object.keys(faults);
			for (const name of names) {
				const { id } = await server.createTask();
				server.fail('file', faults[name], { when: ({ path }) => path.includes(id) });
			}
			const { output } = await runNode(waitForAll(server));
			for (const [n, name] of names.entries()) {
				const bytes = await bytesOf(output[n].binary!.data);
				expect([name, bytes.equals(sample)]).toEqual([name, true]);
			}
			expect(files()).toHaveLength(2 * names.length);
			expect(polls()).toHaveLength(names.length);
			expect(stored().length - before.length).toBe(2 * names.length); // with their metadata
		});

		it('is repeated after a minute if the file host asks for it, with a line in the log', async () => {
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
			// The words of a file host are not shown.
			server.fail('file', { status: 403, body: { message: 'No.' } }, { times: Infinity });
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
			server.fail('status', newApi.running(20), { when: () => server.tasks[0].polls > 0 });
			expect((await failure()).message).toContain('returned HTTP 403');
			expect(polls()).toHaveLength(2);
		});

		it('is repeated if n8n could not store the file, and names the reason', async () => {
			const full = new Error('no space left on device');
			const store = jest.spyOn(await binaryStore(), 'store');
			store.mockRejectedValueOnce(full);
			await videoOf();
			store.mockRejectedValue(full);
			const reason = 'n8n could not store the file: no space left on device';
			expect((await failure()).message).toContain(reason);
			expect((await failure({ resultUrl: DATA_URL })).message).toContain(reason);
		});
	});

	it('is not stored if the link leads to something else', async () => {
		const page = { body: '<html>Sign in</html>' };
		const cases: Array<[AnyPlan, string]> = [
			[{ file: { ...page, contentType: 'text/html' } }, 'sent text/html instead of a video'],
			[{ file: page }, 'not an MP4 video'],
			[{ file: { body: '' } }, 'not an MP4 video'],
			[{ resultUrl: 'file:///etc/passwd' }, 'the link is not an http, https or data URL'],
		];
		for (const [plan] of cases) {
			server.setPlan(plan);
			await server.createTask();
		}
		const before = stored();
		const { output } = await runNode(waitForAll(server));
		expect(output.map(({ json }, n) => [cases[n][0], json.error])).toEqual(
			cases.map(([plan, words]) => [plan, expect.stringContaining(words)]),
		);
		expect(stored()).toEqual(before);
	});

	it('is not read from a file of the n8n server after a redirect', async () => {
		const redirect = { status: 302, headers: { location: 'file:///etc/passwd' } };
		server.fail('file', redirect, { times: Infinity });
		expect((await failure()).message).toContain('not an http, https or data URL');
	});

	it('the key is not sent if the file host redirects to the API', async () => {
		const { id } = await server.createTask();
		const location = server.url + newApi.statusPath(id);
		server.fail('file', { status: 302, headers: { location } }, { times: Infinity });
		const { message } = await failureOf(workflow(server, taskOperation('wait', id)));
		const withKey = polls().map(({ headers }) => 'authorization' in headers);
		expect(withKey).toEqual([true, false, true]); // the status, the redirect, and the new link
		expect(message).toContain('HTTP 401');
	});

	it('that the provider returns as data is a hint if Download Video is off', async () => {
		server.fail('status', newApi.done(DATA_URL), { times: Infinity });
		const { output, hints } = await runNode(paidRun(server));
		expectShortDataUrl(output[0]);
		expect(hints.map(({ message }) => message).join()).toContain(
			"as data instead of a link. Turn on 'Download Video' to get the file.",
		);
	});
});
