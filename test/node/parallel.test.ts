/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node, not in n8n */
import type { IExecuteFunctions, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { runNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import {
	NUMBERED_PROMPT,
	numberedItems,
	options,
	itemNumber,
	isForItem,
	taskForItem,
} from '../support/parameters';
import { failureOf, paidRun } from '../support/runs';
import { findText } from '../support/findText';
import { PROTOCOLS, useStandIn } from '../support/standIns';
import { setLimit, shortPauses } from '../support/time';

const [newApi] = PROTOCOLS;

/** The largest number of intervals that contain the same moment. */
function maxAtOnce(intervals: Array<[start: number, end: number]>): number {
	const at = (time: number) => intervals.filter(([start, end]) => start <= time && time < end);
	return Math.max(...intervals.map(([start]) => at(start).length));
}

const itemsOf = (output: INodeExecutionData[]) => output.map(({ pairedItem }) => pairedItem);
const item = (n: number) => ({ item: n });

beforeEach(() => void shortPauses());

describe('items run side by side', () => {
	const server = useStandIn(newApi);

	/** Create and Wait for numbered items. */
	const run = (
		count: number,
		parameters: INodeParameters = {},
		more: Partial<EngineOptions> = {},
	) =>
		paidRun(
			server,
			{ prompt: NUMBERED_PROMPT, ...parameters },
			{ input: numberedItems(count), ...more },
		);
	const atOnce = (maxParallel: INodeParameters[string]) =>
		options({ pollInterval: 1, maxWait: 20, maxParallel });

	it('the output has the order of the input', async () => {
		server.setPlan(({ body }) => ({ seconds: (9 - itemNumber(body)) * 0.06 }));
		const { output } = await runNode(run(9));
		expect(itemsOf(output)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map(item));
		for (const [n, { json }] of output.entries())
			expect(json.task_id).toBe(taskForItem(server, n).id);
	});

	/** From a create to the last status call. */
	const tasksAtOnce = () =>
		maxAtOnce(
			server.tasks.map(({ body, id }) => {
				const { startedAt } = server.requestsTo('create').find(isForItem(itemNumber(body)))!;
				const last = server.requestsTo('status').filter(({ path }) => path.includes(id));
				return [startedAt, last.at(-1)!.startedAt];
			}),
		);

	it.each<[unknown, number, number]>([
		[undefined, 12, 10],
		['7', 10, 7],
		[0, 2, 1],
	])('Max Parallel Tasks %p lets %i items have %i tasks at once', async (max, count, expected) => {
		server.setPlan({ seconds: 0.1 });
		await runNode(run(count, max === undefined ? {} : atOnce(max as number)));
		expect(server.tasks).toHaveLength(count);
		expect(tasksAtOnce()).toBe(expected);
	});

	it('Max Parallel Tasks has a maximum', async () => {
		setLimit('MAX_PARALLEL_TASKS', 5);
		server.setPlan({ seconds: 0.1 });
		await runNode(run(8, atOnce(500)));
		expect(tasksAtOnce()).toBe(5);
	});

	it('the next task starts as soon as one has ended', async () => {
		server.setPlan(({ body }) => ({ seconds: itemNumber(body) === 0 ? 0.5 : 0 }));
		await runNode(run(6, atOnce(2)));
		const last = server.requestsTo('status').at(-1)!;
		expect(last.path).toContain(taskForItem(server, 0).id);
	});

	it('ten videos are downloaded at a time', async () => {
		server.fail('file', { delay: 300 }, { times: Infinity });
		const { output } = await runNode(run(12, { downloadVideo: true, ...atOnce(12) }));
		expect(output.every(({ binary }) => binary !== undefined)).toBe(true);
		expect(
			maxAtOnce(server.requestsTo('file').map(({ startedAt, endedAt }) => [startedAt, endedAt!])),
		).toBe(10);
	});

	it('the polls of a task do not overlap', async () => {
		server.setPlan({ seconds: 0.5 });
		server.fail('status', { delay: 90 }, { times: Infinity });
		await runNode(run(5));
		for (const { id } of server.tasks) {
			const polls = server.requestsTo('status').filter(({ path }) => path.includes(id));
			expect(polls.length).toBeGreaterThan(1);
			expect(maxAtOnce(polls.map(({ startedAt, endedAt }) => [startedAt, endedAt!]))).toBe(1);
		}
	});

	describe('if one item fails', () => {
		/** Item 1 is rejected. Its error repeats the key. */
		const rejectOne = () =>
			server.fail('create', newApi.error(403, `额度不足, credit of ${server.key}`), {
				when: isForItem(1),
			});
		/** The video of item 1 fails. */
		const failOne = () =>
			server.setPlan(({ body }) => (itemNumber(body) === 1 ? newApi.failure.plan : {}));
		const emptyPrompt = { prompt: '={{ $json.n === 1 ? "" : "video " + $json.n }}' };
		const EMPTY = {
			error: "'Prompt' is empty",
			description:
				'Describe the video. If the field holds an expression, it returns nothing for this item.',
		};

		it('nothing is created if its fields are wrong', async () => {
			const { name, message, description, context } = await failureOf(run(3, emptyPrompt));
			expect(name).toBe('NodeOperationError');
			expect(message).toBe(`${EMPTY.error} [item 1]`);
			expect(description).toBe(EMPTY.description);
			expect(context).not.toHaveProperty('other_task_ids');
			expect(server.requests).toHaveLength(0);
		});

		it('the others are created and its error is output, if the node continues', async () => {
			rejectOne();
			const finished = await runNode(run(3, {}, { onError: 'continueRegularOutput' }));
			const { output } = finished;
			const rejected = expect.stringContaining('额度不足') as string;
			const ends = output.map(({ json }) => json.error ?? json.status);
			expect(ends).toEqual(['SUCCESS', rejected, 'SUCCESS']);
			expect(itemsOf(output)).toEqual([0, 1, 2].map(item));
			expect(output[1].json).toEqual({
				error: rejected,
				description: expect.stringContaining('Nothing was created or billed.'),
			});
			expect(findText(server.key, finished)).toEqual([]);
		});

		it('it goes to the error output, with its input and its task ID', async () => {
			failOne();
			const more = { onError: 'continueErrorOutput' } as const;
			const { output, errorOutput } = await runNode(run(3, {}, more));
			expect(itemsOf(output)).toEqual([0, 2].map(item));
			expect(errorOutput.map(({ json }) => json)).toEqual([
				expect.objectContaining({
					n: 1,
					task_id: taskForItem(server, 1).id,
					error: expect.stringContaining('The video generation failed'),
					description: expect.stringMatching(newApi.failure.description),
				}),
			]);
		});

		it('it goes to the error output unpaid if its fields are wrong', async () => {
			const more = { onError: 'continueErrorOutput' } as const;
			const { output, errorOutput } = await runNode(run(3, emptyPrompt, more));
			expect(itemsOf(output)).toEqual([0, 2].map(item));
			expect(errorOutput.map(({ json }) => json)).toEqual([{ n: 1, ...EMPTY }]);
			expect(server.tasks.map(({ body }) => itemNumber(body)).sort()).toEqual([0, 2]);
		});
	});
});

describe('1,000 items above a limit', () => {
	const server = useStandIn(newApi);

	/** Milliseconds. */
	async function longestBlock(): Promise<number> {
		const subject = new GrokVideo();
		let longest = 0;
		const node = Object.assign(Object.create(subject) as GrokVideo, {
			async execute(this: IExecuteFunctions) {
				let last = performance.now();
				const measure = () => {
					longest = Math.max(longest, performance.now() - last);
					last = performance.now();
				};
				const timer = setInterval(measure, 1);
				const output = await subject.execute.call(this);
				measure();
				clearInterval(timer);
				return output;
			},
		});
		const more = { node, input: numberedItems(1000), onError: 'continueErrorOutput' } as const;
		const { errorOutput } = await runNode(paidRun(server, options({ maxVideos: 999 }), more));
		expect(errorOutput).toHaveLength(1000);
		return longest;
	}

	it("do not block n8n's event loop", async () => {
		let best = Infinity;
		for (let round = 0; round < 4 && best > 150; round++) {
			best = Math.min(best, await longestBlock()); // the machine may be busy
		}
		expect(best).toBeLessThan(150);
		expect(server.requests).toHaveLength(0);
	}, 60_000);
});
