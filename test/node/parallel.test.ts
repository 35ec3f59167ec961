import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { NUMBERED_PROMPT, numberedItems, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shortPauses } from '../support/time';
import { numberOf, ofItem, taskOf } from '../support/useGateway';

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);

	beforeEach(() => {
		shortPauses();
	});

	/** A run that pays for a task for each of so many items, without the download. */
	function paidRun(
		count: number,
		options: INodeParameters = {},
		more: Partial<EngineOptions> = {},
	): EngineOptions {
		const parameters = video({
			operation: 'createAndWait',
			prompt: NUMBERED_PROMPT,
			downloadVideo: false,
			options: { pollInterval: 1, ...options },
		});
		return workflow(server, parameters, { input: numberedItems(count), ...more });
	}

	it('the output has the order of the input, whatever order the videos finish in', async () => {
		server.setPlan(({ body }) => ({ seconds: (9 - numberOf(body)) * 0.06 }));
		const { output } = await runNode(paidRun(9));
		expect(output).toHaveLength(9);
		for (const [item, { json, pairedItem }] of output.entries()) {
			expect(json.task_id).toBe(taskOf(server, item).id);
			expect(pairedItem).toEqual({ item });
		}
	});

	it('videos that are finished in the same moment are downloaded ten at a time', async () => {
		server.fail('file', { delay: 300 }, { times: Infinity });
		const some = paidRun(25, { maxParallel: 25 });
		some.parameters.downloadVideo = true;
		const { output } = await runNode(some);
		expect(output.every(({ binary }) => binary !== undefined)).toBe(true);
		const files = server.requestsTo('file');
		const open = files.map(({ at }) => files.filter((f) => f.at <= at && f.endedAt! > at).length);
		expect(Math.max(...open)).toBe(10);
	});

	/** How many tasks were under way at once, from a create's arrival to the answer that showed its end. */
	function mostAtOnce(): number {
		const events = server.requestsTo('create').map(({ at }) => [at, 1]);
		for (const { id } of server.tasks) {
			const last = server
				.requestsTo('status')
				.filter(({ path }) => path.includes(id))
				.at(-1)!;
			events.push([last.at, -1]);
		}
		let [now, max] = [0, 0];
		for (const [, change] of events.sort(([a, x], [b, y]) => a - b || x - y)) {
			now += change;
			max = Math.max(max, now);
		}
		return max;
	}

	it.each<[unknown, number, number]>([
		[1, 4, 1],
		[3, 12, 3],
		[undefined, 25, 10],
		[20, 20, 20],
		['7', 20, 7],
		[0, 3, 1],
	])(
		'Max Parallel Tasks %p lets %i items have %i tasks under way',
		async (max, count, expected) => {
			server.setPlan({ seconds: 0.1 });
			await runNode(paidRun(count, max === undefined ? {} : { maxParallel: max as number }));
			expect(server.tasks).toHaveLength(count);
			expect(mostAtOnce()).toBe(expected);
		},
	);

	it('more than 100 tasks are never under way at once', async () => {
		server.setPlan({ seconds: 0.5 });
		await runNode(paidRun(110, { maxParallel: 500 }));
		expect(server.tasks).toHaveLength(110);
		expect(mostAtOnce()).toBeLessThanOrEqual(100);
		expect(mostAtOnce()).toBeGreaterThan(50);
	});

	it('as soon as one task has ended the next one starts', async () => {
		server.setPlan(({ body }) => ({ seconds: numberOf(body) === 0 ? 2 : 0 }));
		await runNode(paidRun(6, { maxParallel: 2 }));
		const ended = server.requestsTo('status').at(-1)!;
		expect(ended.path).toContain(taskOf(server, 0).id);
	});

	describe('with Continue On Fail', () => {
		it('one item’s failure leaves the others alone, at every step', async () => {
			server.setPlan(({ body }) => (numberOf(body) === 3 ? kind.failure.plan : {}));
			server.fail('create', { status: 400, body: {} }, { when: ofItem(1) });
			const { output } = await runNode(paidRun(6, {}, { onError: 'continueRegularOutput' }));
			expect(output.map(({ json }) => (json.error === undefined ? json.status : 'error'))).toEqual([
				'SUCCESS',
				'error',
				'SUCCESS',
				'error',
				'SUCCESS',
				'SUCCESS',
			]);
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2, 3, 4, 5].map((item) => ({ item })),
			);
			expect(output[1].json).not.toHaveProperty('task_id');
			const failed = taskOf(server, 3);
			expect(output[3].json.task_id).toBe(failed.id);
		});

		it('an item that cannot be used costs nothing, and the others go on', async () => {
			const some = paidRun(3, {}, { onError: 'continueRegularOutput' });
			some.parameters.prompt = '={{ $json.n === 1 ? "" : "video " + $json.n }}';
			const { output } = await runNode(some);
			expect(output[1].json.error).toContain("'Prompt' is empty");
			expect(server.tasks.map(({ body }) => numberOf(body)).sort()).toEqual([0, 2]);
		});

		it('failed items leave by the error output, with their task ID and the input they came from', async () => {
			server.setPlan(({ body }) => (numberOf(body) === 1 ? kind.failure.plan : {}));
			const { output, errorOutput } = await runNode(
				paidRun(3, {}, { onError: 'continueErrorOutput' }),
			);
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
			const { id } = taskOf(server, 1);
			expect(errorOutput).toMatchObject([
				{ json: { n: 1, task_id: id, error: expect.stringContaining('failed') } },
			]);
		});
	});

	it('without Continue On Fail one item that cannot be used stops the run before anything is paid', async () => {
		const some = paidRun(3);
		some.parameters.prompt = '={{ $json.n === 2 ? "" : "video " + $json.n }}';
		const { message } = await failureOf(some);
		expect(message).toContain('[item 2]');
		expect(server.requests).toHaveLength(0);
	});

	it('two polls of one task never overlap', async () => {
		server.setPlan({ seconds: 1.5 });
		server.fail('status', { delay: 90 }, { times: Infinity });
		await runNode(paidRun(10));
		for (const { id } of server.tasks) {
			const polls = server.requestsTo('status').filter(({ path }) => path.includes(id));
			expect(polls.length).toBeGreaterThan(1);
			for (const [index, poll] of polls.slice(1).entries()) {
				expect(poll.at).toBeGreaterThanOrEqual(polls[index].endedAt!);
			}
		}
	});
});
