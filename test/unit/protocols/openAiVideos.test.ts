import { openAiVideos, sizeOf } from '../../../nodes/GrokVideo/protocols/openAiVideos';
import type { VideoRequest } from '../../../nodes/GrokVideo/protocols/types';
import { response, videoRequest } from '../../support/responses';

const TASK = 'task_Ab12';
const VIDEO = 'https://files.example/v.mp4';
const SERVER = { taskId: TASK, baseUrl: 'https://gateway.example/openai', isOfficial: false };
const CONTENT = `https://gateway.example/openai/v1/videos/${TASK}/content`;

const MODEL = 'grok-imagine-video-1.5';
const IMAGE = 'https://example.com/a.png';
const IMAGES = [IMAGE, 'data:image/png;base64,AAAA'];
const TEXT = { model: MODEL, prompt: 'A red car', seconds: '4' };
const BODY = { ...TEXT, size: '1280x720', aspect_ratio: '16:9', resolution: '720p' };

describe('create request', () => {
	const images = IMAGES;
	it.each<[string, Partial<VideoRequest>, object]>([
		['auto', {}, BODY],
		['auto', { aspectRatio: '', resolution: '' }, TEXT],
		// A size is needed for the resolution.
		[
			'auto',
			{ mode: 'image', images: [IMAGE], aspectRatio: '' },
			{ ...BODY, image: IMAGE, input_reference: IMAGE },
		],
		['auto', { mode: 'images', images }, { ...BODY, reference_images: images, images }],
		['auto', { mode: 'images', images: [IMAGE] }, { ...BODY, reference_images: [IMAGE] }],
		['auto', { extraBody: { last_frame: IMAGE, model: 'x' } }, { ...BODY, last_frame: IMAGE }],
		['integer_seconds', {}, { ...BODY, seconds: 4 }],
		['integer_seconds', { mode: 'image', images }, { ...BODY, seconds: 4, image: IMAGE }],
		['no_size', {}, { ...BODY, size: undefined }],
	])('in the form %s of %j', (form, more, body) => {
		const call = openAiVideos.createVideo(videoRequest(MODEL, { form, ...more }));
		expect(call).toMatchObject({ method: 'POST', path: '/v1/videos' });
		expect(call.body).toEqual(body);
		const own = Object.keys(body).filter((name) => name !== 'last_frame');
		expect(openAiVideos.reservedFields).toEqual(expect.arrayContaining(own));
	});

	it.each([
		['480p', '854x480 480x854 480x480 640x480 480x640 720x480 480x720'],
		['720p', '1280x720 720x1280 720x720 960x720 720x960 1080x720 720x1080'],
		['1080p', '1920x1080 1080x1920 1080x1080 1440x1080 1080x1440 1620x1080 1080x1620'],
	])('sizes of %s', (resolution, sizes) => {
		const ratios = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
		expect(ratios.map((ratio) => sizeOf(ratio, resolution)).join(' ')).toBe(sizes);
		const unknown = [sizeOf('', resolution), sizeOf('wide', resolution), sizeOf('16:9', '4K')];
		expect(unknown).toEqual([undefined, undefined, undefined]);
	});

	it.each<[string, number, string, string | undefined]>([
		['seconds: Invalid input: expected number, received string', 400, 'auto', 'integer_seconds'],
		['cannot unmarshal number into Go type string', 400, 'integer_seconds', 'auto'],
		['seconds must be between 1 and 15', 400, 'auto', undefined],
		['seconds must be an integer', 500, 'auto', undefined],
		['n must be an integer', 400, 'auto', undefined],
		['invalid size 854x480', 400, 'auto', 'no_size'],
		['size must be one of 720x1280, 1280x720', 422, 'auto', 'no_size'],
		['invalid size 854x480', 400, 'no_size', undefined],
		['The image is too large', 400, 'auto', undefined],
	])('"%s" with HTTP %i after the form %s: %s', (message, status, form, other) => {
		expect(openAiVideos.otherForm!(response({ error: { message } }, status), form)).toBe(other);
	});
});

describe('create response', () => {
	const LONG = `video_${'aB+/='.repeat(50)}`; // LiteLLM
	it.each<[unknown, string]>([
		[{ id: TASK, object: 'video', status: 'queued', progress: 0 }, TASK],
		[{ id: TASK, request_id: 'req' }, TASK],
		[{ task_id: TASK }, TASK],
		[{ data: { id: TASK } }, TASK],
		[`\n\n  {"id":"${TASK}"}`, TASK],
		[{ id: LONG }, LONG],
	])('%j names the task', (body, id) => {
		expect(openAiVideos.readCreated(response(body))?.id).toBe(id);
	});

	it("CLIProxyAPI's error looks like a task, but names none", () => {
		const task = { object: 'video', status: 'failed', progress: 0, id: 'video_1', model: 'm' };
		const error = { code: 'bad', message: 'No.' };
		const rejected = response({ ...task, error }, 400);
		expect(openAiVideos.readCreated(rejected)).toBeUndefined();
		expect(openAiVideos.isRejection(rejected)).toBe(true);
		expect(openAiVideos.readError(rejected)).toMatchObject(error);
	});

	it.each<[number, unknown, boolean]>([
		[400, {}, true],
		[402, {}, true],
		[410, {}, true],
		[
			503,
			{ error: { message: '分组 default 下模型 x 无可用渠道', code: 'model_not_found' } },
			true,
		],
		[503, { error: { message: 'Service Unavailable' } }, false], // of the supplier
		[200, { success: false }, true],
		[303, {}, false],
		[500, {}, false],
	])('HTTP %i %j rejects the request: %s', (status, body, isRejected) => {
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
		[{ id: TASK, object: 'video' }, 'QUEUED', undefined],
		[{ id: TASK, status: 'Something', completed_at: 1790000000 }, 'IN_PROGRESS', undefined],
	])('running: %j', (body, status, progress) => {
		const state = read(body, 202);
		expect(state).toMatchObject({ state: 'running', task: { id: TASK, status } });
		expect(state?.task.progress).toBe(progress);
		expect(state?.task).not.toHaveProperty('finishedAt');
	});

	it('done without a link: the file is at the content address', () => {
		const times = { created_at: 1790000000, completed_at: 1790000060 };
		const body = { id: TASK, object: 'video', model: 'm', status: 'completed', ...times };
		const task = { id: TASK, status: 'SUCCESS', progress: 100, model: 'm', raw: body };
		const known = { createdAt: 1790000000, finishedAt: 1790000060, contentUrl: CONTENT };
		expect(read(body)).toEqual({ state: 'done', task: { ...task, ...known, resultUrl: CONTENT } });
	});

	it.each<[object, string]>([
		[{ video_url: VIDEO }, VIDEO],
		[{ url: VIDEO, video_url: '' }, VIDEO],
		[{ content: [{ url: VIDEO }] }, VIDEO],
		[{ video_url: `http://localhost:3000/v1/videos/${TASK}/content` }, CONTENT],
	])('done with %j', (more, resultUrl) => {
		expect(read({ id: TASK, status: 'completed', error: null, ...more })).toMatchObject({
			state: 'done',
			task: { resultUrl, contentUrl: CONTENT },
		});
	});

	it.each<[unknown, string | undefined]>([
		[{ code: 'moderation_blocked', message: 'Blocked.' }, 'moderated'],
		[{ code: 'invalid_argument', message: 'Too dark.' }, undefined],
	])('completed with the error %j is a failure that was charged', (error, cause) => {
		const state = read({ id: TASK, status: 'completed', progress: 100, error });
		expect(state).toMatchObject({ state: 'failed', cause, canRecreate: false });
	});

	it.each<[unknown, string, boolean]>([
		[{ code: 'invalid_argument', message: 'Too dark.' }, 'Too dark. (invalid_argument)', false],
		[{ code: 'service_unavailable', message: 'Busy.' }, 'Busy. (service_unavailable)', true],
		[{ code: 'internal_error', message: 'Oh.' }, 'Oh. (internal_error)', false],
		['Too dark.', 'Too dark.', false],
	])('failed with the error %j', (error, failReason, canRecreate) => {
		const state = read({ id: TASK, status: 'failed', error });
		expect(state).toMatchObject({ state: 'failed', canRecreate, task: { failReason } });
	});

	it('is unreadable if it is an error', () => {
		const unknown = { code: 'task_not_exist', message: 'task_not_exist', data: null };
		expect(read(unknown, 400)).toBeUndefined();
		expect(read({ error: { message: 'No.' } })).toBeUndefined();
		expect(read('<html>')).toBeUndefined();
	});
});

it('reads models at the origin, above the base URL and below it, and the balance at the origin', () => {
	const balanceCalls = openAiVideos.balance!.flatMap((source) => source.calls());
	const calls = [...openAiVideos.modelCalls(), ...balanceCalls, openAiVideos.exchangeRate!.call()];
	expect(calls.map(({ path, fromOrigin }) => (fromOrigin ? `origin${path}` : path))).toEqual([
		'origin/v1/models',
		'/../v1/models',
		'/v1/models',
		'origin/api/usage/token/',
		'origin/v1/dashboard/billing/subscription',
		'origin/v1/dashboard/billing/usage',
		'origin/api/status',
	]);
});
