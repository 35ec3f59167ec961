import { inspectVideo } from './xai/video';
import { startXai, type Plan } from './xai/xai';
import { generateWithSdk, captureRequest, type VideoRequest } from '../support/aiSdk';
import { fixture } from '../support/files';
import { useServer } from '../support/standIns';

/** `@ai-sdk/xai`, which nobody here wrote, uses the stand-in. */
const xai = useServer(startXai, {});

const model = 'grok-imagine-video-1.5';
const classic = 'grok-imagine-video';
const prompt = 'A paper boat';
const png = `data:image/png;base64,${fixture('product.png').toString('base64')}`;
const webp = 'https://example.com/b.webp';
const mp4 = 'https://example.com/in.mp4';

it.each<[string, VideoRequest, number, number]>([
	['a video of a text', { model, prompt, seconds: 6, aspectRatio: '9:16' }, 6, 0.48],
	['one of a picture', { model: classic, prompt, seconds: 1, image: png }, 1, 0.052],
	[
		'one with references and voices',
		{ model, prompt, seconds: 3, references: [png, webp], voices: ['eve'], resolution: '720p' },
		...([3, 0.44] as const),
	],
	[
		'one between two frames',
		{
			...{ model, prompt, seconds: 2, image: png, lastFrame: webp },
			keyframes: [{ image: webp, at: 1 }],
		},
		...([2, 0.19] as const),
	],
	['a silent one', { model, prompt, seconds: 1, sound: false, user: 'u-1' }, 1, 0.08],
	['an edit', { model: classic, prompt, kind: 'edit', video: mp4 }, 4, 0.24],
	['an extension', { model: classic, prompt, kind: 'extension', video: mp4, seconds: 2 }, 6, 0.14],
])('the AI SDK makes %s', async (_case, wish, seconds, usd) => {
	const { providerMetadata, video } = await generateWithSdk(xai, wish);
	const hasSound = wish.sound !== false;
	expect(await inspectVideo(Buffer.from(video.uint8Array))).toMatchObject({ seconds, hasSound });
	const costInUsdTicks = Math.round(usd * 1e10);
	expect(providerMetadata.xai).toMatchObject({ duration: seconds, costInUsdTicks });
	expect(xai.billedUsd).toBe(usd);
	expect(xai.requests[0].body).toEqual((await captureRequest(wish)).body);
});

it.each<[string, Partial<Plan>]>([
	['after answers without a body', { seconds: 0.1, statuses: [''] }],
	['after unknown words', { seconds: 0.1, statuses: ['queued', 'rendering'] }],
	['although it was not stored', { storageError: 'no space' }],
	['from its public address only', { noUrl: true }],
])('the AI SDK gets the video %s', async (_case, plan) => {
	xai.setPlan(plan);
	const storage = { filename: 'boat.mp4', publicUrl: true };
	const { video } = await generateWithSdk(xai, { model, prompt, storage });
	expect(video.uint8Array.length).toBeGreaterThan(10_000);
});

it.each<[Plan['outcome'], string]>([
	['moderated', 'imagine:content-moderated: Generated video rejected by content moderation.'],
	['moderated-old', 'Client specified an invalid argument: Generated video rejected'],
	['moderated-flag', 'blocked due to a content policy violation'],
	['moderated-failed', 'Video generation failed: Generated video rejected'],
	['failed', 'Video generation failed: An internal error occurred.'],
	['expired', 'Video generation request expired.'],
])('the AI SDK reports a task that is %s', async (outcome, message) => {
	xai.setPlan({ outcome });
	await expect(generateWithSdk(xai, { model, prompt })).rejects.toThrow(message);
});

it.each<[string, VideoRequest, number]>([
	['another model', { model: 'grok-9', prompt }, 404],
	['too long a video', { model, prompt, seconds: 16 }, 422],
	['an edit by 1.5', { model, prompt, kind: 'edit', video: mp4 }, 400],
	['1080p of classic', { model: classic, prompt, resolution: '1080p' }, 400],
])('the AI SDK reports the refusal of %s', async (_case, wish, statusCode) => {
	await expect(generateWithSdk(xai, wish)).rejects.toMatchObject({ statusCode });
	expect(xai.tasks).toHaveLength(0);
});

it('the AI SDK reports a wrong key, and waits when it is too fast', async () => {
	const wrong = generateWithSdk(xai, { model, prompt }, { key: 'xai-wrong-one' });
	await expect(wrong).rejects.toThrow('Incorrect API key provided.');
	xai.account.createsPerSecond = 1;
	const again = { maxRetries: 2 };
	await Promise.all([1, 2].map(async () => await generateWithSdk(xai, { model, prompt }, again)));
	expect(xai.requests.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
	expect(xai.tasks).toHaveLength(2);
});
