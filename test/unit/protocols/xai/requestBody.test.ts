import type { VideoRequest } from '../../../../nodes/GrokVideo/protocols/types';
import { xai } from '../../../../nodes/GrokVideo/protocols/xai';

const IMAGE = 'https://a.example/a.png';
const OTHER = 'https://a.example/b.png';
const RESULT = { generateAudio: true, fileName: 'a.mp4' };
const DAY = 24 * 3600;

const REQUEST: VideoRequest = {
	...{ model: 'grok-imagine-video-1.5', prompt: 'A red car', mode: 'text', seconds: 4 },
	...{ aspectRatio: '16:9', resolution: '720p', images: [], frames: [], voices: [] },
	...{ form: 'auto', extraBody: {}, result: RESULT },
};
const OF_IMAGE = {
	...{ model: 'grok-imagine-video-1.5', prompt: 'A red car', duration: 4 },
	...{ resolution: '720p' },
};
const TEXT = { ...OF_IMAGE, aspect_ratio: '16:9' };

describe('the request for a video', () => {
	it.each<[string, Partial<VideoRequest>, object]>([
		['of text', {}, TEXT],
		['of one image', { mode: 'image', images: [IMAGE] }, { ...OF_IMAGE, image: { url: IMAGE } }],
		[
			'of several',
			{ mode: 'images', images: [IMAGE, OTHER] },
			{ ...TEXT, reference_images: [{ url: IMAGE }, { url: OTHER }] },
		],
		[
			'of one as reference',
			{ mode: 'images', images: [IMAGE] },
			{ ...TEXT, reference_images: [{ url: IMAGE }] },
		],
		[
			'with a last frame',
			{ frames: [{ at: 'end', url: IMAGE }] },
			{ ...TEXT, last_frame: { url: IMAGE } },
		],
		[
			'with other frames',
			{
				frames: [
					{ at: 1, url: IMAGE },
					{ at: 'end', url: OTHER },
				],
			},
			{
				...TEXT,
				last_frame: { url: OTHER },
				keyframes: [{ image: { url: IMAGE }, timestamp_s: 1 }],
			},
		],
		[
			'with voices',
			{ voices: ['Eve', 'Leo'] },
			{ ...TEXT, reference_audios: [{ voice_id: 'Eve' }, { voice_id: 'Leo' }] },
		],
		[
			'without sound',
			{ result: { ...RESULT, generateAudio: false } },
			{ ...TEXT, generate_audio: false },
		],
		[
			'that is kept',
			{ result: { ...RESULT, publicLinkDays: 2 } },
			{
				...TEXT,
				storage_options: {
					filename: 'a.mp4',
					expires_after: 2 * DAY,
					public_url: { expires_after: 2 * DAY },
				},
			},
		],
		[
			'with the defaults of the server',
			{ aspectRatio: '', resolution: '' },
			{ model: TEXT.model, prompt: TEXT.prompt, duration: 4 },
		],
		['with more', { extraBody: { user: 'u1', model: 'other' } }, { ...TEXT, user: 'u1' }],
	])('%s holds exactly this', (_what, more, body) => {
		expect(xai.createVideo({ ...REQUEST, ...more })).toEqual({
			method: 'POST',
			path: '/v1/videos/generations',
			body,
			timeoutSeconds: expect.any(Number),
			maxResponseBytes: 1024 * 1024,
		});
	});
});

describe('the request for a change', () => {
	const change = { model: 'grok-imagine-video', prompt: 'Add snow', extraBody: {}, result: RESULT };
	const body = { model: 'grok-imagine-video', prompt: 'Add snow' };

	it('of an edit names the video, and no length', () => {
		const video = { url: 'https://a.example/v.mp4' };
		expect(xai.createVideoToVideo!({ ...change, change: 'edit', seconds: 6, video })).toMatchObject(
			{
				method: 'POST',
				path: '/v1/videos/edits',
			},
		);
		expect(xai.createVideoToVideo!({ ...change, change: 'edit', seconds: 6, video }).body).toEqual({
			...body,
			video,
		});
	});

	it('of an extension names the uploaded file, the length, and how it is kept', () => {
		const { path, body: sent } = xai.createVideoToVideo!({
			...{ ...change, change: 'extend', seconds: 6, video: { fileId: 'file_1' } },
			...{ extraBody: { user: 'u1' }, result: { ...RESULT, publicLinkDays: 1 } },
		});
		expect(path).toBe('/v1/videos/extensions');
		expect(sent).toEqual({
			...body,
			user: 'u1',
			duration: 6,
			video: { file_id: 'file_1' },
			storage_options: {
				filename: 'a.mp4',
				expires_after: DAY,
				public_url: { expires_after: DAY },
			},
		});
	});
});

it('a prompt has at most 4096 characters, however they are stored', () => {
	expect(() => xai.checkPrompt('x'.repeat(4096))).not.toThrow();
	expect(() => xai.checkPrompt('🚗'.repeat(4096))).not.toThrow();
	expect(() => xai.checkPrompt('🚗'.repeat(4097))).toThrow(
		expect.objectContaining({
			message: "'Prompt' has 4097 characters, and xAI takes at most 4096",
			details: { description: 'Shorten the prompt.' },
		}),
	);
});

it('an extra body cannot contradict a field', () => {
	const { body } = xai.createVideo({
		...{ ...REQUEST, mode: 'image', images: [IMAGE], voices: ['Eve'] },
		...{ frames: [{ at: 'end', url: IMAGE }], result: { ...RESULT, publicLinkDays: 1 } },
	});
	for (const name of Object.keys(body ?? {})) expect(xai.ownFields).toContain(name);
	const more = ['seconds', 'aspect_ratio', 'input_reference', 'reference_images', 'keyframes'];
	const rest = [...more, 'generate_audio', 'video'];
	expect(xai.ownFields).toEqual(expect.arrayContaining(rest));
	expect(xai.ownFields).not.toContain('');
});
