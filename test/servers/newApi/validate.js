'use strict';
const { apiError, taskError } = require('./answers');

/** @typedef {import('../servers').JsonObject} JsonObject */

const ONE_IMAGE_MODEL = 'grok-video-1.5';
const MANY_IMAGES_MODEL = 'grok-image-video';
const MAX_IMAGES = 7;
const MAX_SECONDS_WITH_IMAGES = 10;
const DEFAULT_SECONDS = 4;

/** A Go server refuses a field of the wrong type before it looks at anything else. */
const FIELDS = /** @type {const} */ ([
	['model', 'string', (/** @type {unknown} */ value) => typeof value === 'string'],
	['prompt', 'string', (/** @type {unknown} */ value) => typeof value === 'string'],
	['seconds', 'int', Number.isInteger],
	['aspect_ratio', 'string', (/** @type {unknown} */ value) => typeof value === 'string'],
	['resolution', 'string', (/** @type {unknown} */ value) => typeof value === 'string'],
	['image_urls', '[]string', isTextArray],
	['reference_images', '[]string', isTextArray],
]);

/** @param {unknown} value */
function isTextArray(value) {
	return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** @param {JsonObject} body */
function wrongType(body) {
	for (const [field, type, fits] of FIELDS) {
		const value = body[field];
		if (value === undefined || value === null || fits(value)) continue;
		const found = typeof value === 'object' ? 'array' : typeof value;
		return `json: cannot unmarshal ${found} into Go struct field .${field} of type ${type}`;
	}
	return undefined;
}

/**
 * Every reference image of a request, in whichever field it was sent.
 * @param {JsonObject} body
 * @returns {unknown[]}
 */
function referenceImages(body) {
	const { image_urls, input_reference, reference_images } = body;
	const single =
		typeof input_reference === 'object' &&
		input_reference !== null &&
		'image_url' in input_reference
			? input_reference.image_url
			: input_reference;
	return [
		...(Array.isArray(image_urls) ? image_urls : []),
		...(single === undefined || single === null ? [] : [single]),
		...(Array.isArray(reference_images) ? reference_images : []),
	];
}

/** @param {unknown} image */
function isCompleteAddress(image) {
	return (
		typeof image === 'string' && /^(https?:\/\/[^/]|data:image\/[\w.+-]+;base64,.)/.test(image)
	);
}

/** @param {string} model @param {unknown[]} images @param {JsonObject} body */
function imageProblem(model, images, body) {
	if (body.input_reference && body.reference_images) {
		return 'input_reference and reference_images cannot be used together';
	}
	if (!images.every(isCompleteAddress)) {
		return 'reference images must be https URLs or complete data URLs (data:image/png;base64,...)';
	}
	if (model === ONE_IMAGE_MODEL && images.length !== 1) {
		return `${ONE_IMAGE_MODEL} only supports exactly one reference image`;
	}
	if (model === MANY_IMAGES_MODEL && images.length > MAX_IMAGES) {
		return `${MANY_IMAGES_MODEL} supports at most ${MAX_IMAGES} reference images`;
	}
	return undefined;
}

/**
 * The answer to a create request that is refused; undefined for one that is taken.
 * @param {JsonObject} body
 * @param {(model: string) => boolean} knows
 */
function refusal(body, knows) {
	const type = wrongType(body);
	if (type) return taskError(400, 'invalid_request', type);
	const { model, prompt } = body;
	if (typeof model !== 'string' || model.trim() === '') {
		return taskError(400, 'missing_model', 'model field is required');
	}
	if (!knows(model)) {
		const message = `分组 default 下模型 ${model} 无可用渠道（distributor）`;
		return apiError(503, message, 'model_not_found');
	}
	if (typeof prompt !== 'string' || prompt.trim() === '') {
		return taskError(400, 'invalid_request', 'prompt is required');
	}
	const image = imageProblem(model, referenceImages(body), body);
	return image ? taskError(400, 'invalid_request', image) : undefined;
}

/**
 * Length of the video the server makes of an accepted request.
 * @param {JsonObject} body
 */
function effectiveSeconds(body) {
	const seconds = typeof body.seconds === 'number' ? body.seconds : DEFAULT_SECONDS;
	const cut = body.model === MANY_IMAGES_MODEL && referenceImages(body).length > 1;
	return cut ? Math.min(seconds, MAX_SECONDS_WITH_IMAGES) : seconds;
}

module.exports = { effectiveSeconds, referenceImages, refusal };
