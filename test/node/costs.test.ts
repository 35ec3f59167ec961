import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Fault, ReplaceResponse } from '../servers/types';
import { videoItems } from '../support/videoToVideo';
import { retryExecution, runNode, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import {
	modelByExpression,
	images,
	IMAGE_URL,
	modelField,
	NUMBERED_PROMPT,
	numberedItems,
	taskOperation,
	options,
	createVideo,
	itemNumber,
	isForItem,
} from '../support/parameters';
import { failureOf, paidRun, workflow } from '../support/runs';
import {
	PROTOCOLS,
	useStandIn,
	useXai,
	type TestProtocol,
	type StandIn,
} from '../support/standIns';
import { fastClock, setLimit, shortPauses } from '../support/time';

type More = Partial<EngineOptions>;
type PricedStandIn = StandIn & { billedUsd: number; account: Record<string, unknown> };

const [newApi, xaiKind] = PROTOCOLS;
const kinds = (...names: string[]) => PROTOCOLS.filter(({ id }) => names.includes(id));
const usePriced = (protocol: TestProtocol) => useStandIn(protocol) as PricedStandIn;
const cents = (usd: number) => Math.round(usd * 100);
const sumOf = (items: INodeExecutionData[]) =>
	items.reduce((sum, { json }) => sum + Number(json.cost_usd ?? 0), 0);
/** The hint about the videos of the run. */
const summaryOf = ({ hints }: { hints: Array<{ message: string }> }) =>
	hints.map(({ message }) => message).filter((message) => message.includes(' started'));
const NOTHING = 'Nothing was created or billed.';
const continues = { onError: 'continueRegularOutput' } as const;

beforeEach(() => void shortPauses());

describe('Max Videos per Run', () => {
	const server = useStandIn(newApi);
	const run = (maxVideos: unknown, parameters: INodeParameters = {}, more: More = {}) => {
		const limited = options({ maxVideos } as INodeParameters);
		return workflow(server, createVideo({ ...limited, ...parameters }), {
			input: numberedItems(5),
			...more,
		});
	};

	it.each([4, '4', '={{ $json.n + 4 }}'])(
		'rejects five items before the first is paid: %j',
		async (maxVideos) => {
			const { message, description } = await failureOf(run(maxVideos));
			expect(message).toContain("This run would create 5 videos, but 'Max Videos per Run' is 4");
			expect(description).toContain(NOTHING);
			expect(server.requests).toHaveLength(0);
		},
	);

	it('accepts as many items', async () => {
		await runNode(run(5));
		expect(server.tasks).toHaveLength(5);
	});

	it('fails every item if the node continues on errors', async () => {
		const { errorOutput } = await runNode(run(4, {}, { onError: 'continueErrorOutput' }));
		expect(errorOutput.map(({ json }) => json.error)).toEqual(
			Array(5).fill("This run would create 5 videos, but 'Max Videos per Run' is 4"),
		);
		expect(server.requests).toHaveLength(0);
	});

	it('does not count items whose fields are wrong', async () => {
		const prompt = "={{ $json.n === 0 ? '' : 'A red car' }}";
		const { output } = await runNode(run(4, { prompt }, continues));
		expect(output[0].json.error).toBe("'Prompt' is empty");
		expect(server.tasks).toHaveLength(4);
	});
});

const image = { inputMode: 'image', imageUrl: IMAGE_URL };
const one = { url: IMAGE_URL };
const atSecond1 = { at: 'time', time: 1, url: IMAGE_URL };
const model = (id: string) => ({ model: modelByExpression(id) });

/** Requests, with what they add to the price. */
const PRICED: Record<string, Array<[string, INodeParameters]>> = {
	xai: [
		['480p', { ...model('grok-imagine-video'), seconds: 7, resolution: '480p' }],
		['1080p, by expression', { seconds: '={{ 9 }}', resolution: "={{ '1080p' }}" }],
		['an image', { ...model('grok-imagine-video-1.5-lite'), ...image, resolution: '480p' }],
		['references and a voice', { ...images(one, one, one), ...options({ voices: 'ara' }) }],
		['frames', { ...image, frames: { frame: [{ at: 'end', url: IMAGE_URL }, atSecond1] } }],
	],
	openRouter: [
		['480p', { seconds: 7, resolution: '480p' }],
		['an image', { ...image, seconds: 6 }],
		['three images', { ...images(one, one, one), seconds: 10 }],
		['1080p', { ...model('x-ai/grok-imagine-video-1.5'), seconds: 3, resolution: '1080p' }],
	],
};

describe.each(kinds('xai', 'openRouter'))('Max Cost (USD) with $name', (protocol) => {
	const server = usePriced(protocol);
	/** Two items. */
	const run = (maxCostUsd: number, { options: own = {}, ...parameters }: INodeParameters) =>
		workflow(server, createVideo({ ...parameters, options: { ...Object(own), maxCostUsd } }), {
			input: numberedItems(2),
		});
	/** The lowest limit that the node accepts. */
	const estimate = async (parameters: INodeParameters) => {
		const { message } = await failureOf(run(1e-9, parameters));
		return Number(/about ([\d.]+) USD, but 'Max Cost \(USD\)' is/.exec(message)![1]);
	};

	it.each(PRICED[protocol.id])('is compared with the bill for %s', async (_what, parameters) => {
		const limit = await estimate(parameters);
		const { message, description } = await failureOf(run(limit - 0.001, parameters));
		expect(message).toMatch(new RegExp(`would cost about ${limit}0? USD`));
		expect(description).toMatch(/^xAI prices as of .* Nothing was created or billed\.$/);
		expect(server.requests).toHaveLength(0);
		await runNode(run(limit, parameters));
		expect(server.billedUsd).toBeCloseTo(limit, 9);
	});

	it('takes the highest price for the default resolution of a model', async () => {
		const other = { ...model(protocol.otherModel), ...image, resolution: '', aspectRatio: '' };
		const limit = await estimate(other);
		await runNode(run(limit, other));
		const [{ body }] = server.tasks;
		expect(body).not.toHaveProperty('resolution');
		expect(body).not.toHaveProperty('aspect_ratio');
		expect(server.billedUsd).toBeLessThan(limit);
	});

	it('does not count videos that an earlier attempt created', async () => {
		const fields = { prompt: NUMBERED_PROMPT, ...options({ maxParallel: 1, maxCostUsd: 100 }) };
		const input = numberedItems(2);
		server.fail('status', protocol.invalidKey);
		const failed = await runToEnd(paidRun(server, fields, { input }));
		expect(server.tasks).toHaveLength(1);
		const maxCostUsd = 1.5 * server.billedUsd; // enough for the second video only
		const own = { ...fields, ...options({ pollInterval: 1, maxCostUsd }) };
		const { output } = await retryExecution(paidRun(server, own, { input }), failed);
		expect(output).toHaveLength(2);
		expect(server.tasks).toHaveLength(2);
	});

	it('cannot be checked if the price of one item is unknown', async () => {
		const id = `={{ $json.n === 1 ? 'grok-video-9' : '${protocol.model}' }}`;
		const { message } = await failureOf(run(100, { model: modelField(id, 'id') }));
		expect(message).toMatch(/^'Max Cost \(USD\)' cannot be checked: the price at \S+ is unknown/);
		expect(server.requests).toHaveLength(0);
	});
});

describe.each([
	['Max Cost (USD)', 'maxCostUsd'],
	['Max Videos per Run', 'maxVideos'],
])('%s', (label, name) => {
	const server = useStandIn(xaiKind);
	const run = (limit: INodeParameters[string]) =>
		workflow(server, createVideo(options({ [name]: limit })), { input: numberedItems(5) });

	it.each([0, '', '5 USD', '={{ [1].at($json.n) }}'])('must be above 0: %j', async (limit) => {
		const { message, description } = await failureOf(run(limit));
		expect(message).toContain(`'${label}' must be a number above 0, not`);
		expect(description).toContain(NOTHING);
		expect(server.requests).toHaveLength(0);
	});

	it('is the lowest value of all items', async () => {
		const { message } = await failureOf(run('={{ $json.n === 3 ? 0.5 : 100 }}'));
		expect(message).toContain(`'${label}' is 0.5`);
		expect(server.requests).toHaveLength(0);
	});
});

describe.each(kinds('newApi', 'openAiVideos'))('Max Cost (USD) with $name', (protocol) => {
	const server = useStandIn(protocol);

	it('cannot be checked, because the prices are unknown', async () => {
		const own = { ...model(protocol.model), ...options({ maxCostUsd: 5 }) }; // else the option is hidden
		const { message, description } = await failureOf(workflow(server, createVideo(own)));
		expect(message).toMatch(/^'Max Cost \(USD\)' cannot be checked: the price at \S+ is unknown/);
		expect(description).toBe(`Remove it, and use 'Max Videos per Run' instead. ${NOTHING}`);
		expect(server.requests).toHaveLength(0);
	});
});

describe.each(['edit', 'extend'])('the estimate for %s', (operation) => {
	const xai = useXai();
	/** In US dollars, before and after the video was made. */
	const estimateAndBill = async (more: INodeParameters = {}) => {
		const fields = { operation, ...more, model: modelField('grok-imagine-video') };
		const input = await videoItems();
		const limited = { ...fields, ...options({ maxCostUsd: 1e-9 }) };
		const { message } = await failureOf(paidRun(xai, limited, { input }));
		expect(xai.requests).toHaveLength(0);
		await runNode(paidRun(xai, fields, { input }));
		expect(xai.billedUsd).toBeGreaterThan(0);
		return [Number(/about ([\d.]+) USD/.exec(message)![1]), xai.billedUsd];
	};

	it('is at least the bill for a file', async () => {
		const [estimate, bill] = await estimateAndBill();
		expect(estimate).toBeGreaterThanOrEqual(bill);
		// 4 seconds at 0.01, and 4 or 6 at 0.07: the file does not tell its resolution
		expect(estimate).toBe(operation === 'edit' ? 0.32 : 0.46);
	});

	it('is the maximum for a link', async () => {
		const link = { videoSource: 'url', videoUrl: xai.mediaUrl('sample.mp4') };
		const [estimate, bill] = await estimateAndBill(link);
		expect(estimate).toBeGreaterThan(bill);
		expect(estimate).toBe(operation === 'edit' ? 0.696 : 0.57); // 8.7 seconds, and 15 and 6
	});
});

describe.each(kinds('newApi', 'xai', 'openRouter'))(
	'the cost of a video with $name',
	(protocol) => {
		const server = usePriced(protocol);
		const COSTS = ['cost_usd', 'cost_quota'];
		const withoutCost: ReplaceResponse = (answer) => {
			const { data, ...body } = answer.body as INodeParameters;
			const strip = (value: unknown) =>
				Object.fromEntries(
					Object.entries(Object(value)).filter(([name]) => !['quota', 'usage'].includes(name)),
				);
			return { ...answer, body: { ...strip(body), ...(data && { data: strip(data) }) } };
		};

		it('is the bill, for every operation', async () => {
			const finished = await runNode(paidRun(server));
			expect(finished.output[0].json.cost_usd).toBeCloseTo(server.billedUsd, 9);
			expect(summaryOf(finished)[0]).toMatch(
				/^1 video started: 1 finished\. Cost: 0\.\d{2,4} USD\.$/,
			);
			for (const operation of ['get', 'wait'] as const) {
				const fields = taskOperation(operation, server.tasks[0].id, { downloadVideo: false });
				const again = await runNode(workflow(server, fields));
				expect(again.output[0].json.cost_usd).toBeCloseTo(server.billedUsd, 9);
				expect(summaryOf(again)).toEqual([]); // no video was started
			}
		});

		it('is left out while the task runs', async () => {
			server.setPlan({ seconds: Infinity });
			const { id } = await server.createTask();
			const { output } = await runNode(workflow(server, taskOperation('get', id)));
			for (const name of COSTS) expect(output[0].json).not.toHaveProperty(name);
		});

		it('is left out if the server does not tell it', async () => {
			server.fail('status', withoutCost, { times: Infinity });
			const finished = await runNode(paidRun(server));
			for (const name of COSTS) expect(finished.output[0].json).not.toHaveProperty(name);
			expect(summaryOf(finished)).toEqual(['1 video started: 1 finished.']);
		});

		it.each([
			['is downloaded', { expired: true }],
			['cannot be downloaded', {}],
		])('is known if only the second status has it, and the video %s', async (_what, plan) => {
			server.setPlan(plan);
			server.fail('status', withoutCost);
			const isDead = Object.keys(plan).length === 0;
			if (isDead) server.fail('file', { status: 403 }, { times: Infinity });
			const finished = await runNode(paidRun(server, { downloadVideo: true }, continues));
			expect('error' in finished.output[0].json).toBe(isDead);
			expect(finished.output[0].json.cost_usd).toBeCloseTo(server.billedUsd, 9);
			expect(server.requestsTo('status')).toHaveLength(2);
			expect(summaryOf(finished)[0]).toMatch(/^1 video started: 1 finished\. Cost: /);
		});

		it('adds up to the bill if one of 4 videos fails', async () => {
			server.setPlan(({ body }) => (itemNumber(body) === 2 ? protocol.failure.plan : undefined));
			const own = { prompt: NUMBERED_PROMPT, seconds: '={{ 4 + $json.n }}' };
			const more = { input: numberedItems(4), onError: 'continueErrorOutput' } as const;
			const { output, errorOutput, hints } = await runNode(paidRun(server, own, more));
			expect([output.length, errorOutput.length]).toEqual([3, 1]);
			expect(cents(sumOf(output))).toBe(cents(server.billedUsd));
			const started = '4 videos started: 3 finished, 1 failed. Known cost: ';
			const [summary] = summaryOf({ hints });
			expect(summary).toContain(started + server.billedUsd.toFixed(2));
			expect(summary).toContain(' USD (3 of 4).');
		});
	},
);

describe('with a new-api gateway', () => {
	const gateway = usePriced(newApi);

	it('the hint after a run counts finished, failed and running videos', async () => {
		const plans = [{}, newApi.failure.plan, { seconds: Infinity }];
		gateway.setPlan(({ body }) => plans.at(itemNumber(body)));
		const timeout = options({ pollInterval: 1, maxWait: 1, onTimeout: 'return' });
		fastClock();
		const more = { input: numberedItems(3), ...continues };
		const run = paidRun(gateway, { prompt: NUMBERED_PROMPT, ...timeout }, more);
		expect(summaryOf(await runNode(run))).toEqual([
			'3 videos started: 1 finished, 1 failed, 1 still running. Known cost: 0.50 USD (1 of 3).',
		]);
	});

	it.each([
		[1, "1 video started. Get the file with 'Wait for Completion' and its task ID."],
		[2, "2 videos started. Get each file with 'Wait for Completion' and its task ID."],
	])('the hint after Create of %d says how to get the file', async (count, hint) => {
		const run = workflow(gateway, createVideo(), { input: numberedItems(count) });
		expect(summaryOf(await runNode(run))).toEqual([hint]);
	});

	it('Get Status returns the cost of a blocked video', async () => {
		const supplier = { video: { url: '', respect_moderation: false } };
		const data = { status: 'SUCCESS', quota: 250_000, data: supplier };
		gateway.fail('status', { status: 200, body: { code: 'success', data } });
		const { output } = await runNode(workflow(gateway, taskOperation('get', 'task_1')));
		expect(output[0].json).toMatchObject({ status: 'FAILURE', cost_usd: 0.5, cost_quota: 250_000 });
	});

	describe('the exchange rate', () => {
		const costOf = async (more: More = {}) => {
			const { output } = await runNode(paidRun(gateway, {}, more));
			for (const { json } of output) {
				expect(json).toMatchObject({ status: 'SUCCESS', cost_quota: 250_000 });
			}
			return output[0].json.cost_usd;
		};

		it('is read once per run, and only for costs', async () => {
			await runNode(workflow(gateway, createVideo()));
			expect(gateway.requestsTo('site')).toHaveLength(0);
			gateway.account.quotaPerUnit = '250000';
			expect(await costOf({ input: numberedItems(3) })).toBe(1);
			expect(gateway.requestsTo('site')).toHaveLength(1);
		});

		it.each<[string, Fault]>([
			['HTTP 404', { status: 404 }],
			['a web page', 'html-200'],
			['a broken connection', 'reset'],
			['no response', 'hang'],
			['a redirect', { status: 302, headers: { location: 'https://example.com' } }],
		])('is unknown after %s, which is not repeated', async (_what, fault) => {
			setLimit('BALANCE_TIMEOUT_SECONDS', 0.2);
			gateway.fail('site', fault, { times: Infinity });
			expect(await costOf({ input: numberedItems(3) })).toBeUndefined();
			expect(gateway.requestsTo('site')).toHaveLength(1);
		});
	});
});

describe('with xAI', () => {
	const xai = usePriced(xaiKind);

	it('a moderated video has a cost, and is not created again', async () => {
		xai.setPlan(({ body }) => (itemNumber(body) === 1 ? { outcome: 'moderated' } : {}));
		const more = { input: numberedItems(3), retry: { maxTries: 3 }, ...continues };
		const { output, hints } = await runNode(paidRun(xai, { prompt: NUMBERED_PROMPT }, more));
		const { cost_usd, error } = output[1].json;
		expect(error).toContain('The video generation failed');
		expect(cost_usd).toBeGreaterThan(0);
		expect(cents(sumOf(output))).toBe(cents(xai.billedUsd));
		expect(summaryOf({ hints })[0]).toContain(`1 failed. Cost: ${xai.billedUsd} USD.`);
		expect(xai.tasks).toHaveLength(3);
		const got = await runNode(
			workflow(xai, taskOperation('get', xai.tasks.find(isForItem(1))!.id)),
		);
		expect(got.output[0].json).toMatchObject({ status: 'FAILURE', cost_usd });
	});
});
