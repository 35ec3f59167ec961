import type { JsonObject } from '../servers/xai/xai';
import { call, generate, post, useXai } from '../support/useXai';

const xai = useXai({ voices: ['my-voice'] });

const url = 'https://example.com/a.png';
const images = (count: number) => Array(count).fill({ url }) as JsonObject[];
const voices = (...ids: string[]) => ids.map((voice_id) => ({ voice_id }));
const frame = (timestamp_s: number) => ({ image: { url }, timestamp_s });

describe('a body of the wrong type is 422 in plain text', () => {
	afterEach(() => expect(xai.tasks).toHaveLength(0));

	it.each<[string, string, string]>([
		// The first three as they were recorded from the live server.
		[
			'edits',
			'{"prompt":"x","reference_images":null}',
			'missing field `video` at line 1 column 38',
		],
		[
			'edits',
			'{"prompt":"x","video":"https://example.com/a.mp4"}',
			'video: invalid type: string "https://example.com/a.mp4", expected struct VideoUrl at line 1 column 49',
		],
		[
			'generations',
			'{"prompt":"x","aspect_ratio":"auto"}',
			'aspect_ratio: unknown variant `auto`, expected one of `1:1`, `16:9`, `9:16`, `4:3`, `3:4`, `3:2`, `2:3` at line 1 column 35',
		],
		[
			'generations',
			'{"prompt":1}',
			'prompt: invalid type: integer `1`, expected a string at line 1 column 11',
		],
		[
			'generations',
			'{\n"duration":2.5}',
			'duration: invalid type: floating point `2.5`, expected i32 at line 2 column 14',
		],
		['generations', '{"duration":5,"seconds":5}', 'duplicate field `duration` at line 1 column 26'],
		[
			'generations',
			`{"image":"${url}"}`,
			`image: invalid type: string "${url}", expected struct ImageUrl at line 1 column 36`,
		],
		[
			'generations',
			`{"reference_images":["${url}"]}`,
			`reference_images[0]: invalid type: string "${url}", expected struct ImageUrl at line 1 column 48`,
		],
		['generations', '{"image":{}}', 'image: missing field `url` at line 1 column 12'],
		[
			'generations',
			'{"resolution":"4k"}',
			'resolution: unknown variant `4k`, expected one of `480p`, `720p`, `1080p` at line 1 column 18',
		],
		[
			'generations',
			'{"generate_audio":"no"}',
			'generate_audio: invalid type: string "no", expected a boolean at line 1 column 22',
		],
		[
			'generations',
			'{"storage_options":{}}',
			'storage_options: missing field `filename` at line 1 column 22',
		],
	])('%s %s', async (path, body, message) => {
		expect(await post(xai, `/v1/videos/${path}`, body)).toMatchObject({
			status: 422,
			text: `Failed to deserialize the JSON body into the target type: ${message}`,
		});
	});

	it.each<[string, RequestInit]>([
		['a form', { body: new FormData() }],
		['an empty body', { headers: { 'Content-Type': 'application/json' } }],
		['no content type', { body: new Uint8Array(Buffer.from('{}')) }],
	])('and %s is 415', async (_case, init) => {
		const headers = { Authorization: `Bearer ${xai.key}`, ...init.headers };
		const request = { ...init, method: 'POST', headers };
		expect(await call(xai, '/v1/videos/generations', request)).toMatchObject({ status: 415 });
	});

	it('and no JSON at all is 400', async () => {
		expect(await post(xai, '/v1/videos/edits', '{"prompt"')).toMatchObject({ status: 400 });
	});
});

describe('what is taken', () => {
	it.each<[string, JsonObject]>([
		['members that nobody knows', { seed: 7, video: 'ignored here' }],
		['null for nothing', { image: null, resolution: null, storage_options: null }],
		['an alias of the model', { model: 'grok-imagine-video-1.5-preview' }],
		['the older names of image and its URL', { input_reference: { image_url: url } }],
		[
			'14 references and 3 voices',
			{ reference_images: images(14), reference_audios: voices('ara', 'eve', 'my-voice') },
		],
		[
			'a first and a last frame, keyframes and references',
			{
				image: { url },
				last_frame: { url },
				keyframes: [frame(1 / 3), frame(1)],
				reference_images: images(2),
			},
		],
		['1080p from a picture', { image: { url }, resolution: '1080p', duration: 15 }],
		['4096 characters of two units each', { prompt: '🎬'.repeat(4096) }],
		['an address that is none', { image: { url: 'not a URL' } }],
	])('%s', async (_case, body) => {
		const answer = await generate(xai, body);
		expect(answer).toMatchObject({ status: 200, body: { request_id: xai.tasks[0].id } });
		expect(Object.keys(answer.body)).toEqual(['request_id']);
		expect(xai.tasks[0].model).toBe('grok-imagine-video-1.5');
	});

	it('is a length by the name of seconds, and as text', async () => {
		await generate(xai, { duration: undefined, seconds: '7' });
		await generate(xai, { duration: undefined });
		expect(xai.tasks.map(({ seconds }) => seconds)).toEqual([7, 8]);
	});

	it('is an edit with a length and a resolution, which are ignored', async () => {
		const body = { prompt: 'x', video: { url }, duration: 99, resolution: '4k' };
		expect(await post(xai, '/v1/videos/edits', body)).toMatchObject({ status: 200 });
	});

	it('is no strict UUID', async () => {
		await generate(xai);
		expect(xai.tasks[0].id).toMatch(
			/^[0-9a-f]{8}-[0-9a-f]{4}-b[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/,
		);
	});
});
