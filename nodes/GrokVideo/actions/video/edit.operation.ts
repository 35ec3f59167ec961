import type { RunContext } from '../../tasks/runContext';
import type { Work } from '../operation';
import { prepareVideoToVideo } from './videoToVideo';

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	return await prepareVideoToVideo(run, 'edit', itemIndex);
}
