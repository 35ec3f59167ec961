/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { readdirSync } from 'node:fs';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Fault } from '../servers/types';
import { runNode } from '../support/engine';
import { binaryStore, bytesOf, fixture, useBinaryMode } from '../support/files';
import { createAndWaitParameters, items, options, taskParameters } from '../support/parameters';
import { failureOf, paidRun, waitWorkflow, workflow, type Failure } from '../support/runs';
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

	it('videos are downloaded from every kind of link', async () => {
		for (const resultUrl of protocol.resultUrls) {
			server.setPlan({ resultUrl });
			await server.createTask();
		}
		const { output } = await runNode(waitWorkflow(server));
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
		const run = (parameters: INodeParameters = {}) =>
			workflow(server, createAndWaitParameters(parameters));
		const contentRequests = () =>
			server.requests.filter(({ path }) => /\/v1\/videos\/[^/]+\/content(\?|$)/.test(path));
		const pausedSeconds = () => pauses.mock.calls.reduce((sum, [seconds]) => sum + seconds, 0);

		const hasContentEndpoint = protocol.id !== 'xai';
		if (hasContentEndpoint) {
			it('is downloaded from the API, with the key', async () => {
				withoutLink();
				const { output } = await runNode(run());
				expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
				expect(contentRequests()[0].headers.authorization).toBe(`Bearer ${server.key}`);
				expect(pausedSeconds()).toBeLessThan(30);
			});
		}

		if (hasContentEndpoint) {
			it('is tried again after another status if the API breaks the connection', async () => {
				withoutLink();
				server.fail('content', 'reset', { times: 3 });
				const { output } = await runNode(run());
				expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
				expect(contentRequests()).toHaveLength(4);
			});
		}

		it("fails within half a minute, with the task ID and the server's reason", async () => {
			withoutLink();
			server.fail('content', protocol.error(404, 'video gone'), { times: Infinity });
			const { message, description, context } = await failureOf(run());
			const reason = protocol.id === 'xai' ? 'The requested resource' : 'video gone';
			expect(message).toContain(`${new URL(server.url).host} returned HTTP 404: ${reason}`);
			expect(message).toContain(`(task ID: ${server.tasks[0].id})`);
			if (['newApi', 'xai'].includes(protocol.id)) {
				expect(context).not.toHaveProperty('result_url'); // the node guessed this URL
				expect(message).toMatch(/^The video is finished, but no download link was returned \(/);
				expect(description).toMatch(/ Otherwise check the task in the provider's console\.$/);
			} else {
				expect(description).toContain("'Wait for Completion'");
			}
			expect(context.task_id).toBe(server.tasks[0].id);
			expect(contentRequests().length).toBeGreaterThanOrEqual(1);
			expect(pausedSeconds()).toBeLessThan(30);
			expect(server.requestsTo('create')).toHaveLength(1);
		});

		it('adds a hint if Download Video is off and the output has no link', async () => {
			withoutLink();
			const { hints, output } = await runNode(run({ downloadVideo: false }));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(contentRequests()).toHaveLength(0);
			const hint = `The video of task ${server.tasks[0].id} is finished, but no download link was returned. Turn on 'Download Video' to get the file.`;
			const hasLink = ['openAiVideos', 'openRouter'].includes(protocol.id); // the API's address
			expect('result_url' in output[0].json).toBe(hasLink);
			expect(hints.some(({ message }) => message.includes(hint))).toBe(!hasLink);
		});
	});

	it('a video that the provider returns as data is stored as a file and shortened in the JSON', async () => {
		server.fail('status', protocol.done(DATA_URL), { times: Infinity });
		const { output, hints } = await runNode(workflow(server, createAndWaitParameters()));
		expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
		expectShortDataUrl(output[0]);
		expect(hints.map(({ message }) => message).join()).not.toContain("'Download Video'");
	});
});

describe('a video', () => {
	const server = useStandIn(newApi);

	/** The paths of all files in n8n's binary storage. */
	const storedPaths = () =>
		readdirSync(process.env.N8N_USER_FOLDER!, { recursive: true, encoding: 'utf8' }).filter(
			(path) => /binary_data\/[^/]+$/.test(path),
		);
	const downloads = () => [...server.requestsTo('file'), ...server.requestsTo('content')];
	const polls = () => server.requestsTo('status');
	const fileHost = () => new URL(server.fileUrl).host;

	/** Creates a finished task. Returns a run of Wait for Completion, which downloads its video. */
	async function waitRun(plan: AnyPlan = {}, parameters: INodeParameters = {}) {
		server.setPlan(plan);
		const { id } = await server.createTask();
		return workflow(server, taskParameters('wait', id, parameters));
	}

	/** Returns the item with the downloaded video. */
	async function download(plan: AnyPlan = {}, parameters: INodeParameters = {}) {
		const { output } = await runNode(await waitRun(plan, parameters));
		expect((await bytesOf(output[0].binary!.data)).equals(sample)).toBe(true);
		return output[0];
	}

	/** The error of a download that fails and stores nothing. */
	async function downloadFailure(plan: AnyPlan = {}): Promise<Failure> {
		const before = storedPaths();
		const failure = await failureOf(await waitRun(plan));
		expect(storedPaths()).toEqual(before);
		const { id } = server.tasks.at(-1)!;
		expect(failure.message).toMatch(/^The video is finished, but could not be downloaded: /);
		expect(failure.message).toContain(` (task ID: ${id})`);
		expect(failure.context).toMatchObject({
			task_id: id,
			result_url: expect.stringContaining(':'),
		});
		return failure;
	}

	describe('is downloaded', () => {
		it('with an unusual content type, or without a length', async () => {
			for (const file of [
				{ contentType: 'application/octet-stream' },
				{ contentType: '' },
				{ noLength: true },
			]) {
				await download({ file });
			}
			expect(downloads()[0].headers['accept-encoding']).toBe('identity'); // videos are already compressed
		});

		it('with the chosen file name, into the chosen output field', async () => {
			const parameters = { outputField: ' clip ', options: { fileName: 'For 24/7 support' } };
			const { output } = await runNode(await waitRun({}, parameters));
			expect(output[0].binary!.clip.fileName).toBe('For 24-7 support.mp4');
		});

		it('into "data" if the output field is empty', async () => {
			await download({}, { outputField: '={{ undefined }}' });
		});

		it('into the item if n8n keeps binary data in memory', async () => {
			await useBinaryMode('default');
			try {
				const before = storedPaths();
				const { binary } = await download();
				expect(Buffer.from(binary!.data.data, 'base64').equals(sample)).toBe(true);
				expect(storedPaths()).toEqual(before);
				server.fail('file', 'truncate', { times: Infinity });
				await downloadFailure();
			} finally {
				await useBinaryMode('filesystem-v2');
			}
		});

		it('by Get Status if the task is finished', async () => {
			const getStatus = (taskId: string) =>
				workflow(server, taskParameters('get', taskId, { downloadVideo: true }));
			const finishedTask = await server.createTask();
			const finished = await runNode(getStatus(finishedTask.id));
			expect(finished.output[0].binary?.data.bytes).toBe(sample.length);
			server.setPlan({ seconds: Infinity });
			const runningTask = await server.createTask();
			const running = await runNode(getStatus(runningTask.id));
			expect(running.output[0]).not.toHaveProperty('binary');
			expect(running.output[0].json.status).toBe('IN_PROGRESS');
		});
	});

	describe('whose download failed', () => {
		it('is downloaded again, and only the complete file is stored', async () => {
			const faults: Record<string, Fault> = {
				'a broken connection': 'reset',
				'an incomplete file': 'truncate',
				'an incomplete file of unknown length': 'short',
				'no response': 'hang',
				'a file that stops arriving': 'stall',
				'HTTP 502 with a web page': 'html',
				'a web page instead of the video': 'html-200',
				'HTTP 429': { status: 429, headers: { 'retry-after': '3' } },
				'HTTP 400 for a new link': { status: 400 },
				'HTTP 403 for a new link': { status: 403 },
				'HTTP 404 for a new link': { status: 404 },
			};
			setLimit('DOWNLOAD_IDLE_TIMEOUT_SECONDS', 1);
			setLimit('DOWNLOAD_RESPONSE_TIMEOUT_SECONDS', 1);
			const before = storedPaths();
			const names = Object.keys(faults);
			for (const name of names) {
				const { id } = await server.createTask();
				server.fail('file', faults[name], { when: ({ path }) => path.includes(id) });
			}
			const { output } = await runNode(waitWorkflow(server));
			for (const [n, name] of names.entries()) {
				const bytes = await bytesOf(output[n].binary!.data);
				expect([name, bytes.equals(sample)]).toEqual([name, true]);
			}
			expect(downloads()).toHaveLength(2 * names.length);
			expect(polls()).toHaveLength(names.length);
			expect(storedPaths().length - before.length).toBe(2 * names.length); // with their metadata
		});

		it('is downloaded again after a minute if Retry-After asks for it, and the log says so', async () => {
			server.fail('file', { status: 503, headers: { 'retry-after': '60' } });
			const { log, output } = await runNode(await waitRun());
			expect(output[0].binary).toBeDefined();
			const line = `the download of task ${server.tasks[0].id} failed (${fileHost()} returned HTTP 503)`;
			expect(log).toContainEqual(expect.stringContaining(line));
			expect(pauses.mock.calls.map(([seconds]) => seconds)).toContain(60);
			expect(polls()).toHaveLength(1);
		});

		it('is not downloaded again after an hour, even if Retry-After asks for it', async () => {
			server.fail('file', { status: 503, headers: { 'retry-after': '3600' } }, { times: Infinity });
			expect((await downloadFailure()).message).toContain('returned HTTP 503');
			expect(downloads()).toHaveLength(2);
		});

		it('is tried three times, and another three times with a new link', async () => {
			server.fail('file', 'truncate', { times: Infinity });
			expect((await downloadFailure()).message).toContain(`the connection to ${fileHost()} broke`);
			expect(downloads()).toHaveLength(6);
			expect(polls()).toHaveLength(2);
		});

		it('is downloaded from a new link if the link has expired', async () => {
			const { json } = await download({ expired: true });
			expect(downloads().map(({ status }) => status)).toEqual([403, 403, 403, 200]);
			expect(json.result_url).toBe(server.fileUrl + downloads().at(-1)!.path);
		});

		it('has an error with the task ID, the link and how to get the video', async () => {
			// The file host's message is not shown.
			server.fail('file', { status: 403, body: { message: 'No.' } }, { times: Infinity });
			const { message, description, httpCode } = await downloadFailure();
			const [{ id }] = server.tasks;
			expect(message).toBe(
				`The video is finished, but could not be downloaded: ${fileHost()} returned HTTP 403 (task ID: ${id})`,
			);
			expect(description).toBe(
				`The video is billed but not lost. Use the operation 'Wait for Completion' with this task ID to download it before its link expires. Video: ${server.fileUrl}${downloads()[0].path}`,
			);
			expect(httpCode).toBe('403');
			expect(downloads()).toHaveLength(3); // the status has no new link
		});

		it('has an error with the new link if that one fails, too', async () => {
			server.fail('file', { status: 403 }, { times: Infinity });
			const { context, description } = await downloadFailure({ expired: true });
			const [oldPath, newPath] = new Set(downloads().map(({ path }) => path));
			expect(newPath).not.toBe(oldPath);
			expect(context.result_url).toBe(server.fileUrl + newPath);
			expect(description).toContain(`Video: ${server.fileUrl}${newPath}`);
		});

		it('has the same error if the status no longer has a link', async () => {
			server.fail('file', { status: 403 }, { times: 3 });
			server.fail('status', newApi.running(20), { when: () => server.tasks[0].polls > 0 });
			expect((await downloadFailure()).message).toContain('returned HTTP 403');
			expect(polls()).toHaveLength(2);
		});

		it('is downloaded again if n8n could not store the file, and the error names the reason', async () => {
			const diskFull = new Error('no space left on device');
			const store = jest.spyOn(await binaryStore(), 'store');
			store.mockRejectedValueOnce(diskFull);
			await download();
			store.mockRejectedValue(diskFull);
			const reason = 'n8n could not store the file: no space left on device';
			expect((await downloadFailure()).message).toContain(reason);
			expect((await downloadFailure({ resultUrl: DATA_URL })).message).toContain(reason);
		});
	});

	it('is not stored if the link does not lead to an MP4 video', async () => {
		const webPage = { body: '<html>Sign in</html>' };
		const cases: Array<[AnyPlan, string]> = [
			[{ file: { ...webPage, contentType: 'text/html' } }, 'sent text/html instead of a video'],
			[{ file: webPage }, 'not an MP4 video'],
			[{ file: { body: '' } }, 'not an MP4 video'],
			[{ resultUrl: 'file:///etc/passwd' }, 'the link is not an http, https or data URL'],
		];
		for (const [plan] of cases) {
			server.setPlan(plan);
			await server.createTask();
		}
		const before = storedPaths();
		const { output } = await runNode(waitWorkflow(server));
		expect(output.map(({ json }, n) => [cases[n][0], json.error])).toEqual(
			cases.map(([plan, error]) => [plan, expect.stringContaining(error)]),
		);
		expect(storedPaths()).toEqual(before);
	});

	it('is not read from the file system of n8n after a redirect', async () => {
		const redirect = { status: 302, headers: { location: 'file:///etc/passwd' } };
		server.fail('file', redirect, { times: Infinity });
		expect((await downloadFailure()).message).toContain('not an http, https or data URL');
	});

	it('is requested without the key if the file host redirects to the API', async () => {
		const { id } = await server.createTask();
		const location = server.url + newApi.statusPath(id);
		server.fail('file', { status: 302, headers: { location } }, { times: Infinity });
		const { message } = await failureOf(workflow(server, taskParameters('wait', id)));
		const withKey = polls().map(({ headers }) => 'authorization' in headers);
		expect(withKey).toEqual([true, false, true]); // the status, the redirect, and the new link
		expect(message).toContain('HTTP 401');
	});

	it('that the provider returns as data adds a hint if Download Video is off', async () => {
		server.fail('status', newApi.done(DATA_URL), { times: Infinity });
		const { output, hints } = await runNode(paidRun(server));
		expectShortDataUrl(output[0]);
		expect(hints.map(({ message }) => message).join()).toContain(
			"as data instead of a link. Turn on 'Download Video' to get the file.",
		);
	});

	it('uses the output field, file name and Simplify of its item', async () => {
		for (let n = 0; n < 3; n++) await server.createTask();
		const rows = [
			{ download: true, field: 'a', name: 'x', simplify: true },
			{ download: true, field: 'b', name: 'y', simplify: false },
			{ download: false, field: 'c', name: 'z', simplify: true },
		];
		const input = items(...rows.map((json, n) => ({ ...json, id: server.tasks[n].id })));
		const parameters = taskParameters('get', '={{ $json.id }}', {
			downloadVideo: '={{ $json.download }}',
			outputField: '={{ $json.field }}',
			simplify: '={{ $json.simplify }}',
			...options({ fileName: '={{ $json.name }}' }),
		});
		const { output } = await runNode(workflow(server, parameters, { input }));
		const files = output.map(({ binary = {} }) =>
			Object.entries(binary).map(([field, { fileName }]) => `${field}: ${fileName}`),
		);
		expect(files).toEqual([['a: x.mp4'], ['b: y.mp4'], []]);
		expect(output.map(({ json }) => 'result_url_expires_at' in json)).toEqual([true, false, true]);
	});
});
