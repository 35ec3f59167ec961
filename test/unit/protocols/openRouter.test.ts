import { openRouter } from '../../../nodes/GrokVideo/protocols/openRouter';
import type { VideoRequest } from '../../../nodes/GrokVideo/protocols/types';
import { response } from '../../support/responses';

const ID = 'gen-vid-1';
const SERVER = { taskId: ID, baseUrl: 'https://openrouter.ai/api', isOfficial: true };
const CONTENT = `https://openrouter.ai/api/v1/videos/${ID}/content?index=0`;
const STORAGE = 'https://storage.example/v.mp4?signature=x';

const IMAGE = 'https://example.com/a.png';
const OTHER = 'data:image/png;base64,AAAA';
const part = (url: string) => ({ type: 'image_url', image_url: { url } });
const REQUEST: VideoRequest = {
	model: 'x-ai/grok-imagine-video-1.5',
	prompt: 'A paper boat',
	mode: 'text',
	seconds: 6,
	aspectRatio: '9:16',
	resolution: '720p',
	images: [],
	frames: [],
	voices: [],
	form: 'auto',
	extraBody: {},
	result: { generateAudio: true, fileName: 'a.mp4' },
};
const BODY = {
	model: 'x-ai/grok-imagine-video-1.5',
	prompt: 'A paper boat',
	duration: 6,
	resolution: '720p',
	aspect_ratio: '9:16',
};

describe('create request', () => {
	it.each<[string, Partial<VideoRequest>, object]>([
		['text', {}, BODY],
		[
			'a first frame, whose shape the video takes',
			{ mode: 'image', images: [IMAGE] },
			{
				model: BODY.model,
				prompt: BODY.prompt,
				duration: 6,
				resolution: '720p',
				frame_images: [{ ...part(IMAGE), frame_type: 'first_frame' }],
			},
		],
		[
			'reference images',
			{ mode: 'images', images: [IMAGE, OTHER] },
			{ ...BODY, input_references: [part(IMAGE), part(OTHER)] },
		],
		[
			'one reference image',
			{ mode: 'images', images: [IMAGE] },
			{ ...BODY, input_references: [part(IMAGE)] },
		],
		[
			'an extra body',
			{ extraBody: { seed: 1, size: 'x', duration: 9 } },
			{ ...BODY, seed: 1, size: 'x' },
		],
	])('%s', (_what, more, body) => {
		const call = openRouter.createVideo({ ...REQUEST, ...more });
		expect(call).toMatchObject({ method: 'POST', path: '/v1/videos' });
		expect(call.body).toEqual(body);
	});

	it.each([
		['x-ai/grok-imagine-video', 'x-ai/grok-imagine-video'],
		['grok-imagine-video-1.5', 'x-ai/grok-imagine-video-1.5'],
		['xai/grok-imagine-video', 'x-ai/grok-imagine-video'],
		['grok-imagine-video-1.5-preview', 'x-ai/grok-imagine-video-1.5'],
		['google/veo-3.1', 'google/veo-3.1'],
		['grok-imagine-video-2', 'grok-imagine-video-2'],
	])('the model %s is sent as %s', (model, sent) => {
		expect(openRouter.createVideo({ ...REQUEST, model }).body).toMatchObject({ model: sent });
	});

	it('reserves both fields for images, the length and the size', () => {
		expect(openRouter.reservedFields).toEqual(
			expect.arrayContaining(['frame_images', 'input_references', 'duration', 'size']),
		);
	});
});

describe('create response', () => {
	it('HTTP 202 names the task', () => {
		const body = { id: ID, polling_url: `/api/v1/videos/${ID}`, status: 'pending' };
		expect(openRouter.readCreated(response(body, 202))).toMatchObject({ id: ID, status: 'QUEUED' });
	});

	it.each<[number, boolean]>([
		[400, true],
		[401, true],
		[402, true],
		[404, true],
		[429, true],
		[500, false],
		[502, false],
	])('an error with HTTP %i names no task; rejected: %s', (status, isRejected) => {
		const error = response({ error: { code: status, message: 'No.' } }, status);
		expect(openRouter.readCreated(error)).toBeUndefined();
		expect(openRouter.isRejection(error)).toBe(isRejected);
	});
});

describe('status response', () => {
	const read = (body: unknown, status = 200) => openRouter.readTask(response(body, status), SERVER);

	it.each([
		['pending', 'QUEUED'],
		['in_progress', 'IN_PROGRESS'],
		['something', 'IN_PROGRESS'],
	])('%s is running', (word, status) => {
		const body = { id: ID, polling_url: `/api/v1/videos/${ID}`, status: word };
		expect(read(body)).toMatchObject({ state: 'running', task: { id: ID, status } });
	});

	it.each<[string, object, string]>([
		[
			'its own address, which needs the key',
			{ unsigned_urls: ['https://openrouter.ai/api/v1/videos/gen-vid-1/content?index=0'] },
			CONTENT,
		],
		['a signed address', { urls: [STORAGE], unsigned_urls: [CONTENT] }, STORAGE],
		['a signed address in an object', { urls: [{ url: STORAGE }] }, STORAGE],
		['an address of a storage', { unsigned_urls: [STORAGE] }, STORAGE],
		['a signed address on its own host', { urls: ['/api/v1/x'] }, CONTENT],
		['no address', {}, CONTENT],
		['a signed address and an error', { urls: [STORAGE], error: 'A warning' }, STORAGE],
	])('completed with %s', (_what, more, resultUrl) => {
		const body = { id: ID, status: 'completed', usage: { cost: 0.05, is_byok: false }, ...more };
		expect(read(body)).toMatchObject({
			state: 'done',
			task: { status: 'SUCCESS', progress: 100, resultUrl, contentUrl: CONTENT, costUsd: 0.05 },
		});
	});

	it.each<[unknown, number | undefined]>([
		[{ cost: 0.052 }, 0.052],
		[{ cost: '0.052' }, 0.052],
		[{ cost: null }, undefined],
		[{ cost_in_usd_ticks: 1e10 }, undefined],
		[undefined, undefined],
	])('usage %j costs %j USD', (usage, costUsd) => {
		expect(read({ id: ID, status: 'completed', usage })?.task.costUsd).toBe(costUsd);
	});

	it.each<[string, object, string | undefined, string | undefined]>([
		[
			'failed',
			{ error: 'Image dimensions 1x1 are too small. [WKE=invalid_image]' },
			'Image dimensions 1x1 are too small. [WKE=invalid_image]',
			undefined,
		],
		[
			'failed',
			{ error: 'Rejected by content moderation' },
			'Rejected by content moderation',
			'moderated',
		],
		['cancelled', {}, undefined, undefined],
		['expired', {}, undefined, 'expired'],
	])('%s %j is final', (status, more, failReason, cause) => {
		const state = read({ id: ID, status, ...more });
		expect(state).toMatchObject({ state: 'failed', cause });
		expect(state?.task.failReason).toBe(failReason);
	});

	it.each<[object, boolean]>([
		[{ status: 'expired' }, true],
		[{ status: 'failed', error: 'The provider is overloaded' }, true],
		[{ status: 'failed', error: 'The provider is overloaded', usage: { cost: 0.05 } }, false],
		[{ status: 'failed', error: 'Oh.' }, false],
		[{ status: 'cancelled' }, false],
	])('%j is worth another task: %s', (body, canRecreate) => {
		expect(read({ id: ID, ...body })).toMatchObject({ state: 'failed', canRecreate });
	});

	it.each<[string, unknown, number]>([
		['an unknown job', { error: { code: 404, message: 'Job gen-vid-1 not found' } }, 404],
		['an error with HTTP 200', { error: { code: 500, message: 'No.' } }, 200],
	])('unreadable: %s', (_what, body, status) => {
		expect(read(body, status)).toBeUndefined();
	});
});

describe('key, balance and model list', () => {
	const key = {
		label: 'n8n',
		limit: 100,
		limit_remaining: 74.5,
		usage: 25.5,
		expires_at: '2027-12-31T23:59:59Z',
	};

	it('reads the limits of the key, in US dollars', () => {
		expect(openRouter.keyCalls()).toMatchObject([{ method: 'GET', path: '/v1/key' }]);
		const [{ calls, read }] = openRouter.balance!;
		expect(calls()).toMatchObject([{ path: '/v1/key' }]);
		expect(read([response({ data: key })], undefined)).toEqual({
			keyName: 'n8n',
			unlimited: false,
			availableUsd: 74.5,
			usedUsd: 25.5,
			expiresAt: Date.parse('2027-12-31T23:59:59Z') / 1000,
		});
		expect(openRouter.readKey(response({ data: key }))).toBe('accepted');
	});

	it('a key without a limit of its own does not tell the balance of the account', () => {
		const [{ read }] = openRouter.balance!;
		const data = { ...key, limit: null, limit_remaining: null, expires_at: null };
		expect(read([response({ data })], undefined)).toEqual({
			keyName: 'n8n',
			unlimited: true,
			usedUsd: 25.5,
		});
	});

	it.each<[string, unknown, number]>([
		['an error', { error: { code: 401, message: 'Missing Authentication header' } }, 401],
		['another object', { data: {} }, 200],
		['a web page', '<html>', 200],
	])('%s proves nothing', (_what, body, status) => {
		expect(openRouter.readKey(response(body, status))).toBeUndefined();
	});

	it('reads the list of video models', () => {
		expect(openRouter.modelCalls()).toMatchObject([{ path: '/v1/videos/models' }]);
		expect(openRouter.readModels(response({ data: [{ id: 'a' }] }))).toEqual([{ id: 'a' }]);
		expect(openRouter.readModels(response({ data: [] }, 401))).toBeUndefined();
	});
});
