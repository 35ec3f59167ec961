import type { JsonObject } from '../servers/xai/xai';
import { generate, post, useXai } from '../support/useXai';

const xai = useXai();

const url = 'https://example.com/a.png';
const images = (count: number) => Array(count).fill({ url }) as JsonObject[];
const voices = (...ids: string[]) => ids.map((voice_id) => ({ voice_id }));
const classic = 'grok-imagine-video';
const lite = 'grok-imagine-video-1.5-lite';
const frame = (timestamp_s: number) => ({ image: { url }, timestamp_s });

afterEach(() => expect(xai.tasks).toHaveLength(0));

describe('a refusal', () => {
	it.each<[string, JsonObject, string]>([
		['16 s', { duration: 16 }, 'Duration must be between 1 and 15 seconds'],
		['0 s', { duration: 0 }, 'Duration must be between 1 and 15 seconds'],
		[
			'16 s with references',
			{ duration: 16, reference_images: images(14) },
			'Duration 16s exceeds the maximum allowed for reference-to-video, which is 15s.',
		],
		[
			'11 s with references on the classic model',
			{ model: classic, duration: 11, reference_images: images(1) },
			'Duration 11s exceeds the maximum allowed for reference-to-video, which is 10s.',
		],
		[
			'15 references, before a voice that there is not',
			{ reference_images: images(15), reference_audios: voices('zzz') },
			'Too many reference images: 15. Maximum allowed is 14.',
		],
		[
			'4 voices',
			{ reference_audios: voices('eve', 'eve', 'eve', 'zzz') },
			'Too many reference audio clips: 4. Maximum allowed is 3.',
		],
		[
			'voices on the classic model, after their length',
			{ model: classic, duration: 10, reference_audios: voices('zzz') },
			'`reference_audios` is not supported for this model.',
		],
		[
			'voices of the classic model that are too long',
			{ model: classic, duration: 16, reference_audios: voices('zzz') },
			'Duration 16s exceeds the maximum allowed for reference-to-video, which is 10s.',
		],
		[
			'references on lite',
			{ model: lite, reference_images: images(1) },
			'`reference_images` is not supported for this model.',
		],
		[
			'a last frame on lite',
			{ model: lite, last_frame: { url } },
			'`last_frame` is not supported for this model.',
		],
		[
			'keyframes on classic',
			{ model: classic, keyframes: [frame(1)] },
			'`keyframes` is not supported for this model.',
		],
		[
			'a first frame and references on classic',
			{ model: classic, image: { url }, reference_images: images(1) },
			'`image` and `reference_images` cannot be used together for this model.',
		],
		[
			'1080p with references',
			{ resolution: '1080p', reference_images: images(1) },
			'1080p video resolution is not supported for reference-to-video requests.',
		],
		[
			'1080p on classic',
			{ model: classic, resolution: '1080p' },
			'1080p video resolution is not supported for this model.',
		],
		[
			'5 keyframes',
			{ keyframes: [1, 2, 3, 4, 5].map(frame) },
			'Too many keyframes: 5. Maximum allowed is 4.',
		],
		[
			'a keyframe at the end',
			{ keyframes: [frame(6)] },
			'Keyframe timestamp 6s must be strictly between 0 and 6 seconds.',
		],
		[
			'a keyframe off the grid',
			{ keyframes: [frame(1.5)] },
			'Keyframe timestamp 1.5s must be a multiple of 1/3 second.',
		],
		[
			'4097 characters',
			{ prompt: 'a'.repeat(4097) },
			'Prompt length exceeds the maximum allowed length of 4096',
		],
		[
			'a public URL for a minute',
			{ storage_options: { filename: 'a.mp4', public_url: { expires_after: 60 } } },
			'storage_options.public_url.expires_after must be between 3600 and 2592000 seconds.',
		],
	])('names %s', async (_case, body, error) => {
		expect(await generate(xai, body)).toMatchObject({
			status: 400,
			body: { code: 'invalid-argument', error },
		});
	});

	it('names a voice that there is not, and those that there are', async () => {
		const { body } = await generate(xai, { reference_audios: voices('eve', 'zzz') });
		expect(body.error).toMatch(
			/^Unknown voice_id "zzz"\. Available voices: ara, eve, .*, atlas\. Custom /,
		);
	});

	it('names a model that there is not, before anything else', async () => {
		expect(await generate(xai, { model: 'grok-imagine-video-2.0', duration: 99 })).toMatchObject({
			status: 404,
			body: { code: 'not-found', error: expect.stringContaining('does not exist or your team') },
		});
	});

	it.each([
		['edits', 'Video editing is not supported for this model.'],
		['extensions', 'Video extension is not supported for this model.'],
	])('of 1.5 meets %s', async (path, error) => {
		const body = { model: 'grok-imagine-video-1.5', prompt: 'x', video: { url } };
		expect(await post(xai, `/v1/videos/${path}`, body)).toMatchObject({ body: { error } });
	});

	it('meets a team without data retention that names no place of its own', async () => {
		xai.account.zeroDataRetention = true;
		expect(await generate(xai)).toMatchObject({
			status: 400,
			body: {
				error: 'Zero Data Retention teams must provide output.upload_url for video generation.',
			},
		});
	});
});
