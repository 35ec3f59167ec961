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

const isText = (value) => typeof value === 'string';
const isMedia = (value) => isText(value?.url) || isText(value?.file_id);
const isListOf = (fits, max) => (value) =>
	Array.isArray(value) && value.length <= max && value.every(fits);

/** Fields by what the server accepts; it ignores all others. */
const FIELDS = {
	model: isText,
	prompt: (value) => isText(value) && [...value].length <= MAX_PROMPT,
	duration: (value) => Number.isInteger(value) && value >= 1 && value <= MAX_SECONDS,
	generate_audio: (value) => typeof value === 'boolean',
	aspect_ratio: (value) => RATIOS.includes(value),
	resolution: (value) => RESOLUTIONS.includes(value),
	...{ image: isMedia, last_frame: isMedia, video: isMedia },
	reference_images: isListOf(isMedia, MAX_IMAGES),
	reference_audios: isListOf((value) => isText(value?.voice_id), MAX_VOICES),
	keyframes: isListOf(({ image, timestamp_s: at }) => isMedia(image) && at > 0, MAX_KEYFRAMES),
	storage_options: (value) => isText(value?.filename),
};

/** The length where the request names none. @param {Kind} kind */
const defaultSeconds = (kind) => (kind === 'extension' ? 6 : 8);

/** Every picture of a request. @param {JsonObject} body */
const imagesOf = ({ image, keyframes = [], last_frame, reference_images = [] }) =>
	[image, ...reference_images, last_frame, ...keyframes.map((frame) => frame.image)].filter(
		Boolean,
	);

/** What a body has wrong for its type or value, if anything. @param {Kind} kind @param {JsonObject} body */
function mismatch(kind, body) {
	const missing = kind !== 'generation' && ['prompt', 'video'].find((field) => !body[field]);
	if (missing) return `missing field \`${missing}\``;
	const wrong = Object.keys(FIELDS).find((field) => field in body && !FIELDS[field](body[field]));
	return wrong && `${wrong}: invalid value or type`;
}

/** What a request asks of a model that cannot do it, if anything. @param {Kind} kind @param {JsonObject} body @param {Model} model */
function unsupported(kind, body, model) {
	const { duration = defaultSeconds(kind), keyframes = [], resolution } = body;
	const { reference_audios: voices = [], reference_images: references = [] } = body;
	const hasReferences = references.length + voices.length > 0;
	const needsFrames = body.last_frame || keyframes.length + voices.length > 0;
	if (kind !== 'generation' && !model.edits) return 'A video from a video';
	if (references.length > 0 && model.referenceSeconds === 0) return '`reference_images`';
	if (hasReferences && duration > model.referenceSeconds) return `${duration} s with references`;
	if (!model.frames && (needsFrames || (body.image && hasReferences))) return 'This use of images';
	if (keyframes.some(({ timestamp_s: at }) => at >= duration)) return 'A keyframe after the end';
	const isTooHigh = resolution === '1080p' && hasReferences;
	return resolution && (isTooHigh || !(resolution in model.rates)) ? resolution : undefined;
}

/** @param {JsonObject} body */
const unknownVoice = ({ reference_audios = [] }) =>
	reference_audios.map(({ voice_id }) => voice_id).find((id) => !VOICES.includes(id));

module.exports = { defaultSeconds, imagesOf, mismatch, unknownVoice, unsupported };
