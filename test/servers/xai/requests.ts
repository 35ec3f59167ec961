import type { JsonObject } from '../types';
import type { Model } from './models';

export type Kind = 'generation' | 'edit' | 'extension';

export interface Media {
	url?: string;
	file_id?: string;
}

/** The body of a request that `invalidField` has checked. */
export interface Body {
	model?: string;
	prompt?: string;
	duration?: number;
	generate_audio?: boolean;
	resolution?: string;
	image?: Media;
	last_frame?: Media;
	video?: Media;
	reference_images?: Media[];
	reference_audios?: Array<{ voice_id: string }>;
	keyframes?: Array<{ image: Media; timestamp_s: number }>;
	storage_options?: { filename: string; public_url?: true | { expires_after?: number } };
}

const RATIOS = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3'];
const RESOLUTIONS = ['480p', '720p', '1080p'];
const VOICES = 'ara eve leo rex sal carina zagan helix orion luna iris altair atlas'.split(' ');
const MAX_PROMPT = 4096;
const MAX_SECONDS = 15;
const MAX_IMAGES = 14;
const MAX_VOICES = 3;
const MAX_KEYFRAMES = 4;

type Check = (value: unknown) => boolean;
const isText = (value: unknown) => typeof value === 'string';
const isMedia = (value: unknown) => {
	const { file_id, url } = Object(value) as JsonObject;
	return isText(url) || isText(file_id);
};
const isListOf =
	(isValid: Check, max: number): Check =>
	(value) =>
		Array.isArray(value) && value.length <= max && value.every(isValid);

/** The known fields and their checks. The server ignores other fields. */
const FIELDS: Record<string, Check> = {
	model: isText,
	prompt: (value) => typeof value === 'string' && [...value].length <= MAX_PROMPT,
	duration: (value) =>
		Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_SECONDS,
	generate_audio: (value) => typeof value === 'boolean',
	aspect_ratio: (value) => RATIOS.includes(String(value)),
	resolution: (value) => RESOLUTIONS.includes(String(value)),
	image: isMedia,
	last_frame: isMedia,
	video: isMedia,
	reference_images: isListOf(isMedia, MAX_IMAGES),
	reference_audios: isListOf((value) => isText((value as JsonObject).voice_id), MAX_VOICES),
	keyframes: isListOf((value) => {
		const { image, timestamp_s } = value as JsonObject;
		return isMedia(image) && Number(timestamp_s) > 0;
	}, MAX_KEYFRAMES),
	storage_options: (value) => isText((value as JsonObject).filename),
};

/** The duration of a request without one, in seconds. */
export const defaultSeconds = (kind: Kind) => (kind === 'extension' ? 6 : 8);

/** All images of a request. */
export const imagesOf = ({ image, keyframes = [], last_frame, reference_images = [] }: Body) =>
	[image, ...reference_images, last_frame, ...keyframes.map((frame) => frame.image)].filter(
		(media) => media !== undefined,
	);

/** The error for a missing or invalid field, if any. */
export function invalidField(kind: Kind, body: JsonObject) {
	const missing = kind !== 'generation' && ['prompt', 'video'].find((field) => !body[field]);
	if (missing) return `missing field \`${missing}\``;
	const invalid = Object.keys(FIELDS).find((field) => field in body && !FIELDS[field](body[field]));
	return invalid && `${invalid}: invalid value or type`;
}

/** A feature of a request that the model does not support, if any. */
export function unsupportedFeature(kind: Kind, body: Body, model: Model) {
	const { duration = defaultSeconds(kind), keyframes = [], resolution } = body;
	const { reference_audios: voices = [], reference_images: references = [] } = body;
	const hasReferences = references.length + voices.length > 0;
	const needsFrames = body.last_frame || keyframes.length + voices.length > 0;
	if (kind !== 'generation' && !model.edits) return 'A video from a video';
	if (references.length > 0 && model.maxReferenceSeconds === 0) return '`reference_images`';
	if (hasReferences && duration > model.maxReferenceSeconds) return `${duration} s with references`;
	if (!model.frames && (needsFrames || (body.image && hasReferences))) return 'This use of images';
	if (keyframes.some(({ timestamp_s: at }) => at >= duration)) return 'A keyframe after the end';
	const isTooHigh = resolution === '1080p' && hasReferences;
	return resolution && (isTooHigh || !(resolution in model.rates)) ? resolution : undefined;
}

export const unknownVoice = ({ reference_audios = [] }: Body) =>
	reference_audios.map(({ voice_id }) => voice_id).find((id) => !VOICES.includes(id));
