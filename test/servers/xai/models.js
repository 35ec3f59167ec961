'use strict';

/**
 * @typedef {{
 *   id: string,
 *   fingerprint: string,
 *   created: number,
 *   inputs: string[],
 *   aliases: string[],
 *   rates: Partial<Record<string, number>>,
 *   perImage: number,
 *   perInputSecond: number,
 *   referenceSeconds: number,
 *   voices: boolean,
 *   frames: boolean,
 *   edits: boolean,
 * }} Model
 * Rates and prices in ticks. `referenceSeconds`: the longest video with references, 0 where it takes none.
 */

const TICKS_PER_USD = 10_000_000_000;

/** @param {number} usd */
const ticks = (usd) => Math.round(usd * TICKS_PER_USD);

/** Prices of 2026-09-29. @type {Model[]} */
const MODELS = [
	{
		id: 'grok-imagine-video-1.5',
		fingerprint: 'fp_8e3f9286fa',
		created: 1779840000,
		inputs: ['text', 'image', 'audio'],
		aliases: ['grok-imagine-video-1.5-preview', 'grok-imagine-video-1.5-2026-05-30'],
		rates: { '480p': ticks(0.08), '720p': ticks(0.14), '1080p': ticks(0.25) },
		perImage: ticks(0.01),
		perInputSecond: 0,
		referenceSeconds: 15,
		voices: true,
		frames: true,
		edits: false,
	},
	{
		id: 'grok-imagine-video-1.5-lite',
		fingerprint: 'fp_2c61d0a94e',
		created: 1790812800,
		inputs: ['text', 'image'],
		aliases: [],
		rates: { '480p': ticks(0.02), '720p': ticks(0.03), '1080p': ticks(0.14) },
		perImage: ticks(0.01),
		perInputSecond: 0,
		referenceSeconds: 0,
		voices: false,
		frames: false,
		edits: false,
	},
	{
		id: 'grok-imagine-video',
		fingerprint: 'fp_5f37b474c6',
		created: 1769558400,
		inputs: ['text', 'image', 'video'],
		aliases: [],
		rates: { '480p': ticks(0.05), '720p': ticks(0.07) },
		perImage: ticks(0.002),
		perInputSecond: ticks(0.01),
		referenceSeconds: 10,
		voices: false,
		frames: false,
		edits: true,
	},
];

/** The model of a request that names none: an edit without one is known to be taken. */
const DEFAULT_MODEL = 'grok-imagine-video';

const OTHER_MODELS = ['grok-4', 'grok-4-fast', 'grok-imagine-image', 'grok-imagine-image-quality'];

/** @param {string[]} [ids] */
function catalogue(ids) {
	if (!ids) return MODELS;
	return ids.map(
		(id) => MODELS.find((model) => model.id === id) ?? { ...MODELS[0], id, aliases: [] },
	);
}

/** @param {Model[]} models @param {string} id */
function findModel(models, id) {
	return models.find((model) => model.id === id || model.aliases.includes(id));
}

/** An entry of `/v1/models`. @param {{ id: string, created?: number }} model */
function modelEntry({ id, created = 1751932800 }) {
	return { id, created, object: 'model', owned_by: 'xai' };
}

/** An entry of `/v1/video-generation-models`. @param {Model} model */
function videoModelEntry({ id, fingerprint, created, inputs, aliases }) {
	return {
		id,
		fingerprint,
		created,
		object: 'model',
		owned_by: 'xai',
		version: '1.0',
		input_modalities: inputs,
		output_modalities: ['video'],
		aliases,
	};
}

/**
 * What a task costs; input video and anything else that is not known yet counts as nothing.
 * @param {Model} model @param {import('./task').Task} task
 */
function cost(model, { images, inputSeconds = 0, resolution, seconds }) {
	const rate = model.rates[resolution] ?? 0;
	return Math.round(seconds * rate + images * model.perImage + inputSeconds * model.perInputSecond);
}

module.exports = {
	DEFAULT_MODEL,
	OTHER_MODELS,
	TICKS_PER_USD,
	catalogue,
	cost,
	findModel,
	modelEntry,
	videoModelEntry,
};
