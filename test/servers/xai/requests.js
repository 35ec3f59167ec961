'use strict';

/**
 * @typedef {import('./models').Model} Model
 * @typedef {import('./xai').Kind} Kind
 * @typedef {import('./xai').Body} Body
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

/** A body of the wrong type. */
class Mismatch extends Error {}

/** @param {string} expected @param {(value: unknown) => boolean} fits */
const plain = (expected, fits) => (value, path) => {
	if (fits(value)) return value;
	const found =
		typeof value === 'object' ? (Array.isArray(value) ? 'sequence' : 'map') : JSON.stringify(value);
	throw new Mismatch(`${path}: invalid type: ${found}, expected ${expected}`);
};
const text = plain('a string', (value) => typeof value === 'string');
const boolean = plain('a boolean', (value) => typeof value === 'boolean');
const integer = plain('i32', Number.isInteger);
const number = plain('f64', (value) => typeof value === 'number');
const array = plain('a sequence', Array.isArray);
const object = plain(
	'a struct',
	(value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** @param {string[]} variants */
const oneOf = (variants) => (value, path) => {
	if (variants.includes(text(value, path))) return value;
	const known = variants.map((variant) => `\`${variant}\``).join(', ');
	throw new Mismatch(`${path}: unknown variant \`${value}\`, expected one of ${known}`);
};

const list = (each) => (value, path) =>
	array(value, path).map((entry, i) => each(entry, `${path}[${i}]`));

/** Reads an object as Rust's serde does: unknown members are ignored, and null is absent. */
const struct =
	(members, required = [], aliases = {}) =>
	(value, path) => {
		const read = {};
		for (const [key, member] of Object.entries(object(value, path))) {
			const field = aliases[key] ?? key;
			if (!Object.hasOwn(members, field) || member === null) continue;
			if (field in read) throw new Mismatch(`${path}: duplicate field \`${field}\``);
			read[field] = members[field](member, path === '' ? key : `${path}.${key}`);
		}
		const missing = required.find((field) => !(field in read));
		if (missing) throw new Mismatch(`${path}: missing field \`${missing}\``);
		return read;
	};

const media = (value, path) => {
	const read = struct({ url: text, file_id: text }, [], { image_url: 'url' })(value, path);
	if (!read.url && !read.file_id) throw new Mismatch(`${path}: missing field \`url\``);
	return read;
};

/** A number, or numeric text as `seconds` may be. */
const seconds = (value, path) =>
	integer(typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value, path);

const publicUrl = (value, path) =>
	typeof value === 'boolean' ? value : struct({ expires_after: integer })(value, path);

const COMMON = {
	...{ model: text, prompt: text, user: text },
	storage_options: struct({ filename: text, expires_after: integer, public_url: publicUrl }, [
		'filename',
	]),
	output: struct({ upload_url: text }, ['upload_url']),
};
const FROM_VIDEO = ['prompt', 'video'];

/** @type {Record<Kind, (value: unknown, path: string) => Body>} */
const READERS = {
	generation: struct(
		{
			...COMMON,
			...{ duration: seconds, aspect_ratio: oneOf(RATIOS), resolution: oneOf(RESOLUTIONS) },
			...{ image: media, last_frame: media, reference_images: list(media) },
			reference_audios: list(struct({ voice_id: text }, ['voice_id'])),
			keyframes: list(struct({ image: media, timestamp_s: number }, ['image', 'timestamp_s'])),
			generate_audio: boolean,
		},
		[],
		{ seconds: 'duration', input_reference: 'image' },
	),
	edit: struct({ ...COMMON, video: media }, FROM_VIDEO),
	extension: struct({ ...COMMON, video: media, duration: seconds }, FROM_VIDEO, {
		seconds: 'duration',
	}),
};

/** The body as the server reads it; throws a `Mismatch`. @param {Kind} kind @param {unknown} sent */
const readBody = (kind, sent) => READERS[kind](sent, '');

/** The length where the request names none. @param {Kind} kind */
const defaultSeconds = (kind) => (kind === 'extension' ? 6 : 8);

/** Every picture of a request. @param {Body} body */
const imagesOf = ({ image, keyframes = [], last_frame, reference_images = [] }) =>
	[image, ...reference_images, last_frame, ...keyframes.map((frame) => frame.image)].filter(
		Boolean,
	);

/** What is wrong with the images of a request. @param {Body} body @param {Model} model */
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

/** @param {Body} body @param {number} duration */
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

/** @param {Body} body @param {Model} model @param {string[]} ownVoices */
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
 * @param {Kind} kind @param {Body} body @param {Model} model @param {string[]} ownVoices
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

module.exports = { Mismatch, defaultSeconds, imagesOf, problem, readBody };
