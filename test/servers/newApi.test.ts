/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a test runs in Node, not in n8n */
import { startGateway, type Fault, type JsonObject, type Plan } from './newApi/gateway';
import { fixture } from '../support/files';
import { RESULT_URLS, useGateway } from '../support/useGateway';

const sample = fixture('sample.mp4');
const image = 'https://example.com/product.png';
const text = { model: 'grok-image-video', prompt: 'A red car', seconds: 6 };

interface Answer {
	status: number;
	body: JsonObject;
}

const gateway = useGateway();

async function call(path: string, init: RequestInit = {}): Promise<Answer> {
	const headers = { Authorization: `Bearer ${gateway.key}`, 'Content-Type': 'application/json' };
	const response = await fetch(gateway.url + path, { headers, ...init });
	return { status: response.status, body: (await response.json()) as JsonObject };
}

const create = (body: JsonObject) =>
	call('/v1/video/generations', { method: 'POST', body: JSON.stringify(body) });

async function status(id: string): Promise<JsonObject> {
	const { body } = await call(`/v1/video/generations/${id}`);
	expect(body).toMatchObject({ code: 'success', message: '' });
	return body.data as JsonObject;
}

async function createdWith(plan: Partial<Plan>): Promise<string> {
	gateway.setPlan(plan);
	const { body } = await create(text);
	return String(body.id);
}

async function download(address: unknown, headers: Record<string, string> = {}) {
	const url = new URL(String(address), gateway.url);
	const isApi = url.origin === gateway.url;
	const response = await fetch(url, {
		headers: { ...headers, ...(isApi && { Authorization: `Bearer ${gateway.key}` }) },
	});
	return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe('the catalogue', () => {
	it('lists video models among chat and image models, one of them without endpoint types', async () => {
		const { status, body } = await call('/v1/models');
		expect(status).toBe(200);
		expect(body).toMatchObject({ success: true, object: 'list' });
		expect(body.data).toEqual(
			expect.arrayContaining([
				expect.objectContaining({
					id: 'grok-image-video',
					supported_endpoint_types: ['openai-video'],
				}),
				expect.objectContaining({ id: 'grok-4', supported_endpoint_types: ['openai'] }),
				{ id: 'grok-video-legacy', object: 'model', created: 1626777600, owned_by: 'custom' },
			]),
		);
	});
});

describe('a refused call', () => {
	it.each([undefined, 'Bearer sk-wrong', 'sk-local-test-key'])(
		'is 401 for the key %s',
		async (key) => {
			const headers: Record<string, string> = key ? { Authorization: key } : {};
			const { status, body } = await call('/v1/models', { headers });
			expect(status).toBe(401);
			expect(body).toEqual({
				error: {
					message: expect.stringMatching(/^无效的令牌 \(request id: \d{23}\S{8}\)$/),
					type: 'new_api_error',
					code: '',
				},
			});
		},
	);

	it.each<[string, JsonObject, number, string]>([
		['no model', { prompt: 'x' }, 400, 'model field is required'],
		['an unknown model', { ...text, model: 'sora-9' }, 503, 'sora-9 无可用渠道'],
		['an empty prompt', { ...text, prompt: ' ' }, 400, 'prompt is required'],
		['seconds as text', { ...text, seconds: '6' }, 400, 'cannot unmarshal string'],
		[
			'grok-video-1.5 without an image',
			{ ...text, model: 'grok-video-1.5' },
			400,
			'exactly one reference image',
		],
		['eight images', { ...text, image_urls: Array(8).fill(image) }, 400, 'at most 7'],
		['bare base64', { ...text, image_urls: ['iVBORw0KGgo='] }, 400, 'complete data URLs'],
		[
			'both reference fields',
			{ ...text, input_reference: image, reference_images: [image] },
			400,
			'cannot be used together',
		],
	])('is named for %s, and creates nothing', async (_case, sent, code, message) => {
		const { status, body } = await create(sent);
		expect(status).toBe(code);
		expect(JSON.stringify(body)).toContain(message);
		expect(gateway.tasks).toHaveLength(0);
	});

	it('is task_not_exist for a task nobody created', async () => {
		expect(await call('/v1/video/generations/task_x')).toEqual({
			status: 400,
			body: { code: 'task_not_exist', message: 'task_not_exist', data: null },
		});
	});
});

describe('a task', () => {
	it('is created with the documented answer and kept as paid', async () => {
		const { status, body } = await create({ ...text, seconds: 15, image_urls: [image, image] });
		expect(status).toBe(200);
		expect(body).toEqual({
			id: expect.stringMatching(/^task_\w{32}$/),
			task_id: body.id,
			object: 'video',
			model: 'grok-image-video',
			status: 'queued',
			progress: 0,
			created_at: expect.any(Number),
		});
		expect(gateway.tasks).toMatchObject([{ id: body.id, seconds: 10, body: { seconds: 15 } }]);
	});

	it('carries only an id where the plan says so', async () => {
		gateway.setPlan({ idOnly: true });
		expect((await create(text)).body).not.toHaveProperty('task_id');
	});

	it('takes data URLs of many megabytes', async () => {
		const picture = `data:image/png;base64,${'A'.repeat(30 * 1024 * 1024)}`;
		const { status } = await create({ ...text, input_reference: { image_url: picture } });
		expect(status).toBe(200);
	});

	it('goes through its states without a result URL, and ends with one', async () => {
		const statuses = ['QUEUED', 'UNKNOWN', 'IN_PROGRESS'];
		const id = await createdWith({ seconds: 0.6, statuses });
		const seen = new Map<unknown, JsonObject>();
		while (!seen.has('SUCCESS')) {
			const data = await status(id);
			seen.set(data.status, data);
		}
		expect([...seen.keys()]).toEqual([...statuses, 'SUCCESS']);
		expect(seen.get('IN_PROGRESS')).not.toHaveProperty('result_url');
		expect(seen.get('IN_PROGRESS')).toMatchObject({
			progress: expect.stringMatching(/^\d\d%$/),
			finish_time: 0,
		});
		expect(seen.get('SUCCESS')).toMatchObject({ task_id: id, progress: '100%', fail_reason: '' });
	});

	it('shows only the documented fields when bare', async () => {
		const id = await createdWith({ seconds: Infinity, bare: true });
		expect(await status(id)).toEqual({
			task_id: id,
			status: 'IN_PROGRESS',
			progress: '99%',
			result_url: '',
			fail_reason: '',
		});
	});

	it('fails with its reason, which new-api repeats as the result URL', async () => {
		const id = await createdWith({ outcome: 'failure', failReason: 'No picture' });
		const failure = {
			status: 'FAILURE',
			progress: '100%',
			fail_reason: 'No picture',
			result_url: 'No picture',
		};
		expect(await status(id)).toMatchObject(failure);
	});

	it('can succeed some polls before its URL shows', async () => {
		const id = await createdWith({ urlDelayPolls: 1 });
		expect(await status(id)).not.toHaveProperty('result_url');
		expect(await status(id)).toHaveProperty('result_url');
	});
});

describe('a video', () => {
	it('is an mp4 that starts playing before it is complete', () => {
		expect(sample.toString('latin1', 4, 8)).toBe('ftyp');
		expect(sample.indexOf('moov')).toBeLessThan(sample.indexOf('mdat'));
	});

	it.each(RESULT_URLS)('is found behind a result URL of the form %s', async (resultUrl) => {
		const data = await status(await createdWith({ resultUrl }));
		const { response, bytes } = await download(data.result_url ?? data.fail_reason);
		expect(response.headers.get('content-type')).toBe('video/mp4');
		expect(bytes.equals(sample)).toBe(true);
		expect(response.redirected).toBe(resultUrl.startsWith('redirect'));
	});

	it('needs the key on the API, and reports the key on the file host as a leak', async () => {
		const content = await status(await createdWith({ resultUrl: 'content' }));
		expect((await fetch(String(content.result_url))).status).toBe(401);
		const file = await status(await createdWith({}));
		await download(file.result_url, { 'X-Debug': gateway.key });
		const leaks = gateway.keyLeaks.splice(0); // taken out, as `useGateway` allows none
		expect(leaks).toMatchObject([{ host: 'file', where: 'file' }]);
	});

	it('expires after its downloads until the status is asked again', async () => {
		const id = await createdWith({ expireUrlAfterDownloads: 1 });
		const { result_url: first } = await status(id);
		expect((await download(first)).response.status).toBe(200);
		expect((await download(first)).response.status).toBe(403);
		expect((await download((await status(id)).result_url)).response.status).toBe(200);
		expect(gateway.tasks[0].urlsIssued).toBe(2);
	});

	it('can be handed out with a dead URL first', async () => {
		const id = await createdWith({ expired: true });
		expect((await download((await status(id)).result_url)).response.status).toBe(403);
		expect((await download((await status(id)).result_url)).response.status).toBe(200);
	});

	it('answers a range with 206', async () => {
		const { result_url } = await status(await createdWith({}));
		const { response, bytes } = await download(result_url, { Range: 'bytes=10-19' });
		expect(response.status).toBe(206);
		expect(response.headers.get('content-range')).toBe(`bytes 10-19/${sample.length}`);
		expect(bytes.equals(sample.subarray(10, 20))).toBe(true);
	});

	it('can be made large, of another type, or of no known length', async () => {
		const file = { bytes: 20_000_000, contentType: 'application/octet-stream', noLength: true };
		const { result_url } = await status(await createdWith({ file }));
		const { response, bytes } = await download(result_url);
		expect(bytes).toHaveLength(file.bytes);
		expect(bytes.toString('latin1', sample.length + 4, sample.length + 8)).toBe('free');
		expect(response.headers.get('content-length')).toBeNull();
		expect(response.headers.get('content-type')).toBe(file.contentType);
	});
});

describe('a fault', () => {
	it.each<[Fault, number]>([
		['reset', 0],
		['reset-after', 1],
	])('%s breaks a create and leaves %i tasks behind', async (fault, tasks) => {
		gateway.fail('create', fault);
		await expect(create(text)).rejects.toThrow();
		expect(gateway.tasks).toHaveLength(tasks);
		expect(gateway.requests).toMatchObject([{ where: 'create', body: text, status: 0 }]);
	});

	it('answers in place of the true answer, as often as it was asked to, where its filter fits', async () => {
		const body = { code: 'insufficient_user_quota', message: '用户额度不足', data: null };
		const when = ({ body }: { body?: JsonObject }) => body?.prompt === 'A red car';
		gateway.fail('create', { status: 403, body, headers: { 'X-A': '1' } }, { times: 2, when });
		expect((await create({ ...text, prompt: 'B' })).status).toBe(200);
		expect(await create(text)).toEqual({ status: 403, body });
		expect((await create(text)).status).toBe(403);
		expect((await create(text)).status).toBe(200);
		expect(gateway.tasks).toHaveLength(2);
	});

	it.each<[Fault, number, number]>([
		['html', 502, 0],
		['html-200', 200, 0],
		['garbage', 200, 1],
	])('%s is no JSON, with status %i and %i tasks', async (fault, code, tasks) => {
		gateway.fail('create', fault);
		await expect(create(text)).rejects.toThrow(/JSON/);
		expect(gateway.requests).toMatchObject([{ status: code }]);
		expect(gateway.tasks).toHaveLength(tasks);
	});

	it.each(['truncate', 'short'] as const)(
		'%s breaks a download off in the middle',
		async (fault) => {
			const { result_url } = await status(await createdWith({}));
			gateway.fail('file', fault);
			await expect(download(result_url)).rejects.toThrow('terminated');
			await gateway.idle();
			expect(gateway.tasks[0]).toMatchObject({ downloads: 1, aborted: 1 });
			expect(gateway.requests.at(-1)).toMatchObject({ status: 200, finished: false });
		},
	);

	it.each([
		['content', 'stall'],
		['status', 'hang'],
	] as const)('on %s, %s stays open until the caller gives up', async (where, fault) => {
		const id = await createdWith({ resultUrl: 'content' });
		const path = where === 'status' ? `/v1/video/generations/${id}` : `/v1/videos/${id}/content`;
		gateway.fail(where, fault);
		await expect(
			call(path, {
				headers: { Authorization: `Bearer ${gateway.key}` },
				signal: AbortSignal.timeout(100),
			}),
		).rejects.toThrow();
		await gateway.idle();
		expect(gateway.open).toBe(0);
	});

	it('can be late, or a late other fault', async () => {
		gateway.fail('models', { delay: 50, then: { status: 429, body: {} } });
		const { status } = await call('/v1/models');
		expect(status).toBe(429);
		const [{ at, endedAt }] = gateway.requests;
		expect(Number(endedAt) - at).toBeGreaterThanOrEqual(49);
	});

	it('is refused where it means nothing', () => {
		expect(() => gateway.fail('models', 'reset-after')).toThrow('does not fit');
	});

	it('comes by the same chance from the same seed', async () => {
		const play = async () => {
			gateway.reset();
			gateway.chaos({ seed: 7, rate: 0.4, kinds: ['html-200', { status: 429 }, 'reset'] });
			for (let i = 0; i < 30; i++) await call('/v1/models').catch(() => undefined);
			return gateway.requests.map(({ status }) => status).join();
		};
		const first = await play();
		expect(await play()).toBe(first);
		expect(first.split(',').filter((status) => status !== '200').length).toBeGreaterThan(3);
		gateway.chaos(null);
		expect((await call('/v1/models')).status).toBe(200);
	});
});

describe('the account', () => {
	const data = async (path: string) => (await call(path)).body.data as JsonObject;

	it('is billed for each task but those that failed', async () => {
		gateway.account.price = ({ seconds }) => seconds * 1000;
		const id = await createdWith({ seconds: 0 });
		await createdWith({ outcome: 'failure', seconds: 0 });
		await createdWith({ seconds: Infinity });
		expect(await status(id)).toMatchObject({ quota: 6000 });
		expect(gateway.billedQuota).toBe(12_000);
		expect(gateway.billedUsd).toBe(0.024);
		expect(await data('/api/usage/token/')).toMatchObject({
			total_granted: 5_000_000,
			total_used: 12_000,
			total_available: 4_988_000,
		});
	});

	it('is billed in what the site displays', async () => {
		gateway.account.usedBefore = 500_000;
		for (const [display, limit, used] of [
			['USD', 10, 100],
			['CNY', 73, 730],
			['TOKENS', 5_000_000, 50_000_000],
		] as const) {
			gateway.account.display = display;
			expect(await data('/api/status')).toMatchObject({ quota_display_type: display });
			const bill = '/v1/dashboard/billing';
			expect((await call(`${bill}/subscription`)).body).toMatchObject({ hard_limit_usd: limit });
			expect((await call(`${bill}/usage`)).body).toEqual({ object: 'list', total_usage: used });
		}
	});

	it('does not know another key: of the usage that comes with HTTP 200', async () => {
		const headers = { Authorization: 'Bearer sk-wrong' };
		expect(await call('/api/usage/token/', { headers })).toMatchObject({
			status: 200,
			body: { success: false },
		});
		expect(await call('/v1/dashboard/billing/usage', { headers })).toMatchObject({ status: 401 });
		expect(await call('/api/status', { headers: {} })).toMatchObject({ status: 200 });
	});

	it('can be switched off, until it is reset', async () => {
		gateway.account.off = { site: '404', usage: 'error' };
		expect(await call('/api/status')).toMatchObject({ status: 404 });
		expect(await call('/api/usage/token/')).toMatchObject({
			status: 200,
			body: { success: false },
		});
		gateway.account.off = { site: 'html' };
		expect(await (await fetch(`${gateway.url}/api/status`)).text()).toContain('<title>New API');
		gateway.reset();
		expect(await call('/api/status')).toMatchObject({ body: { success: true } });
	});
});

it('closes with a call still hanging', async () => {
	const other = await startGateway();
	other.fail('models', 'hang');
	const hanging = expect(fetch(`${other.url}/v1/models`)).rejects.toThrow();
	while (other.open === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	await other.close();
	await hanging;
});
