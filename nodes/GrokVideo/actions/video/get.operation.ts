import { readOutputOptions, readTaskId } from '../../input/options';
import { finish } from '../../tasks/finish';
import type { RunContext } from '../../tasks/runContext';
import { askStatus } from '../../tasks/wait';
import type { Work } from '../operation';

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const taskId = readTaskId(run.context, itemIndex);
	const output = readOutputOptions(run.context, itemIndex);
	return {
		run: async () => {
			run.started(itemIndex, taskId);
			const task = await askStatus(run, taskId);
			return [await finish(run, task, itemIndex, output)];
		},
	};
}
