import type { INodeParameters } from 'n8n-workflow';
import type { Fault } from '../servers/types';
import { runNode } from '../support/engine';
import { taskParameters, options } from '../support/parameters';
import { failureOf, paidRun, waitWorkflow, workflow } from '../support/runs';
import { PROTOCOLS, useStandIn } from '../support/standIns';
import { fastClock, setLimit, shortPauses } from '../support/time';

const STATUS_HINT = 'The status could not be read for a while. The node kept polling.';

const VIDEO_URL = 'https://files.example.com/v.mp4';
const [newApi] = PROTOCOLS;

describe.each(PROTOCOLS)('with $name', (protocol) => {
	const server = useStandIn(protocol);
	const polls = () => server.requestsTo('status');
	const waitParameters = { downloadVideo: false, ...options({ pollInterval: 1, maxWait: 20 }) };

	it('the error of a failed task contains the reason and the next step', async () => {
		for (const { plan } of protocol.failures) {
			server.setPlan(plan);
			await server.createTask();
		}
		const ids = server.tasks.map(({ id }) => id);
		const { output } = await runNode(waitWorkflow(server, waitParameters));
		expect(output.map(({ json }) => json)).toEqual(
			protocol.failures.map(({ reason, description }, n) =>
				expect.objectContaining({
					error: `The video generation failed: ${reason} (task ID: ${ids[n]})`,
					description: expect.stringMatching(description),
					task_id: ids[n],
				}),
			),
		);
	});

	it('each change of a task is logged once, with its item', async () => {
		shortPauses(200);
		for (const response of [
			protocol.queued,
			protocol.queued,
			protocol.running(20),
			protocol.done(VIDEO_URL),
		]) {
			server.fail('status', response);
		}
		const { log, messages, hints } = await runNode(paidRun(server));
		const lines = log.map((line) => line.replace(/execution exec\d+/, 'execution 1'));
		const [{ id }] = server.tasks;
		expect(lines).toEqual([
			`Grok Video, execution 1, item 0: created task ${id}`,
			expect.stringMatching(/item 0: task \S+ is QUEUED$/),
			expect.stringMatching(/item 0: task \S+ is IN_PROGRESS(, 20%)?$/),
			`Grok Video, execution 1, item 0: task ${id} is SUCCESS, 100%`,
		]);
		expect(messages).toEqual(log); // shown in the editor
		expect(hints.map(({ message }) => message)).not.toContain(STATUS_HINT);
	});

	it('a status that cannot be read is polled again, with one hint for all items', async () => {
		shortPauses(200);
		const faults: Record<string, Fault> = {
			'a broken connection': 'reset',
			429: protocol.rateLimited(),
			500: protocol.error(500, 'upstream'),
			'502 of a proxy': 'html',
			'a web page with HTTP 200': 'html-200',
			'a web page with 403': { status: 403, body: '<html><title>Checking</title></html>' },
			'incomplete JSON': 'garbage',
			'an empty response': { status: 200, body: '' },
			'500 with a finished task': { ...protocol.done(VIDEO_URL), status: 500 },
		};
		for (const fault of Object.values(faults)) {
			const { id } = await server.createTask();
			server.fail('status', fault, { times: 2, when: ({ path }) => path.includes(id) });
		}
		const ids = server.tasks.map(({ id }) => id);
		const { output, hints, log } = await runNode(waitWorkflow(server, waitParameters));
		for (const [n, name] of Object.keys(faults).entries()) {
			const line = `item ${n}: could not read the status of task ${ids[n]}`;
			expect({
				name,
				error: output[n].json.error,
				status: output[n].json.status,
				polls: polls().filter(({ path }) => path.includes(ids[n])).length,
				lines: log.filter((text) => text.includes(line)).length,
			}).toEqual({ name, error: undefined, status: 'SUCCESS', polls: 3, lines: 2 });
		}
		expect(hints).toEqual([{ message: STATUS_HINT, type: 'info', location: 'outputPane' }]);
	});

	it('a new task that the server does not know yet is polled again', async () => {
		shortPauses(200);
		server.fail('status', protocol.error(404, 'Task not found'), { times: 2 });
		const { output } = await runNode(paidRun(server));
		expect(output[0].json.status).toBe('SUCCESS');
		expect(polls()).toHaveLength(3);
	});

	it('a permanent error of the first status call ends the wait', async () => {
		for (const [, fault] of protocol.permanentErrors) {
			const { id } = await server.createTask();
			server.fail('status', fault, { times: Infinity, when: ({ path }) => path.includes(id) });
		}
		const ids = server.tasks.map(({ id }) => id);
		const { output } = await runNode(waitWorkflow(server, waitParameters));
		expect(
			output.map(({ json }, n) => [protocol.permanentErrors[n][0], json.error, json.task_id]),
		).toEqual(
			protocol.permanentErrors.map(([name, , message], n) => [
				name,
				expect.stringMatching(message),
				ids[n],
			]),
		);
		expect(polls()).toHaveLength(ids.length);
	});
});

describe('polling', () => {
	const server = useStandIn(newApi);
	const polls = () => server.requestsTo('status');
	const respondWith = (...responses: Fault[]) => {
		for (const response of responses) server.fail('status', response);
	};
	const wait = (taskId: string, overrides: INodeParameters = {}) =>
		workflow(
			server,
			taskParameters('wait', taskId, {
				downloadVideo: false,
				...options({ pollInterval: 1, maxWait: 20, ...overrides }),
			}),
		);
	const get = (taskId: string) => workflow(server, taskParameters('get', taskId));

	it('by Create and Wait starts after one interval and repeats once per interval', async () => {
		server.setPlan({ seconds: 1.5 });
		server.fail('status', { delay: 300 });
		const { output } = await runNode(paidRun(server));
		const [created] = server.tasks;
		expect(output[0].json).toMatchObject({ task_id: created.id, status: 'SUCCESS', progress: 100 });
		expect(polls()[0].startedAt - created.createdAt).toBeGreaterThanOrEqual(990);
		expect(polls()[1].startedAt - polls()[0].endedAt!).toBeGreaterThanOrEqual(980);
		expect(polls()).toHaveLength(2);
	});

	it('by Wait for Completion starts immediately', async () => {
		const task = await server.createTask();
		const before = Date.now();
		const { output } = await runNode(wait(task.id));
		expect(output[0].json).toMatchObject({ task_id: task.id, status: 'SUCCESS' });
		expect(polls()).toHaveLength(1);
		expect(Date.now() - before).toBeLessThan(900);
	});

	describe('that reaches Max Wait', () => {
		let pauses: ReturnType<typeof fastClock>;
		beforeEach(() => {
			pauses = fastClock();
		});

		it('says how to get the video of a new task without paying again', async () => {
			server.setPlan({ seconds: Infinity });
			const { message, description, context } = await failureOf(
				paidRun(server, options({ pollInterval: 1, maxWait: 1 })),
			);
			expect(message).toMatch(/^The video is not finished after 1 second: it is IN_PROGRESS/);
			expect(description).toContain("a second Grok Video node with the operation 'Wait for Compl");
			expect(description).toContain('Running this node again creates and bills another video.');
			expect(context.task_id).toBe(server.tasks[0].id);
		});

		it('polls a last time, and Wait for Completion then suggests running it again', async () => {
			server.fail('status', newApi.queued, { times: Infinity });
			const timing = { pollInterval: 30, maxWait: 1.5 };
			const { message, description } = await failureOf(wait('task_1', timing));
			expect(message).toContain('after 1.5 seconds: it is QUEUED (task ID: task_1)');
			expect(description).toContain('Run this node again to continue waiting');
			expect(polls()).toHaveLength(2);
			const [lastPause] = pauses.mock.calls[1];
			expect(lastPause).toBeGreaterThan(0);
			expect(lastPause).toBeLessThanOrEqual(1.5);
		});

		it('reports that the status could not be read, and why', async () => {
			setLimit('MIN_POLL_TIMEOUT_SECONDS', 0.5);
			const { id } = await server.createTask();
			server.fail('status', 'hang', { times: Infinity });
			const { message } = await failureOf(wait(id, { maxWait: 1 }));
			const reason = 'its status cannot be read: 127.0.0.1';
			expect(message).toContain(`not finished after 1 second: ${reason}`);
			expect(message).toContain('did not respond in time');
		});

		it('reports the last status if an earlier one could not be read', async () => {
			server.fail('status', newApi.error(500));
			server.fail('status', newApi.running(20), { times: Infinity });
			const { message } = await failureOf(wait('task_1', { maxWait: 8 }));
			expect(message).toContain('not finished after 8 seconds: it is IN_PROGRESS');
		});

		it('returns a running task if On Timeout is set to return it', async () => {
			server.setPlan({ seconds: Infinity });
			const returnOnTimeout = options({ pollInterval: 1, maxWait: 1, onTimeout: 'return' });
			const { output } = await runNode(paidRun(server, returnOnTimeout));
			const [{ id }] = server.tasks;
			expect(output[0]).toMatchObject({
				json: { task_id: id, status: 'IN_PROGRESS', model: newApi.model, timed_out: true },
				pairedItem: { item: 0 },
			});
		});

		it('uses the On Timeout of each item', async () => {
			server.setPlan({ seconds: Infinity });
			for (let n = 0; n < 2; n++) await server.createTask();
			const onTimeout = "={{ $itemIndex === 0 ? 'error' : 'return' }}";
			const timing = options({ pollInterval: 1, maxWait: 1, onTimeout });
			const { output } = await runNode(waitWorkflow(server, timing));
			expect(output[0].json).toHaveProperty('error');
			expect(output[1].json).toMatchObject({ task_id: server.tasks[1].id, timed_out: true });
		});

		it('returns a finished task without a link as finished', async () => {
			server.setPlan({ urlDelayPolls: Infinity });
			const { output } = await runNode(paidRun(server, options({ pollInterval: 1, maxWait: 1 })));
			expect(output[0].json.status).toBe('SUCCESS');
			expect(output[0].json).not.toHaveProperty('timed_out');
		});

		it('returns the known fields of a task whose status was never read', async () => {
			server.fail('status', 'reset', { times: Infinity });
			const { id } = await server.createTask();
			const returnOnTimeout = { pollInterval: 1, maxWait: 1, onTimeout: 'return' };
			const runs = [wait(id, returnOnTimeout), paidRun(server, options(returnOnTimeout))].map(
				runNode,
			);
			const [waited, created] = (await Promise.all(runs)).map(({ output }) => output[0].json);
			expect(waited).toEqual({ task_id: id, status: 'IN_PROGRESS', timed_out: true });
			expect(created).toEqual({
				task_id: server.tasks[1].id,
				...newApi.createdOutput,
				timed_out: true,
			});
		});
	});

	it('waits longer after each error, at least the interval, or as long as Retry-After asks', async () => {
		const pauses = shortPauses(1000);
		const { id } = await server.createTask();
		server.fail('status', 'reset', { times: 3 });
		server.fail('status', { status: 429, headers: { 'retry-after': '9' } });
		await runNode(wait(id, { pollInterval: 2, maxWait: 60 }));
		const [first, second, third, fourth, last] = pauses.mock.calls.map(([seconds]) => seconds);
		expect([first, last]).toEqual([0, 9]);
		for (const pause of [second, third / 2, fourth / 4]) {
			expect(pause).toBeGreaterThanOrEqual(2);
			expect(pause).toBeLessThanOrEqual(3);
		}
		expect(pauses).toHaveBeenCalledTimes(5);
	});

	it('continues until a finished task has a link', async () => {
		shortPauses(200);
		server.setPlan({ urlDelayPolls: 2 });
		const { output } = await runNode(paidRun(server));
		expect(output[0].json.result_url).toContain(server.fileUrl);
		expect(polls()).toHaveLength(3);
	});

	it('returns to the interval after an error', async () => {
		const pauses = shortPauses(1000);
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const { id } = await server.createTask();
		respondWith(newApi.error(500), newApi.running(20), newApi.error(500));
		await runNode(wait(id));
		expect(pauses.mock.calls.map(([seconds]) => Math.round(seconds))).toEqual([0, 1, 1, 1]);
	});

	it.each([
		[60, 5],
		[2, 2],
	])(
		'with an interval of %i s repeats after %i s if the link is missing',
		async (pollInterval, expected) => {
			const pauses = shortPauses(1000);
			server.setPlan({ urlDelayPolls: 1 });
			const { id } = await server.createTask();
			await runNode(wait(id, { pollInterval, maxWait: 600 }));
			expect(pauses.mock.calls.map(([seconds]) => seconds)).toEqual([0, expected]);
		},
	);

	describe('of a task that the server does not know', () => {
		const notFound = newApi.error(404, 'Task not found');

		it('continues if the task is new and HTTP 404 has no message', async () => {
			shortPauses(200);
			server.fail('status', { status: 404, body: {} }, { times: 2 });
			const { output } = await runNode(paidRun(server));
			expect(output[0].json.status).toBe('SUCCESS');
		});

		it('continues if the task was seen running', async () => {
			shortPauses(200);
			const { id } = await server.createTask();
			const taskNotExist = { status: 400, body: { code: 'task_not_exist' } };
			respondWith(newApi.running(20), notFound, taskNotExist);
			const { output } = await runNode(wait(id));
			expect(output[0].json.status).toBe('SUCCESS');
			expect(polls()).toHaveLength(4);
		});

		it('continues for another retry period if the status was read in between', async () => {
			setLimit('UNKNOWN_TASK_RETRY_SECONDS', 0.3);
			shortPauses(200);
			const { id } = await server.createTask();
			const slowStatus = { delay: 400, then: newApi.running(20) };
			respondWith(newApi.running(20), notFound, slowStatus, notFound);
			const { output } = await runNode(wait(id));
			expect(output[0].json.status).toBe('SUCCESS');
			expect(polls()).toHaveLength(5);
		});

		it('ends after the retry period', async () => {
			setLimit('UNKNOWN_TASK_RETRY_SECONDS', 0.3);
			shortPauses(20);
			server.fail('status', notFound, { times: Infinity });
			const { message, context } = await failureOf(paidRun(server));
			expect(message).toContain('does not know this task (HTTP 404)');
			expect(context.task_id).toBe(server.tasks[0].id);
			const [first] = polls();
			// The server may record the first poll slightly late.
			expect(polls().at(-1)!.startedAt - first.startedAt).toBeGreaterThanOrEqual(250);
		});
	});

	describe('by Get Status', () => {
		it('ends after four attempts', async () => {
			shortPauses(1000);
			server.fail('status', 'reset', { times: Infinity });
			const { message, description, context } = await failureOf(get('task_1'));
			expect(description).toBe('The status could not be read. Try again later.');
			expect(message).toMatch(
				/closed the connection without a complete response \(task ID: task_1\)$/,
			);
			expect(context.task_id).toBe('task_1');
			expect(polls()).toHaveLength(4);
		});

		it('reads the status of an unknown task once', async () => {
			const { message, description } = await failureOf(get('task_1'));
			expect(description).toMatch(/^The status could not be read\. Check 'Task ID'/);
			expect(message).toMatch(/does not know this task .* \(task ID: task_1\)$/);
			expect(polls()).toHaveLength(1);
		});

		it('waits a minute if Retry-After asks for it, but no longer', async () => {
			const pauses = shortPauses(10_000);
			const { id } = await server.createTask();
			for (const seconds of ['60', '100']) {
				server.fail('status', { status: 429, headers: { 'retry-after': seconds } });
			}
			expect((await failureOf(get(id))).message).toContain('is limiting requests (HTTP 429)');
			expect(pauses.mock.calls).toEqual([[60, expect.anything()]]);
			expect(polls()).toHaveLength(2);
		});
	});
});
