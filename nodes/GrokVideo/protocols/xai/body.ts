import type { IDataObject } from 'n8n-workflow';
import { UPLOAD_TIMEOUT_SECONDS } from '../../limits';
import type { Call } from '../../http/client';
import type { UploadBody } from '../../http/multipart';
import { createCall } from '../calls';
import type { ResultOptions, VideoRequest, VideoToVideoRequest } from '../types';

/** `seconds` is an alias of `duration`, and `input_reference` of `image`. */
export const RESERVED_FIELDS = [
	'model',
	'prompt',
	'duration',
	'seconds',
	'aspect_ratio',
	'resolution',
	'image',
	'input_reference',
	'reference_images',
	'reference_audios',
	'last_frame',
	'keyframes',
	'generate_audio',
	'storage_options',
	'video',
];

/** An uploaded file is needed until its video is finished. xAI keeps files for at least an hour. */
const UPLOAD_LIFETIME_SECONDS = 24 * 3600;

/**
 * `image` is the first frame, which determines the shape of the video, so the aspect ratio is left out.
 * `reference_images` guide the video, also when there is only one.
 */
export function createVideo(request: VideoRequest): Call {
	const { model, prompt, seconds, aspectRatio, resolution, mode, frames, voices } = request;
	const images = request.images.map((url) => ({ url }));
	const last = frames.find(({ at }) => at === 'end');
	const keyframes = frames.flatMap(({ at, url }) =>
		at === 'end' ? [] : [{ image: { url }, timestamp_s: at }],
	);
	const body = {
		...request.extraBody,
		model,
		prompt,
		duration: seconds,
		...(aspectRatio !== '' && mode !== 'image' && { aspect_ratio: aspectRatio }),
		...(resolution !== '' && { resolution }),
		...(mode === 'image' && { image: images[0] }),
		...(mode === 'images' && { reference_images: images }),
		...(last && { last_frame: { url: last.url } }),
		...(keyframes.length > 0 && { keyframes }),
		...(voices.length > 0 && { reference_audios: voices.map((voice_id) => ({ voice_id })) }),
		...(!request.result.generateAudio && { generate_audio: false }),
		...storageOptions(request.result),
	};
	return createCall('/v1/videos/generations', body);
}

/** Aspect ratio, resolution and, for edits, the length are those of the original video. */
export function createVideoToVideo({ operation, ...request }: VideoToVideoRequest): Call {
	const { model, prompt, seconds, video, extraBody, result } = request;
	const body = {
		...extraBody,
		model,
		prompt,
		...(operation === 'extend' && { duration: seconds }),
		video: 'url' in video ? { url: video.url } : { file_id: video.fileId },
		...storageOptions(result),
	};
	const path = operation === 'edit' ? '/v1/videos/edits' : '/v1/videos/extensions';
	return createCall(path, body);
}

/** The file and its public link have the same lifetime. */
function storageOptions({ publicLinkDays, fileName }: ResultOptions): IDataObject {
	if (publicLinkDays === undefined) return {};
	const expires_after = publicLinkDays * 24 * 3600;
	return { storage_options: { filename: fileName, expires_after, public_url: { expires_after } } };
}

/** Free. Storage costs a little for each day. */
export function uploadCall(body: UploadBody): Call {
	return {
		method: 'POST',
		path: '/v1/files',
		// xAI reads the fields only if they come before the file.
		upload: { ...body, fields: { ...body.fields, expires_after: String(UPLOAD_LIFETIME_SECONDS) } },
		timeoutSeconds: UPLOAD_TIMEOUT_SECONDS,
		maxResponseBytes: 1024 * 1024,
	};
}
