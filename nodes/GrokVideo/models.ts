/**
 * What each model can do, by mode. Fields, checks, the model list and the README's table all come from here. A model
 * that is not in the table is let through with free values: new ones appear in the provider's model list before they
 * appear here. Sources: both gateways' documents ("模型能力", "参数建议"); xAI's documents "Video generation",
 * "Image to video" and "Reference to video", October 2026.
 */

export type ProtocolName = 'newApi' | 'xai';
export type Mode = 'text' | 'image' | 'images';

/** What a model can do in one mode. */
export interface ModeLimits {
	images: { min: number; max: number };
	maxSeconds: number;
	/** Whether a longer request is cut to `maxSeconds` instead of refused, as the server does it. */
	cutsSeconds?: boolean;
	/** Offered in the field; any whole number up to the limit is accepted from an expression. */
	seconds: readonly number[];
	/** None where the video takes the image's shape. */
	aspectRatios: readonly string[];
	resolutions: readonly string[];
}

export interface Model {
	id: string;
	/** Other IDs of the same model. */
	aliases?: readonly string[];
	/** Whose model it is: gateways and xAI give their models different names. */
	protocol: ProtocolName;
	/** What it takes, for the model list: short, since the field shows it behind the ID. */
	summary: string;
	/** In the order in which they are offered; a single mode is not asked for. */
	modes: Partial<Record<Mode, ModeLimits>>;
	/** Whether pictures can be pinned to moments of a video that is made from an image. */
	frames?: true;
	/** How many voices a video from reference images can have. */
	voices?: number;
	/** In US dollars; missing where every server has its own. */
	prices?: Prices;
	/** What it makes of a video that there is. */
	changes?: Partial<Record<VideoToVideo, VideoToVideoLimits>>;
}

export interface Prices {
	/** For a second of the video that is made, by resolution. */
	second: Readonly<Record<string, number>>;
	/** For an image that is given. */
	image: number;
	/** For a second of a video that is given. */
	inputSecond?: number;
}

/** Of xAI's price list, as it stood on this day. Nothing in the API tells them. */
export const PRICES_AS_OF = '2026-09-29';

/** What can be done with a video that there is. */
export type VideoToVideo = 'edit' | 'extend';

export interface VideoToVideoLimits {
	/** Length of the video that is given, in seconds. */
	input: { min: number; max: number };
	/** Length that is added, in seconds. */
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
		protocol: 'newApi',
		summary: 'text or 1–7 images',
		modes: {
			text: { images: NONE, ...UP_TO_15, aspectRatios: RATIOS, resolutions: TO_720P },
			image: { images: ONE, ...UP_TO_15, aspectRatios: RATIOS, resolutions: TO_720P },
			images: {
				images: { min: 1, max: 7 },
				maxSeconds: 10,
				cutsSeconds: true,
				seconds: SECONDS_TO_10,
				aspectRatios: RATIOS,
				resolutions: TO_720P,
			},
		},
	},
	{
		id: 'grok-video-1.5',
		protocol: 'newApi',
		summary: 'exactly 1 image',
		modes: {
			image: { images: ONE, ...UP_TO_15, aspectRatios: ['16:9', '9:16'], resolutions: TO_720P },
		},
	},
	{
		id: 'grok-imagine-video-1.5',
		aliases: ['grok-imagine-video-1.5-preview', 'grok-imagine-video-1.5-2026-05-30'],
		protocol: 'xai',
		summary: 'text or 1–14 images, 1080p',
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
		protocol: 'xai',
		summary: 'text or 1 image, low price',
		prices: { second: { '480p': 0.02, '720p': 0.03, '1080p': 0.14 }, image: 0.01 },
		modes: {
			text: { images: NONE, ...UP_TO_15, aspectRatios: RATIOS, resolutions: TO_1080P },
			image: { images: ONE, ...UP_TO_15, aspectRatios: [], resolutions: TO_1080P },
		},
	},
	{
		id: 'grok-imagine-video',
		protocol: 'xai',
		summary: 'text or 1–7 images, edits and extends',
		prices: { second: { '480p': 0.05, '720p': 0.07 }, image: 0.002, inputSecond: 0.01 },
		changes: {
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
/** The only one that edits and extends. */
export const DEFAULT_VIDEO_TO_VIDEO_MODEL_ID = 'grok-imagine-video';
export const DEFAULT_SECONDS = 4;
export const DEFAULT_ADDED_SECONDS = 6;
export const DEFAULT_ASPECT_RATIO = '16:9';
export const DEFAULT_RESOLUTION = '720p';

/** The model of that ID; of one protocol's models where it is named. */
export function findModel(id: string, protocol?: ProtocolName): Model | undefined {
	return MODELS.find(
		(model) =>
			(model.id === id || model.aliases?.includes(id)) &&
			(protocol === undefined || model.protocol === protocol),
	);
}

export function modesOf({ modes }: Model): Mode[] {
	return Object.keys(modes) as Mode[];
}

/** As the model list and the field show it, e.g. `grok-video-1.5 (exactly 1 image)`. */
export function modelName(id: string): string {
	const model = findModel(id);
	return model ? `${id} (${model.summary})` : id;
}

/** An amount in US dollars without the dust of binary fractions; nothing where there is no such number. */
export function usd(amount: number): number | undefined {
	const rounded = Math.round(amount * 1e6) / 1e6;
	return Number.isFinite(rounded) ? rounded : undefined;
}
