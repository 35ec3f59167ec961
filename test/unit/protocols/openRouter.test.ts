import { openRouter } from '../../../nodes/GrokVideo/protocols/openRouter';
import { response } from '../../support/responses';

const ID = 'gen-vid-1';
const SERVER = { taskId: ID, baseUrl: 'https://openrouter.ai/api', isOfficial: true };
const CONTENT_URL = `https://openrouter.ai/api/v1/videos/${ID}/content?index=0`;
const STORAGE_URL = 'https://storage.example/v.mp4?signature=x';

it('a create response with HTTP 202 names the task', () => {
	const body = { id: ID, polling_url: `/api/v1/videos/${ID}`, status: 'pending' };
	expect(openRouter.readCreated(response(body, 202))).toMatchObject({ id: ID, status: 'QUEUED' });
});

describe('status response', () => {
	const read = (body: unknown, status = 200) => openRouter.readTask(response(body, status), SERVER);

	it.each([
		['pending', 'QUEUED'],
		['in_progress', 'IN_PROGRESS'],
		['something', 'IN_PROGRESS'],
	])('with the status %s describes a running task', (status, expected) => {
		const body = { id: ID, polling_url: `/api/v1/videos/${ID}`, status };
		expect(read(body)).toMatchObject({ state: 'running', task: { id: ID, status: expected } });
	});

	it.each<[string, object, string]>([
		['its own link, which needs the key', { unsigned_urls: [CONTENT_URL] }, CONTENT_URL],
		['a signed link', { urls: [STORAGE_URL], unsigned_urls: [CONTENT_URL] }, STORAGE_URL],
		['a signed link in an object', { urls: [{ url: STORAGE_URL }] }, STORAGE_URL],
		['a storage link', { unsigned_urls: [STORAGE_URL] }, STORAGE_URL],
		['a relative link', { urls: ['/api/v1/x'] }, CONTENT_URL],
		['no link', {}, CONTENT_URL],
		['a signed link and an error', { urls: [STORAGE_URL], error: 'A warning' }, STORAGE_URL],
	])('describes a finished task with %s', (_name, links, resultUrl) => {
		const body = { id: ID, status: 'completed', usage: { cost: 0.05, is_byok: false }, ...links };
		expect(read(body)).toMatchObject({
			state: 'done',
			task: {
				status: 'SUCCESS',
				progress: 100,
				costUsd: 0.05,
				resultUrl,
				contentUrl: CONTENT_URL,
			},
		});
	});

	const IMAGE_ERROR = 'Image dimensions 1x1 are too small. [WKE=invalid_image]';
	const BUSY = 'The provider is overloaded';
	it.each<[string, object, string | undefined, boolean]>([
		['failed', { error: IMAGE_ERROR }, undefined, false],
		['failed', { error: BUSY }, 'overloaded', true],
		['failed', { error: BUSY, usage: { cost: 0.05 } }, 'overloaded', false],
		['cancelled', {}, undefined, false],
	])(
		'with the status %s and %j has the cause %j and can be created again: %s',
		(status, fields, cause, canRecreate) => {
			const state = read({ id: ID, status, ...fields });
			expect(state).toMatchObject({ state: 'failed', cause, canRecreate });
			expect(state?.task.failReason).toBe('error' in fields ? fields.error : undefined);
		},
	);

	it('is unreadable if it is an error', () => {
		expect(read({ error: { code: 500, message: 'No.' } })).toBeUndefined();
	});
});

describe('the key', () => {
	const [{ calls, read }] = openRouter.balance!;
	const expires_at = '2027-12-31T23:59:59Z';
	const key = { label: 'n8n', limit: 100, limit_remaining: 74.5, usage: 25.5, expires_at };

	it('has limits in US dollars', () => {
		expect(openRouter.keyCalls()).toEqual(calls());
		expect(calls()).toMatchObject([{ method: 'GET', path: '/v1/key' }]);
		expect(read([response({ data: key })], undefined)).toEqual({
			keyName: 'n8n',
			unlimited: false,
			availableUsd: 74.5,
			usedUsd: 25.5,
			expiresAt: Date.parse(expires_at) / 1000,
		});
		for (const data of [key, { limit: null }, { usage: 0 }]) {
			expect(openRouter.readKey(response({ data }))).toBe('accepted');
		}
	});

	it('without a limit does not show the account balance', () => {
		const data = { ...key, limit: null, limit_remaining: null, expires_at: null };
		const balance = { keyName: 'n8n', unlimited: true, usedUsd: 25.5 };
		expect(read([response({ data })], undefined)).toEqual(balance);
	});

	it('is not accepted after an error or an unrelated response', () => {
		const error = { error: { code: 401, message: 'Missing Authentication header' } };
		expect(openRouter.readKey(response(error, 401))).toBeUndefined();
		expect(openRouter.readKey(response({ data: {} }))).toBeUndefined();
		expect(openRouter.readKey(response('<html>'))).toBeUndefined();
	});
});
