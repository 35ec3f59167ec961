import { newApi } from '../../../nodes/GrokVideo/protocols/newApi';
import type { CreatedTask, Task } from '../../../nodes/GrokVideo/protocols/types';
import type { JsonObject } from '../../servers/newApi/gateway';
import { response } from '../../support/responses';

const TASK = 'task_0123456789abcdef';
const START = 1780000000;
const VIDEO_URL = 'https://a.example/v.mp4';

describe('the answer of a status call', () => {
	const readBody = (body: unknown, status = 200) =>
		newApi.readTask(response(body, status), TASK, 'https://g.example/x');
	const read = (data: unknown) => readBody({ data });
	/** What is read of a task that is known to be there. */
	const taskIn = (data: JsonObject): Partial<Task> =>
		read({ status: 'SUCCESS', ...data })?.task ?? {};

	it.each([[undefined], [null], ['SUCCESS'], [[]], [{}], [{ status: ' ' }], [{ status: null }]])(
		'cannot be read when its data is %j',
		(data) => {
			expect(read(data)).toBeUndefined();
		},
	);

	it.each([[null], ['SUCCESS'], [{ status: 'SUCCESS' }]])('cannot be read in %j', (json) => {
		expect(readBody(json)).toBeUndefined();
	});

	it('cannot be read where it comes with an error', () => {
		const body = { data: { status: 'SUCCESS', result_url: VIDEO_URL } };
		expect(readBody(body, 299)).toMatchObject({ state: 'done' });
		for (const status of [300, 400, 500]) expect(readBody(body, status)).toBeUndefined();
	});

	it.each<[string, JsonObject, string, string]>([
		['SUCCESS', { result_url: VIDEO_URL }, 'done', 'SUCCESS'],
		[' success ', { result_url: VIDEO_URL }, 'done', 'SUCCESS'],
		['SUCCESS', {}, 'running', 'IN_PROGRESS'],
		['FAILURE', { result_url: VIDEO_URL }, 'failed', 'FAILURE'],
		['Failure', {}, 'failed', 'FAILURE'],
		['IN_PROGRESS', { result_url: VIDEO_URL, fail_reason: VIDEO_URL }, 'running', 'IN_PROGRESS'],
		['QUEUED', { result_url: VIDEO_URL }, 'running', 'QUEUED'],
	])('with the status "%s" and %j says %s', (status, data, state, shown) => {
		expect(read({ status, ...data })).toMatchObject({ state, task: { status: shown } });
	});

	it.each([
		['NOT_START', 'running', 'QUEUED'],
		['SUBMITTED', 'running', 'QUEUED'],
		['pending', 'running', 'QUEUED'],
		['UNKNOWN', 'running', 'IN_PROGRESS'],
		['processing', 'running', 'IN_PROGRESS'],
		['constructor', 'running', 'IN_PROGRESS'],
		['COMPLETED', 'done', 'SUCCESS'],
		['SUCCEEDED', 'done', 'SUCCESS'],
		['FAILED', 'failed', 'FAILURE'],
		['FAIL', 'failed', 'FAILURE'],
		['error', 'failed', 'FAILURE'],
		['CANCELLED', 'failed', 'FAILURE'],
		['canceled', 'failed', 'FAILURE'],
		['EXPIRED', 'failed', 'FAILURE'],
		['REJECTED', 'failed', 'FAILURE'],
		['TIMEOUT', 'failed', 'FAILURE'],
	])('with a word of other gateways, %s, says %s', (status, state, shown) => {
		expect(read({ status, result_url: VIDEO_URL })).toMatchObject({
			state,
			task: { status: shown },
		});
	});

	it('is kept as a whole, under the ID that was asked for', () => {
		const data = {
			task_id: 'another',
			status: 'success',
			progress: '100%',
			properties: { origin_model_name: 'origin' },
			model: 'model',
			result_url: VIDEO_URL,
			submit_time: START,
			created_at: START + 1,
			finish_time: START + 2,
		};
		expect(read(data)).toEqual({
			state: 'done',
			task: {
				id: TASK,
				status: 'SUCCESS',
				progress: 100,
				model: 'origin',
				resultUrl: VIDEO_URL,
				createdAt: START,
				finishedAt: START + 2,
				raw: data,
			},
		});
		expect(taskIn({ model: 'model', created_at: START + 1 })).toMatchObject({
			id: TASK,
			model: 'model',
			createdAt: START + 1,
		});
	});

	it.each([
		[VIDEO_URL, VIDEO_URL],
		['HTTPS://A.example/v.mp4', VIDEO_URL],
		['https://a.example/my video.mp4', 'https://a.example/my%20video.mp4'],
		['ftp://a.example/v.mp4', 'ftp://a.example/v.mp4'],
		['x-a+b.2:v', 'x-a+b.2:v'],
		['/v1/videos/1/content', 'https://g.example/v1/videos/1/content'],
		['data:video/mp4;base64,AAAA\r\nBB BB\n', 'data:video/mp4;base64,AAAABBBB'],
		['//[', undefined],
		['v.mp4', undefined],
		['(https://a.example/v.mp4)', undefined],
		['http://a.example/v.mp4', 'http://a.example/v.mp4'],
		['http://a.example/my video.mp4', 'http://a.example/my%20video.mp4'],
		['https://[', 'https://['],
		['x-a:data: 1', undefined],
		['note: none', undefined],
	])('that a video lies at "%s" means %s, also in fail_reason', (text, url) => {
		expect(taskIn({ result_url: text })).toMatchObject({ resultUrl: url });
		expect(taskIn({ fail_reason: text })).toMatchObject({
			resultUrl: url,
			failReason: url === undefined ? text : undefined,
		});
	});

	it('of a failed task says that another costs nothing, as the quota is given back', () => {
		const failed = read({ status: 'FAILURE', quota: 250000 });
		expect(failed).toMatchObject({ state: 'failed', canRecreate: true });
		expect(failed?.task.costQuota).toBeUndefined();
	});

	it('has the URL of a finished video in result_url first, and no URL in a failed one', () => {
		expect(taskIn({ result_url: VIDEO_URL, fail_reason: 'https://b.example' })).toMatchObject({
			resultUrl: VIDEO_URL,
			failReason: undefined,
		});
		const failed = { status: 'FAILURE', result_url: VIDEO_URL, fail_reason: 'policy:blocked' };
		expect(taskIn(failed)).toMatchObject({ resultUrl: undefined, failReason: 'policy:blocked' });
	});

	it.each([
		[START, START],
		[`${START}`, START],
		[START * 1000, START],
		[1e11, undefined],
		[1e14, undefined],
		[0, undefined],
		[-1, undefined],
		['never', undefined],
		[null, undefined],
	])('reads the time %j as %j', (time, seconds) => {
		expect(taskIn({ finish_time: time }).finishedAt).toBe(seconds);
	});

	it.each([
		['100.4%', 100],
		['99.5%', 100],
		[`${'0'.repeat(20)}7`, 0],
		['1e999', undefined],
	])('reads the progress %j as %j', (progress, expected) => {
		expect(taskIn({ progress }).progress).toBe(expected);
	});
});

describe('the answer of a create', () => {
	const read = (body: unknown, status = 200) => newApi.readCreated(response(body, status));

	it.each<[unknown, Partial<CreatedTask>]>([
		[{ task_id: 'a', id: 'b' }, { id: 'a' }],
		[{ task_id: '', id: 'b' }, { id: 'b' }],
		[{ id: 7 }, { id: '7' }],
		[{ id: 'x'.repeat(200) }, { id: 'x'.repeat(200) }],
		[{ data: { task_id: 'a', id: 'b' } }, { id: 'a' }],
		[{ data: { id: 'b' } }, { id: 'b' }],
		[
			{ task_id: 'a', status: 'queued', progress: 3, model: 'its own', created_at: START },
			{ status: 'QUEUED', progress: 3, model: 'its own', createdAt: START },
		],
		[
			{ task_id: 'a' },
			{ status: 'QUEUED', progress: undefined, model: undefined, createdAt: undefined },
		],
	])('%j names the task', (json, expected) => {
		const { data = json } = json as { data?: unknown };
		expect(read(json)).toMatchObject({ ...expected, raw: data });
	});

	it.each<[unknown, string]>([
		[[{ task_id: 'a' }], 'a'],
		[{ data: [{ task_id: 'a' }] }, 'a'],
		[{ code: 'success', data: 'a' }, 'a'],
		[{ task_id: 'a', error: { message: 'slow' } }, 'a'],
	])('%j names it too', (json, id) => {
		expect(read(json)).toMatchObject({ id });
	});

	it.each([
		[null],
		['a'],
		[[]],
		[{}],
		[{ data: [] }],
		[{ data: { id: ' ' } }],
		[{ id: 'x'.repeat(201) }],
		[{ id: 'of the request', error: { message: 'No.' } }],
		[{ id: 'of the request', success: false }],
		[{ id: 'x'.repeat(201), success: true }],
	])('%j names none', (json) => {
		expect(read(json)).toBeUndefined();
	});

	it('names none in a "no", and one that was made before a proxy lost the answer', () => {
		for (const status of [300, 400, 429, 498]) {
			expect(read({ task_id: 'a' }, status)).toBeUndefined();
		}
		for (const errorStatus of [408, 499, 500, 502]) {
			expect(read({ task_id: 'a' }, errorStatus)).toMatchObject({ id: 'a', errorStatus });
		}
		expect(read({ task_id: 'a' }, 299)).not.toHaveProperty('despite');
	});

	it('names none where a proxy names the request that went wrong, and the error names that', () => {
		const words = { id: 'req-1', message: 'The upstream server is timing out' };
		expect(read(words, 504)).toBeUndefined();
		expect(read(words)).toMatchObject({ id: 'req-1' });
		expect(read({ ...words, task_id: 'a' }, 504)).toMatchObject({ id: 'a' });
		expect(read({ ...words, data: { id: 'a' } }, 504)).toMatchObject({ id: 'a' });
		for (const body of [words, { ...words, id: 7, request_id: 'req-1' }]) {
			expect(newApi.readError(response(body, 504)).requestId).toBe('req-1');
		}
	});
});
