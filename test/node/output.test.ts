import type { IBinaryKeyData, IDataObject, INodeParameters } from 'n8n-workflow';
import type { Task } from '../../nodes/GrokVideo/protocols/types';
import { toItem } from '../../nodes/GrokVideo/actions/output';
import type { JsonObject, Plan } from '../servers/newApi/gateway';
import { runNode } from '../support/engine';
import { createAndWait, items, ofTask, video } from '../support/parameters';
import { workflow } from '../support/runs';
import { shortPauses } from '../support/time';
import { runContext } from '../support/runContext';
import { useGateway } from '../support/useGateway';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const TASK = 'task_0123456789abcdef';
const START = 1780000000;
const VIDEO_URL = 'https://a.example/v.mp4';

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
			cost_usd: 0.5,
			cost_quota: 250000,
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
			result_url: VIDEO_URL,
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
			result_url: VIDEO_URL,
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

describe('every item', () => {
	const run = runContext();

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
		const task: Task = { id: TASK, status: 'QUEUED', raw: {} };
		expect(toItem(run, task, 2, 'simplified').pairedItem).toEqual({ item: 2 });
		expect(toItem(run, task, 2, 'raw').pairedItem).toEqual({ item: 2 });
		expect(toItem(run, task, 2, ['status']).pairedItem).toEqual({ item: 2 });
	});

	it('has binary data and the mark of a time-out only where there is such', () => {
		const task: Task = { id: TASK, status: 'QUEUED', raw: {} };
		const binary: IBinaryKeyData = { data: { data: '', mimeType: 'video/mp4' } };
		const json = { task_id: TASK, status: 'QUEUED' };
		const pairedItem = { item: 0 };
		expect(toItem(run, task, 0, 'simplified')).toStrictEqual({ json, pairedItem });
		expect(toItem(run, task, 0, 'simplified', { binary })).toStrictEqual({
			json,
			binary,
			pairedItem,
		});
		expect(toItem(run, task, 0, 'raw', { timedOut: true })).toStrictEqual({
			json: { task_id: TASK, timed_out: true },
			pairedItem,
		});
	});

	it.each([
		[`DATA:${'A'.repeat(36)}`, `DATA:${'A'.repeat(35)}…`],
		[`data:${'A'.repeat(35)}`, `data:${'A'.repeat(35)}`],
		[`${VIDEO_URL}?from=data:${'A'.repeat(50)}`, `${VIDEO_URL}?from=data:${'A'.repeat(50)}`],
	])('with its video shows the URL %s as %s', (resultUrl, shownUrl) => {
		const task: Task = { id: TASK, status: 'SUCCESS', raw: {}, resultUrl };
		expect(toItem(run, task, 0, 'simplified', { binary: {} }).json.result_url).toBe(shownUrl);
	});

	it('is there only for input that is there', async () => {
		const { output } = await runNode(workflow(gateway, video(), { input: [] }));
		expect(output).toEqual([]);
		expect(gateway.requests).toHaveLength(0);
	});
});
