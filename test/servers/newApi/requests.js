'use strict';
const { apiError } = require('./account');

/** @typedef {import('../servers').JsonObject} JsonObject */

const ONE_IMAGE_MODEL = 'grok-video-1.5';
const MANY_IMAGES_MODEL = 'grok-image-video';
const MAX_IMAGES = 7;
const MAX_SECONDS_WITH_IMAGES = 10;
const DEFAULT_SECONDS = 4;

const isText = (value) => typeof value === 'string';
const isTextArray = (value) => Array.isArray(value) && value.every(isText);

/** Fields that a Go server refuses if they have another type, before it checks anything else. */
const FIELDS = [
	['model', 'string', isText],
	['prompt', 'string', isText],
	['seconds', 'int', Number.isInteger],
	['aspect_ratio', 'string', isText],
	['resolution', 'string', isText],
	['image_urls', '[]string', isTextArray],
	['reference_images', '[]string', isTextArray],
];

/** The same of stock new-api, which loses all other fields. */
const STOCK_FIELDS = [
	...['model', 'prompt', 'mode', 'image', 'size', 'input_reference', 'seconds'].map((field) => [
		field,
		'string',
		isText,
	]),
	['images', '[]string', isTextArray],
];

/** Errors of the task endpoints. @param {number} status @param {string} code */
const taskError = (status, code, message = code) => ({
	status,
	body: { code, message, data: null },
});

/** @param {JsonObject} body @param {any[][]} fields */
function wrongType(body, fields) {
	const wrong = fields.find(
		([field, , fits]) => (body[field] ?? null) !== null && !fits(body[field]),
	);
	if (!wrong) return undefined;
	const [field, type] = wrong;
	return `json: cannot unmarshal ${typeof body[field]} into Go struct field .${field} of type ${type}`;
}

/** Every reference image of a request, in any field. @param {JsonObject} body @returns {unknown[]} */
function referenceImages({ image, image_urls, images, input_reference, reference_images }) {
	return [
		image,
		image_urls,
		images,
		input_reference?.image_url ?? input_reference,
		reference_images,
	]
		.flat()
		.filter((value) => (value ?? undefined) !== undefined);
}

/** @param {unknown} image */
const isCompleteAddress = (image) =>
	isText(image) && /^(https?:\/\/[^/]|data:image\/[\w.+-]+;base64,.)/.test(image);

/** @param {JsonObject} body @param {unknown[]} images */
function imageProblem({ input_reference, model, reference_images }, images) {
	if (input_reference && reference_images) {
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
 * The answer to a create request that is refused; undefined for one that is accepted.
 * @param {JsonObject} body @param {(model: string) => boolean} knows @param {boolean} isStock
 */
function refusal(body, knows, isStock) {
	const type = wrongType(body, isStock ? STOCK_FIELDS : FIELDS);
	if (type) return taskError(400, 'invalid_request', type);
	const { model = '', prompt = '' } = body;
	if (model.trim() === '') return taskError(400, 'missing_model', 'model field is required');
	if (!knows(model)) {
		return apiError(
			503,
			`分组 default 下模型 ${model} 无可用渠道（distributor）`,
			'model_not_found',
		);
	}
	if (prompt.trim() === '') return taskError(400, 'invalid_request', 'prompt is required');
	const image = imageProblem(body, referenceImages(body));
	return image ? taskError(400, 'invalid_request', image) : undefined;
}

/** The length of the video that the server makes of an accepted request. @param {JsonObject} body */
function effectiveSeconds(body) {
	const seconds = Number(body.seconds ?? body.duration ?? DEFAULT_SECONDS);
	const isCut = body.model === MANY_IMAGES_MODEL && referenceImages(body).length > 1;
	return isCut ? Math.min(seconds, MAX_SECONDS_WITH_IMAGES) : seconds;
}

module.exports = { effectiveSeconds, referenceImages, refusal, taskError };
