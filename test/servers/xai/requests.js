'use strict';

/**
 * @typedef {import('./models').Model} Model
 * @typedef {import('./xai').Kind} Kind
 * @typedef {import('../servers').JsonObject} JsonObject
 */

const RATIOS = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3'];
const RESOLUTIONS = ['480p', '720p', '1080p'];
const VOICES = 'ara eve leo rex sal carina zagan helix orion luna iris altair atlas'.split(' ');
const MAX_PROMPT = 4096;
const MAX_SECONDS = 15;
const MAX_IMAGES = 14;
const MAX_VOICES = 3;
const MAX_KEYFRAMES = 4;
const KEYFRAMES_PER_SECOND = 3;

const isText = (value) => typeof value === 'string';
const isMedia = (value) => isText(value?.url) || isText(value?.file_id);
const isListOf = (fits) => (value) => Array.isArray(value) && value.every(fits);

/** Fields by the type that the server reads; it ignores all others. */
const TYPES = {
	...{ model: isText, prompt: isText, user: isText },
	...{ duration: Number.isInteger, generate_audio: (value) => typeof value === 'boolean' },
	aspect_ratio: (value) => RATIOS.includes(value),
	resolution: (value) => RESOLUTIONS.includes(value),
	...{ image: isMedia, last_frame: isMedia, video: isMedia, reference_images: isListOf(isMedia) },
	reference_audios: isListOf((value) => isText(value?.voice_id)),
	keyframes: isListOf(({ image, timestamp_s: at }) => isMedia(image) && typeof at === 'number'),
	storage_options: (value) => isText(value?.filename),
	output: (value) => isText(value?.upload_url),
};

/** What a body has wrong for its type, if anything. @param {Kind} kind @param {JsonObject} body */
function mismatch(kind, body) {
	const missing = kind !== 'generation' && ['prompt', 'video'].find((field) => !body[field]);
	if (missing) return `missing field \`${missing}\``;
	const wrong = Object.keys(TYPES).find((field) => field in body && !TYPES[field](body[field]));
	return wrong && `${wrong}: invalid value or type`;
}

/** The length where the request names none. @param {Kind} kind */
const defaultSeconds = (kind) => (kind === 'extension' ? 6 : 8);

/** Every picture of a request. @param {JsonObject} body */
const imagesOf = ({ image, keyframes = [], last_frame, reference_images = [] }) =>
	[image, ...reference_images, last_frame, ...keyframes.map((frame) => frame.image)].filter(
		Boolean,
	);

/** What is wrong with the images of a request. @param {JsonObject} body @param {Model} model */
function imageProblem({ image, keyframes = [], last_frame, reference_images = [] }, model) {
	const unsupported = (what) => `\`${what}\` is not supported for this model.`;
	if (reference_images.length > MAX_IMAGES) {
		return `Too many reference images: ${reference_images.length}. Maximum allowed is ${MAX_IMAGES}.`;
	}
	if (reference_images.length > 0 && model.referenceSeconds === 0) {
		return unsupported('reference_images');
	}
	if (model.frames) return undefined;
	if (last_frame) return unsupported('last_frame');
	if (keyframes.length > 0) return unsupported('keyframes');
	if (!image || reference_images.length === 0) return undefined;
	return '`image` and `reference_images` cannot be used together for this model.';
}

/** @param {JsonObject} body @param {number} duration */
function keyframeProblem({ keyframes = [] }, duration) {
	if (keyframes.length > MAX_KEYFRAMES) {
		return `Too many keyframes: ${keyframes.length}. Maximum allowed is ${MAX_KEYFRAMES}.`;
	}
	const outside = keyframes.find(({ timestamp_s: at }) => at <= 0 || at >= duration);
	if (outside) {
		return `Keyframe timestamp ${outside.timestamp_s}s must be strictly between 0 and ${duration} seconds.`;
	}
	const offGrid = keyframes.find(({ timestamp_s: at }) => {
		const step = at * KEYFRAMES_PER_SECOND;
		return Math.abs(step - Math.round(step)) > 0.01;
	});
	return offGrid && `Keyframe timestamp ${offGrid.timestamp_s}s must be a multiple of 1/3 second.`;
}

/** @param {JsonObject} body @param {Model} model @param {string[]} ownVoices */
function voiceProblem({ reference_audios = [] }, model, ownVoices) {
	if (reference_audios.length > MAX_VOICES) {
		return `Too many reference audio clips: ${reference_audios.length}. Maximum allowed is ${MAX_VOICES}.`;
	}
	if (reference_audios.length > 0 && !model.frames) {
		return '`reference_audios` is not supported for this model.';
	}
	const known = [...VOICES, ...ownVoices];
	const unknown = reference_audios.find(({ voice_id }) => !known.includes(voice_id));
	return (
		unknown && `Unknown voice_id "${unknown.voice_id}". Available voices: ${VOICES.join(', ')}.`
	);
}

/**
 * Why a request is refused; undefined for one that is accepted.
 * @param {Kind} kind @param {JsonObject} body @param {Model} model @param {string[]} ownVoices
 */
function problem(kind, body, model, ownVoices) {
	const { duration = defaultSeconds(kind), prompt = '', resolution } = body;
	const hasReferences = Boolean(body.reference_images?.length || body.reference_audios?.length);
	if (kind !== 'generation' && !model.edits) {
		const name = kind === 'edit' ? 'editing' : 'extension';
		return `Video ${name} is not supported for this model.`;
	}
	const images = imageProblem(body, model);
	if (images) return images;
	if (hasReferences && model.referenceSeconds > 0 && duration > model.referenceSeconds) {
		return `Duration ${duration}s exceeds the maximum allowed for reference-to-video, which is ${model.referenceSeconds}s.`;
	}
	if (duration < 1 || duration > MAX_SECONDS) {
		return `Duration must be between 1 and ${MAX_SECONDS} seconds`;
	}
	const voices = voiceProblem(body, model, ownVoices);
	if (voices) return voices;
	if (resolution && (!(resolution in model.rates) || (resolution === '1080p' && hasReferences))) {
		const mode = hasReferences ? 'reference-to-video requests' : 'this model';
		return `${resolution} video resolution is not supported for ${mode}.`;
	}
	if ([...prompt].length > MAX_PROMPT) {
		return `Prompt length exceeds the maximum allowed length of ${MAX_PROMPT}`;
	}
	return keyframeProblem(body, duration);
}

module.exports = { defaultSeconds, imagesOf, mismatch, problem };
