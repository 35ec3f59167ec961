import type { VideoToVideo } from '../../models';
import { readVideoToVideo } from '../../input/videoToVideo';
import { readOutputMode, readOutputOptions, readWaitOptions } from '../../input/options';
import { priceOfVideoToVideo } from '../price';
import { readFlag } from '../../input/values';
import { createOnce } from '../../tasks/create';
import { waitAndFinish } from '../../tasks/finish';
import { toItem } from '../output';
import { changedVideo, takeOnce } from '../../tasks/paidRequest';
import type { RunContext } from '../../tasks/runContext';
import type { Work } from '../operation';

/** Edit and Extend: both make a new video of one that there is. */
export async function prepareVideoToVideo(
	run: RunContext,
	change: VideoToVideo,
	itemIndex: number,
): Promise<Work> {
	const { context, provider } = run;
	const request = await readVideoToVideo(context, provider, change, itemIndex);
	const waits: unknown = context.getNodeParameter('waitForCompletion', itemIndex, true);
	const form = readOutputMode(context, itemIndex);
	const takeRequest = takeOnce(changedVideo(run, request));
	const create = async () => await createOnce(run, takeRequest(), itemIndex);
	const price = priceOfVideoToVideo(provider, request);
	if (!readFlag(waits, 'Wait for Completion')) {
		return { price, run: async () => [toItem(run, (await create()).task, itemIndex, form)] };
	}
	const wait = readWaitOptions(context, itemIndex);
	const output = readOutputOptions(context, itemIndex);
	return {
		price,
		run: async () => {
			const { task, resumed } = await create();
			return [await waitAndFinish(run, task, itemIndex, { ...wait, pollAtOnce: resumed }, output)];
		},
	};
}
