import type { JsonObject, Plan } from './newApi/gateway';
import type { Fault } from './servers';
import { useGateway } from '../support/useGateway';

const gateway = useGateway();
const text = { model: 'grok-image-video', prompt: 'A red car', seconds: 6 };

async function call(path: string, body?: object, signal?: AbortSignal) {
	const response = await fetch(gateway.url + path, {
		...{ method: body ? 'POST' : 'GET', body: body && JSON.stringify(body), signal },
		headers: { Authorization: `Bearer ${gateway.key}`, 'Content-Type': 'application/json' },
	});
	return { response, body: (await response.json()) as JsonObject & { data: JsonObject } };
}

const create = async (body: object = {}) =>
	await call('/v1/video/generations', { ...text, ...body });

async function status(plan: Partial<Plan> = {}) {
	gateway.setPlan(plan);
	const { body } = await create();
	return (await call(`/v1/video/generations/${String(body.id)}`)).body;
}

it.each<[string, JsonObject, number, string]>([
	['no model', { model: '' }, 400, 'model field is required'],
	['an unknown model', { model: 'sora-9' }, 503, 'sora-9 无可用渠道'],
	['an empty prompt', { prompt: ' ' }, 400, 'prompt is required'],
	['seconds as text', { seconds: '6' }, 400, 'cannot unmarshal string'],
	['bare base64', { image_urls: ['iVBORw0KGgo='] }, 400, 'complete data URLs'],
])('refuses %s, and creates nothing', async (_case, sent, code, message) => {
	const { body, response } = await create(sent);
	expect(response.status).toBe(code);
	expect(JSON.stringify(body)).toContain(message);
	expect(gateway.tasks).toHaveLength(0);
});

it('reads requests as stock new-api does, if it is that', async () => {
	gateway.account.stock = true;
	const { body } = await create();
	expect(body.message).toContain('cannot unmarshal number');
	await create({ seconds: '6', images: ['https://example.com/a.png'] });
	expect(gateway.tasks).toMatchObject([{ seconds: 6 }]);
});

it.each<[Partial<Plan>, object]>([
	[{ bare: true }, { data: { status: 'SUCCESS', fail_reason: '' } }],
	[{ shape: 'plugin' }, { data: { data: { status: 'done', video: { duration: 6 } } } }],
	[{ outcome: 'moderated' }, { data: { data: { video: { respect_moderation: false } } } }],
	[{ outcome: 'moderated-failed' }, { data: { status: 'SUCCESS', data: { status: 'failed' } } }],
	[{ shape: 'gemini' }, { code: 'success', data: { status: 'succeeded', format: 'mp4' } }],
	[{ shape: 'flat' }, { status: 'succeeded', error: { code: 0 } }],
	[{ shape: 'openAi' }, { object: 'video', status: 'completed', progress: 100 }],
	[{ emptyPolls: 1 }, { code: 'success', data: null }],
])('shows a task in the form of %j', async (plan, body) => {
	expect(await status(plan)).toMatchObject(body);
});

it('records a key on the file host as a leak, and lets URLs expire', async () => {
	const { data } = await status({ expireUrlAfterDownloads: 1 });
	const get = async () =>
		await fetch(String(data.result_url), { headers: { 'X-Debug': gateway.key } });
	expect([(await get()).status, (await get()).status]).toEqual([200, 403]);
	const leaks = gateway.keyLeaks.splice(0); // taken out, as `useGateway` allows none
	expect(leaks).toMatchObject([{ host: 'file' }, { host: 'file' }]);
});

it('refunds failures except those that say otherwise', async () => {
	await status({ outcome: 'failure', failReason: 'blocked' });
	expect(gateway.billedQuota).toBe(0);
	await status({ outcome: 'failure', failReason: '任务超时（旧系统遗留任务，不进行退款）' });
	expect(gateway.billedQuota).toBe(250_000);
	const { data } = (await call('/api/usage/token/')).body;
	expect(data).toMatchObject({ total_granted: 5_000_000, total_used: 250_000 });
});

it.each<[Fault, number]>([
	['reset', 0],
	['reset-after', 1],
	['html-200', 0],
	['garbage', 1],
	[{ unfinished: 'chunked' }, 1],
	[{ unfinished: 'length', after: 'id' }, 1],
	[{ unfinished: 'silence' }, 1],
])('breaks a create by %j and leaves %i tasks behind', async (fault, tasks) => {
	gateway.fail('create', fault);
	const broken = call('/v1/video/generations', text, AbortSignal.timeout(200));
	await expect(broken).rejects.toThrow();
	expect(gateway.tasks).toHaveLength(tasks);
});

it('replaces a true answer, which knows the task and the request', async () => {
	gateway.fail('create', ({ body }, request) => ({
		status: 303,
		headers: { location: `/v1/video/generations/${String((body as JsonObject).id)}` },
		body: { echo: request.body },
	}));
	const { body, response } = await create();
	expect(response.redirected).toBe(true);
	expect(body.data.task_id).toBe(gateway.tasks[0].id);
});
