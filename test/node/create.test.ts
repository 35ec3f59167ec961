/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { sleep } from 'n8n-workflow';
import { generate } from 'selfsigned';
import type { Fault, FaultResponse } from '../servers/types';
import { retryExecution, runNode, runToEnd, startNode } from '../support/engine';
import {
	numberedItems,
	NUMBERED_PROMPT,
	options,
	createVideo,
	itemNumber,
	isForItem,
	taskForItem,
} from '../support/parameters';
import { failureIn, failureOf, paidRun, workflow } from '../support/runs';
import { findText } from '../support/findText';
import { PROTOCOLS, useStandIn } from '../support/standIns';
import { setLimit, shortPauses, waitUntil } from '../support/time';

const [newApi, xai, openAiVideos] = PROTOCOLS;
const REJECTED: FaultResponse = { status: 400, body: {} };
const NOTHING_BILLED = /Nothing was created or billed\.$/;
const retry = { maxTries: 3 };

let pauses: ReturnType<typeof shortPauses>;
beforeEach(() => {
	pauses = shortPauses();
});
const pausedSeconds = () => pauses.mock.calls.map(([seconds]) => seconds);

describe.each(PROTOCOLS)('with $name, a create', (protocol) => {
	const server = useStandIn(protocol);

	/** Runs an item for each fault, with Retry On Fail. Returns what became of the items, with their names. */
	async function outcomesOf(faults: Array<[name: string, fault: Fault, tasks?: number]>) {
		for (const [n, [, fault]] of faults.entries()) {
			server.fail('create', fault, { when: isForItem(n), times: Infinity });
		}
		const input = numberedItems(faults.length);
		const more = { input, retry, onError: 'continueRegularOutput' } as const;
		const { output } = await runNode(paidRun(server, { prompt: NUMBERED_PROMPT }, more));
		return faults.map(([name], n) => ({
			name,
			error: output[n].json.error,
			description: output[n].json.description,
			creates: server.requestsTo('create').filter(isForItem(n)).length,
			tasks: server.tasks.filter(isForItem(n)).length,
		}));
	}

	it('that the server is too busy for is sent again', async () => {
		server.fail('create', protocol.rateLimited(), { times: 2 });
		const { output } = await runNode(workflow(server, createVideo()));
		expect(output[0].json.task_id).toBe(server.tasks[0].id);
		expect(server.requestsTo('create')).toHaveLength(3);
		expect(server.tasks).toHaveLength(1);
	});

	it('that was rejected costs nothing, and is only sent again by Retry On Fail', async () => {
		const faults: Array<[string, Fault]> = [...protocol.rejections, ['501', { status: 501 }]];
		const rejected = { creates: 3, tasks: 0, description: expect.stringMatching(NOTHING_BILLED) };
		expect(await outcomesOf(faults)).toEqual(
			faults.map(([name]) => ({ name, error: expect.any(String), ...rejected })),
		);
	});

	it('with an unknown outcome is not sent again, not even by Retry On Fail', async () => {
		setLimit('CREATE_TIMEOUT_SECONDS', 0.5);
		const faults: Array<[name: string, fault: Fault, tasks?: number]> = [
			['a broken connection', 'reset'],
			['a connection that breaks after the task was created', 'reset-after', 1],
			['no response in time', 'hang'],
			['HTTP 302', { status: 302, headers: { location: '/elsewhere' } }],
			['HTTP 303', { status: 303, headers: { location: '/v1/videos/task_1' } }],
			['HTTP 408', { status: 408 }],
			['HTTP 499', { status: 499 }],
			['HTTP 502', 'html'],
			['HTTP 504', { status: 504 }],
			['HTTP 503 of a proxy', { status: 503, body: '<html><title>503</title></html>' }],
			['HTTP 503 of a mesh', { status: 503, body: 'upstream connect error or disconnect' }],
			['half a response', 'garbage', 1],
			['a web page', 'html-200'],
			['an empty response', { status: 200, body: '' }],
			...protocol.unknownOutcomes,
		];
		expect(await outcomesOf(faults)).toEqual(
			faults.map(([name, , tasks = 0]) => ({
				name,
				error: expect.stringMatching(/^It is not known whether the video was created: ./),
				description: expect.stringMatching(
					/^Check the task log in the console of 127\.0\.0\.1.* the video may exist and be billed\..*The node did not send the request again\.$/s,
				),
				creates: 1,
				tasks,
			})),
		);
	});

	it('has a task if an error response contains its ID', async () => {
		const id = '7a8b9c0d-0000-b000-0000-502502502502';
		server.fail('create', { status: 502, body: protocol.created(id) });
		const { output, hints } = await runNode(workflow(server, createVideo(), { retry }));
		expect(output[0].json.task_id).toBe(id);
		expect(hints[0].message).toContain('returned HTTP 502 but also a task ID');
		expect(server.requestsTo('create')).toHaveLength(1);
	});

	it('has a task if its response ends after the ID', async () => {
		setLimit('CREATE_TIMEOUT_SECONDS', 0.5);
		const faults: Fault[] = [
			{ unfinished: 'chunked' },
			{ unfinished: 'chunked', after: 'id' },
			{ unfinished: 'length', after: 'id' },
			{ unfinished: 'silence', after: 'id' },
		];
		for (const fault of faults) server.fail('create', fault);
		const { output } = await runNode(paidRun(server, {}, { input: numberedItems(4) }));
		expect(output.map(({ json }) => json.status)).toEqual(Array(4).fill('SUCCESS'));
		expect(server.requestsTo('create')).toHaveLength(4);
	});
});

describe('a create', () => {
	const server = useStandIn(newApi);
	const creates = () => server.requestsTo('create').length;
	const paid = () => server.tasks.length;

	describe('after HTTP 429', () => {
		it('is sent again after the time that Retry-After asks for', async () => {
			server.fail('create', newApi.rateLimited({ 'retry-after': '8' }));
			await runNode(workflow(server, createVideo()));
			expect(pausedSeconds()).toEqual([8]);
			expect(paid()).toBe(1);
		});

		it('is sent again after growing pauses, and fails after five minutes', async () => {
			jest.spyOn(Math, 'random').mockReturnValue(0.5);
			setLimit('CREATE_RETRY_SECONDS', 4.5);
			server.fail('create', newApi.rateLimited(), { times: Infinity });
			const { message, description } = await failureOf(workflow(server, createVideo()));
			expect(message).toContain('is limiting requests (HTTP 429)');
			expect(description).toMatch(NOTHING_BILLED);
			expect(pausedSeconds()).toEqual([1.25, 2.5]);
			expect([creates(), paid()]).toEqual([3, 0]);
		});
	});

	it("after HTTP 503 in new-api's own JSON is sent again, because nothing was started", async () => {
		server.fail(
			'create',
			{ status: 503, body: { error: { message: '服务不可用', code: '' } } },
			{ times: 2 },
		);
		const { output } = await runNode(workflow(server, createVideo()));
		expect(output[0].json.task_id).toBe(server.tasks[0].id);
		expect([creates(), paid()]).toEqual([3, 1]);
	});

	describe('that never reached the server', () => {
		it('is sent again when the server is back', async () => {
			const { url, key, close } = await newApi.start({ taskSeconds: 0 });
			await close();
			const execution = await startNode(workflow({ ...server, url, key }, createVideo()));
			await waitUntil(() => pauses.mock.calls.length > 0);
			const again = await newApi.start({ port: Number(new URL(url).port), taskSeconds: 0 });
			expect((await execution.done).error).toBeUndefined();
			expect(again.tasks).toHaveLength(1);
			await again.close();
		});

		it('costs nothing', async () => {
			const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
			const secure = createSecureServer({ key, cert });
			await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
			setLimit('UNREACHABLE_RETRY_SECONDS', 0.1);
			const { port } = secure.address() as AddressInfo;
			for (const [url, words] of [
				[server.url.replace('http:', 'https:'), 'does not speak HTTPS'],
				[`https://127.0.0.1:${port}`, 'has no valid certificate'],
			]) {
				const unreachable = { ...server, url, key: 'sk-none' };
				const { message, description } = await failureOf(workflow(unreachable, createVideo()));
				expect(message).toContain(words);
				expect(description).toMatch(NOTHING_BILLED);
			}
			secure.close();
		});

		it("shows n8n's reason if n8n did not send it, and is sent by Retry On Fail", async () => {
			/** Somebody edits the base URL after the node has read the credential, and then puts it back. */
			const withEditedCredential = () => {
				const run = paidRun(server);
				const { data } = run.credentials!.grokVideoApi;
				let reads = 0;
				const baseUrl = () => (++reads === 2 ? 'http://127.0.0.1:9' : server.url);
				Object.defineProperty(data, 'baseUrl', { get: baseUrl, enumerable: true });
				return run;
			};
			const { message, description } = await failureOf(withEditedCredential());
			expect(message).toContain('n8n did not send the request to');
			expect(message).toContain('The API key is only sent to http://127.0.0.1:9');
			expect(description).toMatch(NOTHING_BILLED);
			const { output } = await runNode({ ...withEditedCredential(), retry });
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(paid()).toBe(1);
		});
	});

	it('with an unknown outcome is sent again if the user retries the execution', async () => {
		server.fail('create', 'reset');
		const failed = await runToEnd(paidRun(server));
		const { output } = await retryExecution(paidRun(server), failed);
		expect(output[0].json.status).toBe('SUCCESS');
		expect([creates(), paid()]).toEqual([2, 1]);
	});

	it('names its task if the user stops the execution while the response stays open', async () => {
		server.fail('create', { unfinished: 'silence', after: 'id' });
		const execution = await startNode(paidRun(server));
		await waitUntil(() => paid() > 0);
		await sleep(100); // the response is on its way
		execution.cancel();
		const finished = await execution.done;
		expect(finished.run.status).toBe('canceled');
		expect(failureIn(finished).message).toContain(`(task ID: ${server.tasks[0].id})`);
		expect(finished.log.join()).toContain(`created task ${server.tasks[0].id}`);
	});

	it('may have a response over 1 MiB that repeats the image of the request', async () => {
		server.fail('create', ({ body, ...answer }, request) => ({
			...answer,
			body: { request: request.body, ...(body as object) },
		}));
		const imageUrl = `data:image/png;base64,iVBORw0KGgoAAAA${'A'.repeat(1.5 * 1024 ** 2)}B`;
		const image = { inputMode: 'image', imageSource: 'url', imageUrl };
		const { output } = await runNode(paidRun(server, image));
		expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
	});

	it('does not show a key that the credential got during the run', async () => {
		const newValue = 'sk-changed-0123456789';
		const run = paidRun(server);
		server.fail('create', { delay: 200 });
		server.fail('status', newApi.error(401, `Invalid API key: ${newValue}`), { times: Infinity });
		const execution = await startNode(run);
		await waitUntil(() => creates() > 0);
		run.credentials!.grokVideoApi.data.apiKey = newValue;
		const { saved, message } = failureIn(await execution.done);
		expect(message).toContain('Invalid API key: [API key]');
		expect(findText(newValue, saved)).toEqual([]);
	});

	describe('when a run fails without Continue On Fail', () => {
		const three = () => paidRun(server, { prompt: NUMBERED_PROMPT }, { input: numberedItems(3) });

		it('the error names its item and the tasks of the others', async () => {
			server.setPlan(({ body }) => {
				const failed = { ...newApi.failure.plan, seconds: 0.6 };
				return [{ seconds: 0 }, failed, { seconds: Infinity }][itemNumber(body)];
			});
			server.fail('create', { delay: 100 }, { when: isForItem(0) }); // known last, named first
			const { message, description, context } = await failureOf(three());
			const ids = [0, 1, 2].map((item) => taskForItem(server, item).id);
			expect(message).toContain(`(task ID: ${ids[1]}) [item 1]`);
			expect(description).toContain(`item 0: ${ids[0]} (finished), item 2: ${ids[2]} (running)`);
			expect(context.other_task_ids).toEqual([ids[0], ids[2]]);
		});

		it('creates that were sent are answered, and their tasks are named', async () => {
			server.fail('create', { delay: 400 }, { when: isForItem(2) });
			server.fail('create', REJECTED, { when: isForItem(0) });
			const { message, description } = await failureOf(three());
			expect(message).toContain('[item 0]');
			expect(description).toContain(`item 2: ${taskForItem(server, 2).id} (running)`);
		});

		it('creates with an unknown outcome are named in their order, and rejected ones not', async () => {
			server.setPlan({ seconds: Infinity });
			server.fail('create', { delay: 100, then: 'reset-after' }, { when: isForItem(2) });
			server.fail('create', { delay: 200, then: 'reset-after' }, { when: isForItem(1) });
			server.fail('create', { delay: 200, then: REJECTED }, { when: isForItem(3) });
			server.fail('create', REJECTED, { when: isForItem(0) });
			const input = numberedItems(5);
			const failed = await failureOf(paidRun(server, { prompt: NUMBERED_PROMPT }, { input }));
			const { id } = taskForItem(server, 4);
			expect(failed.description).toContain(
				`Other tasks of this run: item 4: ${id} (running). Item 1, 2: it is not known whether the video was created and billed. Check the task log`,
			);
			expect(failed.context.other_task_ids).toEqual([id]);
		});

		it('items that had not begun create nothing', async () => {
			server.fail('create', REJECTED);
			const oneByOne = options({ pollInterval: 1, maxParallel: 1 });
			await failureOf(paidRun(server, oneByOne, { input: numberedItems(5) }));
			expect([creates(), paid()]).toEqual([1, 0]);
		});

		it('the error of 100 items is short, and its context names all tasks', async () => {
			server.setPlan({ seconds: Infinity });
			server.fail('create', { delay: 500, then: REJECTED });
			const all = options({ pollInterval: 600, maxParallel: 100 });
			const failed = await failureOf(paidRun(server, all, { input: numberedItems(100) }));
			expect((failed.message + failed.description).length).toBeLessThan(3000);
			expect(failed.description).toContain(`and ${paid() - 20} more, which are in n8n's log`);
			expect(failed.context.other_task_ids).toHaveLength(paid());
		});
	});
});

describe.each([
	{ ...newApi, account: { stock: true }, sent: [4, '4', '4'] },
	{ ...openAiVideos, account: { seller: 'llmGateway' }, sent: ['4', 4, 4] },
])('$name that wants `seconds` in the other type', ({ account, sent, ...protocol }) => {
	const server = useStandIn(protocol, { account });
	const oneByOne = { seconds: 4, ...options({ pollInterval: 1, maxParallel: 1 }) };
	const seconds = () => server.requestsTo('create').map(({ body }) => body!.seconds);

	it('gets it once the first create was rejected, and the next items use it at once', async () => {
		const { output } = await runNode(paidRun(server, oneByOne, { input: numberedItems(2) }));
		expect(output.map(({ json }) => json.status)).toEqual(['SUCCESS', 'SUCCESS']);
		expect(seconds()).toEqual(sent);
	});

	it('gets no third request', async () => {
		const noNumber = protocol.error(400, 'json: cannot unmarshal number into field of type string');
		const noText = protocol.error(
			400,
			'json: cannot unmarshal string into field seconds of type int',
		);
		const isNumber = ({ body }: { body?: { seconds?: unknown } }) =>
			typeof body?.seconds === 'number';
		server.fail('create', noNumber, { when: isNumber as never, times: Infinity });
		server.fail('create', noText, { times: Infinity });
		const { description } = await failureOf(paidRun(server, oneByOne));
		expect(description).toMatch(NOTHING_BILLED);
		expect(seconds()).toEqual(sent.slice(0, 2));
	});
});

describe('with xAI', () => {
	const server = useStandIn(xai);

	it('a rejection with a bill has an unknown outcome', async () => {
		const usage = { cost_in_usd_ticks: 5_600_000_000 };
		const body = { code: 'imagine:content-moderated', error: 'Rejected by moderation.', usage };
		server.fail('create', { status: 400, body }, { times: Infinity });
		const { message, description } = await failureOf(paidRun(server, {}, { retry }));
		expect(message).toContain("The content was rejected by the provider's moderation (HTTP 400)");
		expect(description).toContain('the video may exist and be billed');
		expect(description).not.toContain('Nothing was created or billed.');
		expect(server.requestsTo('create')).toHaveLength(1);
	});
});
