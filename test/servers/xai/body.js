'use strict';
const serde = require('./serde');

/**
 * @typedef {{ url?: string, file_id?: string }} Media
 * @typedef {{ filename: string, expires_after?: number, public_url?: boolean | { expires_after?: number } }} StorageOptions
 * @typedef {{
 *   model?: string,
 *   prompt?: string,
 *   duration?: number,
 *   aspect_ratio?: string,
 *   resolution?: '480p' | '720p' | '1080p',
 *   image?: Media,
 *   reference_images?: Media[],
 *   reference_audios?: Array<{ voice_id?: string, url?: string }>,
 *   last_frame?: Media,
 *   keyframes?: Array<{ image: Media, timestamp_s: number }>,
 *   generate_audio?: boolean,
 *   video?: Media,
 *   storage_options?: StorageOptions,
 *   output?: { upload_url: string },
 * }} Body A request's body as the server has read it.
 */

const RATIOS = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3'];
const RESOLUTIONS = ['480p', '720p', '1080p'];

const { boolean, integer, list, mismatch, number, oneOf, struct, text } = serde;

/** @param {string} name @param {string} [alias] @returns {serde.Reader} */
function media(name, alias = 'url') {
	const members = { url: text, [alias]: text, file_id: text };
	const object = struct(name, members, { aliases: { [alias]: 'url' } });
	return (value, at) => {
		const read = /** @type {Media} */ (object(value, at));
		if (read.url === undefined && read.file_id === undefined) {
			throw mismatch(at, 'missing field `url`');
		}
		return read;
	};
}

/** The alias `seconds` may be a numeric text. @type {serde.Reader} */
const seconds = (value, at) =>
	integer(typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value, at);

const image = media('ImageUrl', 'image_url');
const video = media('VideoUrl');

/** @type {serde.Reader} */
const publicUrl = (value, at) =>
	typeof value === 'boolean'
		? value
		: struct('PublicUrlOptions', { expires_after: integer })(value, at);

const common = {
	model: text,
	prompt: text,
	storage_options: struct(
		'StorageOptions',
		{ filename: text, expires_after: integer, public_url: publicUrl },
		{ required: ['filename'] },
	),
	output: struct('VideoOutput', { upload_url: text }, { required: ['upload_url'] }),
};

/** @param {string[]} moreRatios @returns {Record<import('./task').Kind, serde.Reader>} */
function readers(moreRatios) {
	const generation = {
		...common,
		...{ duration: integer, seconds },
		aspect_ratio: oneOf([...RATIOS, ...moreRatios]),
		resolution: oneOf(RESOLUTIONS),
		...{ image, input_reference: image, last_frame: image },
		reference_images: list(image),
		reference_audios: list(struct('ReferenceAudio', { voice_id: text, url: text })),
		keyframes: list(
			struct('Keyframe', { image, timestamp_s: number }, { required: ['image', 'timestamp_s'] }),
		),
		generate_audio: boolean,
		user: text,
	};
	return {
		generation: struct('GenerateVideoRequest', generation, {
			aliases: { seconds: 'duration', input_reference: 'image' },
		}),
		edit: struct(
			'EditVideoRequest',
			{ ...common, video, user: text },
			{ required: ['prompt', 'video'] },
		),
		extension: struct(
			'ExtendVideoRequest',
			{ ...common, video, duration: integer, seconds },
			{ required: ['prompt', 'video'], aliases: { seconds: 'duration' } },
		),
	};
}

module.exports = { readers };
