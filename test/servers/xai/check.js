'use strict';
const { apiError, invalid } = require('./answers');

/**
 * @typedef {import('./body').Body} Body
 * @typedef {import('./models').Model} Model
 * @typedef {import('./task').Kind} Kind
 */

const MAX_PROMPT = 4096;
const MAX_SECONDS = 15;
const MAX_IMAGES = 14;
const MAX_VOICES = 3;
const MAX_KEYFRAMES = 4;
const KEYFRAMES_PER_SECOND = 3;
const HOUR = 3600;
const DAYS_30 = 2_592_000;

const VOICES =
	'ara eve leo rex sal carina zagan helix orion luna iris altair zenith perseus helios lux kepler rigel cosmo celeste ursa sirius lumen castor naksh atlas'.split(
		' ',
	);

/** @param {string} what */
const unsupported = (what) => invalid(`\`${what}\` is not supported for this model.`);

/** @param {Body} body */
function hasReferences({ reference_audios = [], reference_images = [] }) {
	return reference_images.length + reference_audios.length > 0;
}

/** The length of what is made when the body does not say. @param {Kind} kind */
const defaultSeconds = (kind) => (kind === 'extension' ? 6 : 8);

/** @param {Kind} kind @param {Body} _body @param {Model} model */
function mode(kind, _body, model) {
	if (kind === 'generation' || model.edits) return undefined;
	const name = kind === 'edit' ? 'editing' : 'extension';
	return invalid(`Video ${name} is not supported for this model.`);
}

/** @param {Kind} _kind @param {Body} body @param {Model} model */
function pictures(_kind, { image, keyframes = [], last_frame, reference_images = [] }, model) {
	if (reference_images.length > MAX_IMAGES) {
		return invalid(
			`Too many reference images: ${reference_images.length}. Maximum allowed is ${MAX_IMAGES}.`,
		);
	}
	if (reference_images.length > 0 && model.referenceSeconds === 0) {
		return unsupported('reference_images');
	}
	if (model.frames) return undefined;
	if (last_frame) return unsupported('last_frame');
	if (keyframes.length > 0) return unsupported('keyframes');
	if (!image || reference_images.length === 0) return undefined;
	return invalid('`image` and `reference_images` cannot be used together for this model.');
}

/** @param {Kind} _kind @param {Body} body */
function voiceCount(_kind, { reference_audios: { length } = [] }) {
	if (length <= MAX_VOICES) return undefined;
	return invalid(`Too many reference audio clips: ${length}. Maximum allowed is ${MAX_VOICES}.`);
}

/** @param {Kind} kind @param {Body} body @param {Model} model */
function duration(kind, body, { referenceSeconds }) {
	if (kind === 'edit') return undefined;
	const { duration: seconds = defaultSeconds(kind) } = body;
	if (hasReferences(body) && referenceSeconds > 0 && seconds > referenceSeconds) {
		return invalid(
			`Duration ${seconds}s exceeds the maximum allowed for reference-to-video, which is ${referenceSeconds}s.`,
		);
	}
	if (seconds >= 1 && seconds <= MAX_SECONDS) return undefined;
	return invalid(`Duration must be between 1 and ${MAX_SECONDS} seconds`);
}

/** @param {Kind} _kind @param {Body} body @param {Model} model @param {string[]} ownVoices */
function voices(_kind, { reference_audios = [] }, model, ownVoices) {
	if (reference_audios.length > 0 && !model.voices) return unsupported('reference_audios');
	if (reference_audios.some(({ url }) => url !== undefined)) {
		return apiError(
			403,
			'permission-denied',
			'Reference audio by `url` is not enabled for your team. Use a `voice_id`.',
		);
	}
	const known = [...VOICES, ...ownVoices];
	const stranger = reference_audios.find(({ voice_id = '' }) => !known.includes(voice_id));
	if (!stranger) return undefined;
	return invalid(
		`Unknown voice_id "${stranger.voice_id ?? ''}". Available voices: ${VOICES.join(', ')}. Custom voice ids created via the /v1/custom-voices API are also accepted.`,
	);
}

/** @param {Kind} kind @param {Body} body @param {Model} model */
function resolution(kind, body, { rates }) {
	const { resolution: wanted } = body;
	if (kind !== 'generation' || !wanted) return undefined;
	const inMode = hasReferences(body) ? 'reference-to-video requests' : 'this model';
	const fits = wanted in rates && !(wanted === '1080p' && hasReferences(body));
	return fits ? undefined : invalid(`${wanted} video resolution is not supported for ${inMode}.`);
}

/** @param {Kind} kind @param {Body} body */
function keyframes(kind, { duration: seconds = defaultSeconds(kind), keyframes: frames = [] }) {
	if (frames.length > MAX_KEYFRAMES) {
		return invalid(`Too many keyframes: ${frames.length}. Maximum allowed is ${MAX_KEYFRAMES}.`);
	}
	const outside = frames.find(({ timestamp_s: at }) => at <= 0 || at >= seconds);
	if (outside) {
		return invalid(
			`Keyframe timestamp ${outside.timestamp_s}s must be strictly between 0 and ${seconds} seconds.`,
		);
	}
	const offGrid = frames.find(({ timestamp_s: at }) => {
		const step = at * KEYFRAMES_PER_SECOND;
		return Math.abs(step - Math.round(step)) > 0.01;
	});
	if (!offGrid) return undefined;
	return invalid(`Keyframe timestamp ${offGrid.timestamp_s}s must be a multiple of 1/3 second.`);
}

/** @param {Kind} _kind @param {Body} body */
function promptLength(_kind, { prompt = '' }) {
	if ([...prompt].length <= MAX_PROMPT) return undefined;
	return invalid(`Prompt length exceeds the maximum allowed length of ${MAX_PROMPT}`);
}

/** @param {Kind} _kind @param {Body} body */
function storage(_kind, { storage_options: { expires_after, public_url } = { filename: '' } }) {
	if (expires_after !== undefined && (expires_after < 1 || expires_after > DAYS_30)) {
		return invalid(`storage_options.expires_after must be between 1 and ${DAYS_30} seconds.`);
	}
	if (typeof public_url !== 'object') return undefined;
	const { expires_after: life = HOUR } = public_url;
	if (life >= HOUR && life <= DAYS_30) return undefined;
	return invalid(
		`storage_options.public_url.expires_after must be between ${HOUR} and ${DAYS_30} seconds.`,
	);
}

/** The first eight in the order in which the server was seen to look; where the others stand is not known. */
const CHECKS = [
	...[mode, pictures, voiceCount, duration, voices, resolution],
	...[keyframes, promptLength, storage],
];

/**
 * The answer to a request that is refused; undefined for one that is taken.
 * @param {Kind} kind @param {Body} body @param {Model} model @param {string[]} ownVoices
 */
function refusal(kind, body, model, ownVoices) {
	for (const check of CHECKS) {
		const refused = check(kind, body, model, ownVoices);
		if (refused) return refused;
	}
	return undefined;
}

module.exports = { defaultSeconds, refusal };
