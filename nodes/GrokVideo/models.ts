/**
 * What each model can do, as both providers' documents have it ("模型能力", "参数建议"). Fields, validation,
 * the model list and the README's table all come from here. A model that is not in the table is let
 * through with free values: new ones appear in the gateway's model list before they appear here.
 */

export type Mode = 'text' | 'image' | 'images';

export interface Model {
	id: string;
	/** What it takes, for the model list: short, since the field shows it behind the ID. */
	summary: string;
	/** In the order in which they are offered; a single mode is not asked for. */
	modes: readonly Mode[];
	maxImages: number;
	maxSeconds: number;
	/** Offered in the field; any whole number up to the limit is accepted from an expression. */
	seconds: readonly number[];
	/** Longest video from several reference images: longer requests are cut to it. */
	maxSecondsOfImages?: number;
	aspectRatios: readonly string[];
	resolutions: readonly string[];
}

export const MODELS: readonly Model[] = [
	{
		id: 'grok-image-video',
		summary: 'text or 1–7 images',
		modes: ['text', 'image', 'images'],
		maxImages: 7,
		maxSeconds: 15,
		seconds: [4, 6, 8, 10, 12, 15],
		maxSecondsOfImages: 10,
		aspectRatios: ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'],
		resolutions: ['720p', '480p'],
	},
	{
		id: 'grok-video-1.5',
		summary: 'exactly 1 image',
		modes: ['image'],
		maxImages: 1,
		maxSeconds: 15,
		seconds: [4, 6, 8, 10, 12, 15],
		aspectRatios: ['16:9', '9:16'],
		resolutions: ['720p', '480p'],
	},
];

export const DEFAULT_MODEL_ID = 'grok-image-video';
export const DEFAULT_SECONDS = 4;
export const DEFAULT_ASPECT_RATIO = '16:9';
export const DEFAULT_RESOLUTION = '720p';

export function findModel(id: string): Model | undefined {
	return MODELS.find((model) => model.id === id);
}

/** As the model list and the field show it, e.g. `grok-video-1.5 (exactly 1 image)`. */
export function modelName(id: string): string {
	const model = findModel(id);
	return model ? `${id} (${model.summary})` : id;
}

/** The lengths to offer for several reference images, in seconds. */
export function secondsOfImages(model: Model): number[] {
	const limit = model.maxSecondsOfImages ?? model.maxSeconds;
	return model.seconds.filter((seconds) => seconds <= limit);
}
