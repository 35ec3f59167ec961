import { openRouter } from '../../../nodes/GrokVideo/protocols/openRouter';
import { response } from '../../support/responses';

const ID = 'gen-vid-1';
const SERVER = { taskId: ID, baseUrl: 'https://openrouter.ai/api', isOfficial: true };
const CONTENT = `https://openrouter.ai/api/v1/videos/${ID}/content?index=0`;
const STORAGE = 'https://storage.example/v.mp4?signature=x';

it('HTTP 202 names the task', () => {
	const body = { id: ID, polling_url: `/api/v1/videos/${ID}`, status: 'pending' };
	expect(openRouter.readCreated(response(body, 202))).toMatchObject({ id: ID, status: 'QUEUED' });
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
		['its own address, which needs the key', { unsigned_urls: [CONTENT] }, CONTENT],
		['a signed address', { urls: [STORAGE], unsigned_urls: [CONTENT] }, STORAGE],
		['a signed address in an object', { urls: [{ url: STORAGE }] }, STORAGE],
		['an address of a storage', { unsigned_urls: [STORAGE] }, STORAGE],
		['an address on its own host', { urls: ['/api/v1/x'] }, CONTENT],
		['no address', {}, CONTENT],
		['a signed address and an error', { urls: [STORAGE], error: 'A warning' }, STORAGE],
	])('completed with %s', (_what, more, resultUrl) => {
		const body = { id: ID, status: 'completed', usage: { cost: 0.05, is_byok: false }, ...more };
		const links = { resultUrl, contentUrl: CONTENT };
		const task = { status: 'SUCCESS', progress: 100, costUsd: 0.05, ...links };
		expect(read(body)).toMatchObject({ state: 'done', task });
	});

	const IMAGE_ERROR = 'Image dimensions 1x1 are too small. [WKE=invalid_image]';
	const BUSY = 'The provider is overloaded';
	it.each<[string, object, string | undefined, boolean]>([
		['failed', { error: IMAGE_ERROR }, undefined, false],
		['failed', { error: BUSY }, 'overloaded', true],
		['failed', { error: BUSY, usage: { cost: 0.05 } }, 'overloaded', false],
		['cancelled', {}, undefined, false],
	])('%s: %j has the cause %j and can be created again: %s', (status, more, cause, canRecreate) => {
		const state = read({ id: ID, status, ...more });
		expect(state).toMatchObject({ state: 'failed', cause, canRecreate });
		expect(state?.task.failReason).toBe('error' in more ? more.error : undefined);
	});

	it('is unreadable if it is an error', () => {
		expect(read({ error: { code: 500, message: 'No.' } })).toBeUndefined();
	});
});

describe('key', () => {
	const [{ calls, read }] = openRouter.balance!;
	const expires_at = '2027-12-31T23:59:59Z';
	const key = { label: 'n8n', limit: 100, limit_remaining: 74.5, usage: 25.5, expires_at };

	it('has limits in US dollars', () => {
		expect(openRouter.keyCalls()).toEqual(calls());
		expect(calls()).toMatchObject([{ method: 'GET', path: '/v1/key' }]);
		const limits = { unlimited: false, availableUsd: 74.5, usedUsd: 25.5 };
		const expected = { keyName: 'n8n', ...limits, expiresAt: Date.parse(expires_at) / 1000 };
		expect(read([response({ data: key })], undefined)).toEqual(expected);
		for (const data of [key, { limit: null }, { usage: 0 }]) {
			expect(openRouter.readKey(response({ data }))).toBe('accepted');
		}
	});

	it('without a limit does not tell the balance of the account', () => {
		const data = { ...key, limit: null, limit_remaining: null, expires_at: null };
		const balance = { keyName: 'n8n', unlimited: true, usedUsd: 25.5 };
		expect(read([response({ data })], undefined)).toEqual(balance);
	});

	it('is not proved by an error or another response', () => {
		const error = { error: { code: 401, message: 'Missing Authentication header' } };
		expect(openRouter.readKey(response(error, 401))).toBeUndefined();
		expect(openRouter.readKey(response({ data: {} }))).toBeUndefined();
		expect(openRouter.readKey(response('<html>'))).toBeUndefined();
	});
});
