'use strict';

/**
 * @typedef {{
 *   id: string,
 *   aliases: string[],
 *   inputs: string[],
 *   rates: Partial<Record<string, number>>,
 *   perImage: number,
 *   perInputSecond: number,
 *   referenceSeconds: number,
 *   frames?: boolean,
 *   edits?: boolean,
 * }} Model
 * Rates and prices in ticks. `referenceSeconds`: the longest video with references, 0 if it takes none. `frames` also
 * stands for voices.
 */

const TICKS_PER_USD = 10_000_000_000;

/** @param {number} usd */
const ticks = (usd) => Math.round(usd * TICKS_PER_USD);

/** Prices of 2026-09-29. @type {Model[]} */
const MODELS = [
	{
		id: 'grok-imagine-video-1.5',
		aliases: ['grok-imagine-video-1.5-preview', 'grok-imagine-video-1.5-2026-05-30'],
		inputs: ['text', 'image', 'audio'],
		rates: { '480p': ticks(0.08), '720p': ticks(0.14), '1080p': ticks(0.25) },
		...{ perImage: ticks(0.01), perInputSecond: 0, referenceSeconds: 15, frames: true },
	},
	{
		id: 'grok-imagine-video-1.5-lite',
		aliases: [],
		inputs: ['text', 'image'],
		rates: { '480p': ticks(0.02), '720p': ticks(0.03), '1080p': ticks(0.14) },
		...{ perImage: ticks(0.01), perInputSecond: 0, referenceSeconds: 0 },
	},
	{
		id: 'grok-imagine-video',
		aliases: [],
		inputs: ['text', 'image', 'video'],
		rates: { '480p': ticks(0.05), '720p': ticks(0.07) },
		...{ perImage: ticks(0.002), perInputSecond: ticks(0.01), referenceSeconds: 10, edits: true },
	},
];

/** The model of a request that names none, as was seen for edits. */
const DEFAULT_MODEL = 'grok-imagine-video';

const OTHER_MODELS = ['grok-4', 'grok-4-fast', 'grok-imagine-image', 'grok-imagine-image-quality'];

/** @param {string} id */
const findModel = (id = DEFAULT_MODEL) =>
	MODELS.find((model) => model.id === id || model.aliases.includes(id));

/** An entry of `/v1/models`. */
const modelEntry = ({ id }) => ({ id, created: 1779840000, object: 'model', owned_by: 'xai' });

/** An entry of `/v1/video-generation-models`. @param {Model} model */
const videoModelEntry = ({ aliases, id, inputs }) => ({
	...modelEntry({ id }),
	...{ fingerprint: 'fp_8e3f9286fa', version: '1.0', aliases },
	...{ input_modalities: inputs, output_modalities: ['video'] },
});

/** What a task costs, as far as its input has been read. @param {Model} model @param {import('./xai').Task} task */
function cost(model, { images, inputSeconds = 0, resolution, seconds }) {
	const rate = model.rates[resolution] ?? 0;
	return Math.round(seconds * rate + images * model.perImage + inputSeconds * model.perInputSecond);
}

module.exports = {
	...{ MODELS, OTHER_MODELS, TICKS_PER_USD },
	...{ cost, findModel, modelEntry, videoModelEntry },
};
