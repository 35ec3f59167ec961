import type { TaskState } from '../../../../nodes/GrokVideo/protocols/types';
import { xai } from '../../../../nodes/GrokVideo/protocols/xai';
import { response } from '../../../support/responses';

const ID = '0123abcd';
const BASE_URL = 'https://g.example/x';
const VIDEO_URL = 'https://a.example/v.mp4';
const KEPT_URL = 'https://kept.example/v.mp4';
const read = (body: unknown, status = 200) => xai.readTask(response(body, status), ID, BASE_URL);
const taskOf = (state?: TaskState) => ({ ...state?.task });
const done = (video: object, more: object = {}) => read({ status: 'done', video, ...more });

describe('the answer of a status call', () => {
	it.each<[string, unknown, number]>([
		['no JSON', 'done', 200],
		['null', 'null', 200],
		['no status and no link', {}, 200],
		['an error', { error: 'No.' }, 400],
		['a video that comes with an error', { status: 'done', video: { url: VIDEO_URL } }, 404],
		['a video that comes with HTTP 500', { status: 'done', video: { url: VIDEO_URL } }, 500],
		['another status below 300', { status: 'done', video: { url: VIDEO_URL } }, 206],
	])('cannot be read: %s', (_what, body, status) => {
		expect(read(body, status)).toBeUndefined();
	});

	it('of a running task has its progress', () => {
		const raw = { status: 'pending', progress: 40, model: 'its own' };
		const task = { id: ID, status: 'IN_PROGRESS', progress: 40, model: 'its own', raw };
		expect(read(raw, 202)).toEqual({ state: 'running', task });
		expect(read(raw)).toEqual({ state: 'running', task });
		expect(taskOf(read({ progress: 0 }, 202)).status).toBe('QUEUED');
		expect(read('', 202)).toEqual({
			state: 'running',
			task: { id: ID, status: 'QUEUED', raw: {} },
		});
	});

	it('of a finished task has all that is known', () => {
		const file = {
			...{ file_id: 'file_1', public_url: KEPT_URL, public_url_expires_at: 1780000000 },
			public_url_error: 'no link',
		};
		const usage = { cost_in_usd_ticks: 5_600_000_000 };
		const raw = {
			...{ status: 'done', progress: 3, model: 'its own', usage },
			video: { url: VIDEO_URL, file_output: file },
		};
		expect(read(raw)).toEqual({
			state: 'done',
			task: {
				...{ id: ID, status: 'SUCCESS', progress: 100, model: 'its own', costUsd: 0.56, raw },
				...{ resultUrl: VIDEO_URL, publicUrl: KEPT_URL, publicUrlExpiresAt: 1780000000 },
				...{ fileId: 'file_1', storageTrouble: 'no link' },
			},
		});
	});

	it('has the link first, then that of the kept file, and none where there is none', () => {
		expect(taskOf(done({ file_output: { public_url: KEPT_URL } })).resultUrl).toBe(KEPT_URL);
		expect(taskOf(done({ url: '/v.mp4' })).resultUrl).toBe('https://g.example/v.mp4');
		expect(done({})).toMatchObject({ state: 'done', task: { resultUrl: undefined } });
		expect(read({ status: 'done' })).toMatchObject({ state: 'done' });
		expect(read({ video: { url: VIDEO_URL } })).toMatchObject({ state: 'done' });
	});

	it('says why the video was not kept', () => {
		const both = { storage_error: 'full', file_output: { public_url_error: 'no link' } };
		expect(taskOf(done({ url: VIDEO_URL, ...both })).storageTrouble).toBe('full');
	});

	it.each([
		[0, undefined],
		[-1, undefined],
		['1e999', undefined],
		['many', undefined],
		[undefined, undefined],
		[1, 1e-10],
		['10000000000', 1],
	])('with a cost of %j ticks costs %j USD', (cost_in_usd_ticks, costUsd) => {
		expect(taskOf(done({ url: VIDEO_URL }, { usage: { cost_in_usd_ticks } })).costUsd).toBe(
			costUsd,
		);
	});
});

interface End {
	reason?: string;
	cause?: 'moderated' | 'image';
	canRecreate?: true;
}

const FLAGGED = { respect_moderation: false };
const withCode = (code: string, message?: string) => ({
	status: 'failed',
	error: { code, message },
});

describe('a failed task', () => {
	it.each<[string, number, unknown, End]>([
		[
			'moderated, with its bill',
			400,
			{ error: 'Not this.', usage: { cost_in_usd_ticks: 1 } },
			{ reason: 'Not this.', cause: 'moderated' },
		],
		['moderated, by its code', 400, { code: 'moderated' }, { cause: 'moderated' }],
		[
			'moderated, by a flag',
			200,
			{ status: 'done', video: FLAGGED },
			{ reason: 'blocked by content moderation', cause: 'moderated' },
		],
		[
			'moderated, as failed',
			200,
			withCode('bad', 'Content moderation'),
			{ reason: 'Content moderation (bad)', cause: 'moderated' },
		],
		[
			'of an image',
			200,
			{ status: 'failed', error: { message: 'Failed to fetch image' } },
			{ reason: 'Failed to fetch image', cause: 'image' },
		],
		['without a reason', 200, { status: 'failed' }, {}],
		[
			'with a bill, and not moderated',
			200,
			{ status: 'failed', error: 'Oh', usage: { cost_in_usd_ticks: 1 } },
			{ reason: 'Oh' },
		],
		[
			'given up',
			200,
			{ status: 'expired' },
			{ reason: 'xAI has given it up ("expired")', canRecreate: true },
		],
		['by overload', 200, withCode('service_unavailable'), ended('service_unavailable')],
		['by a fault', 200, withCode('internal_error'), ended('internal_error')],
		['by itself', 200, withCode('invalid_argument'), { reason: '(invalid_argument)' }],
	])('%s', (_what, status, body, { reason, cause, canRecreate = false }) => {
		const state = read(body, status);
		expect(state).toMatchObject({ state: 'failed', task: { id: ID, status: 'FAILURE' } });
		expect(taskOf(state).failReason).toBe(reason);
		expect(state).toMatchObject({ cause, canRecreate });
	});

	it('is none where a flag stands beside a link, or says that all is well', () => {
		for (const video of [{ ...FLAGGED, url: VIDEO_URL }, { respect_moderation: true }, {}]) {
			expect(done(video)).toMatchObject({ state: 'done' });
		}
	});
});

function ended(code: string): End {
	return { reason: `(${code})`, canRecreate: true };
}

describe('the answer of a create', () => {
	const created = (body: unknown, status = 200) => xai.readCreated(response(body, status));

	it('names the task', () => {
		const raw = { request_id: ID };
		expect(created(raw)).toStrictEqual({ id: ID, status: 'QUEUED', raw });
		expect(created(raw, 299)).toStrictEqual({ id: ID, status: 'QUEUED', raw });
		for (const errorStatus of [408, 499, 500]) {
			expect(created(raw, errorStatus)).toStrictEqual({
				id: ID,
				status: 'QUEUED',
				raw,
				errorStatus,
			});
		}
	});

	it('names none where a proxy names the request that went wrong', () => {
		for (const words of [
			{ message: 'timing out' },
			{ error: 'no' },
			{ error: { message: 'no' } },
		]) {
			expect(created({ request_id: ID, ...words }, 504)).toBeUndefined();
			expect(xai.readError(response({ request_id: ID, ...words }, 504)).requestId).toBe(ID);
		}
	});

	it('names none', () => {
		for (const status of [300, 400, 429, 498]) {
			expect(created({ request_id: ID }, status)).toBeUndefined();
		}
		for (const body of [null, 'x', {}, { id: ID }, { request_id: ' ' }]) {
			expect(created(body)).toBeUndefined();
		}
	});
});
