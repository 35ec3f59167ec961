import * as constants from '../../../nodes/GrokVideo/limits';
import type { Protocol } from '../../../nodes/GrokVideo/protocols/types';
import { newApi } from '../../../nodes/GrokVideo/protocols/newApi';
import { xai } from '../../../nodes/GrokVideo/protocols/xai';
import type { Call } from '../../../nodes/GrokVideo/http/client';
import { response } from '../../support/responses';

const { MODELS_TIMEOUT_SECONDS, STATUS_TIMEOUT_SECONDS } = constants;
const MB = 1024 * 1024;

it.each<[string, Call, string, number, number]>([
	['new-api’s models', newApi.listModels(), '/v1/models', MODELS_TIMEOUT_SECONDS, 8],
	['new-api’s key', newApi.testKey(), '/v1/models', MODELS_TIMEOUT_SECONDS, 8],
	[
		'new-api’s task, which can hold a video',
		newApi.getTask('a/b c'),
		'/v1/video/generations/a%2Fb%20c',
		...([STATUS_TIMEOUT_SECONDS, 32] as const),
	],
	['xAI’s models', xai.listModels(), '/v1/video-generation-models', MODELS_TIMEOUT_SECONDS, 8],
	['xAI’s key', xai.testKey(), '/v1/api-key', STATUS_TIMEOUT_SECONDS, 1],
	['xAI’s task', xai.getTask('a/b c'), '/v1/videos/a%2Fb%20c', STATUS_TIMEOUT_SECONDS, 4],
])(
	'%s are asked for in a free call with limits',
	(_what, call, path, timeoutSeconds, megabytes) => {
		expect(call).toEqual({ method: 'GET', path, timeoutSeconds, maxResponseBytes: megabytes * MB });
	},
);

it('a create may take long to send, and its answer is short', () => {
	const request = {
		...{ model: 'm', prompt: 'p', mode: 'text' as const, seconds: 4, aspectRatio: '' },
		...{ resolution: '', images: [], frames: [], voices: [], form: 'auto', extraBody: {} },
		result: { generateAudio: true, fileName: '' },
	};
	const limits = { timeoutSeconds: constants.CREATE_TIMEOUT_SECONDS, maxResponseBytes: MB };
	expect(newApi.createVideo(request)).toEqual({
		...{ method: 'POST', path: '/v1/video/generations', ...limits },
		body: { model: 'm', prompt: 'p', seconds: 4 },
	});
	expect(xai.createVideo(request)).toMatchObject({ method: 'POST', ...limits });
});

it.each([
	['auto', { image_urls: ['a', 'b'] }],
	['image_urls', { image_urls: ['a', 'b'] }],
	['reference_images', { reference_images: ['a', 'b'] }],
	['input_reference', { input_reference: { image_url: 'a' } }],
])('new-api gets images in the form %s', (form, references) => {
	expect(
		newApi.createVideo({
			...{ model: 'm', prompt: 'p', mode: 'images', seconds: 4, aspectRatio: '16:9' },
			...{ resolution: '720p', images: ['a', 'b'], frames: [], voices: [], form },
			...{ extraBody: { user: 'u1', prompt: 'x' }, result: { generateAudio: true, fileName: '' } },
		}).body,
	).toEqual({
		...{ user: 'u1', model: 'm', prompt: 'p', seconds: 4, aspect_ratio: '16:9' },
		...{ resolution: '720p', ...references },
	});
	const fields = ['model', 'prompt', 'seconds', 'aspect_ratio', 'resolution'];
	expect([...newApi.ownFields].sort()).toEqual(
		[...fields, 'image_urls', 'reference_images', 'input_reference'].sort(),
	);
});

describe('the list of models', () => {
	it.each<[string, Protocol, string]>([
		['new-api', newApi, 'data'],
		['xAI', xai, 'models'],
	])('of %s is a list, and comes without an error', (_name, { readModels }, field) => {
		const body = { [field]: [{ id: 'a' }] };
		expect(readModels(response(body))).toEqual([{ id: 'a' }]);
		expect(readModels(response(body, 299))).toEqual([{ id: 'a' }]);
		for (const status of [300, 400, 500])
			expect(readModels(response(body, status))).toBeUndefined();
		for (const other of [null, {}, [1], 'x', { [field]: {} }]) {
			expect(readModels(response(other))).toBeUndefined();
		}
	});

	it('of new-api is none with success: false', () => {
		expect(newApi.readModels(response({ success: true, data: [] }))).toEqual([]);
		expect(newApi.readModels(response({ success: false, data: [] }))).toBeUndefined();
	});
});

describe('a key', () => {
	it('of new-api works where there is a list', () => {
		expect(newApi.readKey(response({ data: [] }))).toBe('works');
		expect(newApi.readKey(response({}))).toBe('unreadable');
	});

	it.each<[unknown, number, string]>([
		...['api_key_id', 'team_id', 'redacted_api_key'].map((name): [unknown, number, string] => [
			{ [name]: 'x' },
			200,
			'works',
		]),
		...['team_blocked', 'api_key_blocked', 'api_key_disabled'].map(
			(name): [unknown, number, string] => [{ team_id: 'x', [name]: true }, 299, 'keyBlocked'],
		),
		[{ team_id: 'x', team_blocked: 'true', api_key_blocked: 1, api_key_disabled: 0 }, 200, 'works'],
		[{ team_id: 'x' }, 300, 'unreadable'],
		[{ team_blocked: true }, 200, 'unreadable'],
		[{}, 200, 'unreadable'],
		['x', 200, 'unreadable'],
	])('of xAI with %j and HTTP %i %s', (body, status, state) => {
		expect(xai.readKey(response(body, status))).toBe(state);
	});
});

describe('what the protocols say of themselves', () => {
	it('is for what the images are', () => {
		expect([0, 1, 2, 7].map((images) => newApi.modeOf('text', images))).toEqual([
			...['text', 'image', 'images', 'images'],
		]);
		expect(xai.modeOf('image', 3)).toBe('image');
	});

	it('is how long a link works, and how many calls may follow each other', () => {
		expect(newApi.resultUrlLifetimeSeconds).toBe(3600);
		expect(xai.resultUrlLifetimeSeconds).toBe(24 * 3600);
		expect([newApi.createSpacingSeconds(), newApi.pollSpacingSeconds()]).toEqual([0, 0]);
		expect(xai.createSpacingSeconds()).toBe(constants.XAI_CREATE_SPACING_SECONDS);
		expect(xai.pollSpacingSeconds()).toBe(constants.XAI_POLL_SPACING_SECONDS);
	});

	it('is what can be asked for', () => {
		expect(newApi).toMatchObject({ name: 'newApi', acceptsUnknownModels: true, offers: [] });
		expect(() => newApi.checkPrompt('x'.repeat(5000))).not.toThrow();
		expect(xai).toMatchObject({ name: 'xai', acceptsUnknownModels: false, requestForms: ['auto'] });
		expect(xai.offers).toEqual(['frames', 'voices', 'generateAudio', 'publicLinkDays']);
	});
});

describe('a file for xAI', () => {
	it('is sent with how long it is kept before it', () => {
		const file = { file: {} as never, fileName: 'a.mp4', mimeType: 'video/mp4', fields: {} };
		expect(xai.files!.upload(file)).toEqual({
			...{ method: 'POST', path: '/v1/files' },
			upload: { ...file, fields: { expires_after: '86400' } },
			...{ timeoutSeconds: constants.UPLOAD_TIMEOUT_SECONDS, maxResponseBytes: MB },
		});
	});

	it('is named in the answer', () => {
		const read = (body: unknown, status = 200) => xai.files!.readUploaded(response(body, status));
		expect(read({ id: 'a', file_id: 'b' })).toBe('a');
		expect(read({ file_id: 'b' }, 299)).toBe('b');
		for (const status of [300, 500]) expect(read({ id: 'a' }, status)).toBeUndefined();
		for (const body of [{}, null, 'a']) expect(read(body)).toBeUndefined();
	});
});
