import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { createAndWait } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shortPauses } from '../support/time';

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);

	beforeEach(() => {
		shortPauses();
	});

	const paid = () => server.tasks.length;

	/** A run that pays for its tasks. */
	const paidRun = (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
		workflow(server, createAndWait(parameters), more);

	const { wrongKey } = kind;
	describe('as the tool of an AI agent', () => {
		/** So many calls of one execution; each is a round. */
		const calls = async (rounds: number, parameters: INodeParameters = {}, more = {}) => {
			const own = { downloadVideo: false, ...parameters };
			const { run: finished } = await runNode(paidRun(own, { asTool: true, rounds, ...more }));
			return finished.data.resultData.runData.Subject.map(({ data }) => data!.main[0]![0].json);
		};

		it('asking again for a video that there is makes another', async () => {
			const [first, second] = await calls(2);
			expect([first.status, second.status]).toEqual(['SUCCESS', 'SUCCESS']);
			expect(second.task_id).not.toBe(first.task_id);
			expect(paid()).toBe(2);
		});

		it('an error is output, and asking again for a video that was not ready does not pay again', async () => {
			server.fail('status', wrongKey);
			const [first, second] = await calls(2);
			const [{ id }] = server.tasks;
			expect(first).toMatchObject({ task_id: id, error: expect.stringContaining('API key') });
			expect(second).toMatchObject({ task_id: id, status: 'SUCCESS' });
			expect(paid()).toBe(1);
		});

		it('also when another video was made in between', async () => {
			server.fail('status', wrongKey);
			const prompt = '={{ $runIndex === 1 ? "A blue car" : "A red car" }}';
			const [first, other, third] = await calls(3, { prompt });
			expect([other.status, third.status]).toEqual(['SUCCESS', 'SUCCESS']);
			expect(third.task_id).toBe(first.task_id);
			expect(other.task_id).not.toBe(first.task_id);
			expect(paid()).toBe(2);
		});

		it('another image under the same name is another video', async () => {
			server.fail('status', wrongKey);
			const png = (end: string) => ({ data: `iVBORw0KGgoAAAA${end}`, mimeType: 'image/png' });
			const binary = { a: png('B'), b: png('C') };
			const [first, second] = await calls(
				2,
				{
					inputMode: 'image',
					imageSource: 'binary',
					imageBinaryField: '={{ $runIndex === 1 ? "a" : "b" }}',
				},
				{ input: [{ json: {}, binary }] },
			);
			expect(second.task_id).not.toBe(first.task_id);
			expect(paid()).toBe(2);
		});

		it('a create of which nothing is known is not sent again', async () => {
			server.fail('create', 'reset-after');
			const [, second] = await calls(2);
			expect(second.description).toContain('The node did not send it again by itself.');
			expect(paid()).toBe(1);
		});

		it('an error ends the run where the user wants it so', async () => {
			server.fail('status', wrongKey);
			const stop = { asTool: true, onError: 'stopWorkflow' } as const;
			const { message } = await failureOf(paidRun({}, stop));
			expect(message).toContain(server.tasks[0].id);
		});

		it('an error is in the first output, the only one that an agent reads', async () => {
			server.fail('status', wrongKey);
			const [first] = await calls(1, {}, { onError: 'continueErrorOutput' });
			expect(first.error).toContain('API key');
		});
	});
});
