import OpenAI from 'openai';
import { startOpenAiVideos } from './openAiVideos/openAiVideos';
import { fixture } from '../support/files';
import { useServer } from '../support/standIns';

/** Uses the stand-in with OpenAI's client, as an independent check of its responses. */
const server = useServer(startOpenAiVideos, {});
const client = (apiKey = server.key) =>
	new OpenAI({ apiKey, baseURL: `${server.url}/v1`, maxRetries: 0 });

const model = 'grok-imagine-video-1.5';

/** Creates a video with a JSON body. The client's `videos.create` sends a multipart form. */
const create = async (body: object = {}) =>
	await client().post<OpenAI.Video>('/videos', {
		body: { model, prompt: 'A paper boat', seconds: '6', ...body },
	});

it('creates a video, reports its progress and serves the file', async () => {
	server.setPlan({ seconds: Infinity });
	const { videos } = client();
	const video = await create();
	expect(video).toMatchObject({ object: 'video', model, status: 'queued', progress: 0 });
	expect(await videos.retrieve(video.id)).toMatchObject({ status: 'in_progress', progress: 99 });

	server.tasks[0].plan.seconds = 0;
	const done = await videos.retrieve(video.id);
	expect(done).toMatchObject({ id: video.id, status: 'completed', progress: 100, seconds: '6' });
	const content = await (await videos.downloadContent(video.id)).arrayBuffer();
	expect(Buffer.from(content).equals(fixture('sample.mp4'))).toBe(true);
});

it.each([
	['seconds as a number', { seconds: 6 }, 400],
	['another model', { model: 'sora-2' }, 503],
	['16 seconds', { seconds: '16' }, 400],
	['bare base64', { image: 'iVBORw0KGgo=' }, 400],
])('rejects %s and creates nothing', async (_name, body, status) => {
	await expect(create(body)).rejects.toMatchObject({ status });
	expect(server.tasks).toHaveLength(0);
});

it('reports a failed video, an invalid key and its models', async () => {
	server.setPlan({ outcome: 'failed' });
	const failed = await client().videos.retrieve((await create()).id);
	expect(failed).toMatchObject({ status: 'failed', error: { code: 'video_generation_failed' } });
	await expect(client('sk-wrong').videos.retrieve('x')).rejects.toThrow('401 无效的令牌');
	const { data } = await client().models.list();
	expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(['grok-4', model]));
});
