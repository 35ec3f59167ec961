import { runNode } from '../support/engine';
import { failureOf } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shorten, shortPauses } from '../support/time';
import { HINT, waitingRuns } from '../support/waiting';

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);
	const { polls, paidRun, wait } = waitingRuns(server);

	describe('when the status is asked', () => {
		it('Create and Wait asks first after one interval, then once an interval, one poll at a time', async () => {
			server.setPlan({ seconds: 1.5 });
			server.fail('status', { delay: 300 });
			const { output } = await runNode(paidRun());
			const [created] = server.tasks;
			expect(output[0].json).toMatchObject({
				task_id: created.id,
				status: 'SUCCESS',
				progress: 100,
			});
			expect(polls()[0].at - created.createdAt).toBeGreaterThanOrEqual(990);
			for (const [index, poll] of polls().slice(1).entries()) {
				const pause = poll.at - polls()[index].endedAt!;
				expect(pause).toBeGreaterThanOrEqual(980);
				expect(pause).toBeLessThan(1400);
			}
		});

		it('Wait for Completion asks at once', async () => {
			const task = await server.createdBefore();
			const before = Date.now();
			const { output } = await runNode(wait(task.id));
			expect(output[0].json).toMatchObject({ task_id: task.id, status: 'SUCCESS' });
			expect(polls()).toHaveLength(1);
			expect(Date.now() - before).toBeLessThan(900);
		});

		it('a task of T seconds takes at most T ÷ interval + 2 polls, also with trouble on the way', async () => {
			shortPauses(10);
			server.setPlan({ seconds: 0.5 });
			const later = { status: 503, headers: { 'retry-after': '0' } };
			server.fail('status', later, { times: 3 });
			await runNode(wait((await server.createdBefore()).id));
			expect(polls().length).toBeLessThanOrEqual(7);
		});
	});

	it.each(kind.failures)('a failed task says why, and what to do: $reason', async (ending) => {
		server.setPlan(ending.plan);
		const { id } = await server.createdBefore();
		const { message, description, context } = await failureOf(wait(id));
		expect(message).toBe(`The video generation failed: ${ending.reason} (task ID: ${id})`);
		expect(description).toMatch(ending.description);
		expect(context.task_id).toBe(id);
	});

	describe('at the deadline', () => {
		it('the last wait is cut to it, and the error names the task and the operation to go on with', async () => {
			server.setPlan({ seconds: Infinity });
			const task = await server.createdBefore();
			const before = Date.now();
			const short = { pollInterval: 30, maxWait: 1.5 };
			const { message, description, context } = await failureOf(wait(task.id, short));
			expect(Date.now() - before).toBeGreaterThanOrEqual(1490);
			expect(Date.now() - before).toBeLessThan(2200);
			expect(polls()).toHaveLength(2);
			expect(message).toBe(
				`The video is not finished after 1.5 seconds: it is IN_PROGRESS, 99% (task ID: ${task.id})`,
			);
			expect(description).toBe(
				"The task goes on at the provider and is billed once. To get the video, use the operation 'Wait for Completion' with its task ID, or set a longer 'Max Wait' in the options.",
			);
			expect(context.task_id).toBe(task.id);
		});

		it('the error of a task without progress names its status alone', async () => {
			server.fail('status', kind.queued, { times: Infinity });
			const { message } = await failureOf(wait('task_1', { maxWait: 1 }));
			expect(message).toBe(
				'The video is not finished after 1 seconds: it is QUEUED (task ID: task_1)',
			);
		});

		it('"return" gives the task so far, marked as timed out', async () => {
			server.setPlan({ seconds: Infinity });
			const { output } = await runNode(paidRun({ maxWait: 1, onTimeout: 'return' }));
			expect(output[0]).toMatchObject({
				json: {
					task_id: server.tasks[0].id,
					status: 'IN_PROGRESS',
					model: kind.model,
					timed_out: true,
				},
				pairedItem: { item: 0 },
			});
		});

		it('"return" gives what is known even when no status could ever be read', async () => {
			server.fail('status', 'reset', { times: Infinity });
			const task = await server.createdBefore();
			const options = { maxWait: 1, onTimeout: 'return' };
			const runs = [wait(task.id, options), paidRun(options)].map(runNode);
			const [waited, created] = (await Promise.all(runs)).map(({ output }) => output[0].json);
			expect(waited).toEqual({ task_id: task.id, status: 'IN_PROGRESS', timed_out: true });
			expect(created).toEqual({
				task_id: server.tasks[1].id,
				...kind.knownAtOnce,
				timed_out: true,
			});
		});

		it('the error says why the status could not be read, when it could not', async () => {
			server.fail('status', kind.error(500, '上游错误'), { times: Infinity });
			const task = await server.createdBefore();
			const { message } = await failureOf(wait(task.id, { maxWait: 1 }));
			expect(message).toContain(
				`The video is not finished after 1 seconds: its status cannot be read: 127.0.0.1:`,
			);
			expect(message).toContain('(HTTP 500): 上游错误');
		});

		it('a poll that hangs does not hold the run up much longer', async () => {
			shorten('MIN_POLL_TIMEOUT_SECONDS', 0.5);
			server.setPlan({ seconds: Infinity });
			const task = await server.createdBefore();
			server.fail('status', 'hang', { times: Infinity });
			const before = Date.now();
			const { message } = await failureOf(wait(task.id, { maxWait: 1 }));
			expect(message).toContain('did not answer in time');
			expect(Date.now() - before).toBeLessThan(2500);
		});

		it('but a poll long before it may take its time', async () => {
			shorten('MIN_POLL_TIMEOUT_SECONDS', 0.1);
			const task = await server.createdBefore();
			server.fail('status', { delay: 300 });
			const { hints } = await runNode(wait(task.id));
			expect(hints).toEqual([]);
			expect(polls()).toHaveLength(1);
		});
	});

	const DONE = kind.done('https://a.example/v.mp4');

	it('progress can be followed in the log and, in a manual run, in the editor', async () => {
		shortPauses(200);
		server.fail('status', kind.running(20));
		server.fail('status', kind.running(50));
		const { log, messages, hints } = await runNode(paidRun());
		const [{ id }] = server.tasks;
		expect(log.map((line) => line.replace(/execution exec\d+/, 'execution 1'))).toEqual(
			[
				`created task ${id}`,
				`task ${id} is IN_PROGRESS, 20%`,
				`task ${id} is IN_PROGRESS, 50%`,
				`task ${id} is SUCCESS, 100%`,
			].map((line) => `Grok Video, execution 1, item 0: ${line}`),
		);
		expect(messages).toEqual(log);
		expect(hints).not.toContainEqual(HINT);
	});

	it('what a task is goes into the log once, also without progress', async () => {
		shortPauses(200);
		const steps = [
			...[kind.queued, kind.queued],
			...[10, 20, 20].map((progress) => kind.running(progress)),
			DONE,
		];
		for (const step of steps) server.fail('status', step);
		const { log } = await runNode(wait('task_1'));
		expect(log.map((line) => line.replace(/.*: task/, 'task'))).toEqual([
			'task task_1 is QUEUED',
			'task task_1 is IN_PROGRESS, 10%',
			'task task_1 is IN_PROGRESS, 20%',
			expect.stringMatching(/^task task_1 is SUCCESS/),
		]);
	});
});
