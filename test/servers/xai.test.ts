import { inspectVideo } from './xai/video';
import { startXai, type Plan } from './xai/xai';
import { generateWithSdk, captureRequest, type VideoRequest } from '../support/aiSdk';
import { fixture } from '../support/files';
import { useServer } from '../support/standIns';

/** Uses the stand-in with `@ai-sdk/xai`, as an independent check of its responses. */
const xai = useServer(startXai, {});

const model = 'grok-imagine-video-1.5';
const classic = 'grok-imagine-video';
const prompt = 'A paper boat';
const png = `data:image/png;base64,${fixture('product.png').toString('base64')}`;
const webp = 'https://example.com/b.webp';
const mp4 = 'https://example.com/in.mp4';

it.each<[string, VideoRequest, number, number]>([
	['a video from text', { model, prompt, seconds: 6, aspectRatio: '9:16' }, 6, 0.48],
	['a video from an image', { model: classic, prompt, seconds: 1, image: png }, 1, 0.052],
	[
		'a video with references and voices',
		{ model, prompt, seconds: 3, references: [png, webp], voices: ['eve'], resolution: '720p' },
		3,
		0.44,
	],
	[
		'a video with a first frame, a keyframe and a last frame',
		{
			model,
			prompt,
			seconds: 2,
			image: png,
			lastFrame: webp,
			keyframes: [{ image: webp, at: 1 }],
		},
		2,
		0.19,
	],
	['a silent video', { model, prompt, seconds: 1, sound: false, user: 'u-1' }, 1, 0.08],
	['an edit', { model: classic, prompt, kind: 'edit', video: mp4 }, 4, 0.24],
	['an extension', { model: classic, prompt, kind: 'extension', video: mp4, seconds: 2 }, 6, 0.14],
])('the AI SDK generates %s', async (_name, request, seconds, usd) => {
	const { providerMetadata, video } = await generateWithSdk(xai, request);
	const hasSound = request.sound !== false;
	expect(await inspectVideo(Buffer.from(video.uint8Array))).toMatchObject({ seconds, hasSound });
	const costInUsdTicks = Math.round(usd * 1e10);
	expect(providerMetadata.xai).toMatchObject({ duration: seconds, costInUsdTicks });
	expect(xai.billedUsd).toBe(usd);
	expect(xai.requests[0].body).toEqual((await captureRequest(request)).body);
});

it.each<[string, Partial<Plan>]>([
	['after responses without a body', { seconds: 0.1, statuses: [''] }],
	['after unknown statuses', { seconds: 0.1, statuses: ['queued', 'rendering'] }],
	['that could not be stored', { storageError: 'no space' }],
	['that only has a public URL', { noUrl: true }],
])('the AI SDK downloads a video %s', async (_name, plan) => {
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
])('the AI SDK reports the outcome %s', async (outcome, message) => {
	xai.setPlan({ outcome });
	await expect(generateWithSdk(xai, { model, prompt })).rejects.toThrow(message);
});

it.each<[string, VideoRequest, number]>([
	['an unknown model', { model: 'grok-9', prompt }, 404],
	['16 seconds', { model, prompt, seconds: 16 }, 422],
	['an edit with 1.5', { model, prompt, kind: 'edit', video: mp4 }, 400],
	['1080p with the classic model', { model: classic, prompt, resolution: '1080p' }, 400],
])('the AI SDK reports the error for %s', async (_name, request, statusCode) => {
	await expect(generateWithSdk(xai, request)).rejects.toMatchObject({ statusCode });
	expect(xai.tasks).toHaveLength(0);
});

it('the AI SDK reports an invalid key, and retries after HTTP 429', async () => {
	const unauthorized = generateWithSdk(xai, { model, prompt }, { key: 'xai-wrong-one' });
	await expect(unauthorized).rejects.toThrow('Incorrect API key provided.');
	xai.account.createsPerSecond = 1;
	const retries = { maxRetries: 2 };
	await Promise.all([1, 2].map(async () => await generateWithSdk(xai, { model, prompt }, retries)));
	expect(xai.requests.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
	expect(xai.tasks).toHaveLength(2);
});
