import type { Plan } from './xai/xai';
import { makeWithSdk, sdkRequest, type Wish } from '../support/aiSdk';
import { fixture } from '../support/files';
import { generate, useXai } from '../support/useXai';

/** `@ai-sdk/xai` where a video does not come about, and where it and the contract differ. */
const xai = useXai();

const model = 'grok-imagine-video-1.5';
const classic = 'grok-imagine-video';
const prompt = 'A paper boat';
const png = `data:image/png;base64,${fixture('product.png').toString('base64')}`;
const mp4 = 'https://example.com/in.mp4';

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

	it('that a link was dead, though the create was taken', async () => {
		const made = makeWithSdk(xai, { model, prompt, image: xai.mediaUrl('none.png') });
		await expect(made).rejects.toThrow('Failed to fetch the image');
	});

	it('that a task runs too long', async () => {
		xai.setPlan({ seconds: Infinity });
		const made = makeWithSdk(xai, { model, prompt }, { timeoutMs: 100 });
		await expect(made).rejects.toThrow('timed out after 100ms');
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

	it('that it is too fast', async () => {
		xai.account.createsPerSecond = 0;
		await expect(makeWithSdk(xai, { model, prompt })).rejects.toMatchObject({
			statusCode: 429,
			message: expect.stringContaining('resource-exhausted: Too many requests'),
		});
		expect(xai.tasks).toHaveLength(0);
	});

	it('nothing, and comes again later, when it may', async () => {
		xai.account.createsPerSecond = 1;
		await generate(xai);
		await makeWithSdk(xai, { model, prompt }, { maxRetries: 2 });
		expect(xai.tasks).toHaveLength(2);
	});
});

describe('where the SDK differs from the contract', () => {
	const request = async (wish: Partial<Wish>) => await sdkRequest({ model, prompt, ...wish });

	it('references are never 1080p: it sends 720p and says so', async () => {
		const { body, warnings } = await request({ references: [png], resolution: '1080p' });
		expect(body).toHaveProperty('resolution', '720p');
		expect(warnings).toHaveLength(1);
	});

	it('an alias of 1.5 has no pinned frames', async () => {
		const pinned = { image: png, lastFrame: png, keyframes: [{ image: png, at: 1 }] };
		const { body, warnings } = await request({ ...pinned, model: `${model}-preview` });
		expect(Object.keys(body)).toEqual(['model', 'prompt', 'image']);
		expect(warnings).toHaveLength(2);
	});

	it('references beside pinned frames are seven at most', async () => {
		const references = Array<string>(8).fill(png);
		await expect(request({ references, lastFrame: png })).rejects.toThrow(
			'invalid xai provider options',
		);
		expect((await request({ references })).body.reference_images).toHaveLength(8);
	});

	it('a video that has no address is an error, also where it was to go elsewhere', async () => {
		xai.setPlan({ noUrl: true });
		const made = makeWithSdk(xai, { model, prompt });
		await expect(made).rejects.toThrow('completed but no video URL was returned');
	});

	it('a create whose answer was lost is sent again, and paid twice', async () => {
		xai.fail('create', 'reset-after');
		await makeWithSdk(xai, { model, prompt, seconds: 1 }, { maxRetries: 1 });
		const creates = xai.requests.filter(({ where }) => where === 'create');
		const [first, second] = creates.map(({ headers }) => headers['idempotency-key']);
		expect(first).toMatch(/^aisdk_vid_/);
		expect(second).toBe(first);
		expect(xai.billedUsd).toBe(0.16);
	});
});
