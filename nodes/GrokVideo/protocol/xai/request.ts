import type { IDataObject } from 'n8n-workflow';
import { CREATE_LIMIT_SECONDS } from '../../constants';
import { GrokVideoError } from '../../errors';
import type { Call } from '../../transport/http';
import type { VideoRequest } from '../protocol';

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
];

/** In characters: measured on 2026-09-22 as "Prompt length exceeds the maximum allowed length of 4096". */
const LONGEST_PROMPT = 4096;

export function checkPrompt(prompt: string): void {
	const { length } = [...prompt];
	if (length <= LONGEST_PROMPT) return;
	throw new GrokVideoError(
		`'Prompt' has ${length} characters, and xAI takes at most ${LONGEST_PROMPT}`,
		{
			advice: 'Shorten the prompt.',
		},
	);
}

/**
 * Which field carries an image says what it is for: `image` is the first frame, whose shape the video takes, so
 * that a ratio would not count; `reference_images` guide it, also when there is only one.
 */
export function createVideo(request: VideoRequest): Call {
	const { extraBody, model, prompt, seconds, aspectRatio, resolution, mode } = request;
	const images = request.images.map((url) => ({ url }));
	const body: IDataObject = {
		...extraBody,
		model,
		prompt,
		duration: seconds,
		...(aspectRatio !== '' && mode !== 'image' && { aspect_ratio: aspectRatio }),
		...(resolution !== '' && { resolution }),
		...(mode === 'image' && { image: images[0] }),
		...(mode === 'images' && { reference_images: images }),
	};
	return {
		method: 'POST',
		path: '/v1/videos/generations',
		body,
		limitSeconds: CREATE_LIMIT_SECONDS,
		limitBytes: 1024 * 1024,
	};
}
