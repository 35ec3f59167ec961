import OpenAI from 'openai';
import { startOpenAiVideos, type Plan } from './openAiVideos/openAiVideos';
import { fixture } from '../support/files';
import { useServer } from '../support/useGateway';

/** OpenAI's own client uses the stand-in, so that the form of its answers is not only our reading of it. */
const server = useServer(startOpenAiVideos, {});
const client = (key = server.key, prefix = '') =>
	new OpenAI({ apiKey: key, baseURL: `${server.url}${prefix}/v1`, maxRetries: 0 });

const model = 'grok-imagine-video-1.5';
const prompt = 'A paper boat';

/** A create as JSON, where the client's own would be a form. */
const create = async (body: object = {}, prefix = '') =>
	await client(server.key, prefix).post<OpenAI.Video>('/videos', {
		body: { model, prompt, seconds: '6', ...body },
	});

async function ended(plan: Partial<Plan>) {
	server.setPlan(plan);
	return await client().videos.retrieve((await create()).id);
}

it('creates a video from a form, shows its progress, and serves the file', async () => {
	server.setPlan({ seconds: Infinity });
	const { videos } = client();
	const video = await videos.create({ model, prompt, seconds: '8', size: '720x1280' });
	expect(video).toMatchObject({ object: 'video', model, status: 'queued', progress: 0 });
	expect(server.tasks[0]).toMatchObject({ seconds: 8, resolution: '720p' });
	expect(await videos.retrieve(video.id)).toMatchObject({ status: 'in_progress', progress: 99 });
	await expect(videos.downloadContent(video.id)).rejects.toThrow('400 Task is not completed yet');

	server.tasks[0].plan.seconds = 0;
	const done = await videos.retrieve(video.id);
	expect(done).toMatchObject({ id: video.id, status: 'completed', progress: 100, seconds: '8' });
	expect(done).not.toHaveProperty('video_url');
	const content = await (await videos.downloadContent(video.id)).arrayBuffer();
	expect(Buffer.from(content).equals(fixture('sample.mp4'))).toBe(true);
});

it.each<[string, object, number, string]>([
	['seconds as a number', { seconds: 6 }, 400, 'cannot unmarshal number into Go struct'],
	['references as text', { reference_images: 'a' }, 400, 'cannot unmarshal string'],
	['another model', { model: 'sora-2' }, 503, '分组 default 下模型 sora-2 无可用渠道'],
	['too long a video', { seconds: '16' }, 400, 'duration must be between 1 and 15 seconds'],
	['bare base64', { image: 'iVBORw0KGgo=' }, 400, 'an image must be an https URL'],
])('refuses %s, and creates nothing', async (_what, body, status, message) => {
	const response = await fetch(`${server.url}/v1/videos`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${server.key}`, 'Content-Type': 'application/json' },
		body: JSON.stringify({ model, prompt, ...body }),
	});
	expect(response.status).toBe(status);
	expect(await response.text()).toContain(message);
	expect(server.tasks).toHaveLength(0);
});

it('ends as failed, or as completed with a moderation error', async () => {
	expect(await ended({ outcome: 'failed' })).toMatchObject({
		status: 'failed',
		error: { code: 'video_generation_failed' },
	});
	const blocked = await ended({ outcome: 'moderated' });
	expect(blocked).toMatchObject({ status: 'completed', error: { code: 'moderation_blocked' } });
	await expect(client().videos.downloadContent(blocked.id)).rejects.toThrow('410');
	expect(server.billedQuota).toBe(250_000);
});

it.each<[Plan['linkIn'], object]>([
	['video_url', { video_url: expect.stringContaining('/videos/task_') }],
	['metadata.url', { metadata: { url: expect.stringContaining('/videos/task_') } }],
	['content[0].url', { content: [{ url: expect.stringContaining('/videos/task_') }] }],
])('can show a link in %s', async (linkIn, video) => {
	expect(await ended({ resultUrl: 'file', linkIn, doneStatus: 'SUCCESS' })).toMatchObject({
		status: 'SUCCESS',
		...video,
	});
});

it('needs the key for everything, and lists models at the origin', async () => {
	const { videos } = client('sk-wrong');
	await expect(videos.retrieve('x')).rejects.toThrow('401 无效的令牌');
	await expect(client().videos.retrieve('x')).rejects.toThrow('400');
	const { data } = await client().models.list();
	expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(['grok-4', model]));
});

describe('as another seller', () => {
	it('CLIProxyAPI refuses with a body that looks like a failed task', async () => {
		server.account.seller = 'cliProxyApi';
		await expect(create({ size: '1x1' }, '/openai')).rejects.toMatchObject({
			status: 400,
			error: { code: 'invalid_request_error' },
		});
		await create({ seconds: 6 }, '/openai');
		expect(server.tasks).toHaveLength(1);
		await expect(create()).rejects.toThrow('404');
	});

	it('LLM Gateway refuses text in seconds', async () => {
		server.account.seller = 'llmGateway';
		await expect(create()).rejects.toThrow(
			'400 seconds: Invalid input: expected number, received string',
		);
		await create({ seconds: 6 });
		expect(server.tasks).toMatchObject([{ seconds: 6 }]);
	});
});
