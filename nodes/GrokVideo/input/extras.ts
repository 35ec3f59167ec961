import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { MODELS, type Model } from '../models';
import type { ResultOptions, Feature } from '../protocols/types';
import type { Provider } from './credential';
import { fileNameOf } from './fileName';
import type { Image } from './images';
import { readFlag, shown, trimmedText } from './values';

const LABELS: Record<Feature, string> = {
	frames: 'Frames',
	voices: 'Voices',
	generateAudio: 'Generate Audio',
	publicLinkDays: 'Public Link Days',
};

/** @throws GrokVideoError when the provider cannot do what a field asks for. */
export function assertSupported(extra: Feature, { protocol, label }: Provider): void {
	if (protocol.offers.includes(extra)) return;
	throw new GrokVideoError(`${label} does not offer '${LABELS[extra]}'`, {
		description: `Leave '${LABELS[extra]}' out, or use an xAI credential.`,
	});
}

/** @throws GrokVideoError when the model cannot do what a field asks for, naming those that can. */
export function modelCannot(
	label: string,
	id: string,
	can: (model: Model) => unknown,
): GrokVideoError {
	const able = MODELS.filter(can).map((model) => model.id);
	return new GrokVideoError(`'${label}' is not supported by ${id}`, {
		description: `Leave '${label}' out, or use one of: ${able.join(', ')}.`,
	});
}

/**
 * The options of a video that is to be made.
 * @throws GrokVideoError when one cannot be used.
 */
export function readResultOptions(
	context: IExecuteFunctions,
	provider: Provider,
	itemIndex: number,
): ResultOptions {
	const options = Object(context.getNodeParameter('options', itemIndex, {})) as IDataObject;
	const { generateAudio = true, publicLinkDays, fileName } = options;
	const withAudio = readFlag(generateAudio, 'Generate Audio');
	if (!withAudio) assertSupported('generateAudio', provider);
	if (publicLinkDays !== undefined) assertSupported('publicLinkDays', provider);
	return {
		generateAudio: withAudio,
		publicLinkDays: publicLinkDays === undefined ? undefined : readDays(publicLinkDays),
		fileName: fileNameOf(trimmedText(fileName) || 'grok-video', ''),
	};
}

const MAX_PUBLIC_LINK_DAYS = 30;

function readDays(value: unknown): number {
	const days = Number(trimmedText(value));
	if (Number.isSafeInteger(days) && days >= 1 && days <= MAX_PUBLIC_LINK_DAYS) return days;
	throw new GrokVideoError(
		`'Public Link Days' must be a whole number from 1 to ${MAX_PUBLIC_LINK_DAYS}, not ${shown(value)}`,
		{
			description: `Enter for how many days the link shall work, at most ${MAX_PUBLIC_LINK_DAYS}.`,
		},
	);
}

/**
 * Names of voices, with commas between or as a list.
 * @throws GrokVideoError when there are more than the model takes.
 */
export function readVoices(value: unknown, model: Model | undefined, provider: Provider): string[] {
	const given: unknown[] = Array.isArray(value) ? value : [value ?? ''];
	const names = given
		.flatMap((name) => (typeof name === 'string' ? name.split(',') : [name]))
		.map((name) => (typeof name === 'string' ? name.trim() : name))
		.filter((name) => name !== '');
	if (names.length === 0) return [];
	if (!names.every((name) => typeof name === 'string')) {
		throw new GrokVideoError(`'Voices' must be names of voices, not ${shown(value)}`, {
			description: 'Enter names with commas between them, e.g. ara, rex.',
		});
	}
	assertSupported('voices', provider);
	if (model && !model.voices) throw modelCannot('Voices', model.id, ({ voices }) => voices);
	const max = model?.voices ?? names.length;
	if (names.length <= max) return names;
	throw new GrokVideoError(`'Voices' takes at most ${max} names, but got ${names.length}`, {
		description: 'Leave some voices out.',
	});
}

/** A picture that is pinned to a moment. */
export interface Frame {
	at: 'end' | number;
	image: Image;
}

const MAX_KEYFRAMES = 4;
/** Moments lie on a grid of thirds of a second; what people type is not exact. */
const GRID_PER_SECOND = 3;
const GRID_TOLERANCE = 0.05;

/**
 * The moments of pinned pictures, on the server's grid.
 * @throws GrokVideoError when a picture is pinned where the video has no moment.
 */
export function checkFrames(
	frames: Frame[],
	seconds: number,
	model: Model | undefined,
	provider: Provider,
): Frame[] {
	if (frames.length === 0) return [];
	assertSupported('frames', provider);
	if (model && !model.frames) throw modelCannot('Frames', model.id, (other) => other.frames);
	const ends = frames.filter(({ at }) => at === 'end').length;
	if (ends > 1 || frames.length - ends > MAX_KEYFRAMES) {
		throw new GrokVideoError(
			`'Frames' takes one picture at the end and ${MAX_KEYFRAMES} at other moments, but got ${ends} and ${frames.length - ends}`,
			{ description: 'Leave some pictures out.' },
		);
	}
	return frames.map((frame, index) => ({ ...frame, at: checkMoment(frame.at, seconds, index) }));
}

function checkMoment(at: 'end' | number, seconds: number, index: number): 'end' | number {
	if (at === 'end') return at;
	const steps = Math.round(at * GRID_PER_SECOND);
	const isOnGrid = Math.abs(at * GRID_PER_SECOND - steps) <= GRID_TOLERANCE * GRID_PER_SECOND;
	if (isOnGrid && steps > 0 && steps < seconds * GRID_PER_SECOND) return steps / GRID_PER_SECOND;
	throw new GrokVideoError(
		`'Frames', picture ${index + 1}: 'Time (Seconds)' must lie inside the video of ${seconds} seconds, in steps of a third of a second, not ${Number.isNaN(at) ? 'something that is no number' : at}`,
		{ description: "Use e.g. 1, 1.33 or 1.67. For the last picture, set 'At' to 'End'." },
	);
}
