'use strict';

/** @typedef {import('../servers').JsonObject} JsonObject */

const SECONDS = Array.from({ length: 15 }, (_, i) => i + 1);
const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
const MAX_REFERENCES = 7;
const FIELDS = [
	...['model', 'prompt', 'duration', 'resolution', 'aspect_ratio', 'size', 'frame_images'],
	...['input_references', 'generate_audio', 'seed', 'callback_url', 'provider'],
];

/** @param {string} id @param {string} perImage Cents. @param {Record<string, string>} perSecond Cents. @param {object} more */
const entry = (id, perImage, perSecond, more = {}) => ({
	id: `x-ai/${id}`,
	name: `SpaceXAI: ${id}`,
	created: 1778544000,
	supported_durations: SECONDS,
	supported_resolutions: Object.keys(perSecond),
	supported_aspect_ratios: RATIOS,
	supported_sizes: null,
	supported_frame_images: ['first_frame'],
	generate_audio: null,
	seed: null,
	allowed_passthrough_parameters: [],
	pricing_skus: {
		cents_per_image_input: perImage,
		...Object.fromEntries(
			Object.entries(perSecond).map(([resolution, cents]) => [
				`cents_per_video_output_second_${resolution}`,
				cents,
			]),
		),
	},
	...more,
});

const MODELS = [
	{
		...entry('veo-3.1', '0', {}),
		id: 'google/veo-3.1',
		name: 'Google: Veo 3.1',
		pricing_skus: { duration_seconds_with_audio: '0.4' },
	},
	entry(
		'grok-imagine-video',
		'0.2',
		{ '480p': '5', '720p': '7' },
		{ supported_sizes: ['854x480', '480x854', '480x480', '1280x720', '720x1280', '720x720'] },
	),
	entry('grok-imagine-video-1.5', '1', { '480p': '8', '720p': '14', '1080p': '25' }),
	entry('grok-imagine-video-1.5-lite', '1', { '480p': '2', '720p': '3' }),
];

/** @param {number} status @param {string} message */
const apiError = (status, message) => ({ status, body: { error: { code: status, message } } });

/** @param {unknown} part */
function isImagePart(part) {
	const url = part?.image_url?.url;
	return (
		part?.type === 'image_url' && /^(https?:\/\/[^/]|data:image\/[\w.+-]+;base64,.)/.test(url ?? '')
	);
}

/** What is wrong with the values of a request. @param {JsonObject} body @param {typeof MODELS[number]} model */
function problem(body, model) {
	const { aspect_ratio, duration, frame_images = [], input_references = [] } = body;
	const { prompt, resolution, size } = body;
	const unknown = Object.keys(body).find((field) => !FIELDS.includes(field));
	if (unknown) return `Unrecognized key: "${unknown}"`;
	if (typeof (prompt ?? '') !== 'string') return 'prompt: Expected string';
	if (duration !== undefined && !Number.isInteger(duration)) return 'duration: Expected integer';
	if (duration !== undefined && !model.supported_durations.includes(duration)) {
		return `Unsupported duration ${duration}`;
	}
	if (size !== undefined && (resolution !== undefined || aspect_ratio !== undefined)) {
		return 'size cannot be used with resolution or aspect_ratio';
	}
	if (size !== undefined && !model.supported_sizes?.includes(size)) {
		return `Unsupported size "${size}"`;
	}
	if (resolution !== undefined && !model.supported_resolutions.includes(resolution)) {
		return `Unsupported resolution "${resolution}"`;
	}
	if (aspect_ratio !== undefined && !RATIOS.includes(aspect_ratio)) {
		return `Unsupported aspect ratio "${aspect_ratio}"`;
	}
	if (![...frame_images, ...input_references].every(isImagePart)) return 'Invalid image part';
	if (frame_images.some(({ frame_type }) => frame_type !== 'first_frame')) {
		return 'Unsupported frame type';
	}
	if (frame_images.length > 1) return 'Too many frame images';
	if (input_references.length > MAX_REFERENCES) return 'Too many input references';
	const hasImages = frame_images.length + input_references.length > 0;
	return !prompt?.trim() && !hasImages ? 'prompt is required' : undefined;
}

/** The resolution of a size. @param {string} size */
function resolutionOf(size) {
	const shorter = Math.min(...size.split('x').map(Number));
	return shorter >= 1080 ? '1080p' : shorter >= 720 ? '720p' : '480p';
}

/** Reads a create request: what the video is made with, or the answer that refuses it. @param {JsonObject} body */
function readRequest(body) {
	const model = MODELS.find(({ id }) => id === body.model);
	if (!body.model) return { error: apiError(400, 'model: Required') };
	if (!model) return { error: apiError(404, `Model ${body.model} not found`) };
	const message = problem(body, model);
	if (message) return { error: apiError(400, message) };
	const { duration = 8, frame_images = [], input_references = [], size } = body;
	if (frame_images.length > 0 && input_references.length > 0) {
		return { error: apiError(500, 'Internal Server Error') };
	}
	const resolution = body.resolution ?? (size ? resolutionOf(size) : '480p');
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
