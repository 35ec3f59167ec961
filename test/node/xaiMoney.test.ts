import type { JsonObject } from '../servers/xai/xai';
import { end, generate, post, useXai } from '../support/useXai';

const xai = useXai();

const inputVideo = () => ({ url: xai.mediaUrl('sample.mp4') });
const extend = (body: JsonObject = {}) =>
	post(xai, '/v1/videos/extensions', { prompt: 'On and on', video: inputVideo(), ...body });
const edit = (body: JsonObject = {}) =>
	post(xai, '/v1/videos/edits', { prompt: 'In snow', video: inputVideo(), ...body });

describe('an edit or extension', () => {
	it('is as long as its input, or longer by what was asked for', async () => {
		expect((await end(xai, edit())).body).toMatchObject({
			model: 'grok-imagine-video',
			video: { duration: 4 },
		});
		expect((await end(xai, extend())).body).toMatchObject({ video: { duration: 10 } });
		expect((await end(xai, extend({ duration: 3 }))).body).toMatchObject({
			video: { duration: 7 },
		});
	});

	it.each<[string, () => Promise<unknown>, string]>([
		[
			'a picture',
			() => end(xai, edit({ video: { url: xai.mediaUrl('product.png') } })),
			'could not be read',
		],
		[
			'a dead link',
			() => end(xai, extend({ video: { url: `${xai.fileUrl}/media/none.mp4` } })),
			'HTTP 404',
		],
	])('fails with %s for a video', async (_case, run, message) => {
		expect(await run()).toMatchObject({
			body: {
				status: 'failed',
				error: { code: 'invalid_argument', message: expect.stringContaining(message) },
			},
		});
	});

	it('takes an earlier result as its input, up to 8.7 or 15 seconds', async () => {
		const { body } = await end(xai, generate(xai, { duration: 9 }));
		const { url } = body.video as { url: string };
		expect(await end(xai, extend({ video: { url } }))).toMatchObject({
			body: { video: { duration: 15 } },
		});
		expect(await end(xai, edit({ video: { url } }))).toMatchObject({
			body: { error: { message: 'The input video must not be longer than 8.7 seconds.' } },
		});
	});
});

describe('the bill', () => {
	const image = { url: 'https://example.com/a.png' };
	const classic = 'grok-imagine-video';
	const lite = 'grok-imagine-video-1.5-lite';

	it.each<[string, JsonObject, number]>([
		['1 s of classic', { model: classic, duration: 1 }, 0.05],
		['the same from a picture', { model: classic, duration: 1, image }, 0.052],
		['5 s of classic', { model: classic, duration: 5 }, 0.25],
		['8 s of classic in 720p', { model: classic, duration: 8, resolution: '720p' }, 0.56],
		[
			'6 s of 1.5 with everything',
			{
				image,
				last_frame: image,
				keyframes: [{ image, timestamp_s: 1 }],
				reference_images: [image, image],
				resolution: '720p',
			},
			0.89,
		],
		['6 s of 1.5 in 1080p', { resolution: '1080p' }, 1.5],
		['8 s of lite, by default', { model: lite, duration: undefined }, 0.16],
		['6 s of lite in 1080p', { model: lite, resolution: '1080p' }, 0.84],
	])('of %s is exact', async (_case, body, usd) => {
		const { body: answer } = await end(xai, generate(xai, body));
		expect(answer.usage).toEqual({ cost_in_usd_ticks: Math.round(usd * 1e10) });
		expect(xai.billedUsd).toBe(usd);
	});

	it('counts the seconds of an input video', async () => {
		expect((await end(xai, edit())).body.usage).toEqual({ cost_in_usd_ticks: 2_400_000_000 });
		expect((await end(xai, extend())).body.usage).toEqual({ cost_in_usd_ticks: 3_400_000_000 });
		expect(xai.billedUsd).toBe(0.58);
	});

	it('counts what still runs, as nothing can stop it', async () => {
		xai.setPlan({ seconds: Infinity });
		await generate(xai);
		expect(xai.billedUsd).toBe(0.48);
	});
});
