import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import {
	DEFAULT_ADDED_SECONDS,
	DEFAULT_VIDEO_TO_VIDEO_MODEL_ID,
	type VideoToVideo,
	type VideoToVideoLimits,
} from '../models';
import type { VideoToVideoRequest } from '../protocols/types';
import type { Provider } from './credential';
import { checkExtraBody, checkModel, checkPrompt } from './check';
import { modelCannot, readResultOptions } from './extras';
import { readInputVideo, type InputVideo } from './inputVideo';
import { shown, trimmedText } from './values';

export interface ItemVideoToVideo extends Omit<VideoToVideoRequest, 'video'> {
	video: InputVideo;
}

const LABELS: Record<VideoToVideo, string> = { edit: 'editing', extend: 'extending' };

/**
 * Reads the fields of Edit and Extend.
 * @throws GrokVideoError when a field cannot be used, or when provider or model cannot do it.
 */
export async function readVideoToVideo(
	context: IExecuteFunctions,
	provider: Provider,
	change: VideoToVideo,
	itemIndex: number,
): Promise<ItemVideoToVideo> {
	const { protocol, label } = provider;
	if (!protocol.createVideoToVideo) {
		throw new GrokVideoError(`${label} does not offer ${LABELS[change]} videos`, {
			description: 'Use an xAI credential.',
		});
	}
	const value: unknown = context.getNodeParameter(
		'model',
		itemIndex,
		DEFAULT_VIDEO_TO_VIDEO_MODEL_ID,
		{
			extractValue: true,
		},
	);
	const { id, model } = checkModel(value, provider);
	const limits = model?.changes?.[change];
	if (model && !limits) {
		throw modelCannot(
			change === 'edit' ? 'Edit' : 'Extend',
			id,
			({ changes }) => changes?.[change],
		);
	}
	const prompt = checkPrompt(context.getNodeParameter('prompt', itemIndex, null), provider);
	const options = Object(context.getNodeParameter('options', itemIndex, {})) as IDataObject;
	const video = await readInputVideo(context, itemIndex);
	checkLength(video, change, limits);
	return {
		change,
		model: id,
		prompt,
		seconds: change === 'extend' ? readAdded(context, itemIndex, limits) : undefined,
		video,
		extraBody: checkExtraBody(options.extraBody ?? {}, protocol.ownFields),
		result: readResultOptions(context, provider, itemIndex),
	};
}

function readAdded(
	context: IExecuteFunctions,
	itemIndex: number,
	limits?: VideoToVideoLimits,
): number {
	const value: unknown = context.getNodeParameter('seconds', itemIndex, DEFAULT_ADDED_SECONDS);
	const { min = 1, max = Infinity } = limits?.added ?? {};
	const seconds = Number(trimmedText(value));
	if (Number.isSafeInteger(seconds) && seconds >= min && seconds <= max) return seconds;
	const range = limits?.added ? ` from ${min} to ${max}` : '';
	throw new GrokVideoError(`'Seconds' must be a whole number${range}, not ${shown(value)}`, {
		description: 'Enter how much longer the video should become, e.g. 6.',
	});
}

/** A file can be a little longer than it says: a frame or two are let through. */
const LENGTH_TOLERANCE_SECONDS = 0.1;

/** What is here can be measured; of a link only the provider knows. */
function checkLength(
	{ seconds }: InputVideo,
	change: VideoToVideo,
	limits?: VideoToVideoLimits,
): void {
	if (seconds === undefined || !limits) return;
	const { min, max } = limits.input;
	if (seconds >= min - LENGTH_TOLERANCE_SECONDS && seconds <= max + LENGTH_TOLERANCE_SECONDS) {
		return;
	}
	const range = min === 0 ? `at most ${max}` : `${min} to ${max}`;
	throw new GrokVideoError(
		`The video is ${seconds.toFixed(1)} seconds long, and ${LABELS[change]} takes ${range} seconds`,
		{ description: 'Use another video, or cut this one. Nothing was created or billed.' },
	);
}
