import type { Fault } from '../servers/servers';
import { runNode } from '../support/engine';
import { numberedItems, ofTask } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shorten, shortPauses } from '../support/time';
import { HINT, waitingRuns } from '../support/waiting';

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);
	const { polls, paidRun, wait } = waitingRuns(server);

	const DONE = kind.done('https://a.example/v.mp4');
	const TROUBLE: Array<[string, Fault]> = [
		['a broken connection', 'reset'],
		['a server that never answers', 'hang'],
		['HTTP 500', kind.error(500, 'upstream')],
		['HTTP 502 from a proxy', 'html'],
		['HTTP 503', { status: 503 }],
		['HTTP 504', { status: 504 }],
		['a web page with status 200', 'html-200'],
		['a web page with status 403', { status: 403, body: '<html><title>Checking</title></html>' }],
		['JSON that breaks off', 'garbage'],
		['an empty answer', { status: 200, body: '' }],
		['HTTP 408', { status: 408 }],
		['HTTP 425', { status: 425 }],
		['HTTP 429', kind.tooMany()],
		['HTTP 500 with a task in it', { ...DONE, status: 500 }],
		['HTTP 300 with a task in it', { ...DONE, status: 300 }],
	];

	describe('trouble with the status', () => {
		it.each(TROUBLE)('%s is waited out, and a hint tells of it', async (_name, fault) => {
			if (fault === 'hang') shorten('STATUS_TIMEOUT_SECONDS', 0.3);
			shortPauses(200);
			const task = await server.createdBefore();
			server.fail('status', fault, { times: 3 });
			const { output, hints, log } = await runNode(wait(task.id));
			expect(output[0].json.status).toBe('SUCCESS');
			expect(polls()).toHaveLength(4);
			expect(hints).toEqual([HINT]);
			expect(log.filter((line) => line.includes('could not be read'))).toHaveLength(3);
		});

		it('of several items is one hint, and stands in the log with the item and the task', async () => {
			shortPauses(200);
			server.fail('status', { status: 500 }, { times: 2 });
			const { hints, log } = await runNode({ ...paidRun(), input: numberedItems(2) });
			expect(hints.filter(({ message }) => message === HINT.message)).toEqual([HINT]);
			const lines = log.filter((line) => line.includes('could not be read'));
			for (const [item, { id }] of server.tasks.entries()) {
				expect(lines.filter((line) => line.includes(id))).toEqual([
					expect.stringMatching(/item [01]: status of task .* could not be read \(.* \(HTTP 500\)/),
				]);
				expect(lines.join()).toContain(`item ${item}: `);
			}
		});

		it('the pauses grow, and never get shorter than the interval', async () => {
			const pauses = shortPauses(1000);
			const task = await server.createdBefore();
			server.fail('status', 'reset', { times: 4 });
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
			const task = await server.createdBefore();
			server.fail('status', { status: 429, headers: { 'retry-after': '6' } });
			await runNode(wait(task.id));
			const pause = polls()[1].at - polls()[0].endedAt!;
			expect(pause).toBeGreaterThanOrEqual(590);
			expect(pause).toBeLessThan(800);
		});

		it.each(kind.finalAnswers)(
			'%s stops at once, with the task ID',
			async (_name, fault, words) => {
				const task = await server.createdBefore();
				server.fail('status', fault, { times: Infinity });
				const { message } = await failureOf(wait(task.id));
				expect(message).toMatch(words);
				expect(message).toContain(task.id);
				expect(polls()).toHaveLength(1);
			},
		);
	});

	describe('Get Status', () => {
		const get = (taskId: string) => workflow(server, ofTask('get', taskId));

		it('tries again after trouble, with pauses that grow', async () => {
			const pauses = shortPauses(1000);
			const { id } = await server.createdBefore();
			server.fail('status', 'reset', { times: 3 });
			const { output } = await runNode(get(id));
			expect(output[0].json).toMatchObject({ task_id: id, status: 'SUCCESS' });
			expect(pauses.mock.calls.map(([seconds]) => Math.floor(Math.log2(seconds)))).toEqual([
				0, 1, 2,
			]);
		});

		it('gives up after four tries, and the error names the task', async () => {
			shortPauses(1000);
			server.fail('status', 'reset', { times: Infinity });
			const { message, description, context } = await failureOf(get('task_1'));
			expect(description).toBe('The status could not be read. Try again later.');
			expect(message).toMatch(/closed the connection without an answer \(task ID: task_1\)$/);
			expect(context.task_id).toBe('task_1');
			expect(polls()).toHaveLength(4);
		});

		it('asks once where asking again is no use', async () => {
			const { message, description } = await failureOf(get('task_1'));
			expect(description).toMatch(/^The status could not be read\. Check 'Task ID'/);
			expect(message).toMatch(/does not know this task .* \(task ID: task_1\)$/);
			expect(polls()).toHaveLength(1);
		});

		it('waits for a minute where the server asks for it, and not for longer', async () => {
			const pauses = shortPauses(10_000);
			const { id } = await server.createdBefore();
			server.fail('status', { status: 429, headers: { 'retry-after': '60' } });
			expect((await runNode(get(id))).output[0].json.status).toBe('SUCCESS');
			expect(pauses.mock.calls.map(([seconds]) => seconds)).toEqual([60]);
			server.fail('status', { status: 429, headers: { 'retry-after': '61' } });
			const { message } = await failureOf(get(id));
			expect(message).toContain('receives too many requests');
			expect(message).toContain(`(task ID: ${id})`);
			expect(polls()).toHaveLength(3);
		});
	});
});
