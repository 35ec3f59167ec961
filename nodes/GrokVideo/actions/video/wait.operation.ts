import { readOutputOptions, readTaskId, readWaitOptions } from '../../input/options';
import { waitAndFinish } from '../../tasks/finish';
import type { RunContext } from '../../tasks/runContext';
import type { Work } from '../operation';

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const taskId = readTaskId(run.context, itemIndex);
	const wait = readWaitOptions(run.context, itemIndex);
	const output = readOutputOptions(run.context, itemIndex);
	return {
		run: async () => {
			run.started(itemIndex, taskId);
			const task = { id: taskId };
			return [await waitAndFinish(run, task, itemIndex, { ...wait, pollAtOnce: true }, output)];
		},
	};
}
