import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Fault, ReplaceResponse } from '../servers/types';
import { videoItems } from '../support/videoToVideo';
import { retryExecution, runNode, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import {
	modelByExpression,
	IMAGE_URL,
	modelField,
	sameImage,
	NUMBERED_PROMPT,
	numberedItems,
	taskParameters,
	options,
	createParameters,
	itemNumber,
	taskForItem,
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

type Overrides = Partial<EngineOptions>;
type PricedStandIn = StandIn & { billedUsd: number; account: Record<string, unknown> };

const [newApi, xaiProtocol] = PROTOCOLS;
const protocols = (...ids: string[]) => PROTOCOLS.filter(({ id }) => ids.includes(id));
const usePricedStandIn = (protocol: TestProtocol) => useStandIn(protocol) as PricedStandIn;
const toCents = (usd: number) => Math.round(usd * 100);
const totalCostUsd = (items: INodeExecutionData[]) =>
	items.reduce((sum, { json }) => sum + Number(json.cost_usd ?? 0), 0);
/** The hints that summarize the videos of a run. */
const summaryHints = ({ hints }: { hints: Array<{ message: string }> }) =>
	hints.map(({ message }) => message).filter((message) => message.includes(' started'));
const NOTHING_BILLED = 'Nothing was created or billed.';
const continueOnError = { onError: 'continueRegularOutput' } as const;

beforeEach(() => void shortPauses());

describe('Max Videos per Run', () => {
	const server = useStandIn(newApi);
	/** A run with five items. */
	const run = (
		maxVideos: INodeParameters[string],
		parameters: INodeParameters = {},
		overrides: Overrides = {},
	) =>
		workflow(server, createParameters({ ...options({ maxVideos }), ...parameters }), {
			input: numberedItems(5),
			...overrides,
		});

	it.each([4, '4', '={{ $json.n + 4 }}'])(
		'set to %j rejects five items before any request',
		async (maxVideos) => {
			const { message, description } = await failureOf(run(maxVideos));
			expect(message).toContain("This run would create 5 videos, but 'Max Videos per Run' is 4");
			expect(description).toContain(NOTHING_BILLED);
			expect(server.requests).toHaveLength(0);
		},
	);

	it('accepts as many items as it allows', async () => {
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

	it('does not count items with invalid fields', async () => {
		const prompt = "={{ $json.n === 0 ? '' : 'A red car' }}";
		const { output } = await runNode(run(4, { prompt }, continueOnError));
		expect(output[0].json.error).toBe("'Prompt' is empty");
		expect(server.tasks).toHaveLength(4);
	});
});

const image = { inputMode: 'image', imageUrl: IMAGE_URL };
const frameAtSecond1 = { at: 'time', time: 1, url: IMAGE_URL };
const withModel = (id: string) => ({ model: modelByExpression(id) });

/** Parameters that affect the price. */
const PRICED_PARAMETERS: Record<string, Array<[string, INodeParameters]>> = {
	xai: [
		['480p', { ...withModel('grok-imagine-video'), seconds: 7, resolution: '480p' }],
		['1080p by expression', { seconds: '={{ 9 }}', resolution: "={{ '1080p' }}" }],
		['an image', { ...withModel('grok-imagine-video-1.5-lite'), ...image, resolution: '480p' }],
		['references and a voice', { ...sameImage(3), ...options({ voices: 'ara' }) }],
		['frames', { ...image, frames: { frame: [{ at: 'end', url: IMAGE_URL }, frameAtSecond1] } }],
	],
	openRouter: [
		['480p', { seconds: 7, resolution: '480p' }],
		['an image', { ...image, seconds: 6 }],
		['three images', { ...sameImage(3), seconds: 10 }],
		['1080p', { ...withModel('x-ai/grok-imagine-video-1.5'), seconds: 3, resolution: '1080p' }],
	],
};

describe.each(protocols('xai', 'openRouter'))('Max Cost (USD) with $name', (protocol) => {
	const server = usePricedStandIn(protocol);
	/** A run with two items. */
	const run = (
		maxCostUsd: number,
		{ options: otherOptions = {}, ...parameters }: INodeParameters,
	) =>
		workflow(
			server,
			createParameters({ ...parameters, options: { ...Object(otherOptions), maxCostUsd } }),
			{ input: numberedItems(2) },
		);
	/** The estimate in the error of a run with a low limit. */
	const estimate = async (parameters: INodeParameters) => {
		const { message } = await failureOf(run(1e-9, parameters));
		return Number(/about ([\d.]+) USD, but 'Max Cost \(USD\)' is/.exec(message)![1]);
	};

	it.each(PRICED_PARAMETERS[protocol.id])(
		'is compared with an exact estimate for %s',
		async (_name, parameters) => {
			const limit = await estimate(parameters);
			const { message, description } = await failureOf(run(limit - 0.001, parameters));
			expect(message).toMatch(new RegExp(`would cost about ${limit}0? USD`));
			expect(description).toMatch(/^xAI prices as of .* Nothing was created or billed\.$/);
			expect(server.requests).toHaveLength(0);
			await runNode(run(limit, parameters));
			expect(server.billedUsd).toBeCloseTo(limit, 9);
		},
	);

	it('assumes the highest price for the default resolution of a model', async () => {
		const parameters = {
			...withModel(protocol.otherModel),
			...image,
			resolution: '',
			aspectRatio: '',
		};
		const limit = await estimate(parameters);
		await runNode(run(limit, parameters));
		const [{ body }] = server.tasks;
		expect(body).not.toHaveProperty('resolution');
		expect(body).not.toHaveProperty('aspect_ratio');
		expect(server.billedUsd).toBeLessThan(limit);
	});

	it('does not count videos that an earlier attempt created', async () => {
		const prompt = NUMBERED_PROMPT;
		const firstParameters = { prompt, ...options({ maxParallel: 1, maxCostUsd: 100 }) };
		const input = numberedItems(2);
		server.fail('status', protocol.invalidKey);
		const failed = await runToEnd(paidRun(server, firstParameters, { input }));
		expect(server.tasks).toHaveLength(1);
		const maxCostUsd = 1.5 * server.billedUsd; // enough for the second video only
		const retryParameters = { prompt, ...options({ pollInterval: 1, maxCostUsd }) };
		const { output } = await retryExecution(paidRun(server, retryParameters, { input }), failed);
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
	const server = useStandIn(xaiProtocol);
	const run = (limit: INodeParameters[string]) =>
		workflow(server, createParameters(options({ [name]: limit })), { input: numberedItems(5) });

	it.each([0, '', '5 USD', '={{ [1].at($json.n) }}'])('must be above 0: %j', async (limit) => {
		const { message, description } = await failureOf(run(limit));
		expect(message).toContain(`'${label}' must be a number above 0, not`);
		expect(description).toContain(NOTHING_BILLED);
		expect(server.requests).toHaveLength(0);
	});

	it('uses the lowest value of all items', async () => {
		const { message } = await failureOf(run('={{ $json.n === 3 ? 0.5 : 100 }}'));
		expect(message).toContain(`'${label}' is 0.5`);
		expect(server.requests).toHaveLength(0);
	});
});

describe.each(protocols('newApi', 'openAiVideos'))('Max Cost (USD) with $name', (protocol) => {
	const server = useStandIn(protocol);

	it('cannot be checked, because the prices are unknown', async () => {
		// A model by expression, because the option is hidden otherwise.
		const parameters = { ...withModel(protocol.model), ...options({ maxCostUsd: 5 }) };
		const { message, description } = await failureOf(
			workflow(server, createParameters(parameters)),
		);
		expect(message).toMatch(/^'Max Cost \(USD\)' cannot be checked: the price at \S+ is unknown/);
		expect(description).toBe(`Remove it, and use 'Max Videos per Run' instead. ${NOTHING_BILLED}`);
		expect(server.requests).toHaveLength(0);
	});
});

describe('Max Cost (USD)', () => {
	const xai = useXai();

	it('accepts three videos of 0.07 USD at a limit of 0.21 USD, despite floating-point rounding', async () => {
		const model = modelField('grok-imagine-video');
		const parameters = { model, resolution: '720p', seconds: 1, ...options({ maxCostUsd: 0.21 }) };
		await runNode(workflow(xai, createParameters(parameters), { input: numberedItems(3) }));
		expect(toCents(xai.billedUsd)).toBe(21);
	});
});

describe.each(['edit', 'extend'])('the estimate for %s', (operation) => {
	const xai = useXai();
	/** The estimate before the run and the bill after it, in US dollars. */
	const estimateAndBill = async (overrides: INodeParameters = {}) => {
		const parameters = { operation, ...overrides, model: modelField('grok-imagine-video') };
		const input = await videoItems();
		const limitedParameters = { ...parameters, ...options({ maxCostUsd: 1e-9 }) };
		const { message } = await failureOf(paidRun(xai, limitedParameters, { input }));
		expect(xai.requests).toHaveLength(0);
		await runNode(paidRun(xai, parameters, { input }));
		expect(xai.billedUsd).toBeGreaterThan(0);
		return [Number(/about ([\d.]+) USD/.exec(message)![1]), xai.billedUsd];
	};

	it('is at least the bill for a file', async () => {
		const [estimate, bill] = await estimateAndBill();
		expect(estimate).toBeGreaterThanOrEqual(bill);
		// 4 s of input at 0.01 USD, and 4 or 6 s of output at 0.07 USD: the file's resolution is unknown
		expect(estimate).toBe(operation === 'edit' ? 0.32 : 0.46);
	});

	it('is the maximum for a link', async () => {
		const link = { videoSource: 'url', videoUrl: xai.mediaUrl('sample.mp4') };
		const [estimate, bill] = await estimateAndBill(link);
		expect(estimate).toBeGreaterThan(bill);
		expect(estimate).toBe(operation === 'edit' ? 0.696 : 0.57); // 8.7 s in and out, or 15 s in and 6 s out
	});
});

describe.each(protocols('newApi', 'xai', 'openRouter'))(
	'the cost of a video with $name',
	(protocol) => {
		const server = usePricedStandIn(protocol);
		const COST_FIELDS = ['cost_usd', 'cost_quota'];
		const withoutCost: ReplaceResponse = (response) => {
			const { data, ...body } = response.body as INodeParameters;
			const strip = (value: unknown) =>
				Object.fromEntries(
					Object.entries(Object(value)).filter(([name]) => !['quota', 'usage'].includes(name)),
				);
			return { ...response, body: { ...strip(body), ...(data && { data: strip(data) }) } };
		};

		it('equals the bill in every operation', async () => {
			const result = await runNode(paidRun(server));
			expect(result.output[0].json.cost_usd).toBeCloseTo(server.billedUsd, 9);
			expect(summaryHints(result)[0]).toMatch(
				/^1 video started: 1 finished\. Cost: 0\.\d{2,4} USD\.$/,
			);
			for (const operation of ['get', 'wait'] as const) {
				const parameters = taskParameters(operation, server.tasks[0].id, { downloadVideo: false });
				const laterResult = await runNode(workflow(server, parameters));
				expect(laterResult.output[0].json.cost_usd).toBeCloseTo(server.billedUsd, 9);
				expect(summaryHints(laterResult)).toEqual([]); // no video was started
			}
		});

		it('is omitted while the task is running', async () => {
			server.setPlan({ seconds: Infinity });
			const { id } = await server.createTask();
			const { output } = await runNode(workflow(server, taskParameters('get', id)));
			for (const name of COST_FIELDS) expect(output[0].json).not.toHaveProperty(name);
		});

		it('is omitted if the server does not return it', async () => {
			server.fail('status', withoutCost, { times: Infinity });
			const result = await runNode(paidRun(server));
			for (const name of COST_FIELDS) expect(result.output[0].json).not.toHaveProperty(name);
			expect(summaryHints(result)).toEqual(['1 video started: 1 finished.']);
		});

		it.each([
			['is downloaded', { expired: true }],
			['cannot be downloaded', {}],
		])(
			'is read from the second status if the first has none and the video %s',
			async (_name, plan) => {
				server.setPlan(plan);
				server.fail('status', withoutCost);
				const downloadFails = Object.keys(plan).length === 0;
				if (downloadFails) server.fail('file', { status: 403 }, { times: Infinity });
				const result = await runNode(paidRun(server, { downloadVideo: true }, continueOnError));
				expect('error' in result.output[0].json).toBe(downloadFails);
				expect(result.output[0].json.cost_usd).toBeCloseTo(server.billedUsd, 9);
				expect(server.requestsTo('status')).toHaveLength(2);
				expect(summaryHints(result)[0]).toMatch(/^1 video started: 1 finished\. Cost: /);
			},
		);

		it('adds up to the bill if one of four videos fails', async () => {
			server.setPlan(({ body }) => (itemNumber(body) === 2 ? protocol.failure.plan : undefined));
			const parameters = { prompt: NUMBERED_PROMPT, seconds: '={{ 4 + $json.n }}' };
			const overrides = { input: numberedItems(4), onError: 'continueErrorOutput' } as const;
			const { output, errorOutput, hints } = await runNode(paidRun(server, parameters, overrides));
			expect([output.length, errorOutput.length]).toEqual([3, 1]);
			expect(toCents(totalCostUsd(output))).toBe(toCents(server.billedUsd));
			const [summary] = summaryHints({ hints });
			expect(summary).toContain(
				`4 videos started: 3 finished, 1 failed. Known cost: ${server.billedUsd.toFixed(2)}`,
			);
			expect(summary).toContain(' USD (3 of 4).');
		});
	},
);

describe('with a new-api gateway', () => {
	const gateway = usePricedStandIn(newApi);

	it('the hint after a run counts finished, failed and running videos', async () => {
		const plans = [{}, newApi.failure.plan, { seconds: Infinity }];
		gateway.setPlan(({ body }) => plans.at(itemNumber(body)));
		const returnOnTimeout = options({ pollInterval: 1, maxWait: 1, onTimeout: 'return' });
		fastClock();
		const overrides = { input: numberedItems(3), ...continueOnError };
		const run = paidRun(gateway, { prompt: NUMBERED_PROMPT, ...returnOnTimeout }, overrides);
		expect(summaryHints(await runNode(run))).toEqual([
			'3 videos started: 1 finished, 1 failed, 1 still running. Known cost: 0.50 USD (1 of 3).',
		]);
	});

	it.each([
		[1, "1 video started. Get the file with 'Wait for Completion' and its task ID."],
		[2, "2 videos started. Get each file with 'Wait for Completion' and its task ID."],
	])('the hint after Create says how to get the files (items: %d)', async (count, hint) => {
		const run = workflow(gateway, createParameters(), { input: numberedItems(count) });
		expect(summaryHints(await runNode(run))).toEqual([hint]);
	});

	it('Get Status returns the cost of a blocked video', async () => {
		const upstreamResponse = { video: { url: '', respect_moderation: false } };
		const data = { status: 'SUCCESS', quota: 250_000, data: upstreamResponse };
		gateway.fail('status', { status: 200, body: { code: 'success', data } });
		const { output } = await runNode(workflow(gateway, taskParameters('get', 'task_1')));
		expect(output[0].json).toMatchObject({ status: 'FAILURE', cost_usd: 0.5, cost_quota: 250_000 });
	});

	describe('the exchange rate', () => {
		const costOf = async (overrides: Overrides = {}) => {
			const { output } = await runNode(paidRun(gateway, {}, overrides));
			for (const { json } of output) {
				expect(json).toMatchObject({ status: 'SUCCESS', cost_quota: 250_000 });
			}
			return output[0].json.cost_usd;
		};

		it('is requested once per run, and only for costs', async () => {
			await runNode(workflow(gateway, createParameters()));
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
		])('is unknown after %s, and the request is not repeated', async (_name, fault) => {
			setLimit('BALANCE_TIMEOUT_SECONDS', 0.2);
			gateway.fail('site', fault, { times: Infinity });
			expect(await costOf({ input: numberedItems(3) })).toBeUndefined();
			expect(gateway.requestsTo('site')).toHaveLength(1);
		});
	});
});

describe('with xAI', () => {
	const xai = usePricedStandIn(xaiProtocol);

	it('a moderated video has a cost and is not created again', async () => {
		xai.setPlan(({ body }) => (itemNumber(body) === 1 ? { outcome: 'moderated' } : {}));
		const overrides = { input: numberedItems(3), retry: { maxTries: 3 }, ...continueOnError };
		const { output, hints } = await runNode(paidRun(xai, { prompt: NUMBERED_PROMPT }, overrides));
		const { cost_usd, error } = output[1].json;
		expect(error).toContain('The video generation failed');
		expect(cost_usd).toBeGreaterThan(0);
		expect(toCents(totalCostUsd(output))).toBe(toCents(xai.billedUsd));
		expect(summaryHints({ hints })[0]).toContain(`1 failed. Cost: ${xai.billedUsd} USD.`);
		expect(xai.tasks).toHaveLength(3);
		const { id } = taskForItem(xai, 1);
		const getStatus = await runNode(workflow(xai, taskParameters('get', id)));
		expect(getStatus.output[0].json).toMatchObject({ status: 'FAILURE', cost_usd });
	});
});
