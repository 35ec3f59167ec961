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
import { fixture } from '../support/files';
import { failureOf, paidRun } from '../support/runs';
import { findText } from '../support/findText';
import { PROTOCOLS, useStandIn } from '../support/standIns';
import { setLimit, shortPauses } from '../support/time';

const [newApi] = PROTOCOLS;

/** The largest number of intervals that contain the same moment. */
function maxAtOnce(intervals: Array<[start: number, end: number]>): number {
	const openAt = (time: number) => intervals.filter(([start, end]) => start <= time && time < end);
	return Math.max(...intervals.map(([start]) => openAt(start).length));
}

const pairedItemsOf = (output: INodeExecutionData[]) => output.map(({ pairedItem }) => pairedItem);
const toPairedItem = (n: number) => ({ item: n });

beforeEach(() => void shortPauses());

describe('Create and Wait of several items', () => {
	const server = useStandIn(newApi);

	/** Create and Wait for numbered items. */
	const run = (
		count: number,
		parameters: INodeParameters = {},
		overrides: Partial<EngineOptions> = {},
	) =>
		paidRun(
			server,
			{ prompt: NUMBERED_PROMPT, ...parameters },
			{ input: numberedItems(count), ...overrides },
		);
	const withMaxParallel = (maxParallel: INodeParameters[string]) =>
		options({ pollInterval: 1, maxWait: 20, maxParallel });

	it('returns the output in the order of the input', async () => {
		server.setPlan(({ body }) => ({ seconds: (9 - itemNumber(body)) * 0.06 }));
		const { output } = await runNode(run(9));
		expect(pairedItemsOf(output)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map(toPairedItem));
		for (const [n, { json }] of output.entries())
			expect(json.task_id).toBe(taskForItem(server, n).id);
	});

	/** The largest number of tasks at the same time, each from its create to its last status call. */
	const maxTasksAtOnce = () =>
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
	])('with Max Parallel Tasks %p and %i items runs %i at a time', async (max, count, expected) => {
		server.setPlan({ seconds: 0.1 });
		await runNode(run(count, max === undefined ? {} : withMaxParallel(max as number)));
		expect(server.tasks).toHaveLength(count);
		expect(maxTasksAtOnce()).toBe(expected);
	});

	it('limits Max Parallel Tasks to its maximum', async () => {
		setLimit('MAX_PARALLEL_TASKS', 5);
		server.setPlan({ seconds: 0.1 });
		await runNode(run(8, withMaxParallel(500)));
		expect(maxTasksAtOnce()).toBe(5);
	});

	it('sends a large request only after the response to the previous one', async () => {
		setLimit('MAX_PARALLEL_UPLOAD_BYTES', 1000);
		server.fail('create', { delay: 100 }, { times: 3 });
		const imageUrl = `data:image/png;base64,${fixture('product.png').toString('base64')}`;
		await runNode(run(3, { inputMode: 'image', imageUrl }));
		const creates = server.requestsTo('create');
		expect(creates).toHaveLength(3);
		expect(maxAtOnce(creates.map(({ startedAt, endedAt }) => [startedAt, endedAt!]))).toBe(1);
	});

	it('starts the next task as soon as one has ended', async () => {
		server.setPlan(({ body }) => ({ seconds: itemNumber(body) === 0 ? 2 : 0 }));
		await runNode(run(6, withMaxParallel(2)));
		const last = server.requestsTo('status').at(-1)!;
		expect(last.path).toContain(taskForItem(server, 0).id);
	});

	it('downloads ten videos at a time', async () => {
		server.fail('file', { delay: 300 }, { times: Infinity });
		const { output } = await runNode(run(12, { downloadVideo: true, ...withMaxParallel(12) }));
		expect(output.every(({ binary }) => binary !== undefined)).toBe(true);
		expect(
			maxAtOnce(server.requestsTo('file').map(({ startedAt, endedAt }) => [startedAt, endedAt!])),
		).toBe(10);
	});

	it('does not overlap the polls of a task', async () => {
		server.setPlan({ seconds: 0.5 });
		server.fail('status', { delay: 90 }, { times: Infinity });
		await runNode(run(5));
		for (const { id } of server.tasks) {
			const polls = server.requestsTo('status').filter(({ path }) => path.includes(id));
			expect(polls.length).toBeGreaterThan(1);
			expect(maxAtOnce(polls.map(({ startedAt, endedAt }) => [startedAt, endedAt!]))).toBe(1);
		}
	});

	describe('of which one fails', () => {
		/** Rejects the create of item 1, with the key in the error. */
		const rejectItem1 = () =>
			server.fail('create', newApi.error(403, `额度不足, credit of ${server.key}`), {
				when: isForItem(1),
			});
		const failTaskOfItem1 = () =>
			server.setPlan(({ body }) => (itemNumber(body) === 1 ? newApi.failure.plan : {}));
		const emptyPrompt = { prompt: '={{ $json.n === 1 ? "" : "video " + $json.n }}' };
		const emptyPromptError = {
			error: "'Prompt' is empty",
			description:
				'Describe the video. If the field holds an expression, it returns nothing for this item.',
		};

		it('creates nothing if the fields of this item are wrong', async () => {
			const { name, message, description, context } = await failureOf(run(3, emptyPrompt));
			expect(name).toBe('NodeOperationError');
			expect(message).toBe(`${emptyPromptError.error} [item 1]`);
			expect(description).toBe(emptyPromptError.description);
			expect(context).not.toHaveProperty('other_task_ids');
			expect(server.requests).toHaveLength(0);
		});

		it('creates the others and outputs the error if the node continues on errors', async () => {
			rejectItem1();
			const result = await runNode(run(3, {}, { onError: 'continueRegularOutput' }));
			const { output } = result;
			const message = expect.stringContaining('额度不足') as string;
			const outcomes = output.map(({ json }) => json.error ?? json.status);
			expect(outcomes).toEqual(['SUCCESS', message, 'SUCCESS']);
			expect(pairedItemsOf(output)).toEqual([0, 1, 2].map(toPairedItem));
			expect(output[1].json).toEqual({
				error: message,
				description: expect.stringContaining('Nothing was created or billed.'),
			});
			expect(findText(server.key, result)).toEqual([]);
		});

		it('sends this item to the error output with its input and task ID', async () => {
			failTaskOfItem1();
			const overrides = { onError: 'continueErrorOutput' } as const;
			const { output, errorOutput } = await runNode(run(3, {}, overrides));
			expect(pairedItemsOf(output)).toEqual([0, 2].map(toPairedItem));
			expect(errorOutput.map(({ json }) => json)).toEqual([
				expect.objectContaining({
					n: 1,
					task_id: taskForItem(server, 1).id,
					error: expect.stringContaining('The video generation failed'),
					description: expect.stringMatching(newApi.failure.description),
				}),
			]);
		});

		it('sends this item to the error output unpaid if its fields are wrong', async () => {
			const overrides = { onError: 'continueErrorOutput' } as const;
			const { output, errorOutput } = await runNode(run(3, emptyPrompt, overrides));
			expect(pairedItemsOf(output)).toEqual([0, 2].map(toPairedItem));
			expect(errorOutput.map(({ json }) => json)).toEqual([{ n: 1, ...emptyPromptError }]);
			expect(server.tasks.map(({ body }) => itemNumber(body)).sort()).toEqual([0, 2]);
		});
	});
});

describe('1,000 items over Max Videos per Run', () => {
	const server = useStandIn(newApi);

	/** Runs the items. Returns the longest time in milliseconds that the event loop was blocked. */
	async function longestBlockMs(): Promise<number> {
		const subject = new GrokVideo();
		let longestMs = 0;
		const node = Object.assign(Object.create(subject) as GrokVideo, {
			async execute(this: IExecuteFunctions) {
				let last = performance.now();
				const measure = () => {
					longestMs = Math.max(longestMs, performance.now() - last);
					last = performance.now();
				};
				const timer = setInterval(measure, 1);
				const output = await subject.execute.call(this);
				measure();
				clearInterval(timer);
				return output;
			},
		});
		const overrides = { node, input: numberedItems(1000), onError: 'continueErrorOutput' } as const;
		const { errorOutput } = await runNode(paidRun(server, options({ maxVideos: 999 }), overrides));
		expect(errorOutput).toHaveLength(1000);
		return longestMs;
	}

	it("do not block n8n's event loop", async () => {
		let bestMs = Infinity;
		for (let round = 0; round < 4 && bestMs > 150; round++) {
			bestMs = Math.min(bestMs, await longestBlockMs()); // the machine may be busy
		}
		expect(bestMs).toBeLessThan(150);
		expect(server.requests).toHaveLength(0);
	}, 60_000);
});
