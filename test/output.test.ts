import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import { toItem } from '../nodes/GrokVideo/task/item';
import { isTaskUnknown, readCreated, readState, type Task } from '../nodes/GrokVideo/task/status';
import type { Answer } from '../nodes/GrokVideo/transport/reply';
import type { JsonObject, Plan } from './gateway/gateway';
import { runNode } from './support/engine';
import { createAndWait, items, ofTask, video } from './support/parameters';
import { workflow } from './support/runs';
import { shortPauses } from './support/time';
import { useGateway } from './support/useGateway';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const TASK = 'task_0123456789abcdef';
const START = 1780000000;

const gateway = useGateway();

beforeEach(() => {
	shortPauses();
});

const outputOf = async (parameters: INodeParameters): Promise<IDataObject> =>
	(await runNode(workflow(gateway, parameters))).output[0].json;

/** What Get Status makes of the gateway's `data`. */
async function shown(data: JsonObject, parameters: INodeParameters = {}): Promise<IDataObject> {
	const body = { code: 'success', message: '', data: { task_id: TASK, ...data } };
	gateway.fail('status', { status: 200, body });
	return await outputOf(ofTask('get', TASK, parameters));
}

const NO_DOWNLOAD = { downloadVideo: false };

describe('a simplified item', () => {
	it('of Create has what is known by then', async () => {
		const json = await outputOf(video());
		expect(json).toEqual({
			task_id: gateway.tasks[0].id,
			status: 'QUEUED',
			progress: 0,
			model: 'grok-image-video',
			created_at: expect.stringMatching(ISO),
		});
	});

	it('of a finished video has the documented fields, and an hour for its URL', async () => {
		const json = await outputOf(createAndWait(NO_DOWNLOAD));
		const [{ id, createdAt }] = gateway.tasks;
		expect(json).toEqual({
			task_id: id,
			status: 'SUCCESS',
			progress: 100,
			model: 'grok-image-video',
			result_url: expect.stringContaining(`${gateway.fileUrl}/vidgen/${id}.mp4`),
			result_url_expires_at: expect.stringMatching(ISO),
			created_at: new Date(Math.floor(createdAt / 1000) * 1000).toISOString(),
			finished_at: expect.stringMatching(ISO),
		});
		const lifetime =
			Date.parse(json.result_url_expires_at as string) - Date.parse(json.finished_at as string);
		expect(lifetime).toBe(60 * 60 * 1000);
	});

	it('is the same for Get Status and Wait, which know the task by its ID only', async () => {
		const json = await outputOf(createAndWait(NO_DOWNLOAD));
		const taskId = gateway.tasks[0].id;
		expect(await outputOf(ofTask('get', taskId))).toEqual(json);
		expect(await outputOf(ofTask('wait', taskId, NO_DOWNLOAD))).toEqual(json);
	});

	it.each<[string, Partial<Plan>, IDataObject]>([
		['a running task', { seconds: Infinity }, { status: 'IN_PROGRESS', progress: 99 }],
		['a gateway that shows little', { seconds: Infinity, bare: true }, { status: 'IN_PROGRESS' }],
		['a waiting task', { seconds: Infinity, statuses: ['QUEUED', 'QUEUED'] }, { status: 'QUEUED' }],
	])('has no URL, end or reason yet for %s', async (_what, plan, expected) => {
		gateway.setPlan(plan);
		await runNode(workflow(gateway, video()));
		const json = await outputOf(ofTask('get', gateway.tasks[0].id));
		expect(json).toMatchObject({ task_id: gateway.tasks[0].id, ...expected });
		for (const name of ['result_url', 'result_url_expires_at', 'fail_reason', 'finished_at']) {
			expect(json).not.toHaveProperty(name);
		}
		if (plan.bare) expect(Object.keys(json)).toEqual(['task_id', 'status', 'progress']);
	});

	it('of a failed task has the reason and no URL, though new-api sends the reason as one', async () => {
		gateway.setPlan({ outcome: 'failure', failReason: '审核未通过' });
		await runNode(workflow(gateway, video()));
		const json = await outputOf(ofTask('get', gateway.tasks[0].id));
		expect(json).toMatchObject({ status: 'FAILURE', progress: 100, fail_reason: '审核未通过' });
		expect(json.finished_at).toMatch(ISO);
		expect(json).not.toHaveProperty('result_url');
		expect(json).not.toHaveProperty('result_url_expires_at');
	});

	it('has the URL that an older gateway sends as the reason', async () => {
		gateway.setPlan({ resultUrl: 'legacy' });
		const json = await outputOf(createAndWait(NO_DOWNLOAD));
		expect(json.result_url).toContain(gateway.fileUrl);
		expect(json).not.toHaveProperty('fail_reason');
	});

	it('has an absolute URL where the gateway gives a path', async () => {
		gateway.setPlan({ resultUrl: 'content-relative' });
		const json = await outputOf(createAndWait(NO_DOWNLOAD));
		expect(json.result_url).toBe(`${gateway.url}/v1/videos/${gateway.tasks[0].id}/content`);
	});

	it.each<[unknown, number | undefined]>([
		['0%', 0],
		['30%', 30],
		['100%', 100],
		['33.4%', 33],
		['50', 50],
		[66, 66],
		['150%', 100],
		[-5, 0],
		['', undefined],
		['soon', undefined],
		[null, undefined],
		[undefined, undefined],
	])('shows the progress %j as %s', async (progress, expected) => {
		const json = await shown({ status: 'IN_PROGRESS', progress });
		expect(json.progress).toBe(expected);
		expect('progress' in json).toBe(expected !== undefined);
	});

	it.each<[string, JsonObject, IDataObject]>([
		['seconds', { submit_time: START, finish_time: START + 90 }, { for: 90 }],
		[
			'milliseconds',
			{ submit_time: START * 1000, finish_time: START * 1000 + 90_000 },
			{ for: 90 },
		],
		['text', { submit_time: String(START), finish_time: String(START + 90) }, { for: 90 }],
		['a creation time only', { created_at: START, finish_time: 0 }, {}],
		['nonsense', { submit_time: START, finish_time: 'never' }, {}],
	])('reads times given as %s', async (_what, times, { for: seconds }) => {
		const json = await shown({
			status: 'SUCCESS',
			result_url: 'https://a.example/v.mp4',
			...times,
		});
		expect(json.created_at).toBe('2026-05-28T20:26:40.000Z');
		expect(json.finished_at).toBe(seconds ? '2026-05-28T20:28:10.000Z' : undefined);
		expect(json.result_url_expires_at).toBe(seconds ? '2026-05-28T21:28:10.000Z' : undefined);
	});

	it('keeps the task ID that was asked for where the gateway does not repeat it', async () => {
		expect((await shown({ task_id: undefined, status: 'QUEUED' })).task_id).toBe(TASK);
	});

	it('does not hold a whole video that came as a data URL, once that is downloaded', async () => {
		gateway.setPlan({ resultUrl: 'data' });
		const json = await outputOf(createAndWait());
		expect(json.result_url).toMatch(/^data:video\/mp4;base64,.{1,30}…$/);
		gateway.reset();
		gateway.setPlan({ resultUrl: 'data' });
		const { result_url } = await outputOf(createAndWait(NO_DOWNLOAD));
		expect(String(result_url).length).toBeGreaterThan(10_000);
	});
});

describe('with Simplify off, an item', () => {
	it('of Create is the answer of the gateway', async () => {
		const [{ json }] = (await runNode(workflow(gateway, video({ simplify: false })))).output;
		const [{ id, createdAt }] = gateway.tasks;
		expect(json).toEqual({
			id,
			task_id: id,
			object: 'video',
			model: 'grok-image-video',
			status: 'queued',
			progress: 0,
			created_at: Math.floor(createdAt / 1000),
		});
	});

	it('has a task_id also where the gateway sends none', async () => {
		gateway.setPlan({ idOnly: true });
		const json = await outputOf(video({ simplify: false }));
		expect(json.task_id).toBe(gateway.tasks[0].id);
	});

	it('of a status is the gateway’s data as it came', async () => {
		const data = {
			status: 'SUCCESS',
			progress: '100%',
			result_url: 'https://a.example/v.mp4',
			fail_reason: '',
			quota: 250000,
			properties: { origin_model_name: 'grok-video-1.5' },
			data: { nested: [1, null] },
		};
		expect(await shown(data, { simplify: false })).toEqual({ task_id: TASK, ...data });
		const { model } = await shown(data);
		expect(model).toBe('grok-video-1.5');
	});
});

const VIDEO_URL = 'https://a.example/v.mp4';

describe('the answer of a status call', () => {
	const read = (data: unknown) => readState({ data }, TASK, 'https://g.example/x');
	/** What is read of a task that is known to be there. */
	const taskIn = (data: JsonObject): Partial<Task> => {
		const state = read({ status: 'SUCCESS', ...data });
		return state.state === 'unreadable' ? {} : state.task;
	};

	it.each([[undefined], [null], ['SUCCESS'], [[]], [{}], [{ status: ' ' }], [{ status: null }]])(
		'cannot be read when its data is %j',
		(data) => {
			expect(read(data)).toEqual({ state: 'unreadable' });
		},
	);

	it.each([[null], ['SUCCESS'], [{ status: 'SUCCESS' }]])('cannot be read in %j', (json) => {
		expect(readState(json, TASK, 'https://g.example')).toEqual({ state: 'unreadable' });
	});

	it.each<[string, JsonObject, string]>([
		['SUCCESS', { result_url: VIDEO_URL }, 'done'],
		[' success ', { result_url: VIDEO_URL }, 'done'],
		['SUCCESS', {}, 'running'],
		['FAILURE', { result_url: VIDEO_URL }, 'failed'],
		['Failure', {}, 'failed'],
		['IN_PROGRESS', { result_url: VIDEO_URL, fail_reason: VIDEO_URL }, 'running'],
	])('with the status "%s" and %j says %s', (status, data, expected) => {
		const state = read({ status, ...data });
		expect(state).toMatchObject({ state: expected, task: { status: status.trim().toUpperCase() } });
	});

	it('is kept as a whole', () => {
		const data = {
			task_id: 'another',
			status: 'success',
			progress: '100%',
			properties: { origin_model_name: 'origin' },
			model: 'model',
			result_url: VIDEO_URL,
			submit_time: START,
			created_at: START + 1,
			finish_time: START + 2,
		};
		expect(read(data)).toEqual({
			state: 'done',
			resultUrl: VIDEO_URL,
			task: {
				id: 'another',
				status: 'SUCCESS',
				progress: 100,
				model: 'origin',
				resultUrl: VIDEO_URL,
				createdAt: START,
				finishedAt: START + 2,
				raw: data,
			},
		});
		expect(taskIn({ model: 'model', created_at: START + 1 })).toMatchObject({
			id: TASK,
			model: 'model',
			createdAt: START + 1,
		});
	});

	it.each([
		[VIDEO_URL, VIDEO_URL],
		['HTTPS://A.example/v.mp4', 'HTTPS://A.example/v.mp4'],
		['ftp://a.example/v.mp4', 'ftp://a.example/v.mp4'],
		['x-a+b.2:v', 'x-a+b.2:v'],
		['/v1/videos/1/content', 'https://g.example/v1/videos/1/content'],
		['//[', undefined],
		['v.mp4', undefined],
		['(https://a.example/v.mp4)', undefined],
		['note: none', undefined],
	])('that a video lies at "%s" means %s, also in fail_reason', (text, url) => {
		expect(taskIn({ result_url: text })).toMatchObject({ resultUrl: url });
		expect(taskIn({ fail_reason: text })).toMatchObject({
			resultUrl: url,
			failReason: url === undefined ? text : undefined,
		});
	});

	it('has the URL of a finished video in result_url first, and no URL in a failed one', () => {
		expect(taskIn({ result_url: VIDEO_URL, fail_reason: 'https://b.example' })).toMatchObject({
			resultUrl: VIDEO_URL,
			failReason: undefined,
		});
		const failed = { status: 'FAILURE', result_url: VIDEO_URL, fail_reason: 'policy:blocked' };
		expect(taskIn(failed)).toMatchObject({ resultUrl: undefined, failReason: 'policy:blocked' });
	});

	it.each([
		[START, START],
		[`${START}`, START],
		[START * 1000, START],
		[1e11, undefined],
		[1e14, undefined],
		[0, undefined],
		[-1, undefined],
		['never', undefined],
		[null, undefined],
	])('reads the time %j as %j', (time, seconds) => {
		expect(taskIn({ finish_time: time }).finishedAt).toBe(seconds);
	});

	it.each([
		['100.4%', 100],
		['99.5%', 100],
		['1e999', undefined],
	])('reads the progress %j as %j', (progress, expected) => {
		expect(taskIn({ progress }).progress).toBe(expected);
	});

	it.each([
		[{ code: 'task_not_exist' }, true],
		[{ error: { code: 'task_not_exist' } }, true],
		[{ code: 'other', error: 'task_not_exist' }, false],
		[null, false],
	])('%j says that there is no such task: %s', (json, expected) => {
		const answer: Answer = { kind: 'answer', status: 500, headers: {}, text: '', json };
		expect(isTaskUnknown(answer)).toBe(expected);
	});
});

describe('the answer of a create', () => {
	it.each<[unknown, Partial<Task>]>([
		[{ task_id: 'a', id: 'b' }, { id: 'a' }],
		[{ task_id: '', id: 'b' }, { id: 'b' }],
		[{ id: 7 }, { id: '7' }],
		[{ data: { task_id: 'a', id: 'b' } }, { id: 'a' }],
		[{ data: { id: 'b' } }, { id: 'b' }],
		[
			{ task_id: 'a', status: 'queued', progress: 3, model: 'its own', created_at: START },
			{ status: 'QUEUED', progress: 3, model: 'its own', createdAt: START },
		],
		[
			{ task_id: 'a' },
			{ status: 'SUBMITTED', progress: undefined, model: 'asked for', createdAt: undefined },
		],
	])('%j names the task', (json, expected) => {
		const { data = json } = json as { data?: unknown };
		expect(readCreated(json, 'asked for')).toMatchObject({ ...expected, raw: data });
	});

	it.each([[null], ['a'], [[]], [{}], [{ data: [] }], [{ data: { id: ' ' } }]])(
		'%j names none',
		(json) => {
			expect(readCreated(json, 'asked for')).toBeUndefined();
		},
	);
});

describe('every item', () => {
	it.each([
		['create', video()],
		['createAndWait', createAndWait(NO_DOWNLOAD)],
		['get', ofTask('get', '={{ $json.id }}')],
		['wait', ofTask('wait', '={{ $json.id }}', NO_DOWNLOAD)],
	])('of %s belongs to its input item', async (_operation, parameters) => {
		await runNode(workflow(gateway, video(), { input: items({}, {}, {}) }));
		const input = items(...gateway.tasks.map(({ id }) => ({ id })));
		for (const simplify of [true, false]) {
			const { output } = await runNode(workflow(gateway, { ...parameters, simplify }, { input }));
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2].map((item) => ({ item })),
			);
			if (parameters.taskId) {
				expect(output.map(({ json }) => json.task_id)).toEqual(input.map(({ json }) => json.id));
			}
		}
	});

	it('says by itself to which input it belongs, as n8n can only guess that from the number of items', () => {
		const task = { id: TASK, status: 'QUEUED', raw: {} };
		expect(toItem(task, 2, true).pairedItem).toEqual({ item: 2 });
		expect(toItem(task, 2, false).pairedItem).toEqual({ item: 2 });
	});

	it('has binary data and the mark of a time-out only where there is such', () => {
		const task = { id: TASK, status: 'QUEUED', raw: {} };
		const binary: IBinaryKeyData = { data: { data: '', mimeType: 'video/mp4' } };
		const json = { task_id: TASK, status: 'QUEUED' };
		const pairedItem = { item: 0 };
		expect(toItem(task, 0, true)).toStrictEqual({ json, pairedItem });
		expect(toItem(task, 0, true, { binary })).toStrictEqual({ json, binary, pairedItem });
		expect(toItem(task, 0, false, { timedOut: true })).toStrictEqual({
			json: { task_id: TASK, timed_out: true },
			pairedItem,
		});
	});

	it.each([
		[`DATA:${'A'.repeat(36)}`, `DATA:${'A'.repeat(35)}…`],
		[`data:${'A'.repeat(35)}`, `data:${'A'.repeat(35)}`],
		[`${VIDEO_URL}?from=data:${'A'.repeat(50)}`, `${VIDEO_URL}?from=data:${'A'.repeat(50)}`],
	])('with its video shows the URL %s as %s', (resultUrl, shownUrl) => {
		const task = { id: TASK, status: 'SUCCESS', raw: {}, resultUrl };
		expect(toItem(task, 0, true, { binary: {} }).json.result_url).toBe(shownUrl);
	});

	it('is there only for input that is there', async () => {
		const { output } = await runNode(workflow(gateway, video(), { input: [] }));
		expect(output).toEqual([]);
		expect(gateway.requests).toHaveLength(0);
	});
});
