import { displayUsd, runSummary } from '../../../nodes/GrokVideo/tasks/costs';
import type { TaskRecord } from '../../../nodes/GrokVideo/tasks/store';

it.each([
	[0.5, '0.50'],
	[0.25, '0.25'],
	[0.052, '0.052'],
	[0.1 + 0.2, '0.30'],
	[12, '12.00'],
])('%d USD is displayed as %s', (amount, expected) => {
	expect(displayUsd(amount)).toBe(expected);
});

it('runSummary counts the created tasks and adds up their costs', () => {
	const records: TaskRecord[] = [
		{ itemIndex: 0, state: 'rejected' },
		{ itemIndex: 1, state: 'finished', taskId: 'task_1', costUsd: 0.5 },
		{ itemIndex: 2, state: 'failed', taskId: 'task_2', costUsd: 0.25, isResumed: true },
	];
	expect(runSummary(records)).toBe(
		'2 videos started (1 by an earlier attempt): 1 finished, 1 failed. Cost: 0.75 USD.',
	);
	expect(runSummary(records.slice(0, 1))).toBeUndefined();
	const unknownCost = { itemIndex: 3, state: 'finished', taskId: 'task_3' } as const;
	expect(runSummary([...records, unknownCost])).toContain('Known cost: 0.75 USD (2 of 3).');
});
