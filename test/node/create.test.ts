/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { sleep } from 'n8n-workflow';
import { generate } from 'selfsigned';
import type { Fault, FaultAnswer, Unfinished } from '../servers/servers';
import { retryExecution, runNode, runToEnd, startNode } from '../support/engine';
import { fixture } from '../support/files';
import {
	createAndWait,
	numberedItems,
	NUMBERED_PROMPT,
	options,
	video,
} from '../support/parameters';
import { failureIn, failureOf, paidRun, workflow } from '../support/runs';
import { useServers } from '../support/servers';
import { KINDS, useStandIn } from '../support/standIns';
import { shorten, shortPauses, until } from '../support/time';
import { numberOf, ofItem, taskOf } from '../support/useGateway';

/** In the form of every kind of server, and not one of the stand-ins' own. */
const TASK_ID = '7a8b9c0d-0000-b000-0000-502502502502';

const REJECTED: FaultAnswer = { status: 400, body: {} };

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);
	const startServer = useServers();

	let pauses: ReturnType<typeof shortPauses>;
	beforeEach(() => {
		pauses = shortPauses();
	});

	const creates = () => server.requestsTo('create');
	const paid = () => server.tasks.length;
	const retry = { maxTries: 3 };

	describe('a create that the server is too busy for is sent again', () => {
		it('after HTTP 429', async () => {
			server.fail('create', kind.tooMany(), { times: 2 });
			const { output } = await runNode(workflow(server, video()));
			expect(output[0].json.task_id).toBe(server.tasks[0].id);
			expect([creates().length, paid()]).toEqual([3, 1]);
		});

		it('after the time that Retry-After asks for', async () => {
			server.fail('create', kind.tooMany({ 'retry-after': '8' }));
			await runNode(workflow(server, video()));
			expect(pauses.mock.calls.map(([seconds]) => seconds)).toEqual([8]);
			expect(paid()).toBe(1);
		});

		it('after growing pauses, and fails after five minutes', async () => {
			jest.spyOn(Math, 'random').mockReturnValue(0.5);
			shorten('CREATE_RETRY_SECONDS', 4.5);
			server.fail('create', kind.tooMany(), { times: Infinity });
			const { message, description } = await failureOf(workflow(server, video()));
			expect(message).toContain('is limiting requests (HTTP 429)');
			expect(description).toMatch(/Nothing was created or billed\.$/);
			expect(pauses.mock.calls.map(([seconds]) => seconds)).toEqual([1.25, 2.5]);
			expect([creates().length, paid()]).toEqual([3, 0]);
		});

		it('at a different time for each item', async () => {
			server.fail('create', kind.tooMany(), { times: 8 });
			await runNode(workflow(server, video(), { input: numberedItems(8) }));
			expect(new Set(pauses.mock.calls.map(([seconds]) => seconds)).size).toBe(8);
			expect(paid()).toBe(8);
		});
	});

	describe('a create that never reached the server', () => {
		it('is sent again when the server is back', async () => {
			const { url, key, close } = await kind.start({ taskSeconds: 0 });
			await close();
			const execution = await startNode(workflow({ ...server, url, key }, video()));
			await until(() => pauses.mock.calls.length > 0);
			const again = await kind.start({ port: Number(new URL(url).port), taskSeconds: 0 });
			const { error } = await execution.done;
			expect(error).toBeUndefined();
			expect(again.tasks).toHaveLength(1);
			await again.close();
		});

		const failsAt = async (url: string) => {
			shorten('UNREACHABLE_RETRY_SECONDS', 0.1);
			return await failureOf(workflow({ ...server, url, key: 'sk-none' }, video(), { retry }));
		};

		it.each([
			[
				'https to an http port',
				() => server.url.replace('http:', 'https:'),
				'does not speak HTTPS',
			],
			['a host without an address', () => 'http://nobody.invalid', 'was not found'],
			['a closed port', () => 'http://localhost:9', 'refused the connection'],
		])('costs nothing: %s', async (_what, url, words) => {
			const { message, description } = await failsAt(url());
			expect(message).toContain(words);
			expect(description).toMatch(/Nothing was created or billed\.$/);
		});

		it('costs nothing: an invalid certificate', async () => {
			const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
			const secure = createSecureServer({ key, cert });
			await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
			const { port } = secure.address() as AddressInfo;
			const { message, description } = await failsAt(`https://127.0.0.1:${port}`);
			secure.close();
			expect(message).toContain('has no valid certificate');
			expect(description).toMatch(/Nothing was created or billed\.$/);
		});

		/** Somebody edits the base URL after the node has read the credential, and then puts it back. */
		const withEditedCredential = () => {
			const run = paidRun(server);
			const { data } = run.credentials!.grokVideoApi;
			let reads = 0;
			const baseUrl = () => (++reads === 2 ? 'http://127.0.0.1:9' : server.url);
			Object.defineProperty(data, 'baseUrl', { get: baseUrl, enumerable: true });
			return run;
		};

		it("costs nothing if n8n did not send it, and shows n8n's reason", async () => {
			const { message, description } = await failureOf(withEditedCredential());
			expect(message).toContain('n8n did not send the request to');
			expect(message).toContain('The API key is only sent to http://127.0.0.1:9');
			expect(description).toMatch(/Nothing was created or billed\.$/);
		});

		it('is sent by Retry On Fail', async () => {
			const { output } = await runNode({ ...withEditedCredential(), retry });
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(paid()).toBe(1);
		});
	});

	describe('a create with an unknown outcome is not sent again', () => {
		it.each<[string, Fault, number]>([
			['a broken connection', 'reset', 0],
			['a connection that breaks after the task was created', 'reset-after', 1],
			['no response in time', 'hang', 0],
			['HTTP 300', { status: 300 }, 0],
			['HTTP 302', { status: 302, headers: { location: '/elsewhere' } }, 0],
			['HTTP 303', { status: 303, headers: { location: '/v1/videos/task_1' } }, 0],
			['HTTP 408', { status: 408 }, 0],
			['HTTP 499', { status: 499 }, 0],
			['HTTP 502', 'html', 0],
			['HTTP 504', { status: 504 }, 0],
			['HTTP 503 of a proxy', { status: 503, body: '<html><title>503</title></html>' }, 0],
			['HTTP 503 of a mesh', { status: 503, body: 'upstream connect error or disconnect' }, 0],
			['half a response', 'garbage', 1],
			['a web page', 'html-200', 0],
			['an empty response', { status: 200, body: '' }, 0],
			...kind.unclear,
		])('after %s', async (_name, fault, tasks) => {
			if (fault === 'hang') shorten('CREATE_TIMEOUT_SECONDS', 0.3);
			server.fail('create', fault, { times: Infinity });
			const { message, description } = await failureOf(paidRun(server, {}, { retry }));
			expect(message).toMatch(/^It is not known whether the video was created: ./);
			expect(description).toMatch(/^Check the task log in the console of 127\.0\.0\.1/);
			expect(description).toContain('the video may exist and be billed.');
			expect(description).toMatch(/The node did not send the request again\.$/);
			expect([creates().length, paid()]).toEqual([1, tasks]);
		});

		it('by Retry On Fail, while the other items succeed', async () => {
			server.fail('create', 'reset-after', { when: ofItem(0) });
			const input = numberedItems(3);
			const more = { input, onError: 'continueRegularOutput', retry } as const;
			const { output } = await runNode(paidRun(server, { prompt: NUMBERED_PROMPT }, more));
			const states = output.map(({ json }) => json.status ?? 'error');
			expect(states).toEqual(['error', 'SUCCESS', 'SUCCESS']);
			expect(output[0].json.description).toContain('the video may exist and be billed');
			expect([creates().length, paid()]).toEqual([3, 3]);
		});

		it('unless the user retries the execution', async () => {
			server.fail('create', 'reset');
			const failed = await runToEnd(paidRun(server));
			const { output } = await retryExecution(paidRun(server), failed);
			expect(output[0].json.status).toBe('SUCCESS');
			expect([creates().length, paid()]).toEqual([2, 1]);
		});
	});

	describe('a rejected create', () => {
		it.each<[string, Fault]>([...kind.refusals, ['501', { status: 501 }]])(
			'is not sent again and costs nothing: HTTP %s',
			async (_name, fault) => {
				shorten('CREATE_RETRY_SECONDS', 3);
				server.fail('create', fault, { times: Infinity });
				const { description } = await failureOf(paidRun(server));
				expect(description).toMatch(/Nothing was created or billed\.$/);
				expect([creates().length, paid()]).toEqual([1, 0]);
			},
		);

		it('is sent by Retry On Fail', async () => {
			server.fail('create', REJECTED);
			const { output } = await runNode(paidRun(server, {}, { retry }));
			expect(output[0].json.status).toBe('SUCCESS');
			expect([creates().length, paid()]).toEqual([2, 1]);
		});
	});

	describe('a task is found', () => {
		it('in an error response that contains its ID', async () => {
			server.fail('create', { status: 502, body: kind.created(TASK_ID) });
			const { output, hints } = await runNode(workflow(server, video(), { retry }));
			expect(output[0].json.task_id).toBe(TASK_ID);
			expect(hints[0].message).toContain('returned HTTP 502 but also a task ID');
			expect(creates()).toHaveLength(1);
		});

		it('under an ID with half a character', async () => {
			const body = JSON.stringify(kind.created('ID')).replace('ID', 'task_\\ud83d');
			server.fail('create', { status: 200, body });
			server.fail('status', kind.wrongKey);
			const { message, context } = await failureOf(paidRun(server));
			expect(message).toContain('(task ID: task_\ud83d)');
			expect(context.task_id).toBe('task_\ud83d');
		});

		it.each<[string, Unfinished]>([
			['has no end', { unfinished: 'chunked' }],
			['has no end and breaks off after the ID', { unfinished: 'chunked', after: 'id' }],
			['is shorter than Content-Length', { unfinished: 'length', after: 'id' }],
			['stays open until the time is over', { unfinished: 'silence', after: 'id' }],
		])('in a response that %s', async (_what, fault) => {
			shorten('CREATE_TIMEOUT_SECONDS', 0.5);
			server.fail('create', fault);
			const { output } = await runNode(paidRun(server));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(creates()).toHaveLength(1);
		});

		it('in a response that stays open until the user stops the execution', async () => {
			server.fail('create', { unfinished: 'silence', after: 'id' });
			const execution = await startNode(paidRun(server));
			await until(() => paid() === 1);
			await sleep(100); // the response is on its way
			execution.cancel();
			const finished = await execution.done;
			expect(finished.run.status).toBe('canceled');
			expect(failureIn(finished).message).toContain(`(task ID: ${server.tasks[0].id})`);
			expect(finished.log.join()).toContain(`created task ${server.tasks[0].id}`);
		});

		it('in a response over 1 MiB that repeats the image of the request', async () => {
			server.fail('create', ({ body, ...answer }, request) => ({
				...answer,
				body: { request: request.body, ...(body as object) },
			}));
			const imageUrl = `data:image/png;base64,iVBORw0KGgoAAAA${'A'.repeat(1.5 * 1024 ** 2)}B`;
			const image = { inputMode: 'image', imageSource: 'url', imageUrl };
			const { output } = await runNode(paidRun(server, image));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
		});
	});

	describe('the key is shown nowhere', () => {
		it('if the ID of a task contains it', async () => {
			const files = await startServer((_request, response) => {
				response.setHeader('content-type', 'video/mp4').end(fixture('sample.mp4'));
			});
			const id = `task-${server.key}`;
			server.fail('create', { status: 200, body: kind.created(id) }, { when: ofItem(0) });
			server.fail('create', { delay: 300, then: REJECTED }, { when: ofItem(1) });
			server.fail('status', kind.done(`${files.url}/v.mp4`), { times: Infinity });
			const run = workflow(server, createAndWait({ prompt: NUMBERED_PROMPT }), {
				input: numberedItems(2),
			});
			const { description, kept } = await failureOf(run);
			expect(description).toContain('item 0: task-[API key] (finished)');
			expect(kept).not.toContain(server.key);
			expect(server.requestsTo('status')[0].path).toContain(id);
			server.fail('create', { status: 200, body: kind.created(id) });
			const { output } = await runNode(workflow(server, createAndWait()));
			expect(output[0].binary!.data.fileName).toContain('[API key]');
			expect(JSON.stringify(output)).not.toContain(server.key);
		});

		it('if the credential changes during the run and the server repeats the new key', async () => {
			const newValue = 'sk-changed-0123456789';
			const run = paidRun(server);
			server.fail('create', { delay: 200 });
			server.fail('status', kind.error(401, `Invalid API key: ${newValue}`), { times: Infinity });
			const execution = await startNode(run);
			await until(() => creates().length === 1);
			run.credentials!.grokVideoApi.data.apiKey = newValue;
			const { kept, message } = failureIn(await execution.done);
			expect(message).toContain('Invalid API key: [API key]');
			expect(kept).not.toContain(newValue);
		});
	});

	describe('when a run fails without Continue On Fail', () => {
		const three = () => paidRun(server, { prompt: NUMBERED_PROMPT }, { input: numberedItems(3) });

		it('the error names its item and the tasks of the others', async () => {
			server.setPlan(({ body }) =>
				numberOf(body) === 1
					? { ...kind.failure.plan, seconds: 0.6 }
					: { seconds: numberOf(body) === 0 ? 0 : Infinity },
			);
			server.fail('create', { delay: 100 }, { when: ofItem(0) }); // known last, named first
			const { message, description, context } = await failureOf(three());
			const ids = [0, 1, 2].map((item) => taskOf(server, item).id);
			expect(message).toContain(`(task ID: ${ids[1]}) [item 1]`);
			expect(description).toContain(`item 0: ${ids[0]} (finished), item 2: ${ids[2]} (running)`);
			expect(context.other_task_ids).toEqual([ids[0], ids[2]]);
		});

		it('creates that were sent are answered, and their tasks are named', async () => {
			server.fail('create', { delay: 400 }, { when: ofItem(2) });
			server.fail('create', REJECTED, { when: ofItem(0) });
			const { message, description } = await failureOf(three());
			expect(message).toContain('[item 0]');
			expect(description).toContain(`item 2: ${taskOf(server, 2).id} (running)`);
		});

		it('creates with an unknown outcome are named in their order', async () => {
			server.fail('create', { delay: 100, then: 'reset-after' }, { when: ofItem(2) });
			server.fail('create', { delay: 200, then: 'reset-after' }, { when: ofItem(1) });
			server.fail('create', REJECTED, { when: ofItem(0) });
			const { description } = await failureOf(three());
			expect(description).toContain(
				'Item 1, 2: it is not known whether the video was created and billed. Check the task log',
			);
		});

		it('items that had not begun create nothing', async () => {
			server.fail('create', REJECTED);
			const oneByOne = options({ pollInterval: 1, maxParallel: 1 });
			await failureOf(paidRun(server, oneByOne, { input: numberedItems(5) }));
			expect([creates().length, paid()]).toEqual([1, 0]);
		});

		it('the error of 200 items is short, and its context names all tasks', async () => {
			server.setPlan({ seconds: Infinity });
			server.fail('create', { delay: 500, then: REJECTED });
			const all = options({ pollInterval: 600, maxParallel: 100 });
			const failed = await failureOf(paidRun(server, all, { input: numberedItems(200) }));
			expect((failed.message + failed.description).length).toBeLessThan(3000);
			expect(failed.context.other_task_ids).toHaveLength(paid());
		});
	});
});

describe('a server that wants `seconds` in the other type', () => {
	const [newApi, , openAiVideos] = KINDS;
	describe.each([
		[newApi, { stock: true }, [4, '4', '4']],
		[openAiVideos, { seller: 'llmGateway' }, ['4', 4, 4]],
	])('$name', (kind, account, sent) => {
		const server = useStandIn(kind, { account });
		const oneByOne = options({ pollInterval: 1, maxParallel: 1 });
		const seconds = () => server.requestsTo('create').map(({ body }) => body!.seconds);

		it('gets it once the first create was rejected, and the next items use it at once', async () => {
			const more = { input: numberedItems(2) };
			const { output } = await runNode(paidRun(server, { seconds: 4, ...oneByOne }, more));
			expect(output.map(({ json }) => json.status)).toEqual(['SUCCESS', 'SUCCESS']);
			expect(seconds()).toEqual(sent);
		});

		it('gets no third request', async () => {
			const error = kind.error(400, 'json: cannot unmarshal number into field of type string');
			const other = kind.error(400, 'json: cannot unmarshal string into field seconds of type int');
			const fault = ({ body }: { body?: { seconds?: unknown } }) =>
				typeof body?.seconds === 'number';
			server.fail('create', error, { when: fault as never, times: Infinity });
			server.fail('create', other, { times: Infinity });
			const { description } = await failureOf(paidRun(server, { seconds: 4, ...oneByOne }));
			expect(description).toMatch(/Nothing was created or billed\.$/);
			expect(seconds()).toEqual(sent.slice(0, 2));
		});
	});
});

describe('with xAI', () => {
	const server = useStandIn(KINDS[1]);

	it('a rejection with a bill has an unknown outcome', async () => {
		const usage = { cost_in_usd_ticks: 5_600_000_000 };
		const body = { code: 'imagine:content-moderated', error: 'Rejected by moderation.', usage };
		server.fail('create', { status: 400, body }, { times: Infinity });
		const { message, description } = await failureOf(
			paidRun(server, {}, { retry: { maxTries: 3 } }),
		);
		expect(message).toContain("The content was rejected by the provider's moderation (HTTP 400)");
		expect(description).toContain('the video may exist and be billed');
		expect(description).not.toContain('Nothing was created or billed.');
		expect(server.requestsTo('create')).toHaveLength(1);
	});
});
