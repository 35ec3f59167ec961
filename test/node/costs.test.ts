import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Fault, Replace } from '../servers/types';
import { runNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { fixture, storedFile } from '../support/files';
import {
	byExpression,
	images,
	IMAGE_URL,
	modelField,
	NUMBERED_PROMPT,
	numberedItems,
	ofTask,
	options,
	video,
} from '../support/parameters';
import { failureOf, paidRun, workflow } from '../support/runs';
import { KINDS, useStandIn, type Kind, type StandIn } from '../support/standIns';
import { fastClock, shorten, shortPauses } from '../support/time';
import { numberOf, ofItem } from '../support/useGateway';
import { useXai } from '../support/useXai';

type More = Partial<EngineOptions>;
type PricedStandIn = StandIn & { account: Record<string, unknown> };

const [newApi] = KINDS;
const kinds = (...names: string[]) => KINDS.filter(({ protocol }) => names.includes(protocol));
const usePriced = (kind: Kind) => useStandIn(kind) as PricedStandIn;
const cents = (usd: number) => Math.round(usd * 100);
const sumOf = (items: INodeExecutionData[]) =>
	items.reduce((sum, { json }) => sum + Number(json.cost_usd ?? 0), 0);
/** The hint about the videos of the run. */
const summaryOf = ({ hints }: { hints: Array<{ message: string }> }) =>
	hints.map(({ message }) => message).filter((message) => message.includes(' started'));
const waiting = (more: INodeParameters = {}) => options({ pollInterval: 1, maxWait: 20, ...more });
const NOTHING = 'Nothing was created or billed.';

beforeEach(() => void shortPauses());

describe('Max Videos per Run', () => {
	const server = useStandIn(newApi);
	const input = numberedItems(5);
	const run = (maxVideos: unknown, parameters: INodeParameters = {}, more: More = {}) => {
		const limited = options({ maxVideos } as INodeParameters);
		return workflow(server, video({ ...limited, ...parameters }), { input, ...more });
	};

	it.each([4, '4', 4.5, '={{ $json.n + 4 }}'])(
		'rejects five items before the first is paid: %j',
		async (maxVideos) => {
			const { message, description } = await failureOf(run(maxVideos));
			expect(message).toContain("This run would create 5 videos, but 'Max Videos per Run' is 4");
			expect(description).toContain(NOTHING);
			expect(server.requests).toHaveLength(0);
		},
	);

	it.each([5, '={{ $input.all().length }}'])('accepts five items: %j', async (maxVideos) => {
		await runNode(run(maxVideos));
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
		const { output } = await runNode(run(4, { prompt }, { onError: 'continueRegularOutput' }));
		expect(output[0].json.error).toBe("'Prompt' is empty");
		expect(server.tasks).toHaveLength(4);
	});

	it('applies to a tool of an AI agent', async () => {
		const { output } = await runNode(run(4, {}, { asTool: true }));
		expect(output[0].json.description).toContain(NOTHING);
		expect(server.requests).toHaveLength(0);
	});

	it('does not count videos of an earlier attempt', async () => {
		server.fail('status', newApi.wrongKey);
		const five = paidRun(server, waiting({ maxVideos: 5 }), { input, retry: { maxTries: 3 } });
		expect((await runNode(five)).output).toHaveLength(5);
		expect(server.tasks).toHaveLength(5);
	});
});

describe.each(kinds('xai', 'openRouter'))('Max Cost (USD) with $name', (kind) => {
	const server = usePriced(kind);
	const input = numberedItems(5);
	const run = (limits: INodeParameters, parameters: INodeParameters = {}, more: More = {}) => {
		const model = modelField(kind.protocol === 'xai' ? 'grok-imagine-video' : kind.model);
		const own = { model, ...parameters, options: { ...Object(parameters.options), ...limits } };
		return workflow(server, video(own), { input, ...more });
	};
	/** Of five videos: the lowest limit that the node accepts. */
	const estimate = async (parameters: INodeParameters) => {
		const { message } = await failureOf(run({ maxCostUsd: 1e-9 }, parameters));
		return Number(/about ([\d.]+) USD, but 'Max Cost \(USD\)' is/.exec(message)![1]);
	};
	const image = { inputMode: 'image', imageUrl: IMAGE_URL };

	it.each<[string, INodeParameters]>([
		['a text', { seconds: 7, resolution: '480p' }],
		['an image', { ...image, seconds: 6 }],
		['three images', { ...images(...Array(3).fill({ url: IMAGE_URL })), seconds: 10 }],
	])('is compared with what the server bills for %s', async (_what, parameters) => {
		const limit = await estimate(parameters);
		const { message, description } = await failureOf(run({ maxCostUsd: limit - 0.01 }, parameters));
		expect(message).toContain(`would cost about ${limit.toFixed(2)} USD`);
		expect(description).toMatch(/^xAI prices as of .* Nothing was created or billed\.$/);
		expect(server.requests).toHaveLength(0);
		await runNode(run({ maxCostUsd: limit }, parameters));
		expect(server.billedUsd).toBeCloseTo(limit, 9);
	});

	it('takes the highest price for the default resolution of a model', async () => {
		const model = modelField(kind.otherModel);
		const limit = await estimate({ model, ...image, resolution: '', aspectRatio: '' });
		await runNode(run({ maxCostUsd: limit }, { model, ...image, resolution: '', aspectRatio: '' }));
		const [{ body }] = server.tasks;
		expect(body).not.toHaveProperty('resolution');
		expect(body).not.toHaveProperty('aspect_ratio');
		expect(server.billedUsd).toBeLessThan(limit);
	});

	it('cannot be checked if the price of one item is unknown', async () => {
		const known = kind.protocol === 'xai' ? 'grok-imagine-video' : kind.model;
		const model = modelField(`={{ $json.n === 3 ? 'grok-video-9' : '${known}' }}`, 'id');
		const { message } = await failureOf(run({ maxCostUsd: 100 }, { model }));
		expect(message).toMatch(/^'Max Cost \(USD\)' cannot be checked: the price at \S+ is unknown/);
		expect(server.requests).toHaveLength(0);
	});

	const LIMITS = { maxCostUsd: 'Max Cost (USD)', maxVideos: 'Max Videos per Run' };
	it.each([0, '', '5 USD', true, '={{ NaN }}', '={{ [1].at($json.n) }}'])(
		'and Max Videos per Run must be numbers above 0: %j',
		async (limit) => {
			for (const [name, label] of Object.entries(LIMITS)) {
				const { message, description } = await failureOf(run({ [name]: limit as number }));
				expect(message).toContain(`'${label}' must be a number above 0, not`);
				expect(description).toContain(NOTHING);
			}
			expect(server.requests).toHaveLength(0);
		},
	);

	it.each(Object.entries(LIMITS))(
		'%s: the lowest value of all items counts',
		async (name, label) => {
			const { message } = await failureOf(run({ [name]: '={{ $json.n === 3 ? 0.5 : 100 }}' }));
			expect(message).toContain(`'${label}' is 0.5`);
			expect(server.requests).toHaveLength(0);
		},
	);

	it('does not apply if nothing is created', async () => {
		const limits = { maxCostUsd: -1, maxVideos: 0 };
		const { message } = await failureOf(run(limits, { operation: 'get', taskId: 'task_1' }));
		expect(message).not.toContain('must be');
	});
});

describe.each(kinds('newApi', 'openAiVideos'))('Max Cost (USD) with $name', (kind) => {
	const server = useStandIn(kind);

	it('cannot be checked, because the prices are unknown', async () => {
		const own = { model: byExpression(kind.model), ...options({ maxCostUsd: 5 }) };
		const { message, description } = await failureOf(workflow(server, video(own)));
		expect(message).toMatch(/^'Max Cost \(USD\)' cannot be checked: the price at \S+ is unknown/);
		expect(description).toBe(`Remove it, and use 'Max Videos per Run' instead. ${NOTHING}`);
		expect(server.requests).toHaveLength(0);
	});
});

describe('the estimate for xAI', () => {
	/** It makes each video as long as it was asked for. */
	const xai = useXai();
	const run = (parameters: INodeParameters, input?: INodeExecutionData[]) =>
		paidRun(
			{ ...xai, url: xai.url, key: xai.key, credential: { protocol: 'xai' } },
			{ model: modelField('grok-imagine-video'), ...parameters },
			{ input },
		);
	const estimate = async (parameters: INodeParameters, input?: INodeExecutionData[]) => {
		const own = { ...parameters, options: { ...Object(parameters.options), maxCostUsd: 1e-9 } };
		const { message } = await failureOf(run(own, input));
		return Number(/about ([\d.]+) USD/.exec(message)![1]);
	};
	const clip = async () => [
		{ json: {}, binary: { data: await storedFile(fixture('sample.mp4'), 'video/mp4') } },
	];
	const NEW = { model: modelField('grok-imagine-video-1.5') };
	const LITE = { model: modelField('grok-imagine-video-1.5-lite') };
	const image = { inputMode: 'image', imageUrl: IMAGE_URL };
	const row = { url: IMAGE_URL };
	const frame = [
		{ at: 'end', url: IMAGE_URL },
		{ at: 'time', time: 1, url: IMAGE_URL },
	];

	it.each<[string, INodeParameters]>([
		['text by expression', { ...NEW, seconds: '={{ 9 }}', resolution: "={{ '1080p' }}" }],
		['an image, lite', { ...LITE, ...image, resolution: '480p' }],
		['references and a voice', { ...NEW, ...images(row, row), options: { voices: 'ara' } }],
		['an image and frames', { ...NEW, ...image, frames: { frame } }],
	])('is the bill for %s', async (_what, parameters) => {
		const expected = await estimate(parameters);
		const own = { ...parameters, options: { pollInterval: 1, ...Object(parameters.options) } };
		const { output } = await runNode(run(own));
		expect(xai.billedUsd).toBeCloseTo(expected, 9);
		expect(output[0].json.cost_usd).toBe(xai.billedUsd);
	});

	const CHANGES: Array<[string, INodeParameters]> = [
		['edit', {}],
		['extend', {}],
		['extend', { seconds: 9 }],
	];

	it.each(CHANGES)('is at least the bill for %s of a file %j', async (operation, more) => {
		const own = { operation, ...more };
		const expected = await estimate(own, await clip());
		await runNode(run(own, await clip()));
		expect(xai.billedUsd).toBeGreaterThan(0);
		expect(expected).toBeGreaterThanOrEqual(xai.billedUsd);
		// The file does not tell its resolution, so the higher price counts.
		const [{ inputSeconds = 0, seconds, resolution }] = xai.tasks;
		const highest = resolution === '480p' ? (inputSeconds + seconds * 7) / 100 : xai.billedUsd;
		expect(expected).toBeCloseTo(highest, 2);
	});

	it.each(CHANGES)('is the maximum for %s of a link %j', async (operation, more) => {
		const link = { videoSource: 'url', videoUrl: xai.mediaUrl('sample.mp4') };
		const own = { operation, ...link, ...more };
		const expected = await estimate(own);
		await runNode(run(own));
		expect(expected).toBeGreaterThan(xai.billedUsd);
	});
});

describe.each(kinds('newApi', 'xai', 'openRouter'))('the cost of a video with $name', (kind) => {
	const server = usePriced(kind);
	const COSTS = ['cost_usd', 'cost_quota'];
	const withoutCost: Replace = (answer) => {
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
			const again = await runNode(
				workflow(server, ofTask(operation, server.tasks[0].id, { downloadVideo: false })),
			);
			expect(again.output[0].json.cost_usd).toBeCloseTo(server.billedUsd, 9);
			expect(summaryOf(again)).toEqual([]); // no video was started
		}
	});

	it('is left out while the task runs', async () => {
		server.setPlan({ seconds: Infinity });
		const { id } = await server.createdBefore();
		const { output } = await runNode(workflow(server, ofTask('get', id)));
		for (const name of COSTS) expect(output[0].json).not.toHaveProperty(name);
	});

	it('is left out if the server does not tell it', async () => {
		server.fail('status', withoutCost, { times: Infinity });
		const finished = await runNode(paidRun(server));
		for (const name of COSTS) expect(finished.output[0].json).not.toHaveProperty(name);
		expect(summaryOf(finished)).toEqual(['1 video started: 1 finished.']);
		expect(server.requestsTo('site')).toHaveLength(0);
	});

	it.each([
		['is downloaded', { expired: true }],
		['cannot be downloaded', {}],
	])('is known if only the second status has it, and the video %s', async (_what, plan) => {
		server.setPlan(plan);
		server.fail('status', withoutCost);
		const isDead = Object.keys(plan).length === 0;
		if (isDead) server.fail('file', { status: 403 }, { times: Infinity });
		const finished = await runNode(
			paidRun(server, { downloadVideo: true }, { onError: 'continueRegularOutput' }),
		);
		expect('error' in finished.output[0].json).toBe(isDead);
		expect(finished.output[0].json.cost_usd).toBeCloseTo(server.billedUsd, 9);
		expect(server.requestsTo('status')).toHaveLength(2);
		expect(summaryOf(finished)[0]).toMatch(/^1 video started: 1 finished\. Cost: /);
	});

	it('adds up to the bill if one of 8 videos fails', async () => {
		server.setPlan(({ body }) => (numberOf(body) === 5 ? kind.failure.plan : undefined));
		const own = { prompt: NUMBERED_PROMPT, seconds: '={{ 4 + $json.n % 3 }}' };
		const more = { input: numberedItems(8), onError: 'continueErrorOutput' } as const;
		const { output, errorOutput, hints } = await runNode(paidRun(server, own, more));
		expect([output.length, errorOutput.length]).toEqual([7, 1]);
		expect(cents(sumOf(output))).toBe(cents(server.billedUsd));
		const usd = server.billedUsd.toFixed(2);
		expect(summaryOf({ hints })).toEqual([
			expect.stringMatching(
				`^8 videos started: 7 finished, 1 failed\\. Known cost: ${usd}\\d* USD \\(7 of 8\\)\\.$`,
			),
		]);
	});

	it('adds up to the bill with Retry On Fail', async () => {
		server.fail('status', kind.wrongKey, { when: () => server.tasks.length === 8 });
		const parallel = { prompt: NUMBERED_PROMPT, seconds: '={{ 4 + $json.n % 3 }}' };
		const more = { input: numberedItems(8), retry: { maxTries: 3 } };
		const { output, hints } = await runNode(paidRun(server, parallel, more));
		expect(server.tasks).toHaveLength(8);
		expect(cents(sumOf(output))).toBe(cents(server.billedUsd));
		const usd = server.billedUsd.toFixed(2);
		expect(summaryOf({ hints })).toEqual([
			expect.stringMatching(
				`^8 videos started \\(8 by an earlier attempt\\): 8 finished\\. Cost: ${usd}`,
			),
		]);
	});
});

describe('with a new-api gateway', () => {
	const gateway = usePriced(newApi);

	it('the hint after a run counts finished, failed and running videos', async () => {
		gateway.setPlan(({ body }) =>
			[{}, newApi.failure.plan, { seconds: Infinity }].at(numberOf(body)),
		);
		const parameters = {
			prompt: NUMBERED_PROMPT,
			...options({ pollInterval: 1, maxWait: 1, onTimeout: 'return' }),
		};
		fastClock();
		const more = { input: numberedItems(3), onError: 'continueRegularOutput' } as const;
		expect(summaryOf(await runNode(paidRun(gateway, parameters, more)))).toEqual([
			'3 videos started: 1 finished, 1 failed, 1 still running. Known cost: 0.50 USD (1 of 3).',
		]);
	});

	it.each([
		[1, "1 video started. Get the file with 'Wait for Completion' and its task ID."],
		[2, "2 videos started. Get each file with 'Wait for Completion' and its task ID."],
	])('the hint after Create of %d says how to get the file', async (count, hint) => {
		const input = numberedItems(count);
		expect(summaryOf(await runNode(paidRun(gateway, { operation: 'create' }, { input })))).toEqual([
			hint,
		]);
	});

	it('Get Status returns the cost of a blocked video', async () => {
		const supplier = { video: { url: '', respect_moderation: false } };
		const data = { status: 'SUCCESS', quota: 250_000, data: supplier };
		gateway.fail('status', { status: 200, body: { code: 'success', data } });
		const { output } = await runNode(workflow(gateway, ofTask('get', 'task_1')));
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
			expect(await costOf({ input: numberedItems(3) })).toBe(0.5);
			expect(gateway.requestsTo('site')).toHaveLength(1);
			await runNode(workflow(gateway, video()));
			expect(gateway.requestsTo('site')).toHaveLength(1);
		});

		it('may be a text', async () => {
			gateway.account.quotaPerUnit = '250000';
			expect(await costOf()).toBe(1);
		});

		it.each([0, '', 'many', {}, true, 1e-300, 1e300, '1e999'])(
			'is not used if it is %j',
			async (rate) => {
				gateway.account.quotaPerUnit = rate;
				expect(await costOf()).toBeUndefined();
			},
		);

		it.each(['404', 'html', 'error'])('is unknown if the call returns %s', async (off) => {
			gateway.account.off = { site: off };
			expect(await costOf()).toBeUndefined();
		});

		it.each<[string, Fault]>([
			['a broken connection', 'reset'],
			['no response', 'hang'],
			['a response without an end', { unfinished: 'silence' }],
			['a redirect', { status: 302, headers: { location: 'https://example.com' } }],
		])('is unknown after %s, which is not repeated', async (_what, fault) => {
			shorten('BALANCE_TIMEOUT_SECONDS', 0.5);
			gateway.fail('site', fault, { times: Infinity });
			const before = performance.now();
			expect(await costOf({ input: numberedItems(3) })).toBeUndefined();
			expect(performance.now() - before).toBeLessThan(3000);
			expect(gateway.requestsTo('site')).toHaveLength(1);
		});
	});
});

describe('with xAI', () => {
	const xai = usePriced(kinds('xai')[0]);

	it.each(['moderated', 'moderated-old'])(
		'a %s video has a cost, and is not created again',
		async (outcome) => {
			xai.setPlan(({ body }) => (numberOf(body) === 1 ? { outcome } : {}));
			const more = {
				input: numberedItems(3),
				retry: { maxTries: 3 },
				onError: 'continueRegularOutput',
			} as const;
			const { output } = await runNode(paidRun(xai, { prompt: NUMBERED_PROMPT }, more));
			expect(output[1].json.error).toContain('The video generation failed');
			expect(output[1].json.cost_usd).toBeGreaterThan(0);
			expect(cents(sumOf(output))).toBe(cents(xai.billedUsd));
			expect(xai.tasks).toHaveLength(3);
			const { id } = xai.tasks.find(ofItem(1))!;
			const got = await runNode(workflow(xai, ofTask('get', id)));
			const { cost_usd } = output[1].json;
			expect(got.output[0].json).toMatchObject({ status: 'FAILURE', cost_usd });
		},
	);
});
