import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import {
	DEFAULT_ADDED_SECONDS,
	DEFAULT_CHANGE_MODEL_ID,
	type Change,
	type ChangeLimits,
} from '../models';
import type { ChangeRequest } from '../protocol/protocol';
import type { Provider } from '../protocol/provider';
import { checkExtraBody, checkModel, checkPrompt } from './check';
import { modelCannot, readResultOptions } from './extras';
import { readInputVideo, type InputVideo } from './inputVideo';
import { shown, trimmedText } from './values';

export interface ItemChange extends Omit<ChangeRequest, 'video'> {
	video: InputVideo;
}

const LABELS: Record<Change, string> = { edit: 'editing', extend: 'extending' };

/**
 * Reads the fields of Edit and Extend.
 * @throws GrokVideoError when a field cannot be used, or when provider or model cannot do it.
 */
export async function readChange(
	context: IExecuteFunctions,
	provider: Provider,
	change: Change,
	itemIndex: number,
): Promise<ItemChange> {
	const { protocol, label } = provider;
	if (!protocol.changeVideo) {
		throw new GrokVideoError(`${label} does not offer ${LABELS[change]} videos`, {
			advice: 'Use an xAI credential.',
		});
	}
	const value: unknown = context.getNodeParameter('model', itemIndex, DEFAULT_CHANGE_MODEL_ID, {
		extractValue: true,
	});
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

function readAdded(context: IExecuteFunctions, itemIndex: number, limits?: ChangeLimits): number {
	const value: unknown = context.getNodeParameter('seconds', itemIndex, DEFAULT_ADDED_SECONDS);
	const { least = 1, most = Infinity } = limits?.added ?? {};
	const seconds = Number(trimmedText(value));
	if (Number.isSafeInteger(seconds) && seconds >= least && seconds <= most) return seconds;
	const range = limits?.added ? ` from ${least} to ${most}` : '';
	throw new GrokVideoError(`'Seconds' must be a whole number${range}, not ${shown(value)}`, {
		advice: 'Enter how much longer the video should become, e.g. 6.',
	});
}

/** A file can be a little longer than it says: a frame or two are let through. */
const LENGTH_TOLERANCE_SECONDS = 0.1;

/** What is here can be measured; of a link only the provider knows. */
function checkLength({ seconds }: InputVideo, change: Change, limits?: ChangeLimits): void {
	if (seconds === undefined || !limits) return;
	const { least, most } = limits.input;
	if (seconds >= least - LENGTH_TOLERANCE_SECONDS && seconds <= most + LENGTH_TOLERANCE_SECONDS) {
		return;
	}
	const range = least === 0 ? `at most ${most}` : `${least} to ${most}`;
	throw new GrokVideoError(
		`The video is ${seconds.toFixed(1)} seconds long, and ${LABELS[change]} takes ${range} seconds`,
		{ advice: 'Use another video, or cut this one. Nothing was created or billed.' },
	);
}
