/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test runs in Node, not in n8n */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { retryExecution, runNode, runToEnd } from '../support/engine';
import {
	createAndWait,
	numberedItems,
	NUMBERED_PROMPT,
	ofTask,
	options,
	video,
} from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { shorten } from '../support/time';
import { createdBefore, numberOf, requestsTo } from '../support/useGateway';
import { usePriced } from '../support/usePriced';

const { gateway, xai } = usePriced();

type More = Parameters<typeof workflow>[2];

const atGateway = (parameters: INodeParameters = {}, more: More = {}) =>
	workflow(gateway, createAndWait({ downloadVideo: false, ...parameters }), more);

/** The same at xAI. */
const atXai = (parameters: INodeParameters = {}, more: More = {}) =>
	workflow(xai, createAndWait({ downloadVideo: false, ...parameters }), more);

const cents = (usd: number) => Math.round(usd * 100);
const sumOf = (items: INodeExecutionData[]) =>
	items.reduce((sum, { json }) => sum + Number(json.cost_usd ?? 0), 0);
const costHint = (hints: Array<{ message: string }>) =>
	hints.map(({ message }) => message).filter((message) => message.includes('created'));

describe('the cost of a video', () => {
	it('is turned into US dollars by what the gateway says', async () => {
		gateway.account.price = () => 140_000;
		const { output, hints } = await runNode(atGateway());
		expect(output[0].json).toMatchObject({ cost_quota: 140_000, cost_usd: 0.28 });
		expect(costHint(hints)).toEqual(['1 video was created. Cost: 0.28 USD.']);
	});

	it('is what xAI says', async () => {
		const { output, hints } = await runNode(atXai());
		expect(output[0].json).toMatchObject({ cost_usd: 0.28 });
		expect(output[0].json).not.toHaveProperty('cost_quota');
		expect(xai.billedUsd).toBe(0.28);
		expect(costHint(hints)).toEqual(['1 video was created. Cost: 0.28 USD.']);
	});

	it.each(['get', 'wait'] as const)(
		'is there too after %s, where nothing was created',
		async (operation) => {
			const { id } = await createdBefore(gateway);
			const { output, hints } = await runNode(
				workflow(gateway, ofTask(operation, id, { downloadVideo: false })),
			);
			expect(output[0].json).toMatchObject({ cost_quota: 250_000, cost_usd: 0.5 });
			expect(costHint(hints)).toEqual([]);
		},
	);

	it('is left out while the task runs, as it can still be given back', async () => {
		gateway.setPlan({ seconds: Infinity });
		const { id } = await createdBefore(gateway);
		const { output } = await runNode(workflow(gateway, ofTask('get', id)));
		expect(output[0].json).not.toHaveProperty('cost_quota');
		expect(requestsTo(gateway, 'site')).toHaveLength(0);
	});

	it('is left out where the gateway does not say it, and nobody is asked for the unit', async () => {
		gateway.setPlan({ bare: true });
		const { output, hints } = await runNode(atGateway());
		expect(output[0].json).not.toHaveProperty('cost_usd');
		expect(output[0].json).not.toHaveProperty('cost_quota');
		expect(costHint(hints)).toEqual(['1 video was created.']);
		expect(requestsTo(gateway, 'site')).toHaveLength(0);
	});

	it('is asked for once a run', async () => {
		await runNode(atGateway({}, { input: numberedItems(12) }));
		expect(requestsTo(gateway, 'site')).toHaveLength(1);
		await runNode(workflow(gateway, video()));
		expect(requestsTo(gateway, 'site')).toHaveLength(1);
	});

	it.each([true, false])(
		'is told of a video that could not be downloaded (gateway: %s)',
		async (isGateway) => {
			const [server, at] = isGateway ? [gateway, atGateway] : [xai, atXai];
			server.fail('file', { status: 404 }, { times: Infinity });
			const { output } = await runNode(
				at({ downloadVideo: true }, { onError: 'continueRegularOutput' }),
			);
			expect(output[0].json).toMatchObject({ error: expect.stringContaining('downloaded') });
			expect(sumOf(output)).toBe(server.billedUsd);
			const { context } = await failureOf(at({ downloadVideo: true }));
			expect(context.cost_usd).toBe(sumOf(output));
		},
	);

	it.each(['moderated', 'moderated-old'] as const)(
		'is told of a task that was %s',
		async (outcome) => {
			xai.setPlan({ outcome });
			const { output } = await runNode(atXai({}, { onError: 'continueRegularOutput' }));
			expect(output[0].json.error).toContain('failed');
			expect(output[0].json.cost_usd).toBe(0.28);
			expect(xai.billedUsd).toBe(0.28);
			const got = await runNode(atXai({ ...ofTask('get', xai.tasks[0].id), downloadVideo: false }));
			expect(got.output[0].json).toMatchObject({ status: 'FAILURE', cost_usd: 0.28 });
		},
	);
});

describe('the costs of 20 videos, one of which fails', () => {
	const NUMBERED = {
		prompt: NUMBERED_PROMPT,
		resolution: '720p',
		seconds: '={{ 4 + $json.n % 3 }}',
	};
	const input = numberedItems(20);
	const secondsOf = ({ body }: { body: Record<string, unknown> }) => Number(body.seconds);

	beforeEach(() => {
		gateway.account.price = (task) => secondsOf(task) * 33_333;
	});

	const failing = (times: number) => {
		let left = times;
		gateway.setPlan(({ body }) =>
			numberOf(body) === 7 && left-- > 0 ? { outcome: 'failure' } : {},
		);
		let leftAtXai = times;
		xai.setPlan(({ body }) =>
			numberOf(body) === 7 && leftAtXai-- > 0 ? { outcome: 'moderated' } : {},
		);
	};

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'add up to the bill, with %s',
		async (onError) => {
			failing(1);
			for (const [server, at] of [
				[gateway, atGateway],
				[xai, atXai],
			] as const) {
				const { output, errorOutput, hints } = await runNode(at(NUMBERED, { input, onError }));
				expect(output.length + errorOutput.length).toBe(20);
				expect(cents(sumOf([...output, ...errorOutput]))).toBe(cents(server.billedUsd));
				const [told] = costHint(hints);
				const known = server === gateway ? 'Cost of the 19 whose price is known' : 'Cost';
				expect(told).toMatch(`20 videos were created. ${known}: `);
				expect(cents(Number(/: ([\d.]+) USD/.exec(told)![1]))).toBe(cents(server.billedUsd));
			}
		},
	);

	it('add up to the bill with Retry On Fail, and no video is counted twice', async () => {
		failing(1);
		const retry = { maxTries: 3 };
		const { output, hints } = await runNode(atGateway(NUMBERED, { input, retry }));
		expect(gateway.tasks).toHaveLength(21);
		expect(cents(sumOf(output))).toBe(cents(gateway.billedUsd));
		const [told, ...more] = costHint(hints);
		expect(more).toEqual([]);
		expect(told).toMatch(/^20 videos were created, \d+ of them by an earlier try\. Cost: /);
		expect(cents(Number(/: ([\d.]+) USD/.exec(told)![1]))).toBe(cents(gateway.billedUsd));
	});

	it('add up at xAI with Retry On Fail, where the moderated one is billed once', async () => {
		failing(Infinity);
		const more: More = { input, retry: { maxTries: 3 }, onError: 'continueRegularOutput' };
		const { output } = await runNode(atXai(NUMBERED, more));
		expect(xai.tasks).toHaveLength(20);
		expect(cents(sumOf(output))).toBe(cents(xai.billedUsd));
		expect(output[7].json).toMatchObject({ error: expect.any(String), cost_usd: 0.35 });
	});

	it('add up when a person retries the execution', async () => {
		gateway.fail('status', { status: 401, body: {} }, { when: () => gateway.tasks.length === 20 });
		const own = { ...NUMBERED, ...options({ pollInterval: 1, maxParallel: 20 }) };
		const failed = await runToEnd(atGateway(own, { input }));
		expect(failed.error).toBeDefined();
		const { output, hints } = await retryExecution(atGateway(own, { input }), failed);
		expect(gateway.tasks).toHaveLength(20);
		expect(cents(sumOf(output))).toBe(cents(gateway.billedUsd));
		expect(costHint(hints)[0]).toContain('20 of them by an earlier try');
	});
});

describe('a gateway’s unit that cannot be had', () => {
	const costOf = async () => {
		const { output } = await runNode(atGateway());
		expect(output[0].json).toMatchObject({ status: 'SUCCESS', cost_quota: 250_000 });
		return output[0].json.cost_usd;
	};

	it.each([0, -1, '', 'many', null, {}, [], true, 1e-300, '1e999'])(
		'leaves US dollars out: %j',
		async (unit) => {
			gateway.account.quotaPerUnit = unit as number;
			expect(await costOf()).toBeUndefined();
		},
	);

	it('may be a number as text', async () => {
		gateway.account.quotaPerUnit = '250000' as unknown as number;
		expect(await costOf()).toBe(1);
	});

	it.each(['404', 'html', 'error'] as const)('leaves US dollars out: %s', async (off) => {
		gateway.account.off = { site: off };
		expect(await costOf()).toBeUndefined();
	});

	it.each([
		'reset',
		'html',
		'garbage',
		{ status: 302, headers: { location: 'https://example.com' } },
	] as const)('leaves US dollars out: %j', async (fault) => {
		gateway.fail('site', fault, { times: Infinity });
		expect(await costOf()).toBeUndefined();
		expect(requestsTo(gateway, 'site')).toHaveLength(1);
	});

	it('is not waited for longer than its limit, by all items together', async () => {
		shorten('BALANCE_TIMEOUT_SECONDS', 0.5);
		gateway.fail('site', 'hang', { times: Infinity });
		const began = performance.now();
		const { output } = await runNode(
			atGateway(
				{ downloadVideo: true, ...options({ maxParallel: 1, pollInterval: 1 }) },
				{ input: numberedItems(5) },
			),
		);
		expect(performance.now() - began).toBeLessThan(3000);
		for (const { json, binary } of output) {
			expect(json).toMatchObject({ status: 'SUCCESS', cost_quota: 250_000 });
			expect(json).not.toHaveProperty('cost_usd');
			expect(binary).toBeDefined();
		}
		expect(requestsTo(gateway, 'site')).toHaveLength(1);
	});

	const OPEN = '{"success":true,"data":{"quota_per_unit":500000,"x":"';
	const HOSTILE: Array<[string, RequestListener]> = [
		[
			'an endless answer',
			(_request, response) => {
				response.write(OPEN);
				const more = () => {
					while (!response.destroyed && response.write('x'.repeat(65536)));
				};
				response.on('drain', more);
				more();
			},
		],
		[
			'an answer that comes byte by byte',
			(_request, response) => {
				response.write(OPEN);
				const timer = setInterval(() => response.write('x'), 20);
				response.on('close', () => clearInterval(timer));
			},
		],
	];

	it.each(HOSTILE)('%s is cut off', async (_what, answer) => {
		shorten('BALANCE_TIMEOUT_SECONDS', 0.5);
		const server = createServer((request, response) => {
			if (request.url === '/api/status') return answer(request, response);
			void fetch(gateway.url + request.url, {
				method: request.method,
				headers: {
					Authorization: String(request.headers.authorization),
					'Content-Type': 'application/json',
				},
				...(request.method === 'POST' && {
					body: JSON.stringify({ model: 'grok-image-video', prompt: 'x', seconds: 4 }),
				}),
			}).then(async (reply) => response.end(await reply.text()));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const began = performance.now();
		const { output } = await runNode(
			workflow({ url, key: gateway.key }, createAndWait({ downloadVideo: false })),
		);
		const took = performance.now() - began;
		server.closeAllConnections();
		server.close();
		expect(output[0].json).toMatchObject({ status: 'SUCCESS', cost_quota: 250_000 });
		expect(output[0].json).not.toHaveProperty('cost_usd');
		expect(took).toBeLessThan(3000);
	});
});
