import { xai } from '../../../nodes/GrokVideo/protocols/xai';
import { response } from '../../support/responses';

const ID = 'd97415a1-5796-b7ec-379f-000000000000';
const VIDEO = 'https://vidgen.x.ai/v.mp4';
const OFFICIAL = { taskId: ID, baseUrl: 'https://api.x.ai', isOfficial: true };
const RELAY = { taskId: ID, baseUrl: 'https://relay.example/xai', isOfficial: false };

const PUBLIC_URL = 'https://a.example/b.png';
const MODEL = 'grok-imagine-video-1.5';

it.each<[string, unknown, number, string | undefined]>([
	['id', { id: 'file_1' }, 200, 'file_1'],
	['file_id', { file_id: 'file_1' }, 201, 'file_1'],
	['none in an error', { id: 'file_1' }, 400, undefined],
	['none on a web page', '<html>', 200, undefined],
])('reads the file ID of an upload: %s', (_name, body, status, fileId) => {
	expect(xai.files!.readFileId(response(body, status))).toBe(fileId);
});

describe('create response', () => {
	const created = (body: unknown, status = 200) => xai.readCreated(response(body, status));

	it.each<[unknown, string]>([
		[{ request_id: ID }, ID],
		[{ id: 'x', request_id: ID }, ID],
		[{ code: 'success', data: { request_id: 'task_1' } }, 'task_1'],
	])('%j names the task %s', (body, id) => {
		expect(created(body)).toMatchObject({ id, status: 'QUEUED' });
		expect(created(body, 502)).toMatchObject({ id, errorStatus: 502 });
	});

	it.each<[unknown, number]>([
		[{ request_id: 'req', error: 'No.' }, 200],
		[{ request_id: 'req', error: 'timing out' }, 504],
	])('%j with HTTP %i names no task', (body, status) => {
		expect(created(body, status)).toBeUndefined();
	});
});

describe('status response', () => {
	const read = (body: unknown, status = 200, server = RELAY) =>
		xai.readTask(response(body, status), server);

	it.each<[number, unknown, string, number | undefined]>([
		[202, { status: 'pending', progress: 24 }, 'IN_PROGRESS', 24],
		[202, { status: 'pending', progress: 0 }, 'QUEUED', 0],
		[202, '', 'QUEUED', undefined],
		[200, { status: 'pending', video: { url: VIDEO } }, 'QUEUED', undefined],
		[200, { status: 'rendering', progress: 100 }, 'IN_PROGRESS', 100],
		[200, { request_id: 'f5f35814' }, 'QUEUED', undefined],
		[200, { code: 'success', data: { status: 'IN_PROGRESS' } }, 'IN_PROGRESS', undefined],
	])('describes a running task: HTTP %i %j', (status, body, expectedStatus, progress) => {
		const state = read(body, status);
		expect(state).toMatchObject({ state: 'running', task: { id: ID, status: expectedStatus } });
		expect(state?.task.progress).toBe(progress);
	});

	it('describes a finished task with all of its fields', () => {
		const file_output = {
			file_id: 'file_1',
			public_url: PUBLIC_URL,
			public_url_expires_at: 1790000000,
			public_url_error: 'no link',
		};
		const raw = {
			status: 'done',
			progress: 100,
			model: MODEL,
			video: { url: VIDEO, duration: 6, respect_moderation: true, file_output },
			usage: { cost_in_usd_ticks: 8_400_000_000 },
		};
		expect(read(raw, 200, OFFICIAL)).toEqual({
			state: 'done',
			task: {
				id: ID,
				status: 'SUCCESS',
				progress: 100,
				model: MODEL,
				costUsd: 0.84,
				resultUrl: VIDEO,
				fileId: 'file_1',
				publicUrl: PUBLIC_URL,
				publicUrlExpiresAt: 1790000000,
				storageError: 'no link',
				raw,
			},
		});
	});

	const CONTENT_PATH = '/v1/videos/video_1/content';
	const CONTENT_URL = `https://relay.example${CONTENT_PATH}`;
	it.each<[unknown, string | undefined]>([
		[{ video: { url: VIDEO } }, VIDEO],
		[{ status: 'done', video: { file_output: { public_url: VIDEO } } }, VIDEO],
		[{ status: 'done', video: { url: VIDEO, respect_moderation: false } }, VIDEO],
		[{ status: 'done', video: { url: CONTENT_PATH } }, CONTENT_URL],
		[{ status: 'done', video: { url: CONTENT_URL } }, CONTENT_URL],
		[{ id: 'x', status: 'completed', metadata: { url: VIDEO } }, VIDEO],
		[{ data: { status: 'SUCCESS', fail_reason: VIDEO, data: { status: 'done' } } }, VIDEO],
		[{ status: 'done', video: { url: '' } }, undefined],
	])('describes a finished task: %j', (body, resultUrl) => {
		const state = read(body);
		expect(state?.state).toBe('done');
		expect(state?.task.resultUrl).toBe(resultUrl);
		expect(state?.task.contentUrl).toBe(`https://relay.example/xai/v1/videos/${ID}/content`);
		expect(read(body, 202, OFFICIAL)?.task.contentUrl).toBeUndefined();
	});

	it.each<[unknown, number | undefined]>([
		[{ cost_in_usd_ticks: 5_600_000_000 }, 0.56],
		[{ cost_in_usd_ticks: '5600000000' }, 0.56],
		[{ cost_in_usd_ticks: 0 }, undefined],
		[{ cost_in_usd_ticks: '1e999' }, undefined],
		[undefined, undefined],
	])('with usage %j has the cost %j USD, also in an envelope', (usage, costUsd) => {
		const body = { status: 'done', video: { url: VIDEO }, usage };
		expect(read(body)?.task.costUsd).toBe(costUsd);
		const envelope = { code: 'success', data: { status: 'SUCCESS', data: body } };
		expect(read(envelope)?.task.costUsd).toBe(costUsd);
	});

	const failed = (code: string, message = 'Oh') => ({ status: 'failed', error: { code, message } });
	const POLICY = 'This violates our content policy';
	const FLAG = { respect_moderation: false };
	const TOO_DARK = { code: 'invalid_argument', message: 'Too dark.' };
	const BLOCKED = { error: { code: 'moderation_blocked', message: 'No.' } };
	it.each<[number, unknown, string]>([
		[400, { code: 'imagine:content-moderated', error: 'Rejected.', usage: {} }, 'Rejected.'],
		[400, { code: 'invalid argument', error: 'Not this.', usage: {} }, 'Not this.'],
		[400, { code: 'moderated', error: 'No.' }, 'No.'],
		[403, { error: { message: POLICY, type: 'invalid_request_error' } }, POLICY],
		[200, { status: 'done', video: { url: '', ...FLAG } }, 'blocked by content moderation'],
		[200, { video: FLAG }, 'blocked by content moderation'],
		[200, { status: 'done', video: { url: VIDEO }, ...BLOCKED }, 'No. (moderation_blocked)'],
		[200, { status: 'done', video: FLAG, error: TOO_DARK }, 'Too dark. (invalid_argument)'],
		[200, failed('bad', 'Content moderation'), 'Content moderation (bad)'],
		[200, failed('internal_error', 'Our safety system'), 'Our safety system (internal_error)'],
	])('describes a moderated video: HTTP %i %j', (status, body, failReason) => {
		for (const server of [OFFICIAL, RELAY]) {
			expect(read(body, status, server)).toMatchObject({
				state: 'failed',
				cause: 'moderated',
				canRecreate: false,
				task: { id: ID, status: 'FAILURE', failReason },
			});
		}
	});

	it.each<[object, boolean, boolean]>([
		[failed('service_unavailable'), true, true],
		[{ status: 'expired' }, true, true],
		[failed('internal_error'), true, false], // relays use it for every error
		[failed('invalid_argument'), false, false],
	])('with %j can be created again: %s at xAI, %s at relays', (body, atXai, atRelay) => {
		expect(read(body, 200, OFFICIAL)).toMatchObject({ state: 'failed', canRecreate: atXai });
		expect(read(body)).toMatchObject({ state: 'failed', canRecreate: atRelay });
		const usage = { cost_in_usd_ticks: 1 };
		expect(read({ ...body, usage }, 200, OFFICIAL)).toMatchObject({ canRecreate: false });
	});

	it.each<[object, string | undefined, string | undefined]>([
		[{ status: 'expired' }, undefined, 'expired'],
		[failed('expired', 'Too late'), 'Too late (expired)', 'expired'],
		[failed('service_unavailable', 'Busy'), 'Busy (service_unavailable)', 'overloaded'],
		[failed('bad', 'Failed to fetch the image'), 'Failed to fetch the image (bad)', 'image'],
		[failed('bad', 'File file_x was not found'), 'File file_x was not found (bad)', 'video'],
		[{ status: 'failed' }, undefined, undefined],
	])('with %j has the reason %j and the cause %j', (body, failReason, cause) => {
		const state = read(body);
		expect(state).toMatchObject({ state: 'failed', cause });
		expect(state?.task.failReason).toBe(failReason);
	});

	it.each<[number, unknown]>([
		[200, 'done'],
		[200, 'null'],
		[200, { video: {} }],
		[200, { request_id: 'req', error: 'No.' }],
		[400, { error: 'No.' }],
		[403, { error: 'No.' }],
		[404, { status: 'done', video: { url: VIDEO } }],
		[500, { status: 'done', video: { url: VIDEO } }],
	])('is unreadable: HTTP %i %j', (status, body) => {
		expect(read(body, status)).toBeUndefined();
	});

	it.each<[number, string, boolean]>([
		[400, 'Not ready', true],
		[400, 'Malformed request ID', false],
		[400, 'Incorrect API key provided', false],
		[404, 'Not found', false],
		[500, 'Not ready', false],
	])('with HTTP %i "%s" is read again once: %s', (status, error, retryOnce) => {
		expect(xai.readError(response({ error }, status)).retryOnce).toBe(retryOnce);
	});
});

it.each<[unknown, number, string | undefined]>([
	[{ api_key_id: 'x' }, 200, 'accepted'],
	[{ redacted_api_key: 'x', api_key_blocked: false }, 200, 'accepted'],
	[{ team_id: 'x', team_blocked: true }, 200, 'blocked'],
	[{ team_id: 'x', api_key_blocked: true }, 200, 'blocked'],
	[{ team_id: 'x', api_key_disabled: true }, 200, 'blocked'],
	[{ models: [{ id: MODEL }] }, 200, 'accepted'],
	[{ team_id: 'x' }, 401, undefined],
])('the key response %j with HTTP %i is read as %j', (body, status, state) => {
	expect(xai.readKey(response(body, status))).toBe(state);
});
