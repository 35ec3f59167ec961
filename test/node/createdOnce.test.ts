import type { INodeParameters } from 'n8n-workflow';
import type { Fault } from '../servers/servers';
import { retryExecution, runNode, runToEnd, startNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { createAndWait, numberedItems, NUMBERED_PROMPT, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shorten, shortPauses, until } from '../support/time';
import { ofItem } from '../support/useGateway';

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);

	let pauses: ReturnType<typeof shortPauses>;
	beforeEach(() => {
		pauses = shortPauses();
	});

	const creates = () => server.requestsTo('create');
	const paid = () => server.tasks.length;
	/** A run that pays for its tasks, and leaves the videos where they are. */
	const paidRun = (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
		workflow(server, createAndWait({ downloadVideo: false, ...parameters }), more);

	describe('a create that was certainly turned away is sent again', () => {
		it('after HTTP 429', async () => {
			server.fail('create', kind.tooMany(), { times: 2 });
			const { output } = await runNode(workflow(server, video()));
			expect(output[0].json.task_id).toBe(server.tasks[0].id);
			expect([creates().length, paid()]).toEqual([3, 1]);
		});

		it('after the time that Retry-After asks for', async () => {
			server.fail('create', kind.tooMany({ 'retry-after': '8' }));
			await runNode(workflow(server, video()));
			const pause = creates()[1].at - creates()[0].endedAt!;
			expect(pause).toBeGreaterThanOrEqual(395);
			expect(pause).toBeLessThan(700);
		});

		it('when the connection was refused and the gateway comes up meanwhile', async () => {
			const late = await kind.start({ taskSeconds: 0 });
			const { url } = late;
			await late.close();
			const execution = await startNode(workflow({ ...server, url, key: late.key }, video()));
			await until(() => pauses.mock.calls.length > 0);
			const again = await kind.start({ port: Number(new URL(url).port), taskSeconds: 0 });
			const { error } = await execution.done;
			expect(error).toBeUndefined();
			expect(again.tasks).toHaveLength(1);
			await again.close();
		});

		it('after pauses that grow, but not for ever, and then the error says that nothing was billed', async () => {
			jest.spyOn(Math, 'random').mockReturnValue(0.5);
			shorten('CREATE_RETRY_SECONDS', 4.5);
			server.fail('create', kind.tooMany(), { times: Infinity });
			const { message, description } = await failureOf(workflow(server, video()));
			expect(message).toContain('receives too many requests');
			expect(description).toContain('Nothing was created or billed.');
			expect(pauses.mock.calls.map(([seconds]) => seconds)).toEqual([1.25, 2.5]);
			expect([creates().length, paid()]).toEqual([3, 0]);
		});

		it('while a gateway that cannot be reached is given up sooner', async () => {
			shorten('UNREACHABLE_RETRY_SECONDS', 0.5);
			const nobody = { ...server, url: 'http://127.0.0.1:9', key: 'sk-none' };
			const { message, description } = await failureOf(workflow(nobody, video()));
			expect(message).toBe('127.0.0.1:9 refused the connection');
			expect(description).toBe(
				'The video could not be created. The server is down, or its address or port is wrong. Nothing was created or billed.',
			);
			expect(pauses).not.toHaveBeenCalled();
			server.fail('create', kind.tooMany());
			await runNode(workflow(server, video()));
			expect(pauses).toHaveBeenCalledTimes(1);
		});

		it('and each item has its own pause, so that items do not come back together', async () => {
			server.fail('create', kind.tooMany(), { times: 8 });
			await runNode(workflow(server, video(), { input: numberedItems(8) }));
			const again = creates().slice(8);
			expect(new Set(again.map(({ at }) => at)).size).toBeGreaterThan(3);
			expect(paid()).toBe(8);
		});
	});

	describe('a create that may have been done is not sent again', () => {
		it.each<[string, Fault, number]>([
			['a broken connection', 'reset', 0],
			['a connection that breaks after the task was created', 'reset-after', 1],
			['no answer in time', 'hang', 0],
			['HTTP 408', { status: 408 }, 0],
			['HTTP 499', { status: 499 }, 0],
			['HTTP 502', 'html', 0],
			['HTTP 504', { status: 504 }, 0],
			['503 of a proxy', { status: 503, body: '<html><title>503</title></html>' }, 0],
			['503 of a mesh', { status: 503, body: 'upstream connect error or disconnect/reset' }, 0],
			['an answer that breaks off', 'garbage', 1],
			['a web page', 'html-200', 0],
			['an empty answer', { status: 200, body: '' }, 0],
			...kind.unclear,
		])('after %s', async (_name, fault, tasks) => {
			if (fault === 'hang') shorten('CREATE_TIMEOUT_SECONDS', 0.3);
			server.fail('create', fault, { times: Infinity });
			const retried = paidRun({}, { retry: { maxTries: 3 } });
			const { message, description } = await failureOf(retried);
			expect(message).not.toBe('');
			expect(description).toContain('may have been created and billed');
			expect(description).toContain('task log');
			expect(description).toContain('The node did not send it again by itself.');
			expect(description).not.toContain('It is not known whether'); // that is said of other items
			expect([creates().length, paid()]).toEqual([1, tasks]);
		});

		it('also not by Retry On Fail under Continue On Fail, while the other items go on', async () => {
			server.fail('create', 'reset-after', { when: ofItem(0) });
			const { output } = await runNode(
				paidRun(
					{ prompt: NUMBERED_PROMPT },
					{ input: numberedItems(3), onError: 'continueRegularOutput', retry: { maxTries: 2 } },
				),
			);
			expect(output.map(({ json }) => json.status ?? 'error')).toEqual([
				'error',
				'SUCCESS',
				'SUCCESS',
			]);
			expect(output[0].json.description).toContain('may have been created and billed');
			expect([creates().length, paid()]).toEqual([3, 3]);
		});

		it('but when the user retries the execution, it is', async () => {
			server.fail('create', 'reset');
			const failed = await runToEnd(paidRun());
			const { output } = await retryExecution(paidRun(), failed);
			expect(output[0].json.status).toBe('SUCCESS');
			expect([creates().length, paid()]).toEqual([2, 1]);
		});
	});

	describe('a create that was refused is not sent again', () => {
		it.each<[string, Fault]>([
			...kind.refusals,
			['501', { status: 501 }],
			['300', { status: 300 }],
			['302', { status: 302, headers: { location: '/elsewhere' } }],
		])('by HTTP %s, and the error says that nothing was billed', async (_name, fault) => {
			shorten('CREATE_RETRY_SECONDS', 3);
			server.fail('create', fault, { times: Infinity });
			const { description } = await failureOf(paidRun());
			expect(description).toContain('Nothing was created or billed.');
			expect([creates().length, paid()]).toEqual([1, 0]);
		});

		it('but by Retry On Fail, since nothing was created', async () => {
			server.fail('create', { status: 400, body: {} });
			const { output } = await runNode(paidRun({}, { retry: { maxTries: 2 } }));
			expect(output[0].json.status).toBe('SUCCESS');
			expect([creates().length, paid()]).toEqual([2, 1]);
		});
	});
});
