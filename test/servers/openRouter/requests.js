'use strict';

/** @typedef {import('../servers').JsonObject} JsonObject */

const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
const MAX_SECONDS = 15;
const MAX_REFERENCES = 7;
const FIELDS = [
	...['model', 'prompt', 'duration', 'resolution', 'aspect_ratio', 'size'],
	...['frame_images', 'input_references', 'generate_audio', 'seed'],
];

/** An entry of the model list. Prices are in cents. @param {string} id @param {string} perImage @param {Record<string, string>} perSecond */
const entry = (id, perImage, perSecond) => ({
	id: `x-ai/${id}`,
	name: `SpaceXAI: ${id}`,
	supported_resolutions: Object.keys(perSecond),
	pricing_skus: {
		cents_per_image_input: perImage,
		...Object.fromEntries(
			Object.entries(perSecond).map(([resolution, cents]) => [
				`cents_per_video_output_second_${resolution}`,
				cents,
			]),
		),
	},
});

const MODELS = [
	{ id: 'google/veo-3.1', name: 'Google: Veo 3.1', supported_resolutions: [], pricing_skus: {} },
	entry('grok-imagine-video', '0.2', { '480p': '5', '720p': '7' }),
	entry('grok-imagine-video-1.5', '1', { '480p': '8', '720p': '14', '1080p': '25' }),
	entry('grok-imagine-video-1.5-lite', '1', { '480p': '2', '720p': '3' }),
];

/** @param {number} status @param {string} message */
const apiError = (status, message) => ({ status, body: { error: { code: status, message } } });

/** @param {unknown} part */
const isImagePart = (part) =>
	part?.type === 'image_url' &&
	/^(https?:\/\/[^/]|data:image\/[\w.+-]+;base64,.)/.test(part.image_url?.url ?? '');

/** What is wrong with the values of a request. @param {JsonObject} body @param {typeof MODELS[number]} model */
function problem(body, model) {
	const { aspect_ratio, duration = 8, frame_images = [], input_references = [] } = body;
	const { prompt, resolution, size } = body;
	const images = [...frame_images, ...input_references];
	const unknown = Object.keys(body).find((field) => !FIELDS.includes(field));
	if (unknown) return `Unrecognized key: "${unknown}"`;
	if (!(Number.isInteger(duration) && duration >= 1 && duration <= MAX_SECONDS)) {
		return `Unsupported duration ${duration}`;
	}
	if (size !== undefined) return `Unsupported size "${size}"`;
	if (resolution !== undefined && !model.supported_resolutions.includes(resolution)) {
		return `Unsupported resolution "${resolution}"`;
	}
	if (aspect_ratio !== undefined && !RATIOS.includes(aspect_ratio)) {
		return `Unsupported aspect ratio "${aspect_ratio}"`;
	}
	if (!images.every(isImagePart)) return 'Invalid image part';
	if (frame_images.some(({ frame_type }) => frame_type !== 'first_frame')) {
		return 'Unsupported frame type';
	}
	if (frame_images.length > 1) return 'Too many frame images';
	if (input_references.length > MAX_REFERENCES) return 'Too many input references';
	return !prompt?.trim() && images.length === 0 ? 'prompt is required' : undefined;
}

/** Reads a create request: what the video is made with, or the answer that refuses it. @param {JsonObject} body */
function readRequest(body) {
	const model = MODELS.find(({ id }) => id === body.model);
	if (!model) return { error: apiError(404, `Model ${body.model} not found`) };
	const message = problem(body, model);
	if (message) return { error: apiError(400, message) };
	const { duration = 8, frame_images = [], input_references = [], resolution = '480p' } = body;
	if (frame_images.length > 0 && input_references.length > 0) {
		return { error: apiError(500, 'Internal Server Error') };
	}
	const images = frame_images.length + input_references.length;
	return { request: { seconds: duration, resolution, images } };
}

/** US dollars. @param {string} id @param {{ seconds: number, resolution: string, images: number }} request */
function costOf(id, { images, resolution, seconds }) {
	const { pricing_skus: prices } = MODELS.find((model) => model.id === id);
	const perSecond = Number(prices[`cents_per_video_output_second_${resolution}`] ?? 0);
	// In tenths of a cent, so that no sum shows a rounding error.
	const tenths = seconds * perSecond * 10 + images * Number(prices.cents_per_image_input ?? 0) * 10;
	return Math.round(tenths) / 1000;
}

module.exports = { MODELS, apiError, costOf, readRequest };
