import { createXai } from '@ai-sdk/xai';
import { inspectVideo } from './xai/video';
import type { Fault, JsonObject, Plan } from './xai/xai';
import { makeWithSdk, sdkRequest, type Wish } from './support/aiSdk';
import { fixture } from './support/files';
import { useXai } from './support/useXai';

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

describe('the AI SDK says', () => {
	it.each<[Plan['outcome'], string]>([
		['moderated', 'imagine:content-moderated: Generated video rejected by content moderation.'],
		['moderated-old', 'Client specified an invalid argument: Generated video rejected'],
		['moderated-flag', 'blocked due to a content policy violation'],
		['moderated-failed', 'Video generation failed: Generated video rejected'],
		['moderated-at-once', 'Request rejected by content moderation'],
		['failed', 'Video generation failed: An internal error occurred.'],
		['expired', 'Video generation request expired.'],
	])('how a task has ended that is %s', async (outcome, message) => {
		xai.setPlan({ outcome });
		await expect(makeWithSdk(xai, { model, prompt })).rejects.toThrow(message);
	});

	it.each<[string, Partial<Plan>, string]>([
		['a task that was accepted and then met a dead link', {}, 'Failed to fetch the image'],
		['a task that runs too long', { seconds: Infinity }, 'timed out after 300ms'],
	])('%s', async (_case, plan, message) => {
		xai.setPlan(plan);
		const image = plan.seconds ? undefined : xai.mediaUrl('none.png');
		const made = makeWithSdk(xai, { model, prompt, image }, { timeoutMs: 300 });
		await expect(made).rejects.toThrow(message);
	});

	it('that its key is wrong', async () => {
		const made = makeWithSdk(xai, { model, prompt }, { key: 'xai-wrong-one' });
		await expect(made).rejects.toMatchObject({
			statusCode: 400,
			message: expect.stringContaining('Incorrect API key provided'),
		});
	});

	it.each<[string, Wish, number, string]>([
		[
			'a model that there is not',
			{ model: 'grok-imagine-video-9', prompt },
			404,
			'not-found: The model grok-imagine-video-9 does not exist',
		],
		[
			'too long a video',
			{ model, prompt, seconds: 16 },
			400,
			'Duration must be between 1 and 15 seconds',
		],
		[
			'an edit by 1.5',
			{ model, prompt, kind: 'edit', video: mp4 },
			400,
			'Video editing is not supported',
		],
		[
			'references of lite',
			{ model: `${model}-lite`, prompt, references: [png] },
			400,
			'`reference_images` is not supported',
		],
		[
			'1080p of classic',
			{ model: classic, prompt, resolution: '1080p' },
			400,
			'1080p video resolution is not supported',
		],
		// The server's words are plain text, which the SDK leaves in the error's `responseBody`.
		[
			'a ratio that there is not',
			{ model, prompt, aspectRatio: '5:2' },
			422,
			'Unprocessable Entity',
		],
	])('what is wrong with %s', async (_case, wish, statusCode, message) => {
		await expect(makeWithSdk(xai, wish)).rejects.toMatchObject({
			statusCode,
			message: expect.stringContaining(message),
		});
		expect(xai.tasks).toHaveLength(0);
	});

	it('that it is too fast, and comes again later', async () => {
		xai.account.createsPerSecond = 1;
		await makeWithSdk(xai, { model, prompt });
		await expect(makeWithSdk(xai, { model, prompt })).rejects.toMatchObject({
			statusCode: 429,
			message: expect.stringContaining('resource-exhausted: Too many requests'),
		});
		await makeWithSdk(xai, { model, prompt }, { maxRetries: 2 });
		expect(xai.tasks).toHaveLength(2);
	});
});

describe('what the SDK pays twice', () => {
	it.each<[Fault]>([['reset-after'], [{ status: 500 }]])('is a create after %j', async (fault) => {
		xai.fail('create', fault);
		await makeWithSdk(xai, { model, prompt }, { maxRetries: 1 });
		const creates = xai.requests.filter(({ where }) => where === 'create');
		const [first, second] = creates.map(({ headers }) => headers['idempotency-key']);
		expect(creates).toHaveLength(2);
		expect(first).toBe(second);
		expect(xai.tasks).toHaveLength(fault === 'reset-after' ? 2 : 1);
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

describe('where the SDK knows less than the contract', () => {
	const body = async (wish: JsonObject) =>
		await sdkRequest({ model, prompt, ...wish } as unknown as Wish);

	it('references are never 1080p: it sends 720p and says so', async () => {
		const request = await body({ references: [png], resolution: '1080p' });
		expect(request).toMatchObject({ body: { resolution: '720p' } });
		expect(request.warnings).toHaveLength(1);
	});

	it('an alias of 1.5 has no pinned frames', async () => {
		const request = await body({ model: `${model}-preview`, image: png, lastFrame: png });
		expect(request.body).not.toHaveProperty('last_frame');
		expect(request.warnings).toHaveLength(1);
	});

	it('a video that went to output.upload_url is no video', async () => {
		const wish = { model, prompt, uploadUrl: `${xai.fileUrl}/nowhere` };
		expect((await sdkRequest(wish)).body).toHaveProperty('output', { upload_url: wish.uploadUrl });
	});
});
