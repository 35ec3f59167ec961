import { openAiVideos } from '../../../nodes/GrokVideo/protocols/openAiVideos';
import { sizeOf } from '../../../nodes/GrokVideo/protocols/openAiVideos';
import type { VideoRequest } from '../../../nodes/GrokVideo/protocols/types';
import { response } from '../../support/responses';

const TASK = 'task_Ab12';
const VIDEO = 'https://files.example/v.mp4';
const SERVER = { taskId: TASK, baseUrl: 'https://gateway.example/openai', isOfficial: false };
const CONTENT = `https://gateway.example/openai/v1/videos/${TASK}/content`;

const IMAGE = 'https://example.com/a.png';
const OTHER = 'data:image/png;base64,AAAA';
const REQUEST: VideoRequest = {
	model: 'grok-imagine-video-1.5',
	prompt: 'A paper boat',
	mode: 'text',
	seconds: 6,
	aspectRatio: '9:16',
	resolution: '720p',
	images: [],
	frames: [],
	voices: [],
	form: 'auto',
	extraBody: {},
	result: { generateAudio: true, fileName: 'a.mp4' },
};
const BODY = {
	model: 'grok-imagine-video-1.5',
	prompt: 'A paper boat',
	seconds: '6',
	size: '720x1280',
	aspect_ratio: '9:16',
	resolution: '720p',
};

describe('create request', () => {
	it.each<[string, Partial<VideoRequest>, object]>([
		['text', {}, BODY],
		[
			'a first frame, in both fields as text',
			{ mode: 'image', images: [IMAGE], aspectRatio: '' },
			{ ...BODY, size: '1280x720', aspect_ratio: '16:9', image: IMAGE, input_reference: IMAGE },
		],
		[
			'reference images, in both fields',
			{ mode: 'images', images: [IMAGE, OTHER] },
			{ ...BODY, reference_images: [IMAGE, OTHER], images: [IMAGE, OTHER] },
		],
		[
			'one reference image',
			{ mode: 'images', images: [IMAGE] },
			{ ...BODY, reference_images: [IMAGE] },
		],
		['an integer length', { form: 'integer_seconds' }, { ...BODY, seconds: 6 }],
		[
			'an integer length and a first frame in one field',
			{ form: 'integer_seconds', mode: 'image', images: [IMAGE] },
			{ ...BODY, seconds: 6, image: IMAGE },
		],
		['no size', { form: 'no_size' }, { ...BODY, size: undefined }],
		[
			"the server's defaults",
			{ aspectRatio: '', resolution: '' },
			{ model: 'grok-imagine-video-1.5', prompt: 'A paper boat', seconds: '6' },
		],
		[
			'what only some servers read, in the extra body',
			{ extraBody: { generate_audio: false, last_frame: OTHER, model: 'x' } },
			{ ...BODY, generate_audio: false, last_frame: OTHER },
		],
	])('%s', (_what, more, body) => {
		const call = openAiVideos.createVideo({ ...REQUEST, ...more });
		expect(call).toMatchObject({ method: 'POST', path: '/v1/videos' });
		expect(call.body).toEqual(body);
	});

	it.each([
		['480p', ['854x480', '480x854', '480x480', '640x480', '480x640', '720x480', '480x720']],
		['720p', ['1280x720', '720x1280', '720x720', '960x720', '720x960', '1080x720', '720x1080']],
		[
			'1080p',
			['1920x1080', '1080x1920', '1080x1080', '1440x1080', '1080x1440', '1620x1080', '1080x1620'],
		],
	])('sizes of %s', (resolution, sizes) => {
		const ratios = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
		expect(ratios.map((ratio) => sizeOf(ratio, resolution))).toEqual(sizes);
		expect([sizeOf('', resolution), sizeOf('wide', resolution), sizeOf('16:9', '4K')]).toEqual([
			...[undefined, undefined, undefined],
		]);
	});

	it.each<[string, number, string, string | undefined]>([
		[
			'{"error":{"message":"Invalid input: expected number, received string","path":["seconds"]}}',
			400,
			'auto',
			'integer_seconds',
		],
		[
			'{"detail":[{"loc":["body","seconds"],"msg":"Input should be a valid integer"}]}',
			422,
			'auto',
			'integer_seconds',
		],
		[
			'{"code":"invalid_request","message":"json: cannot unmarshal number into Go struct field TaskSubmitReq.seconds of type string"}',
			400,
			'integer_seconds',
			'auto',
		],
		['{"error":{"message":"seconds must be between 1 and 15"}}', 400, 'auto', undefined],
		['{"error":{"message":"n must be an integer"}}', 400, 'auto', undefined],
		['{"error":{"message":"invalid size 854x480","param":"size"}}', 400, 'auto', 'no_size'],
		['{"error":{"message":"size must be one of 720x1280, 1280x720"}}', 400, 'auto', 'no_size'],
		['{"error":{"message":"invalid size 854x480"}}', 400, 'no_size', undefined],
		['{"error":{"message":"The image is too large"}}', 400, 'auto', undefined],
		['{"error":{"message":"seconds must be an integer"}}', 500, 'auto', undefined],
	])('%s with HTTP %i after the form %s: %s', (text, status, form, other) => {
		expect(openAiVideos.otherForm!(response(text, status), form)).toBe(other);
	});
});

describe('create response', () => {
	const created = (body: unknown, status = 200) => openAiVideos.readCreated(response(body, status));

	it.each<[string, unknown, string]>([
		['id', { id: TASK, object: 'video', status: 'queued', progress: 0 }, TASK],
		['task_id', { task_id: TASK }, TASK],
		['request_id', { request_id: TASK }, TASK],
		['video_id', { video_id: TASK }, TASK],
		['in data', { data: { id: TASK } }, TASK],
		['after keep-alive whitespace', `\n\n  {"id":"${TASK}"}`, TASK],
		["LiteLLM's long ID", { id: `video_${'aB+/='.repeat(50)}` }, `video_${'aB+/='.repeat(50)}`],
	])('names the task: %s', (_where, body, id) => {
		expect(created(body)?.id).toBe(id);
	});

	it("CLIProxyAPI's error looks like a task, but names none", () => {
		const body = {
			object: 'video',
			status: 'failed',
			progress: 0,
			id: 'video_1',
			model: 'm',
			error: { code: 'bad', message: 'No.' },
		};
		expect(created(body, 400)).toBeUndefined();
		expect(openAiVideos.isRejection(response(body, 400))).toBe(true);
		expect(openAiVideos.readError(response(body, 400))).toMatchObject({
			message: 'No.',
			code: 'bad',
		});
	});

	it.each<[string, number, unknown, boolean]>([
		['a rejected request', 400, {}, true],
		['no credit', 402, {}, true],
		['a retired model', 410, {}, true],
		[
			'no channel for the model',
			503,
			{ error: { message: '分组 default 下模型 x 无可用渠道', code: 'model_not_found' } },
			true,
		],
		['success: false', 200, { success: false }, true],
		["the supplier's overload", 503, { error: { message: 'Service Unavailable' } }, false],
		['a redirect', 303, {}, false],
		['an error', 500, {}, false],
	])('%s with HTTP %i: rejected', (_what, status, body, isRejected) => {
		expect(openAiVideos.isRejection(response(body, status))).toBe(isRejected);
	});
});

describe('status response', () => {
	const read = (body: unknown, status = 200) =>
		openAiVideos.readTask(response(body, status), SERVER);

	it('percent-encodes the ID', () => {
		expect(openAiVideos.statusCall('video_a/b+c=').path).toBe('/v1/videos/video_a%2Fb%2Bc%3D');
	});

	it.each<[unknown, string, number | undefined]>([
		[{ id: TASK, object: 'video', status: 'in_progress', progress: 42 }, 'IN_PROGRESS', 42],
		[{ id: '', status: 'queued', progress: '0%' }, 'QUEUED', 0],
		[{ id: TASK, status: 'unknown', progress: null }, 'QUEUED', undefined],
		[{ id: TASK, object: 'video' }, 'QUEUED', undefined],
		[{ id: TASK, status: 'Something', completed_at: 1790000000 }, 'IN_PROGRESS', undefined],
	])('running: %j', (body, status, progress) => {
		const state = read(body, 202);
		expect(state).toMatchObject({ state: 'running', task: { id: TASK, status } });
		expect(state?.task.progress).toBe(progress);
		expect(state?.task).not.toHaveProperty('finishedAt');
	});

	it('done without a link: the file is at the content address', () => {
		const body = {
			id: TASK,
			object: 'video',
			model: 'm',
			status: 'completed',
			progress: 100,
			created_at: 1790000000,
			completed_at: 1790000060,
			seconds: '8',
		};
		expect(read(body)).toEqual({
			state: 'done',
			task: {
				id: TASK,
				status: 'SUCCESS',
				progress: 100,
				model: 'm',
				createdAt: 1790000000,
				finishedAt: 1790000060,
				resultUrl: CONTENT,
				contentUrl: CONTENT,
				raw: body,
			},
		});
	});

	it.each<[string, object]>([
		['video_url', { video_url: VIDEO }],
		['url', { url: VIDEO, video_url: '' }],
		['result_url', { result_url: VIDEO }],
		['video.url', { video: { url: VIDEO } }],
		['output.url', { output: { url: VIDEO } }],
		['metadata.url', { metadata: { url: VIDEO } }],
		['content[0].url', { content: [{ url: VIDEO }] }],
		['data[0].url', { data: [{ url: VIDEO }] }],
	])('done with a link in %s', (_where, more) => {
		expect(read({ id: TASK, status: 'completed', error: null, ...more })).toMatchObject({
			state: 'done',
			task: { resultUrl: VIDEO, contentUrl: CONTENT },
		});
	});

	it('a link of a server without a public address is taken from the base URL', () => {
		const video_url = `http://localhost:3000/v1/videos/${TASK}/content`;
		expect(read({ id: TASK, status: 'completed', video_url })?.task.resultUrl).toBe(CONTENT);
	});

	it('completed with moderation_blocked is moderated, charged and not created again', () => {
		const error = { code: 'moderation_blocked', message: 'Blocked.' };
		expect(read({ id: TASK, status: 'completed', progress: 100, error })).toMatchObject({
			state: 'failed',
			cause: 'moderated',
			canRecreate: false,
			task: { status: 'FAILURE', failReason: 'Blocked. (moderation_blocked)' },
		});
	});

	it('completed with another error and no link is a failure that was charged', () => {
		const error = { code: 'invalid_argument', message: 'Too dark.' };
		expect(read({ id: TASK, status: 'completed', error })).toMatchObject({
			state: 'failed',
			canRecreate: false,
		});
	});

	it.each<[unknown, string, boolean]>([
		[{ code: 'invalid_argument', message: 'Too dark.' }, 'Too dark. (invalid_argument)', false],
		[{ code: 'service_unavailable', message: 'Busy.' }, 'Busy. (service_unavailable)', true],
		[{ code: 'internal_error', message: 'Oh.' }, 'Oh. (internal_error)', false],
		['Too dark.', 'Too dark.', false],
	])('failed with the error %j', (error, failReason, canRecreate) => {
		expect(read({ id: TASK, status: 'failed', error })).toMatchObject({
			state: 'failed',
			canRecreate,
			task: { failReason },
		});
	});

	it.each<[string, unknown, number]>([
		['an unknown task', { code: 'task_not_exist', message: 'task_not_exist', data: null }, 400],
		['an error with HTTP 200', { error: { message: 'No.' } }, 200],
		['a web page', '<html>', 200],
	])('unreadable: %s', (_what, body, status) => {
		expect(read(body, status)).toBeUndefined();
	});
});

it('reads models at the origin, above the base URL and below it, and the balance at the origin', () => {
	const paths = [
		...openAiVideos.modelCalls(),
		...openAiVideos.balance!.flatMap((one) => one.calls()),
	];
	expect(paths.map(({ path, fromOrigin }) => (fromOrigin ? `origin${path}` : path))).toEqual([
		'origin/v1/models',
		'/../v1/models',
		'/v1/models',
		'origin/api/usage/token/',
		'origin/v1/dashboard/billing/subscription',
		'origin/v1/dashboard/billing/usage',
	]);
	expect(openAiVideos.exchangeRate!.call()).toMatchObject({
		path: '/api/status',
		fromOrigin: true,
	});
	const list = response({ object: 'list', data: [{ id: 'a' }] });
	expect(openAiVideos.readModels(list)).toEqual([{ id: 'a' }]);
	expect(openAiVideos.readKey(list)).toBe('accepted');
	expect(openAiVideos.readKey(response('<html>'))).toBeUndefined();
});
