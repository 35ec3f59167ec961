import { MODEL_ID_PREFIXES } from './providers';

/**
 * What each model can do and costs: the only table. Fields, validation, the model list and the documentation derive from
 * it. Models that are not in it are accepted with any value, because new ones appear in the providers' model lists first.
 * Sources: the documentation of the gateways and of the models' maker, October 2026.
 */

export type Mode = 'text' | 'image' | 'images';

/** What a model can do in one mode. */
export interface ModeLimits {
	images: { min: number; max: number };
	maxSeconds: number;
	/** Whether a longer request is shortened to `maxSeconds` instead of rejected, as the server does it. */
	shortensSeconds?: true;
	/** Offered in the field. Expressions can return any whole number up to the limit. */
	seconds: readonly number[];
	/** Empty if the video takes the shape of the image. */
	aspectRatios: readonly string[];
	resolutions: readonly string[];
}

/** Gateways and the maker give their models different names. */
export type ModelFamily = 'gateway' | 'imagine';

export interface Model {
	id: string;
	/** Other IDs of the same model, without prefixes. */
	aliases?: readonly string[];
	family: ModelFamily;
	/** Input and strengths in a few words, for the model list. */
	summary: string;
	/** In the order in which they are offered. */
	modes: Partial<Record<Mode, ModeLimits>>;
	/** Whether it can also edit or extend videos. */
	videoToVideo?: Partial<Record<VideoToVideo, VideoToVideoLimits>>;
	/** Whether sound can be switched off. */
	audio?: true;
	/** Whether the provider can store the video and give it a public link. */
	publicLinks?: true;
	/** Whether images can be pinned to times of a video that is made from an image. */
	frames?: true;
	/** Max number of voices in a video from reference images. */
	voices?: number;
	/** Missing if each server sets its own. */
	prices?: Prices;
}

/** In US dollars. */
export interface Prices {
	/** Per second of the new video, by resolution. */
	second: Readonly<Record<string, number>>;
	/** Per reference image. */
	image: number;
	/** Per second of the original video, for Edit and Extend. */
	inputSecond?: number;
}

/** Date of the price list. No API returns it. */
export const PRICES_AS_OF = '2026-09-29';

/** What can be done with an existing video. */
export type VideoToVideo = 'edit' | 'extend';

/** In seconds. */
export interface VideoToVideoLimits {
	/** Length of the original video. */
	input: { min: number; max: number };
	/** Length to add. */
	added?: { min: number; max: number };
}

const NONE = { min: 0, max: 0 };
const ONE = { min: 1, max: 1 };
const SECONDS = [4, 6, 8, 10, 12, 15];
const SECONDS_TO_10 = [4, 6, 8, 10];
const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
const TO_720P = ['720p', '480p'];
const TO_1080P = ['1080p', '720p', '480p'];

const UP_TO_15 = { maxSeconds: 15, seconds: SECONDS };

export const MODELS: readonly Model[] = [
	{
		id: 'grok-image-video',
		family: 'gateway',
		summary: 'text or 1–7 images',
		modes: {
			text: { images: NONE, ...UP_TO_15, aspectRatios: RATIOS, resolutions: TO_720P },
			image: { images: ONE, ...UP_TO_15, aspectRatios: RATIOS, resolutions: TO_720P },
			images: {
				images: { min: 1, max: 7 },
				maxSeconds: 10,
				shortensSeconds: true,
				seconds: SECONDS_TO_10,
				aspectRatios: RATIOS,
				resolutions: TO_720P,
			},
		},
	},
	{
		id: 'grok-video-1.5',
		family: 'gateway',
		summary: 'exactly 1 image',
		modes: {
			image: { images: ONE, ...UP_TO_15, aspectRatios: ['16:9', '9:16'], resolutions: TO_720P },
		},
	},
	{
		id: 'grok-imagine-video-1.5',
		aliases: ['grok-imagine-video-1.5-preview', 'grok-imagine-video-1.5-2026-05-30'],
		family: 'imagine',
		summary: 'text or 1–14 images, 1080p',
		audio: true,
		publicLinks: true,
		frames: true,
		voices: 3,
		prices: { second: { '480p': 0.08, '720p': 0.14, '1080p': 0.25 }, image: 0.01 },
		modes: {
			text: { images: NONE, ...UP_TO_15, aspectRatios: RATIOS, resolutions: TO_1080P },
			image: { images: ONE, ...UP_TO_15, aspectRatios: [], resolutions: TO_1080P },
			images: {
				images: { min: 1, max: 14 },
				...UP_TO_15,
				aspectRatios: RATIOS,
				resolutions: TO_720P,
			},
		},
	},
	{
		id: 'grok-imagine-video-1.5-lite',
		family: 'imagine',
		summary: 'text or 1 image, low price',
		audio: true,
		publicLinks: true,
		prices: { second: { '480p': 0.02, '720p': 0.03, '1080p': 0.14 }, image: 0.01 },
		modes: {
			text: { images: NONE, ...UP_TO_15, aspectRatios: RATIOS, resolutions: TO_1080P },
			image: { images: ONE, ...UP_TO_15, aspectRatios: [], resolutions: TO_1080P },
		},
	},
	{
		id: 'grok-imagine-video',
		family: 'imagine',
		summary: 'text or 1–7 images, edits and extends',
		audio: true,
		publicLinks: true,
		prices: { second: { '480p': 0.05, '720p': 0.07 }, image: 0.002, inputSecond: 0.01 },
		videoToVideo: {
			edit: { input: { min: 0, max: 8.7 } },
			extend: { input: { min: 2, max: 15 }, added: { min: 2, max: 10 } },
		},
		modes: {
			text: { images: NONE, ...UP_TO_15, aspectRatios: RATIOS, resolutions: TO_720P },
			image: { images: ONE, ...UP_TO_15, aspectRatios: [], resolutions: TO_720P },
			images: {
				images: { min: 1, max: 7 },
				maxSeconds: 10,
				seconds: SECONDS_TO_10,
				aspectRatios: RATIOS,
				resolutions: TO_720P,
			},
		},
	},
];

export const DEFAULT_MODEL_ID = 'grok-image-video';
export const DEFAULT_VIDEO_TO_VIDEO_MODEL_ID = 'grok-imagine-video';
export const DEFAULT_SECONDS = 4;
export const DEFAULT_ADDED_SECONDS = 6;
export const DEFAULT_ASPECT_RATIO = '16:9';
export const DEFAULT_RESOLUTION = '720p';

/** Every ID of these models: with aliases and prefixes. */
export function idsOf(models: readonly Model[]): string[] {
	return models
		.flatMap(({ id, aliases = [] }) => [id, ...aliases])
		.flatMap((id) => ['', ...MODEL_ID_PREFIXES].map((prefix) => `${prefix}${id}`));
}

/** The model of this ID, an alias or a prefixed ID. */
export function findModel(id: string, family?: ModelFamily): Model | undefined {
	const model = MODELS.find((candidate) => idsOf([candidate]).includes(id));
	return family === undefined || model?.family === family ? model : undefined;
}

export function modesOf({ modes }: Model): Mode[] {
	return Object.keys(modes) as Mode[];
}

export function modelsFor(operation: VideoToVideo): Model[] {
	return MODELS.filter(({ videoToVideo }) => videoToVideo?.[operation]);
}

/** As shown in the model list, e.g. `grok-video-1.5 (exactly 1 image)`. */
export function modelName(id: string): string {
	const model = findModel(id);
	return model ? `${id} (${model.summary})` : id;
}

/** Rounds US dollars to six decimals. Undefined if the amount is not finite. */
export function usd(amount: number): number | undefined {
	const rounded = Math.round(amount * 1e6) / 1e6;
	return Number.isFinite(rounded) ? rounded : undefined;
}
