import type { INodeParameters } from 'n8n-workflow';
import type { EngineOptions } from '../support/engineWorkflow';
import { createAndWait, numberedItems, NUMBERED_PROMPT } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shortPauses } from '../support/time';
import { numberOf, ofItem, taskOf } from '../support/useGateway';

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);

	beforeEach(() => {
		shortPauses();
	});

	const creates = () => server.requestsTo('create');
	const paid = () => server.tasks.length;
	/** A run that pays for its tasks, and leaves the videos where they are. */
	const paidRun = (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
		workflow(server, createAndWait({ downloadVideo: false, ...parameters }), more);

	describe('when a run fails without Continue On Fail', () => {
		const three = () => paidRun({ prompt: NUMBERED_PROMPT }, { input: numberedItems(3) });
		const refuseFirst = () => server.fail('create', { status: 400, body: {} }, { when: ofItem(0) });

		it('the error names its item, and the tasks of the others, finished and running', async () => {
			server.setPlan(({ body }) =>
				numberOf(body) === 1
					? { ...kind.failure.plan, seconds: 0.6 }
					: { seconds: numberOf(body) === 0 ? 0 : Infinity },
			);
			server.fail('create', { delay: 100 }, { when: ofItem(0) }); // known last, named first
			const { message, description, context } = await failureOf(three());
			const ids = [0, 1, 2].map((item) => taskOf(server, item).id);
			expect(message).toContain(ids[1]);
			expect(message).toContain('[item 1]');
			expect(description).toContain(`item 0: ${ids[0]} (finished), item 2: ${ids[2]} (running)`);
			expect(context.other_task_ids).toEqual([ids[0], ids[2]]);
		});

		it('a create under way is waited for, and its task is named', async () => {
			server.fail('create', { delay: 400 }, { when: ofItem(2) });
			refuseFirst();
			const { message, description } = await failureOf(three());
			expect(message).toContain('[item 0]');
			expect(description).toContain(`item 2: ${taskOf(server, 2).id} (running)`);
		});

		it('creates under way that get no answer are named as some to look after, in order', async () => {
			server.fail('create', { delay: 100, then: 'reset-after' }, { when: ofItem(2) });
			server.fail('create', { delay: 200, then: 'reset-after' }, { when: ofItem(1) });
			refuseFirst();
			const { description } = await failureOf(three());
			expect(description).toContain(
				'It is not known whether a video was created and billed for item 1, 2: look at',
			);
		});

		it('items that had not begun create nothing', async () => {
			server.fail('create', { status: 400, body: {} });
			const options = { pollInterval: 1, maxParallel: 1 };
			await failureOf(paidRun({ options }, { input: numberedItems(5) }));
			expect([creates().length, paid()]).toEqual([1, 0]);
		});
	});
});
