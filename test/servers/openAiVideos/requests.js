'use strict';
const { apiError } = require('../newApi/account');

/** @typedef {import('../servers').JsonObject} JsonObject */

const CLASSIC = 'grok-imagine-video';
const MAX_REFERENCES = 7;
const MAX_SECONDS = 15;
const DEFAULT_SECONDS = 8;
const OPENAI_SIZES = ['720x1280', '1280x720', '1024x1792', '1792x1024'];
const GATEWAY_SIZES = [
	...['848x480', '480x848', '854x480', '480x854', '480x480'],
	...['1280x720', '720x1280', '720x720', '1920x1080', '1080x1920'],
];

const isText = (value) => typeof value === 'string';

/** What a Go server, or one that checks with Zod, refuses before anything else. */
const TYPES = {
	...Object.fromEntries(
		['model', 'prompt', 'size', 'aspect_ratio', 'resolution', 'user'].map((name) => [name, isText]),
	),
	duration: (value) => Number.isInteger(Number(value)),
	reference_images: Array.isArray,
	images: Array.isArray,
};

/** @param {JsonObject} body @param {import('./openAiVideos').Seller} seller */
function wrongType(body, seller) {
	const types = { ...TYPES };
	if (seller === 'newApi') types.seconds = isText;
	if (seller === 'llmGateway') types.seconds = Number.isInteger;
	const entry = Object.entries(types).find(
		([name, fits]) => (body[name] ?? undefined) !== undefined && !fits(body[name]),
	);
	if (!entry) return undefined;
	const [name] = entry;
	const found = Array.isArray(body[name]) ? 'array' : typeof body[name];
	if (seller === 'llmGateway') {
		const wanted =
			{ seconds: 'number', reference_images: 'array', images: 'array' }[name] ?? 'string';
		return `${name}: Invalid input: expected ${wanted}, received ${found}`;
	}
	const expected = name === 'duration' ? 'int' : 'string';
	return `json: cannot unmarshal ${found} into Go struct field TaskSubmitReq.${name} of type ${expected}`;
}

/** The address of an image; an image that is no address is an error. @param {unknown} image */
function address(image) {
	const url = image?.image_url?.url ?? image?.image_url ?? image?.url ?? image;
	if (Buffer.isBuffer(url)) return 'file'; // a part of a form
	if (isText(url) && /^(https?:\/\/[^/]|data:image\/[\w.+-]+;base64,.)/.test(url)) return url;
	throw new RangeError('an image must be an https URL or a complete data URL');
}

/** How the images of a request are used. @param {JsonObject} body @param {import('./openAiVideos').Seller} seller */
function imagesOf({ image, images = [], input_reference, reference_images = [] }, seller) {
	if (seller === 'llmGateway' && image && input_reference) {
		throw new RangeError('image and input_reference cannot be used together');
	}
	// CLIProxyAPI makes a video without an image that is not in an object.
	const ignored = seller === 'cliProxyApi' && isText(input_reference);
	const first = image ?? (ignored ? undefined : input_reference);
	const several = reference_images.length > 0 ? reference_images : images.length > 1 ? images : [];
	const firsts = [first, ...(images.length === 1 ? images : [])].filter(Boolean);
	const addresses = new Set(firsts.map(address));
	several.forEach(address);
	if (addresses.size > 1) throw new RangeError('only one first frame is supported');
	if (several.length > MAX_REFERENCES) throw new RangeError('at most 7 reference images');
	return { first: addresses.size, references: several.length };
}

/** @param {JsonObject} body */
function resolutionOf({ resolution, size }) {
	if (resolution) return resolution.toLowerCase();
	const [, width, height] = /^(\d+)x(\d+)$/.exec(size ?? '') ?? [];
	const shorter = Math.min(Number(width ?? 0), Number(height ?? 0));
	if (shorter >= 1080) return '1080p';
	return shorter >= 720 || size === '720p' ? '720p' : '480p';
}

/** @param {JsonObject} body @param {import('./openAiVideos').Seller} seller */
function wantedVideo(body, seller) {
	const { duration, metadata, model, prompt = '', size } = body;
	const images = imagesOf(body, seller);
	if (prompt.trim() === '' && images.first === 0) throw new RangeError('prompt is required');
	if (seller === 'cliProxyApi' && size && !OPENAI_SIZES.includes(size)) {
		throw new RangeError(`invalid size ${size}`);
	}
	if (seller === 'llmGateway' && size && !GATEWAY_SIZES.includes(size)) {
		throw new RangeError(`Unsupported size ${size}`);
	}
	const seconds = Number(body.seconds ?? duration ?? metadata?.duration ?? DEFAULT_SECONDS);
	if (!(Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_SECONDS)) {
		throw new RangeError(`duration must be between 1 and ${MAX_SECONDS} seconds`);
	}
	const resolution = resolutionOf(body);
	if (resolution === '1080p' && (model === CLASSIC || images.references > 0)) {
		throw new RangeError('1080p is not supported for this request');
	}
	return { images, seconds, resolution };
}

/** A refusal in the form of the seller. @param {import('./openAiVideos').Seller} seller */
function refused(seller, message, { model = '' }) {
	if (seller === 'llmGateway') {
		const error = { message, type: 'invalid_request_error', param: null, code: 'invalid_request' };
		return { status: 400, body: { error } };
	}
	if (seller === 'cliProxyApi') {
		const error = { code: 'invalid_request_error', message };
		const id = 'video_00000000000000000000000000000000';
		const body = { object: 'video', status: 'failed', progress: 0, id, model, error };
		return { status: 400, body };
	}
	const code = message.startsWith('json:') ? 'invalid_request' : 'plugin_request_invalid';
	return { status: 400, body: { code, message, data: null } };
}

/**
 * Reads a create request: what the video is made with, or the answer that refuses it.
 * @param {JsonObject} body @param {string[]} models @param {import('./openAiVideos').Seller} seller
 */
function readRequest(body, models, seller) {
	const type = wrongType(body, seller);
	if (type) return { error: refused(seller, type, body) };
	if (!models.includes(body.model)) {
		const message = `分组 default 下模型 ${body.model} 无可用渠道（distributor）`;
		return { error: apiError(503, message, 'model_not_found') };
	}
	try {
		return { request: wantedVideo(body, seller) };
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return { error: refused(seller, error.message, body) };
	}
}

module.exports = { readRequest };
