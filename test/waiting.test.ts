import type { INodeParameters } from 'n8n-workflow';
import type { Fault } from './gateway/gateway';
import { runNode } from './support/engine';
import { ofTask, video } from './support/parameters';
import { failureOf, workflow } from './support/runs';
import { shorten, shortPauses } from './support/time';
import { createdBefore, requestsTo, useGateway } from './support/useGateway';

const gateway = useGateway();

const polls = () => requestsTo(gateway, 'status');
/** What a new task and one that there is have in common. */
const waiting = (options: INodeParameters) => ({
	downloadVideo: false,
	options: { pollInterval: 1, ...options },
});
const paidRun = (options: INodeParameters = {}) =>
	workflow(gateway, video({ operation: 'createAndWait', ...waiting(options) }));
const wait = (taskId: string, options: INodeParameters = {}) =>
	workflow(gateway, ofTask('wait', taskId, waiting(options)));

describe('when the status is asked', () => {
	it('Create and Wait asks first after one interval, then once an interval, one poll at a time', async () => {
		gateway.setPlan({ seconds: 1.5 });
		gateway.fail('status', { delay: 300 });
		const { output } = await runNode(paidRun());
		const [created] = gateway.tasks;
		expect(output[0].json).toMatchObject({ task_id: created.id, status: 'SUCCESS', progress: 100 });
		expect(polls()[0].at - created.createdAt).toBeGreaterThanOrEqual(990);
		for (const [index, poll] of polls().slice(1).entries()) {
			const pause = poll.at - polls()[index].endedAt!;
			expect(pause).toBeGreaterThanOrEqual(980);
			expect(pause).toBeLessThan(1400);
		}
	});

	it('Wait for Completion asks at once', async () => {
		const task = await createdBefore(gateway);
		const before = Date.now();
		const { output } = await runNode(wait(task.id));
		expect(output[0].json).toMatchObject({ task_id: task.id, status: 'SUCCESS' });
		expect(polls()).toHaveLength(1);
		expect(Date.now() - before).toBeLessThan(900);
	});

	it('a task of T seconds takes at most T ÷ interval + 2 polls, also with trouble on the way', async () => {
		shortPauses(10);
		gateway.setPlan({ seconds: 0.5 });
		const later = { status: 503, headers: { 'retry-after': '0' } };
		gateway.fail('status', later, { times: 3 });
		await runNode(wait((await createdBefore(gateway)).id));
		expect(polls().length).toBeLessThanOrEqual(7);
	});
});

describe('what a status means', () => {
	it.each(['UNKNOWN', 'NOT_START', 'SUBMITTED', 'QUEUED', 'IN_PROGRESS', 'SOMETHING_NEW'])(
		'%s keeps waiting, whatever the progress says',
		async (status) => {
			shortPauses(200);
			const task = await createdBefore(gateway);
			const data = { task_id: task.id, status, progress: '100%' };
			gateway.fail('status', { status: 200, body: { code: 'success', message: '', data } });
			const { output } = await runNode(wait(task.id));
			expect(output[0].json.status).toBe('SUCCESS');
			expect(polls()).toHaveLength(2);
		},
	);

	it('SUCCESS without a URL keeps waiting until the URL is there', async () => {
		shortPauses(200);
		gateway.setPlan({ urlDelayPolls: 2 });
		const { output } = await runNode(paidRun());
		expect(output[0].json.result_url).toContain(gateway.fileUrl);
		expect(polls()).toHaveLength(3);
	});

	it('the URL of an older gateway is found in fail_reason, and is no reason', async () => {
		gateway.setPlan({ resultUrl: 'legacy' });
		const { output } = await runNode(wait((await createdBefore(gateway)).id));
		expect(output[0].json.result_url).toContain(gateway.fileUrl);
		expect(output[0].json).not.toHaveProperty('fail_reason');
	});

	it.each([true, false])(
		'FAILURE ends with the reason and the task ID (bare gateway: %s)',
		async (bare) => {
			gateway.setPlan({ outcome: 'failure', failReason: '内容审核未通过', bare });
			const task = await createdBefore(gateway);
			const { message, context } = await failureOf(wait(task.id));
			expect(message).toBe(`The video generation failed: 内容审核未通过 (task ID: ${task.id})`);
			expect(context.task_id).toBe(task.id);
		},
	);
});

describe('at the deadline', () => {
	it('the last wait is cut to it, and the error names the task and the operation to go on with', async () => {
		gateway.setPlan({ seconds: Infinity });
		const task = await createdBefore(gateway);
		const before = Date.now();
		const short = { pollInterval: 30, maxWait: 1.5 };
		const { message, description, context } = await failureOf(wait(task.id, short));
		expect(Date.now() - before).toBeGreaterThanOrEqual(1490);
		expect(Date.now() - before).toBeLessThan(2200);
		expect(polls()).toHaveLength(2);
		expect(message).toBe(
			`Task ${task.id} is not finished after 1.5 seconds: it is IN_PROGRESS, 99%`,
		);
		expect(description).toContain('"Wait for Completion"');
		expect(context.task_id).toBe(task.id);
	});

	it('"return" gives the task so far, marked as timed out', async () => {
		gateway.setPlan({ seconds: Infinity });
		const { output } = await runNode(paidRun({ maxWait: 1, onTimeout: 'return' }));
		expect(output[0]).toMatchObject({
			json: {
				task_id: gateway.tasks[0].id,
				status: 'IN_PROGRESS',
				model: 'grok-image-video',
				timed_out: true,
			},
			pairedItem: { item: 0 },
		});
	});

	it('"return" gives the task ID even when no status could ever be read', async () => {
		gateway.fail('status', 'reset', { times: Infinity });
		const task = await createdBefore(gateway);
		const { output } = await runNode(wait(task.id, { maxWait: 1, onTimeout: 'return' }));
		expect(output[0].json).toMatchObject({ task_id: task.id, timed_out: true });
	});

	it('the error says why the status could not be read, when it could not', async () => {
		gateway.fail('status', { status: 500, body: { message: '上游错误' } }, { times: Infinity });
		const task = await createdBefore(gateway);
		const { message } = await failureOf(wait(task.id, { maxWait: 1 }));
		expect(message).toContain(`Task ${task.id} is not finished after 1 seconds`);
		expect(message).toContain('its status cannot be read');
		expect(message).toContain('上游错误');
	});

	it('a poll that hangs does not hold the run up much longer', async () => {
		shorten('LAST_POLL_LIMIT_SECONDS', 0.5);
		gateway.setPlan({ seconds: Infinity });
		const task = await createdBefore(gateway);
		gateway.fail('status', 'hang', { times: Infinity });
		const before = Date.now();
		const { message } = await failureOf(wait(task.id, { maxWait: 1 }));
		expect(message).toContain('did not answer in time');
		expect(Date.now() - before).toBeLessThan(2500);
	});
});

const TROUBLE: Array<[string, Fault]> = [
	['a broken connection', 'reset'],
	['a server that never answers', 'hang'],
	['HTTP 500', { status: 500, body: { code: 'x', message: 'upstream', data: null } }],
	['HTTP 502 from a proxy', 'html'],
	['HTTP 503', { status: 503 }],
	['HTTP 504', { status: 504 }],
	['a web page with status 200', 'html-200'],
	['a web page with status 403', { status: 403, body: '<html><title>Checking</title></html>' }],
	['JSON that breaks off', 'garbage'],
	['an empty answer', { status: 200, body: '' }],
	['HTTP 429', { status: 429, body: { error: { message: 'slow down', code: '' } } }],
];

describe('trouble with the status', () => {
	it.each(TROUBLE)('%s is waited out, and a hint tells of it', async (_name, fault) => {
		shorten('STATUS_LIMIT_SECONDS', 0.2);
		shortPauses(200);
		const task = await createdBefore(gateway);
		gateway.fail('status', fault, { times: 3 });
		const { output, hints, log } = await runNode(wait(task.id));
		expect(output[0].json.status).toBe('SUCCESS');
		expect(polls()).toHaveLength(4);
		expect(hints.map((hint) => hint.message).join()).toMatch(/could not be read for a while/);
		expect(log.filter((line) => line.includes('could not be read'))).toHaveLength(3);
	});

	it('the pauses grow, and never get shorter than the interval', async () => {
		const pauses = shortPauses(1000);
		const task = await createdBefore(gateway);
		gateway.fail('status', 'reset', { times: 4 });
		await runNode(wait(task.id, { pollInterval: 2 }));
		const seconds = pauses.mock.calls.slice(1).map(([pause]) => pause);
		for (const [index, pause] of seconds.entries()) {
			expect(pause).toBeGreaterThanOrEqual(2 * 2 ** index);
			expect(pause).toBeLessThanOrEqual(3 * 2 ** index);
		}
		expect(seconds).toHaveLength(4);
	});

	it('Retry-After is kept', async () => {
		shortPauses(10);
		const task = await createdBefore(gateway);
		gateway.fail('status', { status: 429, headers: { 'retry-after': '6' } });
		await runNode(wait(task.id));
		const pause = polls()[1].at - polls()[0].endedAt!;
		expect(pause).toBeGreaterThanOrEqual(590);
		expect(pause).toBeLessThan(800);
	});

	it.each<[string, Fault, RegExp]>([
		[
			'401',
			{ status: 401, body: { error: { message: '无效的令牌' } } },
			/did not accept the API key/,
		],
		['403', { status: 403, body: { error: { message: '该令牌无权访问' } } }, /refused the request/],
		[
			'task_not_exist',
			{ status: 400, body: { code: 'task_not_exist' } },
			/does not know this task/,
		],
		['task_not_exist with 200', { status: 200, body: { code: 'task_not_exist' } }, /does not know/],
		['task_not_exist with 500', { status: 500, body: { code: 'task_not_exist' } }, /does not know/],
	])('%s stops at once, with the task ID', async (_name, fault, words) => {
		const task = await createdBefore(gateway);
		gateway.fail('status', fault, { times: Infinity });
		const { message } = await failureOf(wait(task.id));
		expect(message).toMatch(words);
		expect(message).toContain(task.id);
		expect(polls()).toHaveLength(1);
	});
});

it('progress can be followed in the log and, in a manual run, in the editor', async () => {
	shortPauses(10);
	gateway.setPlan({ seconds: 0.5, statuses: ['QUEUED', 'IN_PROGRESS'] });
	const { log, messages, hints } = await runNode(paidRun());
	const [{ id }] = gateway.tasks;
	const lines = log.map((line) => line.replace(/^Grok Video, execution exec\d+, item 0: /, ''));
	expect(lines.slice(0, 2)).toEqual([`created task ${id}`, `task ${id} is QUEUED, 20%`]);
	expect(lines[2]).toMatch(new RegExp(`^task ${id} is IN_PROGRESS, [0-9]+%`));
	expect(lines.at(-1)).toBe(`task ${id} is SUCCESS, 100%`);
	expect(messages).toEqual(log);
	expect(hints).toEqual([]);
});
