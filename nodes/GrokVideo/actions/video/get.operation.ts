import { readOutputOptions, readTaskId } from '../../request/options';
import { finish } from '../../task/finish';
import type { RunContext } from '../../task/runContext';
import { askStatus } from '../../task/wait';
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
