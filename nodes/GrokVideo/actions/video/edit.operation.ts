import type { RunContext } from '../../task/runContext';
import type { Work } from '../operation';
import { prepareChange } from './change';

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	return await prepareChange(run, 'edit', itemIndex);
}
