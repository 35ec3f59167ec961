import type { INodeParameters } from 'n8n-workflow';
import { retryExecution, runNode, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { createAndWait, numberedItems, NUMBERED_PROMPT, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { useXaiNode } from '../support/standIns';
import { shorten, shortPauses } from '../support/time';
import { ofItem } from '../support/useGateway';
import type { Plan } from '../servers/xai/xai';

/** What is paid at xAI, and that nothing is paid twice. */

const xai = useXaiNode();

beforeEach(() => {
	shortPauses(200);
});

const run = (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
	workflow(xai, createAndWait({ downloadVideo: false, ...parameters }), more);
const retry = { maxTries: 3 };
const failing = (code: string): Partial<Plan> => ({
	outcome: 'failed',
	error: { code, message: 'No.' },
});

describe('a task that is or may be billed is not created anew', () => {
	it.each<[string, Partial<Plan>]>([
		['moderated after rendering', { outcome: 'moderated' }],
		['moderated, before July 2026', { outcome: 'moderated-old' }],
		['moderated, done with a flag', { outcome: 'moderated-flag' }],
		['moderated, as failed', { outcome: 'moderated-failed' }],
		['failed as invalid_argument', failing('invalid_argument')],
		['failed as permission_denied', failing('permission_denied')],
		['failed as failed_precondition', failing('failed_precondition')],
		['failed with a code that nobody knows', failing('mystery')],
		['failed without a code', failing('')],
		["failed as internal_error, a relay's code for everything", failing('internal_error')],
	])('%s: not by Retry On Fail, nor by "Retry execution"', async (_what, plan) => {
		xai.setPlan(plan);
		const failed = await runToEnd(run({}, { retry }));
		const [{ id }] = xai.tasks;
		expect(failed.error?.message).toContain(`(task ID: ${id})`);
		const again = await retryExecution(run(), failed);
		expect(again.error?.message).toContain(`(task ID: ${id})`);
		expect(xai.requestsTo('create')).toHaveLength(1);
	});

	it('while a tool’s next call for the same video gets the same answer', async () => {
		xai.setPlan({ outcome: 'moderated' });
		const { run: finished } = await runNode(run({}, { asTool: true, rounds: 2 }));
		const rounds = finished.data.resultData.runData.Subject;
		const ids = rounds.map(({ data }) => data!.main[0]![0].json.task_id);
		expect(ids).toEqual([xai.tasks[0].id, xai.tasks[0].id]);
	});
});

describe('a task that the server could not do is created anew by Retry On Fail', () => {
	it.each<[string, Partial<Plan>]>([
		['service_unavailable', failing('service_unavailable')],
		['expired', { outcome: 'expired' }],
	])('%s', async (_what, plan) => {
		let tasks = 0;
		xai.setPlan(() => (tasks++ === 0 ? { ...plan } : {}));
		const { output } = await runNode(run({}, { retry }));
		expect(output[0].json).toMatchObject({ status: 'SUCCESS', task_id: xai.tasks[1].id });
		expect(xai.tasks).toHaveLength(2);
	});
});

it('503 does not say that nothing was created, so the create is not sent again', async () => {
	for (const fault of [
		{ status: 503, body: { code: 'unavailable', error: 'Busy' } },
		{ status: 503, headers: { 'retry-after': '1' } },
	]) {
		xai.reset();
		xai.fail('create', fault, { times: Infinity });
		const { description } = await failureOf(run({}, { retry }));
		expect(description).toContain('the video may exist and be billed');
		expect(xai.requestsTo('create')).toHaveLength(1);
	}
});

it('credit that is used up is not waited for, whichever status says so', async () => {
	shorten('CREATE_RETRY_SECONDS', 100);
	for (const status of [403, 429]) {
		xai.reset();
		const error = 'Your team has used all available credits or reached its spending limit.';
		xai.fail('create', { status, body: { code: 'permission-denied', error } }, { times: Infinity });
		const { message, description } = await failureOf(workflow(xai, video()));
		expect(message).toContain('does not have enough quota');
		expect(description).toContain('Nothing was created or billed.');
		expect(xai.requestsTo('create')).toHaveLength(1);
	}
});

it('a create that moderation refuses at once costs nothing, and says so', async () => {
	xai.setPlan({ outcome: 'moderated-at-once' });
	const { message, description } = await failureOf(run());
	expect(message).toContain("The content was rejected by the provider's moderation (HTTP 400)");
	expect(description).toContain('Nothing was created or billed.');
	expect(xai.billedUsd).toBe(0);
});

it('a refusal that brings a bill is not said to have cost nothing, and not sent again', async () => {
	const usage = { cost_in_usd_ticks: 5_600_000_000 };
	const body = { code: 'imagine:content-moderated', error: 'Rejected by moderation.', usage };
	xai.fail('create', { status: 400, body }, { times: Infinity });
	const { message, description } = await failureOf(run({}, { retry }));
	expect(message).toContain("The content was rejected by the provider's moderation (HTTP 400)");
	expect(description).toContain('the video may exist and be billed');
	expect(description).not.toContain('Nothing was created or billed.');
	expect(xai.requestsTo('create')).toHaveLength(1);
});

it('money that runs out in the middle of a batch stops no task that there is', async () => {
	xai.account.creditUsd = 0.6; // for one video of 0.56 USD
	const more = { input: numberedItems(3), onError: 'continueRegularOutput' } as const;
	const numbered = { prompt: NUMBERED_PROMPT };
	const { output } = await runNode(run(numbered, more));
	const [task] = xai.tasks;
	expect(output.filter(({ json }) => json.status === 'SUCCESS')).toHaveLength(1);
	expect(output.find(({ json }) => json.status === 'SUCCESS')!.json.task_id).toBe(task.id);
	expect(xai.billedUsd).toBeCloseTo(0.56);
});

describe('what a task cost', () => {
	it('is in the output, as the server says it', async () => {
		xai.setPlan(({ body }) => (ofItem(1)({ body }) ? { outcome: 'moderated' } : {}));
		const more = { input: numberedItems(2), onError: 'continueRegularOutput' } as const;
		const own = { prompt: NUMBERED_PROMPT, seconds: '={{ $json.n + 1 }}' };
		const { output } = await runNode(run(own, more));
		expect(output.map(({ json }) => json.cost_usd)).toEqual([0.14, 0.28]);
		expect(output[1].json).toMatchObject({
			task_id: xai.tasks.find(ofItem(1))!.id,
			error: expect.stringContaining('rejected by content moderation'),
			description: expect.stringContaining('is billed'),
		});
		expect(xai.billedUsd).toBeCloseTo(0.42);
	});

	it('is left out where the server does not say it', async () => {
		const { id } = await xai.createdBefore();
		for (const usage of [undefined, {}, { cost_in_usd_ticks: 'much' }, { cost_in_usd_ticks: -1 }]) {
			const body = { status: 'done', video: { url: 'https://a.example/v.mp4' }, usage };
			xai.fail('status', { status: 200, body });
			const own = { resource: 'video', operation: 'get', taskId: id };
			const { output } = await runNode(workflow(xai, own));
			expect(output[0].json).not.toHaveProperty('cost_usd');
		}
	});
});

it.each([
	['is sent to the user’s own address', { upload_url: 'https://a.example/put' }],
	['is sent nowhere else', undefined],
])('a video that %s is paid once, with or without its link', async (_what, output) => {
	xai.fail('status', { status: 200, body: { status: 'done' } }, { times: Infinity });
	const extraBody = JSON.stringify(output ? { output } : {});
	const own = { downloadVideo: true, options: { pollInterval: 1, extraBody } };
	const { message } = await failureOf(run(own, { retry }));
	expect(message).toContain(`(task ID: ${xai.tasks[0].id})`);
	expect(xai.requestsTo('create')).toHaveLength(1);
});
