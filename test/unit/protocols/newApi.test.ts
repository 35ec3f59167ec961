import { newApi } from '../../../nodes/GrokVideo/protocols/newApi';
import { response } from '../../support/responses';

const TASK = 'task_0123456789abcdef';
const VIDEO = 'https://files.example/v.mp4';
const CONTENT_URL = `https://gateway.example/v1/videos/${TASK}/content`;
const SERVER = { taskId: TASK, baseUrl: 'https://gateway.example', isOfficial: false };

const NUMBER_REJECTED = 'cannot unmarshal number into Go struct field seconds of type string';
const STRING_REJECTED = 'cannot unmarshal string into Go struct field seconds of type int';
it.each<[string, string, string | undefined]>([
	[NUMBER_REJECTED, 'auto', 'stock'],
	[NUMBER_REJECTED, 'stock', undefined],
	[STRING_REJECTED, 'auto', undefined],
	[STRING_REJECTED, 'stock', 'auto'],
])('after "%s" for the request form %s, the next form is %s', (message, form, nextForm) => {
	expect(newApi.fallbackForm!(response({ message }, 400), form)).toBe(nextForm);
});

describe('create response', () => {
	const created = (body: unknown, status = 200) => newApi.readCreated(response(body, status));

	it('has the ID, status, progress, model and time of the task', () => {
		const raw = {
			id: 'x',
			task_id: TASK,
			status: 'queued',
			model: 'm',
			progress: '3%',
			created_at: 1780000000,
		};
		expect(created(raw)).toEqual({
			id: TASK,
			status: 'QUEUED',
			progress: 3,
			model: 'm',
			createdAt: 1780000000,
			raw,
		});
		expect(created({ task_id: TASK, status: 'processing' })?.status).toBe('IN_PROGRESS');
		expect(created({ task_id: TASK, status: 'success' })?.status).toBe('QUEUED');
	});

	it.each<[string, unknown, string]>([
		['task_id before id', { id: 'b', task_id: 'a' }, 'a'],
		['id if task_id is empty', { id: 'b', task_id: '' }, 'b'],
		['a numeric id', { id: 7 }, '7'],
		['request_id', { request_id: 'a' }, 'a'],
		['video_id', { video_id: 'a' }, 'a'],
		['an ID of 300 characters', { id: 'x'.repeat(300) }, 'x'.repeat(300)],
		['task_id in data', { code: 'success', data: { task_id: 'a' } }, 'a'],
		['task_id in data before the request ID', { id: 'request', data: { task_id: 'a' } }, 'a'],
		['task_id in a list', [{ task_id: 'a' }], 'a'],
		['id next to an empty error', { id: 'a', error: { code: 0, message: '' } }, 'a'],
		['id next to a success code', { id: 'a', code: 200, message: 'OK' }, 'a'],
		['id of a failed task', { id: 'a', object: 'video', error: { message: 'No.' } }, 'a'],
	])('names the task by %s', (_name, body, id) => {
		expect(created(body)?.id).toBe(id);
	});

	it.each<[string, unknown]>([
		['no JSON', 'task_a'],
		['no ID', {}],
		['an ID that is too long', { id: 'x'.repeat(301) }],
		['only a row number in data', { code: 'success', data: { id: 812 } }],
		['success: false', { success: false, message: 'quota exceeded', task_id: 'a' }],
		['success: false as text', { success: 'false', task_id: 'a' }],
		['an error message with data', { message: 'error', data: '余额不足' }],
		['an error', { id: 'req', error: { message: 'No.' } }],
		['an error as text', { request_id: 'req', error: 'No.' }],
		['an error without a message', { id: 'req', error: { code: 'busy' } }],
		['an error code', { code: 'invalid_request', message: 'No.', id: 'req' }],
	])('names no task if it has %s', (_name, body) => {
		expect(created(body)).toBeUndefined();
	});

	it.each([400, 401, 402, 403, 404, 409, 422, 429, 501])(
		'is a rejection with HTTP %i',
		(status) => {
			expect(created({ task_id: 'a' }, status)).toBeUndefined();
			expect(newApi.isRejection(response({ task_id: 'a' }, status))).toBe(true);
		},
	);

	it.each([303, 408, 499, 500, 502, 504])('may name a task with HTTP %i', (status) => {
		expect(created({ task_id: 'a' }, status)).toMatchObject({ id: 'a', errorStatus: status });
		expect(newApi.isRejection(response('', status))).toBe(false);
	});

	it("does not mistake the request ID in a proxy's error for a task ID", () => {
		const body = { request_id: 'req-1', message: 'The upstream server is timing out' };
		expect(created(body, 504)).toBeUndefined();
		expect(newApi.readError(response(body, 504)).requestId).toBe('req-1');
		expect(created({ ...body, task_id: 'a' }, 504)?.id).toBe('a');
		expect(created({ ...body, data: { id: 'a' } }, 504)?.id).toBe('a');
		expect(created({ id: 'task_a' }, 502)?.id).toBe('task_a');
	});

	it.each<[string, string, number, string | undefined]>([
		['after the ID', '{"id":"x","task_id":"task_a","object":"vid', 200, 'task_a'],
		['after an ID in data', '{"code":"success","data":{"id":1,"task_id":"task_a"', 200, 'task_a'],
		['within the ID', '{"task_id":"task_', 200, undefined],
		['after an error', '{"error":{"message":"No."},"id":"req"', 200, undefined],
		['after success: false', '{"success":false,"id":"req"', 200, undefined],
		['after an error with spaces', '{"error" : { "message" : "No."},"id":"req"', 200, undefined],
		['after success: false with spaces', '{"success" : false,"id":"req"', 200, undefined],
		['after an empty error', '{"error":"","id":"task_a"', 200, 'task_a'],
		["after the request ID in a proxy's error", '{"id":"req"', 502, undefined],
		["after the task ID in a proxy's error", '{"task_id":"task_a"', 502, 'task_a'],
		['after the ID in a rejection', '{"task_id":"task_a"', 400, undefined],
	])('that breaks off %s names a task only if its ID is certain', (_name, text, status, id) => {
		const partial = { ...response(text, status), isIncomplete: true };
		expect(newApi.readCreated(partial)?.id).toBe(id);
		expect(newApi.readCreated(response(text, status))).toBeUndefined();
	});

	it.each<[string, number, boolean, unknown, object]>([
		['an error of new-api', 503, true, { error: { message: 'No.' } }, {}],
		['an error of a task endpoint', 503, true, { code: 'x', message: 'No.' }, {}],
		['success: false', 503, true, { success: false }, {}],
		['Retry-After', 503, true, '', { 'retry-after': '1' }],
		["a proxy's text", 503, false, 'upstream connect error', {}],
		["a proxy's text and Retry-After", 503, false, 'reset before headers', { 'retry-after': '1' }],
		["a proxy's error message", 503, false, { error: { message: 'reset before headers' } }, {}],
		["a proxy's numeric code", 503, false, { code: 503, message: 'Service Unavailable' }, {}],
		['an error without a message', 503, false, { error: {} }, {}],
		['success: false', 200, true, { success: false, message: 'No.' }, {}],
		['a message', 200, false, { message: 'No.' }, {}],
		['an error of new-api', 500, false, { error: { message: 'No.' } }, {}],
	])('%s with HTTP %i is a rejection: %s', (_name, status, isRejected, body, headers) => {
		expect(newApi.isRejection(response(body, status, headers))).toBe(isRejected);
	});
});

describe('status response', () => {
	const read = (body: unknown, status = 200) => newApi.readTask(response(body, status), SERVER);
	const readData = (data: object) => read({ code: 'success', message: '', data });

	it("describes a running task that contains the supplier's task", () => {
		const data = {
			id: 812,
			task_id: 'of_the_supplier',
			data: { status: 'pending' },
			status: 'IN_PROGRESS',
			progress: '30%',
			fail_reason: '',
			quota: 250000,
			submit_time: 1790000000,
			finish_time: 0,
			properties: { input: '', origin_model_name: 'grok-imagine-video' },
		};
		expect(readData(data)).toEqual({
			state: 'running',
			task: {
				id: TASK,
				status: 'IN_PROGRESS',
				progress: 30,
				createdAt: 1790000000,
				model: 'grok-imagine-video',
				raw: data,
			},
		});
	});

	it('describes a finished task with its link, its cost in quota and its times', () => {
		const supplier = { status: 'done', video: { url: VIDEO, respect_moderation: true } };
		const data = {
			task_id: TASK,
			status: 'SUCCESS',
			result_url: CONTENT_URL,
			quota: 250000,
			created_at: 1790000000,
			finish_time: 1790000060,
			model: 'm',
			data: supplier,
		};
		expect(readData(data)).toEqual({
			state: 'done',
			task: {
				id: TASK,
				status: 'SUCCESS',
				progress: 100,
				model: 'm',
				costQuota: 250000,
				resultUrl: CONTENT_URL,
				contentUrl: CONTENT_URL,
				createdAt: 1790000000,
				finishedAt: 1790000060,
				raw: data,
			},
		});
		const billed = { ...data, data: { ...supplier, usage: { cost_in_usd_ticks: 4e9 } } };
		expect(readData(billed)?.task.costUsd).toBeUndefined();
	});

	const DONE = { data: { status: 'SUCCESS', result_url: VIDEO } };
	const TOO_DARK = { code: 'invalid_argument', message: 'Too dark.' };
	it.each<[object, string]>([
		[{ video: { url: '', respect_moderation: false } }, 'blocked by content moderation'],
		[{ video: { url: '', respect_moderation: 'false' } }, 'blocked by content moderation'],
		[{ status: 'failed', error: TOO_DARK }, 'Too dark. (invalid_argument)'],
	])('with SUCCESS but %j from the supplier is a charged failure', (body, failReason) => {
		const data = {
			status: 'SUCCESS',
			quota: 250000,
			result_url: CONTENT_URL,
			data: { status: 'done', ...body },
		};
		expect(readData(data)).toMatchObject({
			state: 'failed',
			cause: 'moderated',
			canRecreate: false,
			task: { status: 'FAILURE', failReason, costQuota: 250000 },
		});
	});

	const FLAT = { task_id: TASK, status: 'succeeded', url: VIDEO, format: 'mp4' };
	it.each<[string, unknown]>([
		['Gemini and Vertex', { code: 'success', data: { ...FLAT, error: null, metadata: null } }],
		['a flat task', { ...FLAT, metadata: { duration: 5 }, error: { code: 0, message: '' } }],
		["OpenAI's format", { id: TASK, object: 'video', status: 'completed', video_url: VIDEO }],
		['metadata.url', { id: TASK, status: 'completed', metadata: { url: VIDEO } }],
		['fail_reason', { data: { status: 'SUCCESS', fail_reason: VIDEO } }],
		['data.video', { data: { status: 'SUCCESS', video: { url: VIDEO } } }],
		['output', { data: { status: 'SUCCESS', output: { url: VIDEO } } }],
		['content', { data: { status: 'SUCCESS', content: [{ url: VIDEO }] } }],
		['a list', { id: TASK, status: 'completed', data: [{ url: VIDEO }] }],
		["the supplier's link", { data: { status: 'SUCCESS', data: { video: { url: VIDEO } } } }],
		['a status in another case', { data: { status: ' Success ', result_url: VIDEO } }],
	])('describes a finished task with its link: %s', (_name, body) => {
		expect(read(body)).toMatchObject({ state: 'done', task: { id: TASK, resultUrl: VIDEO } });
	});

	it.each<[string, unknown, string]>([
		['the response if it has the ID', { id: TASK, status: 'queued', data: DONE.data }, 'running'],
		['the response if only it has a status', { ...DONE.data, data: { progress: 24 } }, 'done'],
		['its data if that has a status', { status: 'done', data: { status: 'queued' } }, 'running'],
		['its data if nothing has a status', { data: { result_url: VIDEO } }, 'done'],
	])('describes the task in %s', (_name, body, state) => {
		expect(read(body)?.state).toBe(state);
	});

	it('with SUCCESS but no link is a failure if it has an error, else the content URL is used', () => {
		const failed = readData({ status: 'SUCCESS', data: { error: TOO_DARK } });
		expect(failed).toMatchObject({ state: 'failed', canRecreate: false });
		const task = { resultUrl: undefined, contentUrl: CONTENT_URL };
		expect(readData({ status: 'SUCCESS' })).toMatchObject({ state: 'done', task });
	});

	it('without data right after the create means a queued task', () => {
		const task = { id: TASK, status: 'QUEUED', raw: {} };
		expect(read({ code: 'success', data: null })).toEqual({ state: 'running', task });
	});

	it.each<[string, string[]]>([
		['QUEUED', ['NOT_START', 'SUBMITTED', 'queued', 'Pending', 'UNKNOWN']],
		['IN_PROGRESS', ['IN_PROGRESS', 'processing', 'something new', 'constructor']],
	])('means %s for the statuses %j, even with progress 100 and a link', (expected, statuses) => {
		for (const status of statuses) {
			const state = readData({ status, result_url: VIDEO, fail_reason: VIDEO });
			expect(state).toMatchObject({ state: 'running', task: { status: expected } });
			expect(readData({ status, progress: '100%' })?.state).toBe('running');
		}
	});

	it.each<[string, string[]]>([
		['done', ['success', 'succeeded', 'succeed', 'completed', 'complete', 'done', 'finished']],
		['failed', ['failure', 'failed', 'fail', 'error', 'rejected', 'timeout', 'expired']],
		['failed', ['cancelled', 'canceled']],
	])('means %s for the statuses %j', (state, statuses) => {
		for (const status of statuses) {
			expect(readData({ status, fail_reason: 'No.', result_url: VIDEO })?.state).toBe(state);
		}
	});

	const VAGUE = 'upstream returned error';
	it.each<[object, string | undefined, boolean]>([
		[{ fail_reason: 'upstream timeout', quota: 5 }, 'upstream timeout', true],
		[{ result_url: 'upstream timeout' }, 'upstream timeout', true],
		[{ error: 'Busy.' }, 'Busy.', true],
		[{ message: 'Busy.' }, 'Busy.', true],
		[{ error: { code: 'busy', message: 'Busy.' } }, 'Busy. (busy)', true],
		[{ fail_reason: VAGUE, data: { error: { message: 'Too dark.' } } }, 'Too dark.', true],
		[{ fail_reason: 'Busy: see https://a.example' }, 'Busy: see https://a.example', true],
		[{ fail_reason: 'Busy.', error: { message: 'Oh' } }, 'Busy.', true],
		[{}, undefined, false],
		[{ fail_reason: '内容审核未通过' }, '内容审核未通过', false],
		[{ fail_reason: 'Oh', data: { usage: { cost_in_usd_ticks: 1 } } }, 'Oh', false],
	])('with FAILURE %j: reason %s, can be created again: %s', (data, failReason, canRecreate) => {
		const state = readData({ status: 'FAILURE', ...data });
		expect(state).toMatchObject({ state: 'failed', canRecreate });
		expect(state?.task.failReason).toBe(failReason);
		expect(state?.task.costQuota).toBeUndefined();
	});

	it.each([
		'任务超时（不进行退款）',
		'无法退款',
		'额度不退还',
		'不退费',
		'Failed. No refund.',
		'not refundable',
		'will not be refunded',
		'nonrefundable',
		'Failed to get channel info',
	])('with FAILURE and the reason "%s" is not refunded, so not created again', (fail_reason) => {
		expect(readData({ status: 'FAILURE', fail_reason })).toMatchObject({ canRecreate: false });
	});

	it.each<[string, unknown, number]>([
		['plain text', 'SUCCESS', 200],
		['data without a task', { data: {} }, 200],
		['an error', { success: false, message: 'No.' }, 200],
		['an error code', { code: 'task_not_exist', message: 'task_not_exist', data: null }, 200],
		['an error envelope', { status: 'error', message: 'Unauthorized' }, 200],
		['a task with HTTP 400', DONE, 400],
		['a task with HTTP 302', DONE, 302],
	])('is unreadable: %s', (_name, body, status) => {
		expect(read(body, status)).toBeUndefined();
	});

	const CONTENT_PATH = '/v1/videos/task_1/content';
	it.each([
		['HTTPS://Files.example/v.mp4', VIDEO],
		['https://a.example/my video.mp4', 'https://a.example/my%20video.mp4'],
		['ftp://a.example/v.mp4', 'ftp://a.example/v.mp4'],
		['https://[', 'https://['],
		['data:video/mp4;base64,AAAA\nBBBB\n', 'data:video/mp4;base64,AAAA\nBBBB'],
		['ftp://a.example/my video.mp4', undefined],
		['/files/v.mp4', 'https://gateway.example/files/v.mp4'],
		[`http://localhost:3000${CONTENT_PATH}?x=1`, `https://gateway.example/sub${CONTENT_PATH}?x=1`],
		[`http://a.example${CONTENT_PATH}/v.mp4`, `http://a.example${CONTENT_PATH}/v.mp4`],
		['//[', undefined],
		['(https://a.example/v.mp4)', undefined],
	])('with the link "%s" has the result URL %s', (result_url, resultUrl) => {
		const server = { ...SERVER, baseUrl: 'https://gateway.example/sub' };
		const state = newApi.readTask(response({ data: { status: 'SUCCESS', result_url } }), server);
		expect(state?.task.resultUrl).toBe(resultUrl);
		expect(state?.task.contentUrl).toBe(`${server.baseUrl}/v1/videos/${TASK}/content`);
	});

	it.each([
		[1780000000, 1780000000],
		['1780000000', 1780000000],
		[1780000000000, 1780000000],
		[1780000000000000, undefined],
		['2026-05-28T20:26:40Z', 1780000000],
		[0, undefined],
		['never', undefined],
	])('with finish_time %j has finishedAt %j', (finish_time, finishedAt) => {
		const state = readData({ status: 'SUCCESS', result_url: VIDEO, finish_time });
		expect(state?.task.finishedAt).toBe(finishedAt);
	});

	it.each([
		['99.5%', 100],
		['30', 30],
		[-1, 0],
		['1e999', undefined],
	])('with progress %j shows %j percent', (progress, expected) => {
		expect(readData({ status: 'IN_PROGRESS', progress })?.task.progress).toBe(expected);
	});
});

it.each<[string, unknown, number, unknown]>([
	['a list', { success: true, data: [{ id: 'a' }] }, 200, [{ id: 'a' }]],
	['an empty list', { data: [] }, 200, []],
	['success: false', { success: false, data: [] }, 200, undefined],
	['an error', { data: [] }, 401, undefined],
	['an object', { data: {} }, 200, undefined],
	['a web page', '<html>', 200, undefined],
])('a response proves the key only if it is a model list: %s', (_name, body, status, models) => {
	expect(newApi.readModels(response(body, status))).toEqual(models);
	expect(newApi.readKey(response(body, status))).toBe(models && 'accepted');
});

it('derives the mode from the number of images', () => {
	const modes = [0, 1, 2, 7].map((count) => newApi.modeFor('text', count));
	expect(modes).toEqual(['text', 'image', 'images', 'images']);
});
