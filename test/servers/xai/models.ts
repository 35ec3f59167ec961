/** A model. Its prices are in ticks. */
export interface Model {
	id: string;
	aliases: string[];
	inputs: string[];
	/** Price per second, by resolution. */
	rates: Record<string, number>;
	perImage: number;
	perInputSecond: number;
	/** Max seconds of a video with references, 0 if references are not supported. */
	maxReferenceSeconds: number;
	/** Whether it supports last frames, keyframes and voices. */
	frames?: boolean;
	/** Whether it edits and extends videos. */
	edits?: boolean;
}

/** 10,000,000,000 ticks are 1 USD. */
export const TICKS_PER_USD = 10_000_000_000;

const ticks = (usd: number) => Math.round(usd * TICKS_PER_USD);

/** Prices of 2026-09-29. */
export const MODELS: Model[] = [
	{
		id: 'grok-imagine-video-1.5',
		aliases: ['grok-imagine-video-1.5-preview', 'grok-imagine-video-1.5-2026-05-30'],
		inputs: ['text', 'image', 'audio'],
		rates: { '480p': ticks(0.08), '720p': ticks(0.14), '1080p': ticks(0.25) },
		perImage: ticks(0.01),
		perInputSecond: 0,
		maxReferenceSeconds: 15,
		frames: true,
	},
	{
		id: 'grok-imagine-video-1.5-lite',
		aliases: [],
		inputs: ['text', 'image'],
		rates: { '480p': ticks(0.02), '720p': ticks(0.03), '1080p': ticks(0.14) },
		perImage: ticks(0.01),
		perInputSecond: 0,
		maxReferenceSeconds: 0,
	},
	{
		id: 'grok-imagine-video',
		aliases: [],
		inputs: ['text', 'image', 'video'],
		rates: { '480p': ticks(0.05), '720p': ticks(0.07) },
		perImage: ticks(0.002),
		perInputSecond: ticks(0.01),
		maxReferenceSeconds: 10,
		edits: true,
	},
];

/** The model of a request without `model`, as observed for edits. */
const DEFAULT_MODEL = 'grok-imagine-video';

export const OTHER_MODELS = ['grok-4', 'grok-4-fast', 'grok-imagine-image'];

export const findModel = (id = DEFAULT_MODEL) =>
	MODELS.find((model) => model.id === id || model.aliases.includes(id));

/** An entry of `/v1/models`. */
export const modelEntry = (id: string) => ({
	id,
	created: 1779840000,
	object: 'model',
	owned_by: 'xai',
});

/** An entry of `/v1/video-generation-models`. */
export const videoModelEntry = ({ aliases, id, inputs }: Model) => ({
	...modelEntry(id),
	aliases,
	input_modalities: inputs,
	output_modalities: ['video'],
});

export interface Priced {
	model: string;
	/** Duration of the generated video. 0 for an edit until its input has been read. */
	seconds: number;
	resolution: string;
	/** Number of billed images. */
	images: number;
	/** Duration of the input of an edit or extension, once it has been read. */
	inputSeconds?: number;
}

/** The cost of a task in ticks. */
export function costOf({ images, inputSeconds = 0, model, resolution, seconds }: Priced) {
	const { perImage, perInputSecond, rates } = findModel(model)!;
	return Math.round(
		seconds * rates[resolution] + images * perImage + inputSeconds * perInputSecond,
	);
}
