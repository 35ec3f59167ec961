import { xai } from '../../../nodes/GrokVideo/protocols/xai';
import type { VideoRequest, VideoToVideoRequest } from '../../../nodes/GrokVideo/protocols/types';
import { response } from '../../support/responses';

const ID = 'd97415a1-5796-b7ec-379f-000000000000';
const VIDEO = 'https://vidgen.x.ai/v.mp4';
const OFFICIAL = { taskId: ID, baseUrl: 'https://api.x.ai', isOfficial: true };
const RELAY = { taskId: ID, baseUrl: 'https://relay.example/xai', isOfficial: false };

const IMAGE = 'https://a.example/a.png';
const OTHER = 'https://a.example/b.png';
const RESULT = { generateAudio: true, fileName: 'a.mp4' };
const TWO_DAYS = 2 * 24 * 3600;
const REQUEST: VideoRequest = {
	model: 'grok-imagine-video-1.5',
	prompt: 'A red car',
	mode: 'text',
	seconds: 4,
	aspectRatio: '16:9',
	resolution: '720p',
	images: [],
	frames: [],
	voices: [],
	form: 'auto',
	extraBody: {},
	result: RESULT,
};
const IMAGE_BODY = {
	model: 'grok-imagine-video-1.5',
	prompt: 'A red car',
	duration: 4,
	resolution: '720p',
};
const TEXT_BODY = { ...IMAGE_BODY, aspect_ratio: '16:9' };

describe('create request', () => {
	it.each<[string, Partial<VideoRequest>, object]>([
		['text', {}, TEXT_BODY],
		[
			"text with the server's defaults",
			{ aspectRatio: '', resolution: '' },
			{ model: 'grok-imagine-video-1.5', prompt: 'A red car', duration: 4 },
		],
		['a first frame', { mode: 'image', images: [IMAGE] }, { ...IMAGE_BODY, image: { url: IMAGE } }],
		[
			'reference images',
			{ mode: 'images', images: [IMAGE, OTHER] },
			{ ...TEXT_BODY, reference_images: [{ url: IMAGE }, { url: OTHER }] },
		],
		[
			'one reference image',
			{ mode: 'images', images: [IMAGE] },
			{ ...TEXT_BODY, reference_images: [{ url: IMAGE }] },
		],
		[
			'frames',
			{
				frames: [
					{ at: 1, url: IMAGE },
					{ at: 'end', url: OTHER },
				],
			},
			{
				...TEXT_BODY,
				last_frame: { url: OTHER },
				keyframes: [{ image: { url: IMAGE }, timestamp_s: 1 }],
			},
		],
		[
			'voices',
			{ voices: ['eve', 'leo'] },
			{ ...TEXT_BODY, reference_audios: [{ voice_id: 'eve' }, { voice_id: 'leo' }] },
		],
		[
			'no sound',
			{ result: { ...RESULT, generateAudio: false } },
			{ ...TEXT_BODY, generate_audio: false },
		],
		[
			'a public link',
			{ result: { ...RESULT, publicLinkDays: 2 } },
			{
				...TEXT_BODY,
				storage_options: {
					filename: 'a.mp4',
					expires_after: TWO_DAYS,
					public_url: { expires_after: TWO_DAYS },
				},
			},
		],
		['an extra body', { extraBody: { user: 'u1', model: 'x' } }, { ...TEXT_BODY, user: 'u1' }],
	])('%s', (_what, more, body) => {
		const call = xai.createVideo({ ...REQUEST, ...more });
		expect(call).toMatchObject({ method: 'POST', path: '/v1/videos/generations' });
		expect(call.body).toEqual(body);
		const fields = Object.keys(body).filter((name) => name !== 'user');
		expect(xai.reservedFields).toEqual(expect.arrayContaining(fields));
	});

	it('reserves the aliases too: both names together are rejected', () => {
		expect(xai.reservedFields).toEqual(
			expect.arrayContaining(['seconds', 'input_reference', 'video']),
		);
	});

	const change: Omit<VideoToVideoRequest, 'operation' | 'video'> = {
		model: 'grok-imagine-video',
		prompt: 'Add snow',
		extraBody: { user: 'u1' },
		result: RESULT,
	};

	it('edit with a link, without a length', () => {
		const video = { url: 'https://a.example/v.mp4' };
		expect(
			xai.createVideoToVideo!({ ...change, operation: 'edit', seconds: 6, video }),
		).toMatchObject({
			path: '/v1/videos/edits',
			body: { model: 'grok-imagine-video', prompt: 'Add snow', user: 'u1', video },
		});
	});

	it('extend with an uploaded file', () => {
		const call = xai.createVideoToVideo!({
			...change,
			operation: 'extend',
			seconds: 6,
			video: { fileId: 'file_1' },
		});
		expect(call.path).toBe('/v1/videos/extensions');
		expect(call.body).toEqual({
			model: 'grok-imagine-video',
			prompt: 'Add snow',
			user: 'u1',
			duration: 6,
			video: { file_id: 'file_1' },
		});
	});

	it('upload: the lifetime precedes the file', () => {
		const body = { file: {} as never, fileName: 'a.mp4', mimeType: 'video/mp4', fields: {} };
		expect(xai.files!.uploadCall(body)).toMatchObject({
			method: 'POST',
			path: '/v1/files',
			upload: { ...body, fields: { expires_after: '86400' } },
		});
		const read = (json: unknown, status = 200) => xai.files!.readFileId(response(json, status));
		expect(read({ id: 'file_1' })).toBe('file_1');
		expect(read({ file_id: 'file_1' }, 201)).toBe('file_1');
		expect(read({ id: 'file_1' }, 400)).toBeUndefined();
		expect(read('<html>')).toBeUndefined();
	});
});

describe('create response', () => {
	const created = (body: unknown, status = 200) => xai.readCreated(response(body, status));

	it.each<[string, unknown, string]>([
		['request_id', { request_id: ID }, ID],
		['request_id before other IDs', { id: 'x', request_id: ID }, ID],
		['id of a relay', { id: 'task_1' }, 'task_1'],
		['task_id of a relay', { task_id: 'task_1' }, 'task_1'],
		['in data', { code: 'success', data: { request_id: 'task_1' } }, 'task_1'],
	])('names the task: %s', (_where, body, id) => {
		expect(created(body)).toMatchObject({ id, status: 'QUEUED' });
	});

	it.each<[string, unknown, number]>([
		['an error', { request_id: 'req', error: 'No.' }, 200],
		['an error object', { request_id: 'req', error: { message: 'No.' } }, 200],
		['success: false', { success: false, message: 'quota exceeded', data: 'insufficient' }, 200],
		["a proxy's message", { request_id: 'req', message: 'timing out' }, 504],
		["a proxy's error", { request_id: 'req', error: 'timing out' }, 504],
		['a rejection', { request_id: 'req' }, 429],
		['no ID', {}, 200],
	])('names no task: %s', (_what, body, status) => {
		expect(created(body, status)).toBeUndefined();
	});

	it.each([303, 500, 502])('can name a task with HTTP %i', (status) => {
		expect(created({ request_id: ID }, status)).toMatchObject({ id: ID, errorStatus: status });
	});

	it('that broke off after the ID names the task', () => {
		const part = { ...response(`{"request_id":"${ID}"`), isIncomplete: true };
		expect(xai.readCreated(part)?.id).toBe(ID);
	});

	it.each<[boolean, number[]]>([
		[true, [400, 401, 403, 404, 409, 422, 429, 501]],
		[false, [200, 202, 302, 303, 408, 499, 500, 502, 503, 504]],
	])('rejected is %s for HTTP %j', (isRejected, statuses) => {
		for (const status of statuses) {
			const rejection = response({ error: 'No.' }, status, { 'retry-after': '1' });
			expect([status, xai.isRejection(rejection)]).toEqual([status, isRejected]);
		}
	});

	it('a bill proves that something was created', () => {
		const billed = response({ error: 'No.', usage: { cost_in_usd_ticks: 1 } }, 400);
		expect(xai.isRejection(billed)).toBe(false);
	});

	it('success: false rejects with HTTP 200, too', () => {
		expect(xai.isRejection(response({ success: false }))).toBe(true);
	});
});

describe('status response', () => {
	const read = (body: unknown, status = 200, server = RELAY) =>
		xai.readTask(response(body, status), server);

	it.each<[string, unknown, number, string, number | undefined]>([
		['202 with progress', { status: 'pending', progress: 24 }, 202, 'IN_PROGRESS', 24],
		['202 without progress yet', { status: 'pending', progress: 0 }, 202, 'QUEUED', 0],
		['202 with nothing', '', 202, 'QUEUED', undefined],
		['200', { status: 'pending', progress: 24 }, 200, 'IN_PROGRESS', 24],
		['the word queued', { status: 'queued' }, 200, 'QUEUED', undefined],
		['the word processing', { status: 'processing' }, 200, 'IN_PROGRESS', undefined],
		['an unknown word', { status: 'rendering', progress: 100 }, 200, 'IN_PROGRESS', 100],
		['the ID alone', { request_id: 'f5f35814' }, 200, 'QUEUED', undefined],
		[
			'a link that is not ready',
			{ status: 'pending', video: { url: VIDEO } },
			200,
			'QUEUED',
			undefined,
		],
		[
			'an envelope',
			{ code: 'success', data: { task_id: 'x', status: 'IN_PROGRESS' } },
			200,
			'IN_PROGRESS',
			undefined,
		],
	])('running: %s', (_what, body, status, shown, progress) => {
		const state = read(body, status);
		expect(state).toMatchObject({ state: 'running', task: { id: ID } });
		expect(state?.task.progress).toBe(progress);
		expect(state?.task.status).toBe(shown);
	});

	it('done, with everything that xAI says', () => {
		const raw = {
			status: 'done',
			progress: 100,
			model: 'grok-imagine-video-1.5',
			video: {
				url: VIDEO,
				duration: 6,
				respect_moderation: true,
				file_output: {
					file_id: 'file_1',
					public_url: 'https://files.x.ai/v.mp4',
					public_url_expires_at: 1790000000,
					public_url_error: 'no link',
				},
			},
			usage: { cost_in_usd_ticks: 8_400_000_000 },
		};
		expect(read(raw, 200, OFFICIAL)).toEqual({
			state: 'done',
			task: {
				id: ID,
				status: 'SUCCESS',
				progress: 100,
				model: 'grok-imagine-video-1.5',
				costUsd: 0.84,
				resultUrl: VIDEO,
				publicUrl: 'https://files.x.ai/v.mp4',
				publicUrlExpiresAt: 1790000000,
				fileId: 'file_1',
				storageError: 'no link',
				raw,
			},
		});
	});

	it.each<[string, unknown, number, string | undefined]>([
		['HTTP 202', { status: 'done', video: { url: VIDEO } }, 202, VIDEO],
		['no status, as until spring 2026', { video: { url: VIDEO } }, 200, VIDEO],
		[
			'only a public link',
			{ status: 'done', video: { file_output: { public_url: VIDEO } } },
			200,
			VIDEO,
		],
		[
			'a path of grok2api',
			{ status: 'done', video: { url: '/v1/videos/video_1/content' } },
			200,
			'https://relay.example/v1/videos/video_1/content',
		],
		[
			'the word completed, with metadata',
			{ id: 'x', status: 'completed', metadata: { url: VIDEO } },
			200,
			VIDEO,
		],
		[
			"CometAPI's envelope",
			{
				code: 'success',
				message: '',
				data: {
					task_id: 'x',
					status: 'SUCCESS',
					fail_reason: VIDEO,
					data: {
						status: 'done',
						video: { url: VIDEO, respect_moderation: true },
						usage: { cost_in_usd_ticks: 500000000 },
					},
				},
			},
			200,
			VIDEO,
		],
		['an upload to another address', { status: 'done' }, 200, undefined],
		['an empty link', { status: 'done', video: { url: '' } }, 200, undefined],
	])('done: %s', (_what, body, status, resultUrl) => {
		const state = read(body, status);
		expect(state?.state).toBe('done');
		expect(state?.task.resultUrl).toBe(resultUrl);
	});

	it('done without a link: only relays have an address for it', () => {
		const body = { status: 'done' };
		expect(read(body, 200, OFFICIAL)?.task.contentUrl).toBeUndefined();
		expect(read(body)?.task.contentUrl).toBe(`https://relay.example/xai/v1/videos/${ID}/content`);
	});

	it('the cost inside an envelope counts', () => {
		const data = { status: 'done', video: { url: VIDEO }, usage: { cost_in_usd_ticks: 5e8 } };
		const body = { code: 'success', data: { status: 'SUCCESS', data } };
		expect(read(body)?.task.costUsd).toBe(0.05);
	});

	it.each<[unknown, number | undefined]>([
		[{ cost_in_usd_ticks: 5_600_000_000 }, 0.56],
		[{ cost_in_usd_ticks: '5600000000' }, 0.56],
		[{ cost_in_usd_ticks: '0x10' }, undefined],
		[{ cost_in_usd_ticks: true }, undefined],
		[{ cost_in_usd_ticks: [5] }, undefined],
		[{ cost_in_usd_ticks: 0 }, undefined],
		[{ cost_in_usd_ticks: -1 }, undefined],
		[{ cost_in_usd_ticks: '1e999' }, undefined],
		[true, undefined],
		[[1], undefined],
		[undefined, undefined],
	])('usage %j costs %j USD', (usage, costUsd) => {
		expect(read({ status: 'done', video: { url: VIDEO }, usage })?.task.costUsd).toBe(costUsd);
	});

	it.each<[string, unknown, number, string]>([
		[
			'HTTP 400',
			{
				code: 'imagine:content-moderated',
				error: 'Generated video rejected by content moderation.',
				usage: { cost_in_usd_ticks: 1 },
			},
			400,
			'Generated video rejected by content moderation.',
		],
		[
			'HTTP 400 before July 2026',
			{ code: 'Client specified an invalid argument', error: 'Not this.', usage: {} },
			400,
			'Not this.',
		],
		['HTTP 400 without a bill', { code: 'moderated', error: 'No.' }, 400, 'No.'],
		[
			'HTTP 403 of a relay',
			{ error: { message: 'Rejected by content moderation', type: 'invalid_request_error' } },
			403,
			'Rejected by content moderation',
		],
		[
			'HTTP 403 with a policy',
			{ error: { message: 'This violates our content policy' } },
			403,
			'This violates our content policy',
		],
		[
			'a flag',
			{ status: 'done', video: { url: '', respect_moderation: false } },
			200,
			'blocked by content moderation',
		],
		[
			'a flag as text',
			{ status: 'done', video: { respect_moderation: 'false' } },
			200,
			'blocked by content moderation',
		],
		[
			'a flag without a status',
			{ video: { respect_moderation: false } },
			200,
			'blocked by content moderation',
		],
		[
			'a billed failure of a relay',
			{
				status: 'done',
				video: { respect_moderation: false },
				error: { code: 'invalid_argument', message: 'Not this.' },
			},
			200,
			'Not this. (invalid_argument)',
		],
		[
			'failed',
			{ status: 'failed', error: { code: 'bad', message: 'Content moderation' } },
			200,
			'Content moderation (bad)',
		],
		[
			'failed, in other words',
			{
				status: 'failed',
				error: { code: 'internal_error', message: 'Blocked by our safety system' },
			},
			200,
			'Blocked by our safety system (internal_error)',
		],
	])('moderated: %s', (_what, body, status, failReason) => {
		for (const server of [OFFICIAL, RELAY]) {
			expect(read(body, status, server)).toMatchObject({
				state: 'failed',
				cause: 'moderated',
				canRecreate: false,
				task: { id: ID, status: 'FAILURE', failReason },
			});
		}
	});

	it('a moderation flag next to a link is none', () => {
		const video = { url: VIDEO, respect_moderation: false };
		expect(read({ status: 'done', video })?.state).toBe('done');
	});

	const failed = (code: string, message = 'Oh') => ({ status: 'failed', error: { code, message } });
	it.each<[string, object, boolean, boolean]>([
		['an overload', failed('service_unavailable'), true, true],
		['an expired task', { status: 'expired' }, true, true],
		[
			"a server error, which is a relay's word for everything",
			failed('internal_error'),
			true,
			false,
		],
		['a rejected request', failed('invalid_argument'), false, false],
		['a missing right', failed('permission_denied'), false, false],
		['an unknown code', failed('mystery'), false, false],
		['no code', { status: 'failed' }, false, false],
	])('%s: worth another task at xAI %j and at relays', (_what, body, official, relay) => {
		expect(read(body, 200, OFFICIAL)).toMatchObject({ state: 'failed', canRecreate: official });
		expect(read(body)).toMatchObject({ state: 'failed', canRecreate: relay });
		const usage = { cost_in_usd_ticks: 1 };
		expect(read({ ...body, usage }, 200, OFFICIAL)).toMatchObject({ canRecreate: false });
	});

	it.each<[string, object, string | undefined, string | undefined]>([
		['expired', { status: 'expired' }, undefined, 'expired'],
		[
			'an overload',
			failed('service_unavailable', 'Busy'),
			'Busy (service_unavailable)',
			'overloaded',
		],
		[
			'an image',
			failed('invalid_argument', 'Failed to fetch the image from its URL (HTTP 404).'),
			'Failed to fetch the image from its URL (HTTP 404). (invalid_argument)',
			'image',
		],
		[
			'a video',
			failed('invalid_argument', 'Failed to fetch the video from its URL (HTTP 404).'),
			'Failed to fetch the video from its URL (HTTP 404). (invalid_argument)',
			'video',
		],
		[
			'an upload',
			failed('invalid_argument', 'File file_x was not found.'),
			'File file_x was not found. (invalid_argument)',
			'video',
		],
		['no reason', { status: 'failed' }, undefined, undefined],
	])('failed because of %s', (_what, body, failReason, cause) => {
		const state = read(body);
		expect(state).toMatchObject({ state: 'failed' });
		expect(state?.task.failReason).toBe(failReason);
		expect(state).toMatchObject({ cause });
	});

	it.each<[string, unknown, number]>([
		['no JSON', 'done', 200],
		['null', 'null', 200],
		['no status and no link', { video: {} }, 200],
		['an error with HTTP 200', { request_id: 'req', error: 'No.' }, 200],
		['an error', { error: 'No.' }, 400],
		['a missing right', { error: 'No.' }, 403],
		['a video with HTTP 404', { status: 'done', video: { url: VIDEO } }, 404],
		['a video with HTTP 500', { status: 'done', video: { url: VIDEO } }, 500],
	])('unreadable: %s', (_what, body, status) => {
		expect(read(body, status)).toBeUndefined();
	});
});

describe('error', () => {
	it.each<[number, string, boolean]>([
		[400, 'Not ready', true],
		[400, 'Malformed request ID', false],
		[400, 'Incorrect API key provided', false],
		[404, 'Not found', false],
		[500, 'Not ready', false],
	])('HTTP %i "%s": the status call is repeated once: %s', (status, error, retryOnce) => {
		expect(xai.readError(response({ error }, status)).retryOnce).toBe(retryOnce);
	});
});

describe('key and model list', () => {
	it("falls back from xAI's own calls to those of relays", () => {
		const paths = (calls: Array<{ path: string; fromOrigin?: true }>) =>
			calls.map(({ path, fromOrigin }) => (fromOrigin ? `origin${path}` : path));
		expect(paths(xai.keyCalls())).toEqual(['/v1/api-key', '/v1/models', 'origin/v1/models']);
		expect(paths(xai.modelCalls())).toEqual([
			...['/v1/video-generation-models', '/v1/models', 'origin/v1/models'],
		]);
	});

	it.each<[unknown, number, string | undefined]>([
		[{ api_key_id: 'x' }, 200, 'accepted'],
		[{ team_id: 'x' }, 200, 'accepted'],
		[{ redacted_api_key: 'x', api_key_blocked: false }, 200, 'accepted'],
		[{ team_id: 'x', team_blocked: true }, 200, 'blocked'],
		[{ team_id: 'x', api_key_blocked: 'true' }, 200, 'blocked'],
		[{ team_id: 'x', api_key_disabled: 1 }, 200, 'blocked'],
		[{ object: 'list', data: [{ id: 'grok-imagine-video' }] }, 200, 'accepted'],
		[{ team_id: 'x' }, 401, undefined],
		['<html>', 200, undefined],
		['', 404, undefined],
	])('the response %j with HTTP %i is %s', (body, status, state) => {
		expect(xai.readKey(response(body, status))).toBe(state);
	});

	it.each<[unknown, number, unknown]>([
		[{ models: [{ id: 'a' }] }, 200, [{ id: 'a' }]],
		[{ object: 'list', data: [{ id: 'a' }] }, 200, [{ id: 'a' }]],
		[{ models: {} }, 200, undefined],
		[{ success: false, data: [] }, 200, undefined],
		[{ models: [] }, 403, undefined],
	])('the list %j with HTTP %i is %j', (body, status, models) => {
		expect(xai.readModels(response(body, status))).toEqual(models);
	});
});
