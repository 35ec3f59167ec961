import type { INodeParameters } from 'n8n-workflow';
import * as credential from '../../nodes/GrokVideo/input/credential';
import type { ProtocolName } from '../../nodes/GrokVideo/providers';
import type { FaultAnswer, JsonObject } from '../servers/types';
import { atXai, CLASSIC, clips, MP4_URL } from '../support/changed';
import { runNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import {
	createAndWait,
	modelField,
	numberedItems,
	NUMBERED_PROMPT,
	options,
} from '../support/parameters';
import { failureOf, paidRun, rounds, savedData, workflow } from '../support/runs';
import { KINDS, useStandIn, useXaiNode } from '../support/standIns';
import { fastClock, shorten, shortPauses } from '../support/time';
import { ofItem, taskOf } from '../support/useGateway';

const [newApi] = KINDS;
const retry = { maxTries: 3 };

beforeEach(() => void shortPauses());

/** Fields with another value in each try. */
const CHANGING: Array<[string, INodeParameters]> = [
	['a random seed', options({ pollInterval: 1, extraBody: '={{ { seed: Math.random() } }}' })],
	['the time in the prompt', { prompt: '={{ $now.toMillis() + Math.random() }}' }],
	[
		'another link to its image',
		{ inputMode: 'image', imageUrl: '={{ "https://example.com/" + Math.random() }}' },
	],
	['the execution in the prompt', { prompt: '={{ $execution.id + Math.random() }}' }],
];

const ok = (body: JsonObject): FaultAnswer => ({ status: 200, body });
const gatewayTask = (data: JsonObject) => ok({ code: 'success', message: '', data });
const xaiFailure = (code: string, more: JsonObject = {}) =>
	ok({ status: 'failed', error: { code, message: 'No.' }, ...more });

const BILL = { usage: { cost_in_usd_ticks: 5_600_000_000 } };
const REJECTED = 'Generated video rejected by content moderation.';

/** The status of failed tasks that were billed, or may have been. */
const BILLED: Record<ProtocolName, Array<[string, FaultAnswer]>> = {
	newApi: [
		['not refunded', gatewayTask({ status: 'FAILURE', fail_reason: '任务超时，不进行退款' })],
		['moderated', gatewayTask({ status: 'FAILURE', fail_reason: '内容审核未通过' })],
		[
			'moderated by the supplier',
			gatewayTask({
				status: 'SUCCESS',
				data: { status: 'done', video: { url: '', respect_moderation: false } },
			}),
		],
		[
			'with a bill of the supplier',
			gatewayTask({
				status: 'FAILURE',
				fail_reason: 'Overloaded.',
				data: BILL,
			}),
		],
		['without a reason', gatewayTask({ status: 'FAILURE', fail_reason: '' })],
	],
	xai: [
		['overloaded, with a bill', xaiFailure('service_unavailable', BILL)],
		['expired, with a bill', ok({ status: 'expired', ...BILL })],
		['internal_error at a relay', xaiFailure('internal_error')],
		[
			'moderated after rendering',
			{
				status: 400,
				body: { code: 'imagine:content-moderated', error: REJECTED, ...BILL },
			},
		],
		[
			'moderated, in the words of June 2026',
			{
				status: 400,
				body: { code: 'Client specified an invalid argument', error: REJECTED, ...BILL },
			},
		],
		[
			'moderated, with a flag',
			ok({ status: 'done', video: { url: '', respect_moderation: false } }),
		],
		[
			'moderated, as failed',
			ok({ status: 'failed', error: { code: 'invalid_argument', message: REJECTED } }),
		],
		['permission_denied', xaiFailure('permission_denied')],
		['failed_precondition', xaiFailure('failed_precondition')],
		['an unknown code', xaiFailure('mystery')],
		['no code', xaiFailure('')],
	],
	openAiVideos: [
		[
			'moderated',
			ok({ status: 'completed', error: { code: 'moderation_blocked', message: 'No.' } }),
		],
		['overloaded, with a bill', xaiFailure('service_unavailable', BILL)],
		['an unknown code', xaiFailure('mystery')],
	],
	openRouter: [
		['moderated', ok({ status: 'failed', error: 'The content was moderated.' })],
		[
			'overloaded, with a bill',
			ok({ status: 'failed', error: 'Overloaded.', usage: { cost: 0.2 } }),
		],
		['an unknown reason', ok({ status: 'failed', error: 'No.' })],
	],
};

describe.each(KINDS)('a failed task with $name', (kind) => {
	const server = useStandIn(kind);

	it('is not created again if it was billed, or may have been', async () => {
		const cases = BILLED[kind.protocol];
		for (const [n, [, status]] of cases.entries()) {
			const when = ({ path }: { path: string }) => path.includes(taskOf(server, n)?.id);
			server.fail('status', status, { when, times: Infinity });
		}
		const more = { input: numberedItems(cases.length), onError: 'continueRegularOutput' } as const;
		const own = { prompt: NUMBERED_PROMPT };
		const { output } = await runNode(paidRun(server, own, { retry, ...more }));
		const creates = (n: number) => server.requestsTo('create').filter(ofItem(n)).length;
		expect(
			output.map(({ json }, n) => ({ name: cases[n][0], creates: creates(n), error: json.error })),
		).toEqual(cases.map(([name]) => ({ name, creates: 1, error: expect.any(String) })));
	});

	it('is created again if it was not billed, and the hint counts both', async () => {
		server.setPlan(() => (server.tasks.length === 0 ? kind.failure.plan : {}));
		const finished = await runNode(paidRun(server, {}, { retry }));
		const { output, hints } = finished;
		expect(output[0].json).toMatchObject({ task_id: server.tasks[1].id, status: 'SUCCESS' });
		expect(hints.at(-1)!.message).toMatch(/^2 videos started: 1 finished, 1 failed\./);
		expect(server.tasks).toHaveLength(2);
		expect(savedData(finished) ?? {}).toEqual({});
	});
});

describe('Retry On Fail', () => {
	const server = useStandIn(newApi);
	const creates = () => server.requestsTo('create');
	const paid = () => server.tasks.length;
	const run = (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
		paidRun(server, parameters, { retry, ...more });

	describe.each(CHANGING)('pays once for an item with %s', (_what, parameters) => {
		it('whose status could not be read', async () => {
			server.fail('status', newApi.wrongKey, { times: 2 });
			const { output, log } = await runNode(run(parameters));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(log).toContainEqual(expect.stringContaining('which an earlier attempt created'));
			expect(paid()).toBe(1);
		});

		it('that is rejected twice among five', async () => {
			server.fail('create', { status: 400, body: {} }, { times: 2 });
			const { output } = await runNode(run(parameters, { input: numberedItems(5) }));
			expect(output.map(({ json }) => json.status)).toEqual(Array(5).fill('SUCCESS'));
			expect(paid()).toBe(5);
		});

		it('whose create was not answered', async () => {
			server.fail('create', 'reset-after', { times: Infinity });
			const { description } = await failureOf(run(parameters));
			expect(description).toContain('The node did not send the request again.');
			expect(creates()).toHaveLength(1);
		});
	});

	it('waits on after a timeout', async () => {
		fastClock();
		server.fail('status', newApi.running(20), { times: 2 });
		const { output } = await runNode(run(options({ pollInterval: 1, maxWait: 1 })));
		expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
		expect(paid()).toBe(1);
	});

	it('downloads a finished video again', async () => {
		server.fail('file', { status: 403 }, { times: 1 });
		server.fail('status', newApi.error(500), { when: () => server.tasks[0].polls > 0 });
		const { output } = await runNode(run({ downloadVideo: true }));
		expect(output[0].binary!.data.mimeType).toBe('video/mp4');
		expect(paid()).toBe(1);
	});

	it('with Continue On Fail pays nothing again if the first item failed', async () => {
		const isFirst = ({ path }: { path: string }) => path.includes(taskOf(server, 0).id);
		server.fail('status', newApi.wrongKey, { when: isFirst });
		const more = { input: numberedItems(3), onError: 'continueRegularOutput' } as const;
		const { output } = await runNode(run({ prompt: NUMBERED_PROMPT }, more));
		expect(output.map(({ json }) => json.status)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
		expect(paid()).toBe(3);
	});

	it.each([['a text'], [''], [{}]])(
		'pays once for raw output with the error %j, after which n8n runs the node again',
		async (error) => {
			const data = { status: 'SUCCESS', result_url: MP4_URL, error };
			for (const raw of [{ simplify: false }, { output: 'raw' }]) {
				server.reset();
				server.fail('status', gatewayTask(data), { times: Infinity });
				const { output } = await runNode(run(raw, { asTool: 'output' in raw }));
				expect(output[0].json.error).toEqual(error);
				expect(paid()).toBe(1);
			}
		},
	);

	it('creates a failed task again while the task of another item is resumed', async () => {
		server.setPlan(({ body }) => {
			if (ofItem(1)({ body })) return { seconds: 0.3 };
			return server.tasks.some(ofItem(0)) ? {} : newApi.failure.plan;
		});
		const { output } = await runNode(run({ prompt: NUMBERED_PROMPT }, { input: numberedItems(2) }));
		const ids = server.tasks.filter(ofItem(0)).map(({ id }) => id);
		expect(output.map(({ json }) => json.task_id)).toEqual([ids[1], taskOf(server, 1).id]);
		expect(paid()).toBe(3);
	});

	it('pays twice for two items with the same request', async () => {
		const { output } = await runNode(run({}, { input: numberedItems(2) }));
		expect(new Set(output.map(({ json }) => json.task_id)).size).toBe(2);
		expect(paid()).toBe(2);
	});

	it('that fails for another reason still warns of a video that may have been billed', async () => {
		server.fail('create', 'reset-after');
		const prompt = '={{ $json.attempts.push(1) === 1 ? "A red car" : "" }}';
		const input = [{ json: { attempts: [] as number[] } }];
		const { message, description } = await failureOf(run({ prompt }, { input }));
		expect(message).toBe("'Prompt' is empty");
		expect(description).toContain('the video may exist and be billed');
		expect(paid()).toBe(1);
	});

	it('pays for a video in each round of a loop, even after a failed one', async () => {
		server.fail('status', newApi.wrongKey);
		const more = { retry: undefined, rounds: 3, onError: 'continueRegularOutput' } as const;
		const results = rounds(await runNode(run({}, more)));
		expect(results[0].error).toBeDefined();
		expect(new Set(results.map((json) => json.task_id)).size).toBe(3);
		expect(paid()).toBe(3);
	});
});

describe('with xAI', () => {
	const server = useXaiNode();
	const run = (parameters: INodeParameters = {}) => paidRun(server, parameters, { retry });

	it("an internal error of xAI's own address without a bill is created again", async () => {
		const { readProvider } = credential;
		jest
			.spyOn(credential, 'readProvider')
			.mockImplementation((data) => ({ ...readProvider(data), isOfficial: true }));
		server.fail('status', xaiFailure('internal_error'));
		const { output } = await runNode(run());
		expect(output[0].json).toMatchObject({ status: 'SUCCESS', task_id: server.tasks[1].id });
		server.fail('status', xaiFailure('internal_error', BILL), { times: Infinity });
		const { context } = await failureOf(run());
		expect(context).toMatchObject({ task_id: server.tasks[2].id, cost_usd: 0.56 });
		expect(server.requestsTo('create')).toHaveLength(3);
	});

	it('a tool that is called again for a moderated video gets the same answer', async () => {
		server.setPlan({ outcome: 'moderated' });
		const calls = rounds(await runNode(paidRun(server, {}, { asTool: true, rounds: 2 })));
		const [{ id }] = server.tasks;
		expect(calls.map((json) => json.task_id)).toEqual([id, id]);
		expect(calls[1].error).toContain('moderation');
		expect(server.tasks).toHaveLength(1);
	});

	it('a finished task without a link is not created again', async () => {
		server.fail('status', ok({ status: 'done' }), { times: Infinity });
		server.fail('content' as never, { status: 404 }, { times: Infinity });
		const { message } = await failureOf(
			workflow(server, createAndWait(), { retry: { maxTries: 2 } }),
		);
		expect(message).toContain(`(task ID: ${server.tasks[0].id})`);
		expect(server.requestsTo('create')).toHaveLength(1);
	});

	describe.each(['edit', 'extend'])('%s', (operation) => {
		const change = async (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
			atXai(
				server,
				{ operation, model: modelField(CLASSIC), downloadVideo: false, ...parameters },
				{ input: await clips(), ...more },
			);
		const creates = () => server.requestsTo('create').length;
		const refused = { status: 401, body: { error: 'no' } };

		it.each<[string, INodeParameters]>([
			['a file', {}],
			['a link', { videoSource: 'url', videoUrl: MP4_URL }],
			['a random prompt', { prompt: '={{ Math.random() }}' }],
		])('with %s is paid once under Retry On Fail', async (_what, parameters) => {
			server.fail('status', refused, { times: 2 });
			const { output } = await runNode(await change(parameters, { retry }));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(creates()).toBe(1);
		});

		it('with an unknown outcome is not sent again', async () => {
			server.fail('create', 'reset-after', { times: Infinity });
			const { description } = await failureOf(await change({}, { retry }));
			expect(description).toContain('the video may exist and be billed');
			expect(creates()).toBe(1);
		});

		it('as a tool is paid once and returns a link', async () => {
			server.fail('status', refused);
			const own = { videoSource: 'url', videoUrl: MP4_URL };
			const { output } = await runNode(await change(own, { asTool: true, retry }));
			expect(output[0].json.result_url).toContain(server.fileUrl);
			expect(output[0].binary).toBeUndefined();
			expect(creates()).toBe(1);
		});

		it('names its task in every error', async () => {
			const failures = [];
			server.setPlan({ outcome: 'failed', error: { code: 'invalid_argument', message: 'Dark' } });
			failures.push(await failureOf(await change()));
			server.setPlan({ outcome: 'moderated' });
			failures.push(await failureOf(await change()));
			expect(failures[1].context.cost_usd).toBeGreaterThan(0);
			server.setPlan({});
			server.fail('status', refused);
			failures.push(await failureOf(await change()));
			server.fail('file', { status: 404 }, { times: Infinity });
			failures.push(await failureOf(await change({ downloadVideo: true })));
			fastClock();
			server.setPlan({ seconds: Infinity });
			failures.push(await failureOf(await change(options({ pollInterval: 1, maxWait: 1 }))));
			for (const [n, { message, context }] of failures.entries()) {
				expect(message).toContain(`(task ID: ${server.tasks[n].id})`);
				expect(context.task_id).toBe(server.tasks[n].id);
			}
		});

		it('is counted and priced before the first one is paid', async () => {
			const input = await clips(3);
			const many = await failureOf(await change(options({ maxVideos: 2 }), { input }));
			expect(many.message).toContain('This run would create 3 videos');
			const costly = await failureOf(await change(options({ maxCostUsd: 0.5 }), { input }));
			// 4 seconds of input at 0.01 USD, and 4 or 6 seconds of output at 0.07 USD
			expect(costly.message).toContain(`about ${operation === 'edit' ? 0.96 : 1.38} USD`);
			expect(server.requests).toHaveLength(0);
			const enough = options({ pollInterval: 1, maxCostUsd: 1.5, maxVideos: 3 });
			await runNode(await change(enough, { input }));
			expect(creates()).toBe(3);
		});
	});

	it('a large video is uploaded once', async () => {
		shorten('MIN_UPLOAD_BYTES', 1000);
		const { readProvider } = credential;
		jest
			.spyOn(credential, 'readProvider')
			.mockImplementation((data) => ({ ...readProvider(data), isOfficial: true }));
		server.fail('create', { status: 429, body: { code: 'resource-exhausted' } });
		server.fail('status', { status: 401, body: { error: 'no' } }, { times: 2 });
		const own = { operation: 'edit', model: modelField(CLASSIC), downloadVideo: false };
		await runNode(atXai(server, own, { input: await clips(), retry }));
		expect(server.files.size).toBe(1);
		expect(server.tasks).toHaveLength(1);
	});
});
