import { openAiVideos, sizeOf } from '../../../nodes/GrokVideo/protocols/openAiVideos';
import { response } from '../../support/responses';

const TASK = 'task_Ab12';
const VIDEO = 'https://files.example/v.mp4';
const SERVER = { taskId: TASK, baseUrl: 'https://gateway.example/openai', isOfficial: false };
const CONTENT_URL = `https://gateway.example/openai/v1/videos/${TASK}/content`;

describe('create request', () => {
	it.each([
		['480p', '854x480 480x854 480x480 640x480 480x640 720x480 480x720'],
		['720p', '1280x720 720x1280 720x720 960x720 720x960 1080x720 720x1080'],
		['1080p', '1920x1080 1080x1920 1080x1080 1440x1080 1080x1440 1620x1080 1080x1620'],
	])('has the size for each aspect ratio at %s', (resolution, sizes) => {
		const ratios = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
		expect(ratios.map((ratio) => sizeOf(ratio, resolution)).join(' ')).toBe(sizes);
		const unknown = [sizeOf('', resolution), sizeOf('wide', resolution), sizeOf('16:9', '4K')];
		expect(unknown).toEqual([undefined, undefined, undefined]);
	});

	it.each<[string, number, string, string | undefined]>([
		['seconds: Invalid input: expected number, received string', 400, 'auto', 'integer_seconds'],
		['cannot unmarshal number into Go type string', 400, 'integer_seconds', 'auto'],
		['invalid size 854x480', 400, 'auto', 'no_size'],
		['size must be one of 720x1280, 1280x720', 422, 'auto', 'no_size'],
		['invalid size 854x480', 400, 'no_size', undefined],
		['The image is too large', 400, 'auto', undefined],
	])(
		'rejected with "%s" (%i) in form %s has the next form %s',
		(message, status, form, nextForm) => {
			const rejection = response({ error: { message } }, status);
			expect(openAiVideos.fallbackForm!(rejection, form)).toBe(nextForm);
		},
	);
});

describe('create response', () => {
	it('names the task by its id, even a long one from LiteLLM', () => {
		const id = `video_${'aB+/='.repeat(50)}`;
		const created = openAiVideos.readCreated(response({ id, request_id: 'req' }));
		expect(created?.id).toBe(id);
	});

	it.each<[unknown, boolean]>([
		[{ error: { message: '模型 x 无可用渠道', code: 'model_not_found' } }, true],
		[{ error: { message: 'Service Unavailable' } }, false], // from the supplier
	])('with HTTP 503 and %j is a rejection: %s', (body, isRejected) => {
		expect(openAiVideos.isRejection(response(body, 503))).toBe(isRejected);
	});
});

describe('status response', () => {
	const read = (body: unknown, status = 200) =>
		openAiVideos.readTask(response(body, status), SERVER);

	it.each<[unknown, string, number | undefined]>([
		[{ id: TASK, object: 'video', status: 'in_progress', progress: 42 }, 'IN_PROGRESS', 42],
		[{ id: TASK, object: 'video' }, 'QUEUED', undefined],
		[{ id: TASK, status: 'Something', completed_at: 1790000000 }, 'IN_PROGRESS', undefined],
	])('describes a running task: %j', (body, status, progress) => {
		const state = read(body, 202);
		expect(state).toMatchObject({ state: 'running', task: { id: TASK, status } });
		expect(state?.task.progress).toBe(progress);
		expect(state?.task).not.toHaveProperty('finishedAt');
	});

	it('uses the content URL of a finished task without a link', () => {
		const body = {
			id: TASK,
			object: 'video',
			model: 'm',
			status: 'completed',
			created_at: 1790000000,
			completed_at: 1790000060,
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
				resultUrl: CONTENT_URL,
				contentUrl: CONTENT_URL,
				raw: body,
			},
		});
	});

	it('describes a finished task with a link', () => {
		const body = { id: TASK, status: 'completed', error: null, url: VIDEO, video_url: '' };
		const task = { resultUrl: VIDEO, contentUrl: CONTENT_URL };
		expect(read(body)).toMatchObject({ state: 'done', task });
	});

	it('with the status completed and an error is a failure that was charged', () => {
		const error = { code: 'invalid_argument', message: 'Too dark.' };
		const state = read({ id: TASK, status: 'completed', progress: 100, error });
		expect(state).toMatchObject({ state: 'failed', cause: undefined, canRecreate: false });
	});

	it.each<[unknown, string, boolean]>([
		[{ code: 'service_unavailable', message: 'Busy.' }, 'Busy. (service_unavailable)', true],
		[{ code: 'internal_error', message: 'Oh.' }, 'Oh. (internal_error)', false],
		['Too dark.', 'Too dark.', false],
	])('describes a failed task with the error %j', (error, failReason, canRecreate) => {
		const state = read({ id: TASK, status: 'failed', error });
		expect(state).toMatchObject({ state: 'failed', canRecreate, task: { failReason } });
	});

	it('is unreadable if it is an error', () => {
		expect(read({ error: { message: 'No.' } })).toBeUndefined();
	});
});

it('reads models at the origin and above and below the base URL, and the balance at the origin', () => {
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
