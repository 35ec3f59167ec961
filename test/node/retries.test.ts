import type { INodeParameters } from 'n8n-workflow';
import { retryExecution, runNode, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { bytesOf } from '../support/files';
import { createAndWait, numberedItems, NUMBERED_PROMPT } from '../support/parameters';
import { workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shortPauses } from '../support/time';
import { numberOf, ofItem, taskOf } from '../support/useGateway';

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);

	let pauses: ReturnType<typeof shortPauses>;

	beforeEach(() => {
		pauses = shortPauses();
	});

	const paid = () => server.tasks.length;
	const retry = { maxTries: 2 };

	/** A run that pays for its tasks. */
	const paidRun = (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
		workflow(server, createAndWait(parameters), more);

	const { wrongKey } = kind;
	const FAILURES: Array<[string, () => void]> = [
		['after a failed poll', () => server.fail('status', wrongKey)],
		[
			'after a download that failed for good',
			() => {
				server.fail('file', { status: 403 }, { times: 1 });
				server.fail('status', kind.error(500), { when: () => server.tasks[0].polls > 0 });
			},
		],
	];

	describe.each(FAILURES)('%s', (_name, arrange) => {
		it('Retry On Fail takes the paid task up again', async () => {
			arrange();
			const { output, log } = await runNode(paidRun({}, { retry }));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(output[0].binary?.data.mimeType).toBe('video/mp4');
			expect(log).toContainEqual(expect.stringContaining('which an earlier try created'));
			expect(paid()).toBe(1);
		});

		it('"Retry execution" takes the paid task up again', async () => {
			arrange();
			const failed = await runToEnd(paidRun());
			expect(failed.error?.message).toContain(server.tasks[0].id);
			const { contextData } = failed.run.data.executionData!;
			expect(contextData['node:Subject']).toHaveProperty('grokVideoTasks'); // later versions look there
			pauses.mockClear();
			const { output, error } = await retryExecution(paidRun(), failed);
			expect(error).toBeUndefined();
			expect(pauses.mock.calls[0][0]).toBe(0); // what was created long ago is asked at once
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(paid()).toBe(1);
		});
	});

	describe('with several items', () => {
		const three = (more: Partial<EngineOptions> = {}) =>
			paidRun({ prompt: NUMBERED_PROMPT }, { input: numberedItems(3), ...more });

		it('a retry takes up the finished and the unfinished tasks, and creates only what was not created', async () => {
			server.fail('create', { status: 400, body: {} }, { when: ofItem(2) });
			const failed = await runToEnd(three());
			expect(failed.error?.message).toContain('[item 2]');
			expect(paid()).toBe(2);
			const { output } = await retryExecution(three(), failed);
			const ids = [0, 1, 2].map((item) => taskOf(server, item).id);
			expect(output.map(({ json }) => json.task_id)).toEqual(ids);
			expect(paid()).toBe(3);
		});

		it('Retry On Fail under Continue On Fail pays nothing again when the first item has failed', async () => {
			server.fail('status', wrongKey, {
				when: ({ path }) => path.includes(taskOf(server, 0).id),
			});
			const { output } = await runNode(three({ onError: 'continueRegularOutput', retry }));
			expect(output.map(({ json }) => json.status)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
			expect(paid()).toBe(3);
		});

		it('two items with the same request are two videos', async () => {
			const { output } = await runNode(paidRun({}, { input: numberedItems(2) }));
			expect(new Set(output.map(({ json }) => json.task_id)).size).toBe(2);
			expect(paid()).toBe(2);
		});
	});

	describe('a task is not taken up again', () => {
		it('when it has ended in FAILURE: the retry creates anew', async () => {
			server.setPlan(({ createdAt }) => (createdAt > 0 && paid() === 0 ? kind.failure.plan : {}));
			const { output } = await runNode(paidRun({}, { retry }));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[1].id, status: 'SUCCESS' });
			expect(paid()).toBe(2);
		});

		it('when it has ended in FAILURE, while that of another item is', async () => {
			server.setPlan(({ body }) => {
				if (numberOf(body) === 1) return { seconds: 0.3 };
				return server.tasks.some(ofItem(0)) ? {} : kind.failure.plan;
			});
			const numbered = { prompt: NUMBERED_PROMPT, downloadVideo: false };
			const { output } = await runNode(paidRun(numbered, { input: numberedItems(2), retry }));
			const ids = server.tasks.filter(ofItem(0)).map(({ id }) => id);
			expect(ids).toHaveLength(2);
			expect(output.map(({ json }) => json.task_id)).toEqual([ids[1], taskOf(server, 1).id]);
			expect(paid()).toBe(3);
		});

		it('in the next round of a loop with the same input', async () => {
			const { run: finished } = await runNode(paidRun({}, { rounds: 3, input: numberedItems(2) }));
			const rounds = finished.data.resultData.runData.Subject;
			const ids = rounds.flatMap(({ data }) => data!.main[0]!.map(({ json }) => json.task_id));
			expect(new Set(ids).size).toBe(6);
			expect(paid()).toBe(6);
		});

		it('in the next round, when the round before had failed items and went on', async () => {
			server.fail('status', wrongKey);
			const { run: finished } = await runNode(
				paidRun({}, { rounds: 3, onError: 'continueRegularOutput' }),
			);
			const rounds = finished.data.resultData.runData.Subject;
			expect(rounds[0].data!.main[0]![0].json.error).toBeDefined();
			const ids = rounds.map(({ data }) => data!.main[0]![0].json.task_id);
			expect(new Set(ids).size).toBe(3);
			expect(paid()).toBe(3);
		});

		const image = 'https://example.com/a.png';
		const withImage = { inputMode: 'image', imageSource: 'url', imageUrl: image };
		it.each<[string, INodeParameters, string]>([
			['another prompt', { ...withImage, prompt: 'A blue car' }, 'grokVideoApi'],
			['another model', { ...withImage, model: kind.otherModel }, 'grokVideoApi'],
			['another image', { ...withImage, imageUrl: 'https://example.com/b.png' }, 'grokVideoApi'],
			['another credential', withImage, 'second'],
		])('when the user retries with %s', async (_name, changed, id) => {
			server.fail('status', wrongKey);
			const failed = await runToEnd(paidRun(withImage));
			const again = paidRun(changed);
			again.credentials!.grokVideoApi.id = id;
			const { output } = await retryExecution(again, failed);
			expect(output[0].json).toMatchObject({ task_id: server.tasks[1].id, status: 'SUCCESS' });
			expect(paid()).toBe(2);
		});
	});

	it('after a time-out, "Retry execution" waits on for the same task and gets its video', async () => {
		server.setPlan({ seconds: 1.2 });
		jest.restoreAllMocks();
		const short = paidRun({ options: { pollInterval: 1, maxWait: 1 } });
		const failed = await runToEnd(short);
		expect(failed.error?.message).toContain('is not finished after 1 seconds');
		const { output } = await retryExecution(short, failed);
		expect((await bytesOf(output[0].binary!.data)).subarray(4, 8).toString()).toBe('ftyp');
		expect(paid()).toBe(1);
	});

	it('Retry On Fail waits on after a time-out as well', async () => {
		server.setPlan({ seconds: 1.2 });
		jest.restoreAllMocks();
		const options = { pollInterval: 1, maxWait: 1 };
		const { output } = await runNode(paidRun({ options, downloadVideo: false }, { retry }));
		expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
		expect(paid()).toBe(1);
	});
});
