import { createXai } from '@ai-sdk/xai';
import { inspectVideo } from './xai/video';
import type { Plan } from './xai/xai';
import { makeWithSdk, sdkRequest, type Wish } from '../support/aiSdk';
import { fixture } from '../support/files';
import { useXai } from '../support/useXai';

/** `@ai-sdk/xai`, which nobody here wrote, makes videos on the stand-in and meets every end of a task. */
const xai = useXai();

const model = 'grok-imagine-video-1.5';
const classic = 'grok-imagine-video';
const prompt = 'A paper boat';
const png = `data:image/png;base64,${fixture('product.png').toString('base64')}`;
const webp = 'https://example.com/b.webp';
const mp4 = 'https://example.com/in.mp4';

describe('the AI SDK makes', () => {
	it.each<[string, Wish, number, number]>([
		['a video of a text', { model, prompt, seconds: 6, aspectRatio: '9:16' }, 6, 0.48],
		['one of the default length', { model, prompt }, 8, 0.64],
		['1080p', { model, prompt, seconds: 2, resolution: '1080p' }, 2, 0.5],
		['one of a picture', { model: classic, prompt, seconds: 1, image: png }, 1, 0.052],
		[
			'one with references',
			{ model, prompt, seconds: 3, references: [png, webp], resolution: '720p' },
			3,
			0.44,
		],
		[
			'one with a first frame and references',
			{ model, prompt, seconds: 1, image: png, references: [webp] },
			1,
			0.1,
		],
		[
			'one with voices',
			{ model, prompt, seconds: 1, references: [png], voices: ['eve', 'atlas'] },
			1,
			0.09,
		],
		['one with a voice alone', { model, prompt, seconds: 1, voices: ['ara'] }, 1, 0.08],
		[
			'one between two frames',
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
		['a silent one', { model, prompt, seconds: 1, sound: false, user: 'u-1' }, 1, 0.08],
		['an edit', { model: classic, prompt, kind: 'edit', video: mp4 }, 4, 0.24],
		[
			'an extension',
			{ model: classic, prompt, kind: 'extension', video: mp4, seconds: 2 },
			6,
			0.14,
		],
		[
			'an extension of the default length',
			{ model: classic, prompt, kind: 'extension', video: mp4 },
			10,
			0.34,
		],
	])('%s', async (_case, wish, seconds, usd) => {
		const { providerMetadata, video } = await makeWithSdk(xai, wish);
		expect(video.mediaType).toBe('video/mp4');
		expect(await inspectVideo(Buffer.from(video.uint8Array))).toMatchObject({
			seconds,
			hasSound: wish.sound !== false,
		});
		const [{ id }] = xai.tasks;
		expect(providerMetadata.xai).toMatchObject({
			requestId: id,
			duration: seconds,
			costInUsdTicks: Math.round(usd * 1e10),
		});
		expect(xai.billedUsd).toBe(usd);
		expect(xai.requests[0].body).toEqual((await sdkRequest(wish)).body);
	});

	it('one that is kept, with a public address', async () => {
		const storage = { filename: 'boat.mp4', expiresAfter: 7200, publicUrl: { expiresAfter: 3600 } };
		const { providerMetadata } = await makeWithSdk(xai, { model, prompt, storage });
		expect(providerMetadata.xai).toMatchObject({
			fileOutput: {
				fileId: xai.tasks[0].fileId,
				filename: 'boat.mp4',
				expiresAt: expect.any(Number),
				publicUrl: expect.stringContaining(xai.fileUrl),
				publicUrlExpiresAt: expect.any(Number),
			},
		});
	});

	it.each<[string, Partial<Plan>]>([
		['through answers without a body', { seconds: 0.1, statuses: [''] }],
		['through words that it does not know', { seconds: 0.1, statuses: ['queued', 'rendering'] }],
		['though the end has no status', { noStatus: true }],
		['though it was not kept', { storageError: 'no space' }],
		['from its public address only', { noUrl: true }],
	])('one %s', async (_case, plan) => {
		xai.setPlan(plan);
		const storage = { filename: 'boat.mp4', publicUrl: true };
		const { video } = await makeWithSdk(xai, { model, prompt, storage });
		expect(video.uint8Array.length).toBeGreaterThan(10_000);
	});
});

describe('the files of the SDK', () => {
	const bytes = new Uint8Array(fixture('sample.mp4'));

	it.each(['data', 'stream'] as const)('go up as %s, and are read again', async (type) => {
		const files = createXai({ apiKey: xai.key, baseURL: `${xai.url}/v1` }).files();
		const data =
			type === 'data' ? { type, data: bytes } : { type, stream: new Blob([bytes]).stream() };
		const { providerReference: file } = await files.uploadFile({
			data,
			filename: 'in.mp4',
			mediaType: 'video/mp4',
			providerOptions: { xai: { expiresAfter: 3600 } },
		});
		expect(await files.getFileMetadata!({ file })).toMatchObject({
			filename: 'in.mp4',
			byteSize: bytes.length,
			expiresAt: expect.any(Date),
		});
		const { content, mediaType } = await files.downloadFile!({ file });
		expect(mediaType).toBe('video/mp4');
		expect(Buffer.from(await new Response(content).arrayBuffer()).equals(bytes)).toBe(true);
	});
});
