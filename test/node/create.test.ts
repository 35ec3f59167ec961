/* eslint-disable @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { sleep } from 'n8n-workflow';
import { generate } from 'selfsigned';
import type { Fault, FaultResponse, JsonObject, RecordedRequest } from '../servers/types';
import { retryExecution, runNode, runToEnd, startNode } from '../support/engine';
import {
	numberedItems,
	NUMBERED_PROMPT,
	options,
	createParameters,
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

type FaultCase = [name: string, fault: Fault, tasks?: number];

describe.each(PROTOCOLS)('a create with $name', (protocol) => {
	const server = useStandIn(protocol);

	/** Runs an item for each fault, with Retry On Fail. Returns the outcome of each item. */
	async function outcomesOf(faults: FaultCase[]) {
		for (const [n, [, fault]] of faults.entries()) {
			server.fail('create', fault, { when: isForItem(n), times: Infinity });
		}
		const input = numberedItems(faults.length);
		const overrides = { input, retry, onError: 'continueRegularOutput' } as const;
		const { output } = await runNode(paidRun(server, { prompt: NUMBERED_PROMPT }, overrides));
		return faults.map(([name], n) => ({
			name,
			error: output[n].json.error,
			description: output[n].json.description,
			creates: server.requestsTo('create').filter(isForItem(n)).length,
			tasks: server.tasks.filter(isForItem(n)).length,
		}));
	}

	it('is sent again if the server limits requests', async () => {
		server.fail('create', protocol.rateLimited(), { times: 2 });
		const { output } = await runNode(workflow(server, createParameters()));
		expect(output[0].json.task_id).toBe(server.tasks[0].id);
		expect(server.requestsTo('create')).toHaveLength(3);
		expect(server.tasks).toHaveLength(1);
	});

	it('costs nothing if it is rejected, and is only sent again by Retry On Fail', async () => {
		setLimit('CREATE_RETRY_SECONDS', 5);
		const faults: FaultCase[] = [...protocol.rejections, ['501', { status: 501 }]];
		const rejected = { creates: 3, tasks: 0, description: expect.stringMatching(NOTHING_BILLED) };
		expect(await outcomesOf(faults)).toEqual(
			faults.map(([name]) => ({ name, error: expect.any(String), ...rejected })),
		);
	});

	it('is not sent again after an unknown outcome, not even by Retry On Fail', async () => {
		setLimit('CREATE_TIMEOUT_SECONDS', 0.5);
		setLimit('CREATE_RETRY_SECONDS', 5); // a wrong repetition ends before the test's timeout
		const faults: FaultCase[] = [
			['a broken connection', 'reset'],
			['a connection that breaks after the task was created', 'reset-after', 1],
			['no response in time', 'hang'],
			['HTTP 302', { status: 302, headers: { location: '/elsewhere' } }],
			['HTTP 303', { status: 303, headers: { location: '/v1/videos/task_1' } }],
			['HTTP 408', { status: 408 }],
			['HTTP 499', { status: 499 }],
			['HTTP 502', 'html'],
			['HTTP 504', { status: 504 }],
			['HTTP 503 from a proxy', { status: 503, body: '<html><title>503</title></html>' }],
			[
				'HTTP 503 from a service mesh',
				{ status: 503, body: 'upstream connect error or disconnect' },
			],
			['half of a response', 'garbage', 1],
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

	it('succeeds if an error response contains a task ID', async () => {
		const id = '7a8b9c0d-0000-b000-0000-502502502502';
		server.fail('create', { status: 502, body: protocol.created(id) });
		const { output, hints } = await runNode(workflow(server, createParameters(), { retry }));
		expect(output[0].json.task_id).toBe(id);
		expect(hints[0].message).toContain('returned HTTP 502 but also a task ID');
		expect(server.requestsTo('create')).toHaveLength(1);
	});

	it('succeeds if an incomplete response contains the task ID', async () => {
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
	const paidCount = () => server.tasks.length;

	describe('after HTTP 429', () => {
		it('is sent again after the time in Retry-After', async () => {
			server.fail('create', newApi.rateLimited({ 'retry-after': '8' }));
			await runNode(workflow(server, createParameters()));
			expect(pausedSeconds()).toEqual([8]);
			expect(paidCount()).toBe(1);
		});

		it('is sent again after growing pauses, and fails at the end of the retry period', async () => {
			jest.spyOn(Math, 'random').mockReturnValue(0.5);
			setLimit('CREATE_RETRY_SECONDS', 4.5);
			server.fail('create', newApi.rateLimited(), { times: Infinity });
			const { message, description } = await failureOf(workflow(server, createParameters()));
			expect(message).toContain('is limiting requests (HTTP 429)');
			expect(description).toMatch(NOTHING_BILLED);
			expect(pausedSeconds()).toEqual([1.25, 2.5]);
			expect([creates(), paidCount()]).toEqual([3, 0]);
		});
	});

	it("is sent again after HTTP 503 in new-api's own JSON, which means that nothing was created", async () => {
		server.fail(
			'create',
			{ status: 503, body: { error: { message: '服务不可用', code: '' } } },
			{ times: 2 },
		);
		const { output } = await runNode(workflow(server, createParameters()));
		expect(output[0].json.task_id).toBe(server.tasks[0].id);
		expect([creates(), paidCount()]).toEqual([3, 1]);
	});

	describe('that never reached the server', () => {
		it('is sent again when the server is back', async () => {
			const { url, key, close } = await newApi.start({ taskSeconds: 0 });
			await close();
			const execution = await startNode(workflow({ ...server, url, key }, createParameters()));
			await waitUntil(() => pauses.mock.calls.length > 0);
			const restarted = await newApi.start({ port: Number(new URL(url).port), taskSeconds: 0 });
			expect((await execution.done).error).toBeUndefined();
			expect(restarted.tasks).toHaveLength(1);
			await restarted.close();
		});

		it('costs nothing', async () => {
			const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
			const httpsServer = createHttpsServer({ key, cert });
			await new Promise<void>((resolve) => httpsServer.listen(0, '127.0.0.1', resolve));
			setLimit('UNREACHABLE_RETRY_SECONDS', 0.1);
			const { port } = httpsServer.address() as AddressInfo;
			const urls = [server.url.replace('http:', 'https:'), `https://127.0.0.1:${port}`];
			const failures = [];
			for (const url of urls) {
				const unreachable = { ...server, url, key: 'sk-none' };
				failures.push(await failureOf(workflow(unreachable, createParameters())));
			}
			httpsServer.close();
			expect(failures[0].message).toContain('does not speak HTTPS');
			expect(failures[1].message).toContain('has no valid certificate');
			for (const { description } of failures) expect(description).toMatch(NOTHING_BILLED);
		});

		it("fails with n8n's reason if n8n did not send it, and is sent by Retry On Fail", async () => {
			/** A run in which a user edits the base URL after the node has read the credential, and then restores it. */
			const runWithEditedCredential = () => {
				const run = paidRun(server);
				const { data } = run.credentials!.grokVideoApi;
				let reads = 0;
				const baseUrl = () => (++reads === 2 ? 'http://127.0.0.1:9' : server.url);
				Object.defineProperty(data, 'baseUrl', { get: baseUrl, enumerable: true });
				return run;
			};
			const { message, description } = await failureOf(runWithEditedCredential());
			expect(message).toContain('n8n did not send the request to');
			expect(message).toContain('The API key is only sent to http://127.0.0.1:9');
			expect(description).toMatch(NOTHING_BILLED);
			const { output } = await runNode({ ...runWithEditedCredential(), retry });
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(paidCount()).toBe(1);
		});
	});

	it('is sent again after an unknown outcome if the user retries the execution', async () => {
		server.fail('create', 'reset');
		const failed = await runToEnd(paidRun(server));
		const { output } = await retryExecution(paidRun(server), failed);
		expect(output[0].json.status).toBe('SUCCESS');
		expect([creates(), paidCount()]).toEqual([2, 1]);
	});

	it('names its task if the user cancels the execution before the response ends', async () => {
		server.fail('create', { unfinished: 'silence', after: 'id' });
		const execution = await startNode(paidRun(server));
		await waitUntil(() => paidCount() > 0);
		await sleep(100); // the node receives the first part of the response
		execution.cancel();
		const result = await execution.done;
		expect(result.run.status).toBe('canceled');
		expect(failureIn(result).message).toContain(`(task ID: ${server.tasks[0].id})`);
		expect(result.log.join()).toContain(`created task ${server.tasks[0].id}`);
	});

	it('is logged in one line if its task ID contains a line break', async () => {
		server.fail('create', { status: 200, body: newApi.created('task_1\nGrok Video: forged') });
		const { log } = await runNode(workflow(server, createParameters()));
		expect(log).toEqual([expect.stringMatching(/item 0: created task task_1 Grok Video: forged$/)]);
	});

	it('accepts a response over 1 MiB that repeats the image of the request', async () => {
		server.fail('create', ({ body, ...response }, request) => ({
			...response,
			body: { request: request.body, ...(body as object) },
		}));
		const imageUrl = `data:image/png;base64,iVBORw0KGgoAAAA${'A'.repeat(1.5 * 1024 ** 2)}B`;
		const image = { inputMode: 'image', imageSource: 'url', imageUrl };
		const { output } = await runNode(paidRun(server, image));
		expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
	});

	it.each(['old', 'new'])('redacts the %s key if it is changed during the run', async (which) => {
		const newValue = 'sk-changed-0123456789';
		const reportedKey = which === 'old' ? server.key : newValue;
		const run = paidRun(server);
		server.fail('create', { delay: 200 });
		server.fail('status', newApi.error(401, `Invalid API key: ${reportedKey}`), {
			times: Infinity,
		});
		const execution = await startNode(run);
		await waitUntil(() => creates() > 0);
		run.credentials!.grokVideoApi.data.apiKey = newValue;
		const { saved, message } = failureIn(await execution.done);
		expect(message).toContain('Invalid API key: [API key]');
		expect(findText(reportedKey, saved)).toEqual([]);
	});

	describe('in a run that fails without Continue On Fail', () => {
		const threeItems = () =>
			paidRun(server, { prompt: NUMBERED_PROMPT }, { input: numberedItems(3) });

		it('the error names the failed task, its item and the other tasks', async () => {
			server.setPlan(({ body }) => {
				const failed = { ...newApi.failure.plan, seconds: 0.6 };
				return [{ seconds: 0 }, failed, { seconds: Infinity }][itemNumber(body)];
			});
			server.fail('create', { delay: 100 }, { when: isForItem(0) }); // its ID arrives last, but it is listed first
			const { message, description, context } = await failureOf(threeItems());
			const ids = [0, 1, 2].map((item) => taskForItem(server, item).id);
			expect(message).toContain(`(task ID: ${ids[1]}) [item 1]`);
			expect(context.itemIndex).toBe(1);
			expect(description).toContain(`item 0: ${ids[0]} (finished), item 2: ${ids[2]} (running)`);
			expect(context.other_task_ids).toEqual([ids[0], ids[2]]);
		});

		it('is awaited if it is in flight, and its task is named', async () => {
			server.fail('create', { delay: 400 }, { when: isForItem(2) });
			server.fail('create', REJECTED, { when: isForItem(0) });
			const { message, description, context } = await failureOf(threeItems());
			expect(message).toContain('[item 0]');
			expect(context.itemIndex).toBe(0);
			expect(description).toContain(`item 2: ${taskForItem(server, 2).id} (running)`);
		});

		it('the error lists creates with an unknown outcome in item order, and no rejected ones', async () => {
			server.setPlan({ seconds: Infinity });
			server.fail('create', { delay: 100, then: 'reset-after' }, { when: isForItem(2) });
			server.fail('create', { delay: 200, then: 'reset-after' }, { when: isForItem(1) });
			server.fail('create', { delay: 200, then: REJECTED }, { when: isForItem(3) });
			server.fail('create', REJECTED, { when: isForItem(0) });
			const input = numberedItems(5);
			const { description, context } = await failureOf(
				paidRun(server, { prompt: NUMBERED_PROMPT }, { input }),
			);
			const { id } = taskForItem(server, 4);
			expect(description).toContain(
				`Other tasks of this run: item 4: ${id} (running). Item 1, 2: it is not known whether the video was created and billed. Check the task log`,
			);
			expect(context.other_task_ids).toEqual([id]);
		});

		it('is not sent for items that have not started', async () => {
			server.fail('create', REJECTED);
			const sequential = options({ pollInterval: 1, maxParallel: 1 });
			await failureOf(paidRun(server, sequential, { input: numberedItems(5) }));
			expect([creates(), paidCount()]).toEqual([1, 0]);
		});

		it('the error of 100 items is short, and its context names all tasks', async () => {
			server.setPlan({ seconds: Infinity });
			server.fail('create', { delay: 500, then: REJECTED });
			const parallel = options({ pollInterval: 600, maxParallel: 100 });
			const { message, description, context } = await failureOf(
				paidRun(server, parallel, { input: numberedItems(100) }),
			);
			expect((message + description).length).toBeLessThan(3000);
			expect(description).toContain(`and ${paidCount() - 20} more, which are in n8n's log`);
			expect(context.other_task_ids).toHaveLength(paidCount());
		});
	});
});

describe.each([
	{ ...newApi, account: { stock: true }, expected: [4, '4', '4'] },
	{ ...openAiVideos, account: { seller: 'llmGateway' }, expected: ['4', 4, 4] },
])('$name that requires the other type of `seconds`', ({ account, expected, ...protocol }) => {
	const server = useStandIn(protocol, { account });
	const sequential = { seconds: 4, ...options({ pollInterval: 1, maxParallel: 1 }) };
	const sentSeconds = () => server.requestsTo('create').map(({ body }) => body!.seconds);

	it('gets it after the first create is rejected, and immediately for the next items', async () => {
		const { output } = await runNode(paidRun(server, sequential, { input: numberedItems(2) }));
		expect(output.map(({ json }) => json.status)).toEqual(['SUCCESS', 'SUCCESS']);
		expect(sentSeconds()).toEqual(expected);
	});

	it('gets no third request if it rejects both types', async () => {
		setLimit('CREATE_RETRY_SECONDS', 5);
		const numberError = protocol.error(
			400,
			'json: cannot unmarshal number into field of type string',
		);
		const stringError = protocol.error(
			400,
			'json: cannot unmarshal string into field seconds of type int',
		);
		const isNumber = ({ body }: RecordedRequest) => typeof body?.seconds === 'number';
		server.fail('create', numberError, { when: isNumber, times: Infinity });
		server.fail('create', stringError, { times: Infinity });
		const { description } = await failureOf(paidRun(server, sequential));
		expect(description).toMatch(NOTHING_BILLED);
		expect(sentSeconds()).toEqual(expected.slice(0, 2));
	});
});

describe('with xAI', () => {
	const server = useStandIn(xai);

	const usage = { cost_in_usd_ticks: 5_600_000_000 };
	const rejection = { code: 'imagine:content-moderated', error: 'Rejected by moderation.' };
	it.each<[string, JsonObject]>([
		['xAI', { ...rejection, usage }],
		['a relay', { ...rejection, data: { usage } }],
	])('a rejection by %s that was billed has an unknown outcome', async (_name, body) => {
		server.fail('create', { status: 400, body }, { times: Infinity });
		const { message, description } = await failureOf(paidRun(server, {}, { retry }));
		expect(message).toContain("The content was rejected by the provider's moderation (HTTP 400)");
		expect(description).toContain('the video may exist and be billed');
		expect(description).not.toContain('Nothing was created or billed.');
		expect(server.requestsTo('create')).toHaveLength(1);
	});
});
