import type { IDataObject } from 'n8n-workflow';
import { CREATE_TIMEOUT_SECONDS } from '../../limits';
import { GrokVideoError } from '../../errors';
import type { Call } from '../../http/client';
import type { VideoToVideoRequest, ResultOptions, VideoRequest } from '../types';

/** `seconds` is another name of `duration` there, and both together are refused. */
export const OWN_FIELDS = [
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

/** In characters: measured on 2026-09-22 as "Prompt length exceeds the maximum allowed length of 4096". */
const MAX_PROMPT_CHARACTERS = 4096;

export function checkPrompt(prompt: string): void {
	const { length } = [...prompt];
	if (length <= MAX_PROMPT_CHARACTERS) return;
	throw new GrokVideoError(
		`'Prompt' has ${length} characters, and xAI takes at most ${MAX_PROMPT_CHARACTERS}`,
		{
			description: 'Shorten the prompt.',
		},
	);
}

/**
 * Which field carries an image says what it is for: `image` is the first frame, whose shape the video takes, so
 * that a ratio would not count; `reference_images` guide it, also when there is only one.
 */
export function createVideo(request: VideoRequest): Call {
	const { model, prompt, seconds, aspectRatio, resolution, mode, frames, voices } = request;
	const images = request.images.map((url) => ({ url }));
	const last = frames.find(({ at }) => at === 'end');
	const keyframes = frames.flatMap(({ at, url }) =>
		at === 'end' ? [] : [{ image: { url }, timestamp_s: at }],
	);
	return toCall('/v1/videos/generations', {
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
		...storage(request.result),
	});
}

/** Nothing that is ignored there: ratio, resolution and, of an edit, the length are those of the video. */
export function createVideoToVideo({ change, ...request }: VideoToVideoRequest): Call {
	const { model, prompt, seconds, video, extraBody, result } = request;
	return toCall(change === 'edit' ? '/v1/videos/edits' : '/v1/videos/extensions', {
		...extraBody,
		model,
		prompt,
		...(change === 'extend' && { duration: seconds }),
		video: 'url' in video ? { url: video.url } : { file_id: video.fileId },
		...storage(result),
	});
}

/** The file, and the link to it, are kept for the same time. */
function storage({ publicLinkDays, fileName }: ResultOptions): IDataObject {
	if (publicLinkDays === undefined) return {};
	const expires_after = publicLinkDays * 24 * 3600;
	return { storage_options: { filename: fileName, expires_after, public_url: { expires_after } } };
}

function toCall(path: string, body: IDataObject): Call {
	return {
		method: 'POST',
		path,
		body,
		timeoutSeconds: CREATE_TIMEOUT_SECONDS,
		maxResponseBytes: 1024 * 1024,
	};
}
