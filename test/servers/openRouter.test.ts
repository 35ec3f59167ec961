import { startOpenRouter, type JsonObject, type Plan } from './openRouter/openRouter';
import { useServer } from '../support/useGateway';

const server = useServer(startOpenRouter, {});
const model = 'x-ai/grok-imagine-video-1.5';
const part = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };

async function call(path: string, body?: object, key: string | undefined = server.key) {
	const response = await fetch(server.url + path, {
		method: body ? 'POST' : 'GET',
		headers: { 'Content-Type': 'application/json', ...(key && { Authorization: `Bearer ${key}` }) },
		body: body && JSON.stringify(body),
	});
	return { status: response.status, body: (await response.json()) as JsonObject };
}

const create = async (body: object = {}) =>
	await call('/v1/videos', { model, prompt: 'A paper boat', duration: 6, ...body });

async function ended(plan: Partial<Plan> = {}): Promise<JsonObject> {
	server.setPlan(plan);
	const { id } = (await create({ resolution: '480p' })).body as { id: string };
	return (await call(`/v1/videos/${id}`)).body;
}

it('accepts a task with 202 and reports it as pending', async () => {
	server.setPlan({ seconds: Infinity });
	const { status, body } = await create({ resolution: '720p', aspect_ratio: '9:16' });
	expect(status).toBe(202);
	const id = expect.stringMatching(/^gen-vid-/) as string;
	const polling_url = `/api/v1/videos/${String(body.id)}`;
	expect(body).toEqual({ id, polling_url, status: 'pending' });
	expect((await call(`/v1/videos/${String(body.id)}`)).body).not.toHaveProperty('progress');
	expect(server.tasks).toMatchObject([{ seconds: 6, resolution: '720p', costUsd: 0.84 }]);
});

it('ends with a signed link, its own address and the cost', async () => {
	const { urls, ...done } = await ended();
	expect(done).toMatchObject({ status: 'completed', usage: { cost: 0.48, is_byok: false } });
	const [own] = done.unsigned_urls as string[];
	expect(own).toBe(`${server.url}/v1/videos/${String(done.id)}/content?index=0`);
	expect((await fetch(own)).status).toBe(401);
	const content = await fetch(own, { headers: { Authorization: `Bearer ${server.key}` } });
	expect(content.headers.get('content-length')).toBeNull();
	const [file] = await Promise.all((urls as string[]).map((url) => fetch(url)));
	expect(Buffer.from(await file.arrayBuffer())).toHaveLength(
		(await content.arrayBuffer()).byteLength,
	);
	expect(server.billedUsd).toBe(0.48);
});

it.each<[string, object, number, string]>([
	['a field that it does not know', { seconds: '6' }, 400, 'Unrecognized key: "seconds"'],
	['a size besides a resolution', { size: '1280x720', resolution: '720p' }, 400, 'size cannot'],
	['another resolution', { resolution: '4K' }, 400, 'Unsupported resolution "4K"'],
	['a last frame', { frame_images: [{ ...part, frame_type: 'last_frame' }] }, 400, 'frame type'],
	[
		'a first frame besides references',
		{ frame_images: [{ ...part, frame_type: 'first_frame' }], input_references: [part] },
		500,
		'Internal Server Error',
	],
	['another model', { model: 'x-ai/grok-9' }, 404, 'Model x-ai/grok-9 not found'],
])('refuses %s', async (_what, body, code, message) => {
	const answer = await create(body);
	expect(answer).toMatchObject({
		status: code,
		body: { error: { code, message: expect.stringContaining(message) } },
	});
	expect(server.tasks).toHaveLength(0);
});

it('reports what is left of the key, and refuses what the credit does not pay', async () => {
	server.account.usedBefore = 25.5;
	const { body } = await call('/v1/key');
	expect(body.data).toMatchObject({ limit: 100, limit_remaining: 74.5, usage: 25.5 });
	expect((await call('/v1/credits')).status).toBe(403);
	expect((await call('/v1/key', undefined, 'wrong')).status).toBe(401);
	server.account.creditUsd = 0.1;
	expect((await create()).status).toBe(402);
});

it('lists prices, and takes a key on its web site for a leak', async () => {
	const { data } = (await call('/v1/videos/models')).body as { data: JsonObject[] };
	expect(data.find(({ id }) => id === model)).toMatchObject({
		pricing_skus: { cents_per_video_output_second_1080p: '25' },
	});
	const site = server.url.replace('/api', '/v1/videos/models');
	await fetch(site, { headers: { Authorization: `Bearer ${server.key}` } });
	expect(server.keyLeaks.splice(0)).toMatchObject([{ host: 'api', path: '/v1/videos/models' }]);
});
