'use strict';
const { apiError } = require('../newApi/account');

/** @typedef {import('../servers').JsonObject} JsonObject */

const CLASSIC = 'grok-imagine-video';
const MAX_REFERENCES = 7;
const MAX_SECONDS = 15;
const DEFAULT_SECONDS = 8;

const isText = (value) => typeof value === 'string';

/** What a Go server, or one that checks with Zod, refuses before anything else. */
const TYPES = { prompt: isText, size: isText, aspect_ratio: isText, resolution: isText };

/** @param {JsonObject} body @param {import('./openAiVideos').Seller} seller */
function wrongType(body, seller) {
	const types = { ...TYPES, seconds: seller === 'newApi' ? isText : Number.isInteger };
	const name = Object.keys(types).find((field) => field in body && !types[field](body[field]));
	if (!name) return undefined;
	const found = typeof body[name];
	if (seller === 'newApi') return `json: cannot unmarshal ${found} into Go struct field .${name}`;
	return `${name}: Invalid input: expected ${name === 'seconds' ? 'number' : 'string'}, received ${found}`;
}

/** @param {unknown} image */
const isAddress = (image) => {
	const url = image?.image_url?.url ?? image?.image_url ?? image?.url ?? image;
	return isText(url) && /^(https?:\/\/[^/]|data:image\/[\w.+-]+;base64,.)/.test(url);
};

/** What is wrong with the values of a request. @param {JsonObject} body @param {number} seconds */
function problem(body, seconds) {
	const { image, input_reference, model, prompt = '', reference_images = [] } = body;
	const first = image ?? input_reference;
	if (prompt.trim() === '' && !first) return 'prompt is required';
	if (![first ?? [], reference_images].flat().every(isAddress)) {
		return 'an image must be an https URL or a complete data URL';
	}
	if (reference_images.length > MAX_REFERENCES) return 'at most 7 reference images';
	if (!(seconds >= 1 && seconds <= MAX_SECONDS)) {
		return `duration must be between 1 and ${MAX_SECONDS} seconds`;
	}
	const isLarge = [body.resolution, body.size].some((value) => /1080/.test(value));
	const isUnsupported = isLarge && (model === CLASSIC || reference_images.length > 0);
	return isUnsupported ? '1080p is not supported for this request' : undefined;
}

/**
 * Reads a create request: what the video is made with, or the answer that refuses it.
 * @param {JsonObject} body @param {string[]} models @param {import('./openAiVideos').Seller} seller
 */
function readRequest(body, models, seller) {
	const seconds = Number(body.seconds ?? DEFAULT_SECONDS);
	if (!models.includes(body.model)) {
		const message = `分组 default 下模型 ${body.model} 无可用渠道（distributor）`;
		return { error: apiError(503, message, 'model_not_found') };
	}
	const message = wrongType(body, seller) ?? problem(body, seconds);
	if (!message) return { request: { seconds } };
	return { error: { status: 400, body: { code: 'invalid_request', message, data: null } } };
}

module.exports = { readRequest };
