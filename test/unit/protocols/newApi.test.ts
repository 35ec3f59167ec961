import { newApi } from '../../../nodes/GrokVideo/protocols/newApi';
import type { VideoRequest } from '../../../nodes/GrokVideo/protocols/types';
import { response } from '../../support/responses';

const TASK = 'task_0123456789abcdef';
const VIDEO = 'https://files.example/v.mp4';
const OWN_LINK = `https://gateway.example/v1/videos/${TASK}/content`;
const SERVER = { taskId: TASK, baseUrl: 'https://gateway.example', isOfficial: false };

const IMAGES = ['https://a.example/a.png', 'https://a.example/b.png'];
const REQUEST: VideoRequest = {
	model: 'grok-image-video',
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
	result: { generateAudio: true, fileName: 'a.mp4' },
};
const TEXT_BODY = {
	model: 'grok-image-video',
	prompt: 'A red car',
	seconds: 4,
	aspect_ratio: '16:9',
	resolution: '720p',
};

describe('create request', () => {
	it.each<[string, Partial<VideoRequest>, object]>([
		['text', {}, TEXT_BODY],
		[
			'text with the defaults of the model',
			{ aspectRatio: '', resolution: '' },
			{ model: 'grok-image-video', prompt: 'A red car', seconds: 4 },
		],
		['images', { images: IMAGES }, { ...TEXT_BODY, image_urls: IMAGES }],
		[
			'images in image_urls',
			{ images: IMAGES, form: 'image_urls' },
			{ ...TEXT_BODY, image_urls: IMAGES },
		],
		[
			'images in reference_images',
			{ images: IMAGES, form: 'reference_images' },
			{ ...TEXT_BODY, reference_images: IMAGES },
		],
		[
			'an image in input_reference',
			{ images: [IMAGES[0]], form: 'input_reference' },
			{ ...TEXT_BODY, input_reference: { image_url: IMAGES[0] } },
		],
		[
			'images in the form of stock new-api',
			{ images: IMAGES, form: 'stock', extraBody: { metadata: { seed: 1 } } },
			{
				...TEXT_BODY,
				seconds: '4',
				images: IMAGES,
				metadata: { seed: 1, aspect_ratio: '16:9', resolution: '720p' },
			},
		],
		[
			'an extra body, which sets no field of its own',
			{ extraBody: { user: 'u1', prompt: 'x' } },
			{ ...TEXT_BODY, user: 'u1' },
		],
	])('%s', (_what, more, body) => {
		const call = newApi.createVideo({ ...REQUEST, ...more });
		expect(call).toMatchObject({ method: 'POST', path: '/v1/video/generations' });
		expect(call.body).toEqual(body);
	});

	it('has no field that the extra body may set, except metadata', () => {
		for (const form of newApi.requestForms) {
			const { body = {} } = newApi.createVideo({ ...REQUEST, form, images: IMAGES });
			const fields = Object.keys(body).filter((name) => name !== 'metadata');
			expect(newApi.reservedFields).toEqual(expect.arrayContaining(fields));
		}
	});

	it.each<[string, string, number, string | undefined]>([
		[
			'json: cannot unmarshal number into Go struct field TaskSubmitReq.seconds of type string',
			'auto',
			400,
			'stock',
		],
		[
			'json: cannot unmarshal number into Go struct field TaskSubmitReq.seconds of type string',
			'image_urls',
			422,
			'stock',
		],
		['seconds must be a string', 'auto', 422, 'stock'],
		[
			'json: cannot unmarshal string into Go struct field Request.seconds of type int',
			'stock',
			400,
			'auto',
		],
		[
			'json: cannot unmarshal number into Go struct field TaskSubmitReq.seconds of type string',
			'stock',
			400,
			undefined,
		],
		['seconds must be between 1 and 15', 'auto', 400, undefined],
		[
			'json: cannot unmarshal number into Go struct field TaskSubmitReq.seconds of type string',
			'auto',
			500,
			undefined,
		],
	])('"%s" after the form %s (HTTP %i): %s', (message, form, status, other) => {
		const body = { code: 'invalid_request', message, data: null };
		expect(newApi.otherForm!(response(body, status), form)).toBe(other);
	});
});

describe('create response', () => {
	const created = (body: unknown, status = 200) => newApi.readCreated(response(body, status));

	it('has all that is known of the task', () => {
		const raw = {
			id: 'x',
			task_id: TASK,
			status: 'queued',
			progress: '3%',
			model: 'm',
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
	});

	it.each<[string, unknown, string]>([
		['task_id before id', { id: 'b', task_id: 'a' }, 'a'],
		['id, if task_id is empty', { id: 'b', task_id: '' }, 'b'],
		['a number', { id: 7 }, '7'],
		['request_id', { request_id: 'a' }, 'a'],
		['video_id', { video_id: 'a' }, 'a'],
		['300 characters', { id: 'x'.repeat(300) }, 'x'.repeat(300)],
		['in data', { code: 'success', data: { task_id: 'a' } }, 'a'],
		['in data, before the ID of the request', { id: 'request', data: { task_id: 'a' } }, 'a'],
		['in a list', [{ task_id: 'a' }], 'a'],
		['in a list in data', { data: [{ task_id: 'a' }] }, 'a'],
		['as data', { code: 'success', message: '', data: 'task_a' }, 'task_a'],
		[
			'a task that failed at once',
			{ id: 'a', object: 'video', status: 'failed', error: { message: 'No.' } },
			'a',
		],
	])('names the task: %s', (_where, body, id) => {
		expect(created(body)?.id).toBe(id);
	});

	it.each<[string, unknown]>([
		['no JSON', 'task_a'],
		['no ID', {}],
		['an ID that is too long', { id: 'x'.repeat(301) }],
		['the number of a row', { code: 'success', data: { id: 812 } }],
		[
			'success: false',
			{ success: false, message: 'quota exceeded', data: 'insufficient', task_id: 'a' },
		],
		['success: false as text', { success: 'false', data: 'task_a' }],
		['an error message with data', { message: 'error', data: '余额不足' }],
		['an error message with a word as data', { message: 'failed', data: 'insufficient' }],
		['an error', { id: 'req', error: { message: 'No.' } }],
		['an error as text', { request_id: 'req', error: 'No.' }],
		['an error code', { code: 'invalid_request', message: 'No.', id: 'req' }],
	])('names no task: %s', (_what, body) => {
		expect(created(body)).toBeUndefined();
	});

	it.each([400, 401, 402, 403, 404, 409, 422, 429, 501])(
		'names no task with HTTP %i, which rejects the request',
		(status) => {
			expect(created({ task_id: 'a' }, status)).toBeUndefined();
			expect(newApi.isRejection(response({ task_id: 'a' }, status))).toBe(true);
		},
	);

	it.each([303, 408, 499, 500, 502, 504])('can name a task with HTTP %i', (status) => {
		expect(created({ task_id: 'a' }, status)).toMatchObject({ id: 'a', errorStatus: status });
		expect(newApi.isRejection(response('', status))).toBe(false);
	});

	it("does not take the request's ID in a proxy's error for a task", () => {
		const body = { id: 'req-1', request_id: 'req-1', message: 'The upstream server is timing out' };
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
		['of a proxy, after the ID of the request', '{"id":"req"', 502, undefined],
		['of a proxy, after the ID of the task', '{"task_id":"task_a"', 502, 'task_a'],
		['of a rejection', '{"task_id":"task_a"', 400, undefined],
	])('that broke off %s: %s', (_where, text, status, id) => {
		const part = { ...response(text, status), isIncomplete: true };
		expect(newApi.readCreated(part)?.id).toBe(id);
		expect(newApi.readCreated(response(text, status))).toBeUndefined();
	});

	it('that broke off after its JSON counts like any other', () => {
		expect(newApi.readCreated({ ...response({ task_id: 'a' }), isIncomplete: true })?.id).toBe('a');
	});

	it.each<[string, number, unknown, object, boolean]>([
		['an error of new-api', 503, { error: { message: 'No.' } }, {}, true],
		['an error of a task endpoint', 503, { code: 'x', message: 'No.' }, {}, true],
		['success: false', 503, { success: false }, {}, true],
		['Retry-After', 503, '', { 'retry-after': '1' }, true],
		["a proxy's text", 503, 'upstream connect error', {}, false],
		[
			"a proxy's words in new-api's form",
			503,
			{ error: { message: 'reset before headers' } },
			{},
			false,
		],
		[
			"a proxy's JSON with its status",
			503,
			{ code: 503, message: 'Service Unavailable' },
			{},
			false,
		],
		['a web page', 503, '<html>', {}, false],
		['success: false', 200, { success: false, message: 'No.' }, {}, true],
		['a message', 200, { message: 'No.' }, {}, false],
		['an error of new-api', 500, { error: { message: 'No.' } }, {}, false],
	])('%s with HTTP %i: rejected', (_what, status, body, headers, isRejected) => {
		expect(newApi.isRejection(response(body, status, headers))).toBe(isRejected);
	});
});

describe('status response', () => {
	const read = (body: unknown, status = 200) => newApi.readTask(response(body, status), SERVER);
	const readData = (data: object) => read({ code: 'success', message: '', data });

	it('asks for the task with its ID as one part of the path', () => {
		expect(newApi.statusCall('a/b c')).toMatchObject({
			method: 'GET',
			path: '/v1/video/generations/a%2Fb%20c',
		});
	});

	it('1: running, with the last body of the supplier', () => {
		const data = {
			id: 812,
			task_id: 'of_the_supplier',
			platform: 'xai',
			status: 'IN_PROGRESS',
			fail_reason: '',
			progress: '30%',
			quota: 250000,
			submit_time: 1790000000,
			finish_time: 0,
			properties: { input: '', origin_model_name: 'grok-imagine-video' },
			data: { status: 'pending', progress: 24 },
		};
		expect(readData(data)).toEqual({
			state: 'running',
			task: {
				id: TASK,
				status: 'IN_PROGRESS',
				progress: 30,
				model: 'grok-imagine-video',
				createdAt: 1790000000,
				raw: data,
			},
		});
	});

	it('2: done, with its own link, its cost and its times', () => {
		const data = {
			task_id: TASK,
			status: 'SUCCESS',
			progress: '100%',
			result_url: OWN_LINK,
			quota: 250000,
			model: 'm',
			created_at: 1790000000,
			finish_time: 1790000060,
			data: { status: 'done', video: { url: VIDEO, duration: 8, respect_moderation: true } },
		};
		expect(readData(data)).toEqual({
			state: 'done',
			task: {
				id: TASK,
				status: 'SUCCESS',
				progress: 100,
				model: 'm',
				resultUrl: OWN_LINK,
				contentUrl: OWN_LINK,
				createdAt: 1790000000,
				finishedAt: 1790000060,
				costQuota: 250000,
				raw: data,
			},
		});
	});

	it.each<[string, object, string]>([
		[
			'3: blocked',
			{ video: { url: '', respect_moderation: false } },
			'blocked by content moderation',
		],
		[
			'3: blocked, as text',
			{ video: { respect_moderation: 'false' } },
			'blocked by content moderation',
		],
		[
			'3: failed at the supplier, which billed it',
			{
				status: 'failed',
				error: { code: 'invalid_argument', message: 'Too dark.' },
				usage: { cost_in_usd_ticks: 4e9 },
			},
			'Too dark. (invalid_argument)',
		],
	])('%s: failed, charged and not created again', (_what, supplier, failReason) => {
		const data = {
			task_id: TASK,
			status: 'SUCCESS',
			quota: 250000,
			result_url: OWN_LINK,
			data: { status: 'done', ...supplier },
		};
		expect(readData(data)).toMatchObject({
			state: 'failed',
			cause: 'moderated',
			canRecreate: false,
			task: { status: 'FAILURE', failReason, costQuota: 250000 },
		});
	});

	it.each<[string, unknown]>([
		[
			'4: Gemini and Vertex',
			{
				code: 'success',
				data: {
					error: null,
					format: 'mp4',
					metadata: null,
					status: 'succeeded',
					task_id: TASK,
					url: VIDEO,
				},
			},
		],
		[
			'5: flat',
			{
				task_id: TASK,
				status: 'succeeded',
				url: VIDEO,
				format: 'mp4',
				metadata: { duration: 5 },
				error: { code: 0, message: '' },
			},
		],
		[
			"6: OpenAI's form",
			{
				id: TASK,
				object: 'video',
				status: 'completed',
				progress: 100,
				video_url: VIDEO,
				metadata: { url: 'https://b.example' },
			},
		],
		[
			"OpenAI's form with metadata.url",
			{ id: TASK, status: 'completed', metadata: { url: VIDEO } },
		],
		['a link in fail_reason', { data: { status: 'SUCCESS', fail_reason: VIDEO } }],
		['a link in data.video', { data: { status: 'SUCCESS', video: { url: VIDEO } } }],
		['a link in output', { data: { status: 'SUCCESS', output: { url: VIDEO } } }],
		['a link in content', { data: { status: 'SUCCESS', content: [{ url: VIDEO }] } }],
		['a link in a list of data', { id: TASK, status: 'completed', data: [{ url: VIDEO }] }],
		[
			"a link at the supplier's",
			{ data: { status: 'SUCCESS', data: { data: {}, video: { url: VIDEO } } } },
		],
		['a status in another case', { data: { status: ' Success ', result_url: VIDEO } }],
	])('done: %s', (_what, body) => {
		expect(read(body)).toMatchObject({ state: 'done', task: { id: TASK, resultUrl: VIDEO } });
	});

	it("the supplier's bill is not what the gateway charges", () => {
		const data = { status: 'done', video: { url: VIDEO }, usage: { cost_in_usd_ticks: 4e9 } };
		const state = readData({ status: 'SUCCESS', quota: 5, data });
		expect(state?.task).toMatchObject({ costUsd: undefined, costQuota: 5 });
	});

	it('7: nothing known yet', () => {
		const task = { id: TASK, status: 'QUEUED', raw: {} };
		expect(read({ code: 'success', data: null })).toEqual({ state: 'running', task });
	});

	it('done without a link has the address on the gateway', () => {
		expect(readData({ status: 'SUCCESS' })).toMatchObject({
			state: 'done',
			task: { resultUrl: undefined, contentUrl: OWN_LINK },
		});
	});

	it.each<[string, string]>([
		['NOT_START', 'QUEUED'],
		['SUBMITTED', 'QUEUED'],
		['queued', 'QUEUED'],
		['Pending', 'QUEUED'],
		['UNKNOWN', 'QUEUED'],
		['IN_PROGRESS', 'IN_PROGRESS'],
		['processing', 'IN_PROGRESS'],
		['something new', 'IN_PROGRESS'],
		['constructor', 'IN_PROGRESS'],
	])('%s is running, also with progress 100 and a link', (status, shown) => {
		const state = readData({ status, result_url: VIDEO, fail_reason: VIDEO });
		expect(state).toMatchObject({ state: 'running', task: { status: shown } });
		expect(readData({ status, progress: '100%' })?.state).toBe('running');
	});

	it.each(['success', 'succeeded', 'succeed', 'completed', 'complete', 'done', 'finished'])(
		'%s is done',
		(status) => {
			expect(readData({ status, result_url: VIDEO })?.state).toBe('done');
		},
	);

	it.each([
		...['failure', 'failed', 'fail', 'error', 'rejected', 'timeout', 'cancelled', 'canceled'],
		'expired',
	])('%s is a failure', (status) => {
		expect(readData({ status, fail_reason: 'No.', result_url: VIDEO })).toMatchObject({
			state: 'failed',
			task: { status: 'FAILURE', failReason: 'No.' },
		});
	});

	it.each<[string, object, string | undefined, boolean]>([
		['a reason', { fail_reason: 'upstream timeout', quota: 5 }, 'upstream timeout', true],
		['a reason in place of the link', { result_url: 'upstream timeout' }, 'upstream timeout', true],
		['an error as text', { error: 'Busy.' }, 'Busy.', true],
		['a message', { message: 'Busy.' }, 'Busy.', true],
		['an error with a code', { error: { code: 'busy', message: 'Busy.' } }, 'Busy. (busy)', true],
		[
			'a reason that hides that of the supplier',
			{ fail_reason: 'upstream returned error', data: { error: { message: 'Too dark.' } } },
			'Too dark.',
			true,
		],
		[
			'a timeout, which is refunded',
			{ fail_reason: '任务超时（1440分钟）' },
			'任务超时（1440分钟）',
			true,
		],
		[
			'no refund',
			{ fail_reason: '任务超时（旧系统遗留任务，不进行退款，请联系管理员）' },
			'任务超时（旧系统遗留任务，不进行退款，请联系管理员）',
			false,
		],
		['no refund', { fail_reason: '该任务不予退款' }, '该任务不予退款', false],
		['no refund', { fail_reason: 'Failed. No refund.' }, 'Failed. No refund.', false],
		[
			'a channel that was lost',
			{ fail_reason: 'Failed to get channel info, channel ID: 7' },
			'Failed to get channel info, channel ID: 7',
			false,
		],
		['no reason', {}, undefined, false],
		['moderation', { fail_reason: '内容审核未通过' }, '内容审核未通过', false],
		[
			'moderation',
			{ fail_reason: 'Rejected by our content policy' },
			'Rejected by our content policy',
			false,
		],
		[
			'a bill of the supplier',
			{ fail_reason: 'Oh', data: { usage: { cost_in_usd_ticks: 1 } } },
			'Oh',
			false,
		],
	])('FAILURE with %s: %j', (_what, data, failReason, canRecreate) => {
		const state = readData({ status: 'FAILURE', ...data });
		expect(state).toMatchObject({ state: 'failed', canRecreate });
		expect(state?.task.failReason).toBe(failReason);
		expect(state?.task.costQuota).toBeUndefined();
	});

	it.each<[string, unknown, number]>([
		['no JSON', 'SUCCESS', 200],
		['data without a task', { data: {} }, 200],
		['data as text', { data: 'SUCCESS' }, 200],
		['an error', { success: false, message: 'No.' }, 200],
		['an error code', { code: 'task_not_exist', message: 'task_not_exist', data: null }, 200],
		['an error envelope', { status: 'error', message: 'Unauthorized' }, 200],
		['a task with an error status', { data: { status: 'SUCCESS', result_url: VIDEO } }, 400],
		['a task with a redirect', { data: { status: 'SUCCESS', result_url: VIDEO } }, 302],
	])('unreadable: %s', (_what, body, status) => {
		expect(read(body, status)).toBeUndefined();
	});

	it.each([
		['HTTPS://Files.example/v.mp4', VIDEO],
		['https://a.example/my video.mp4', 'https://a.example/my%20video.mp4'],
		['ftp://a.example/v.mp4', 'ftp://a.example/v.mp4'],
		['https://[', 'https://['],
		['data:video/mp4;base64,AAAABBBB\n', 'data:video/mp4;base64,AAAABBBB'],
		['/files/v.mp4', 'https://gateway.example/files/v.mp4'],
		[
			'http://localhost:3000/v1/videos/task_1/content',
			'https://gateway.example/v1/videos/task_1/content',
		],
		[
			'http://10.0.0.1/v1/videos/task_1/content?x=1',
			'https://gateway.example/v1/videos/task_1/content?x=1',
		],
		[
			'http://a.example/v1/videos/task_1/content/v.mp4',
			'http://a.example/v1/videos/task_1/content/v.mp4',
		],
		['//[', undefined],
		['v.mp4', undefined],
		['(https://a.example/v.mp4)', undefined],
		['note: none', undefined],
	])('the link "%s" is %s', (result_url, resultUrl) => {
		expect(readData({ status: 'SUCCESS', result_url })?.task.resultUrl).toBe(resultUrl);
	});

	it('a content link on another origin keeps the path of the base URL', () => {
		const result_url = 'http://localhost:3000/v1/videos/task_1/content';
		const server = { ...SERVER, baseUrl: 'https://gateway.example/sub' };
		const state = newApi.readTask(response({ data: { status: 'SUCCESS', result_url } }), server);
		expect(state?.task).toMatchObject({
			resultUrl: 'https://gateway.example/sub/v1/videos/task_1/content',
			contentUrl: `https://gateway.example/sub/v1/videos/${TASK}/content`,
		});
	});

	it.each([
		[1780000000, 1780000000],
		['1780000000', 1780000000],
		[1780000000000, 1780000000],
		['2026-05-28T20:26:40Z', 1780000000],
		[0, undefined],
		[-1, undefined],
		['never', undefined],
		[null, undefined],
	])('the time %j is %j', (finish_time, finishedAt) => {
		const state = readData({ status: 'SUCCESS', result_url: VIDEO, finish_time });
		expect(state?.task.finishedAt).toBe(finishedAt);
	});

	it.each([
		['99.5%', 100],
		['30', 30],
		[30.4, 30],
		[-1, 0],
		['1e999', undefined],
		[null, undefined],
	])('the progress %j is %j', (progress, expected) => {
		expect(readData({ status: 'IN_PROGRESS', progress })?.task.progress).toBe(expected);
	});
});

describe('model list and key', () => {
	it.each<[string, unknown, number, unknown]>([
		['a list', { success: true, data: [{ id: 'a' }] }, 200, [{ id: 'a' }]],
		['an empty list', { data: [] }, 200, []],
		['success: false', { success: false, data: [] }, 200, undefined],
		['an error', { data: [] }, 401, undefined],
		['no list', { data: {} }, 200, undefined],
		['no JSON', '<html>', 200, undefined],
	])('%s', (_what, body, status, models) => {
		expect(newApi.readModels(response(body, status))).toEqual(models);
		expect(newApi.readKey(response(body, status))).toBe(models && 'accepted');
	});
});

it('goes by the number of images, not by the mode', () => {
	expect([0, 1, 2, 7].map((count) => newApi.modeFor('text', count))).toEqual([
		...['text', 'image', 'images', 'images'],
	]);
});
