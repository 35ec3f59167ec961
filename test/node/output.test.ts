import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { toItem } from '../../nodes/GrokVideo/actions/output';
import type { ProtocolName } from '../../nodes/GrokVideo/providers';
import type { Task } from '../../nodes/GrokVideo/protocols/types';
import { runNode } from '../support/engine';
import {
	createAndWaitParameters,
	items,
	taskParameters,
	createParameters,
} from '../support/parameters';
import { paidRun, workflow } from '../support/runs';
import { runContext } from '../support/runContext';
import { PROTOCOLS, useStandIn } from '../support/standIns';
import { shortPauses } from '../support/time';

const ISO_TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const NO_DOWNLOAD = { downloadVideo: false };

/** Simplified fields of a finished video besides task_id, status, progress, model and result_url. */
const FINISHED: Record<ProtocolName, IDataObject> = {
	newApi: {
		result_url_expires_at: ISO_TIME,
		cost_usd: 0.5,
		cost_quota: 250_000,
		created_at: ISO_TIME,
		finished_at: ISO_TIME,
	},
	xai: { cost_usd: expect.any(Number) as number },
	openAiVideos: { result_url_expires_at: ISO_TIME, created_at: ISO_TIME, finished_at: ISO_TIME },
	openRouter: { cost_usd: expect.any(Number) as number },
};

beforeEach(() => void shortPauses());

describe.each(PROTOCOLS)('with $name', (protocol) => {
	const server = useStandIn(protocol);

	const outputOf = async (parameters: INodeParameters) =>
		(await runNode(workflow(server, parameters))).output[0].json;

	it('a new task has the fields of the create response', async () => {
		const json = await outputOf(createParameters());
		expect(json).toEqual({ task_id: server.tasks[0].id, ...protocol.createdOutput });
	});

	it('every operation returns the documented fields of a finished video', async () => {
		const [{ json }] = (await runNode(paidRun(server))).output;
		const [{ id }] = server.tasks;
		expect(json).toEqual({
			task_id: id,
			status: 'SUCCESS',
			progress: 100,
			model: protocol.model,
			result_url: expect.stringContaining(server.fileUrl),
			...FINISHED[protocol.id],
		});
		const { model, ...withoutModel } = json;
		// OpenRouter's status responses have no model.
		const expected = protocol.id === 'openRouter' ? withoutModel : { model, ...withoutModel };
		expect(await outputOf(taskParameters('get', id))).toEqual(expected);
		expect(await outputOf(taskParameters('wait', id, NO_DOWNLOAD))).toEqual(expected);
	});

	it('a running or failed task has no link, and only a failed task has a reason', async () => {
		server.fail('status', protocol.running(30));
		const running = await outputOf(taskParameters('get', 'task_1'));
		server.setPlan(protocol.failure.plan);
		const failed = await outputOf(taskParameters('get', (await server.createTask()).id));
		expect(running).toMatchObject({ task_id: 'task_1', status: 'IN_PROGRESS' });
		expect(failed).toMatchObject({ status: 'FAILURE', fail_reason: protocol.failure.reason });
		expect(running).not.toHaveProperty('fail_reason');
		for (const json of [running, failed]) {
			expect(json).not.toHaveProperty('result_url');
			expect(json).not.toHaveProperty('result_url_expires_at');
		}
	});

	it("without Simplify, an item is the server's task object with a task_id", async () => {
		const created = await outputOf(createParameters({ simplify: false }));
		const [{ id }] = server.tasks;
		expect(created).toMatchObject({ task_id: id, ...protocol.created(id) });
		const response = protocol.done('https://files.example.com/v.mp4');
		const { data, ...body } = response.body as IDataObject;
		const task = { ...((data as IDataObject | undefined) ?? body), nested: [{ list: [1, null] }] };
		server.fail('status', { ...response, body: data ? { ...body, data: task } : task });
		expect(await outputOf(taskParameters('get', id, { simplify: false }))).toEqual({
			...task,
			task_id: id,
		});
	});
});

describe('the output', () => {
	const server = useStandIn(PROTOCOLS[0]);
	const START = 1780000000;

	it('of a tool has only the selected fields and the task_id', async () => {
		const selected = { output: 'selected', selectedFields: ['status', 'fail_reason'] };
		const { output } = await runNode(paidRun(server, selected, { asTool: true }));
		expect(output[0].json).toEqual({ task_id: server.tasks[0].id, status: 'SUCCESS' });
	});

	it('is paired with the input items', async () => {
		for (let n = 0; n < 3; n++) await server.createTask();
		const input = items(...server.tasks.map(({ id }) => ({ id })));
		const get = workflow(server, taskParameters('get', '={{ $json.id }}'), { input });
		const { output } = await runNode(get);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
		expect(output.map(({ json }) => json.task_id)).toEqual(input.map(({ json }) => json.id));
	});

	it('is empty without input', async () => {
		const { output } = await runNode(workflow(server, createParameters(), { input: [] }));
		expect(output).toEqual([]);
		expect(server.requests).toHaveLength(0);
	});

	/** The output of Get Status for a task with these fields. */
	async function statusOutput(data: IDataObject, parameters: INodeParameters = {}) {
		const defaults = {
			task_id: 'task_1',
			status: 'SUCCESS',
			result_url: 'https://a.example/v.mp4',
		};
		const body = { code: 'success', message: '', data: { ...defaults, ...data } };
		server.fail('status', { status: 200, body });
		const get = workflow(server, taskParameters('get', 'task_1', parameters));
		return (await runNode(get)).output[0].json;
	}

	it('keeps fields of the create response that the status lacks', async () => {
		server.setPlan({ documentedFieldsOnly: true, expired: true });
		const { output } = await runNode(workflow(server, createAndWaitParameters()));
		expect(output[0].json).toMatchObject({ status: 'SUCCESS', model: 'grok-image-video' });
		expect(output[0].json.created_at).toEqual(ISO_TIME);
		expect(output[0].binary).toBeDefined();
	});

	it('has a link that expires an hour after its task ends', async () => {
		const json = await statusOutput({ submit_time: START, finish_time: START + 90 });
		expect(json.created_at).toBe('2026-05-28T20:26:40.000Z');
		expect(json.finished_at).toBe('2026-05-28T20:28:10.000Z');
		expect(json.result_url_expires_at).toBe('2026-05-28T21:28:10.000Z');
	});

	it('keeps the task ID if the gateway does not repeat it', async () => {
		expect((await statusOutput({ task_id: '', status: 'QUEUED' })).task_id).toBe('task_1');
		expect((await statusOutput({ task_id: '' }, { simplify: false })).task_id).toBe('task_1');
	});
});

describe('an item', () => {
	const run = runContext();
	const task: Task = { id: 'task_1', status: 'QUEUED', raw: {} };
	const pairedItem = { item: 2 };

	it('has binary data and timed_out only if they apply', () => {
		const json = { task_id: 'task_1', status: 'QUEUED' };
		const binary = { data: { data: '', mimeType: 'video/mp4' } };
		expect(toItem(run, task, 2, 'simplified')).toStrictEqual({ json, pairedItem });
		expect(toItem(run, task, 2, ['status'], { binary })).toStrictEqual({
			json,
			binary,
			pairedItem,
		});
		const raw = { task_id: 'task_1', timed_out: true };
		expect(toItem(run, task, 2, 'raw', { timedOut: true })).toStrictEqual({
			json: raw,
			pairedItem,
		});
	});

	it.each([
		['a long data URL', `DATA:${'A'.repeat(36)}`, `DATA:${'A'.repeat(35)}…`],
		['a short data URL', `data:${'A'.repeat(35)}`],
		['a link that contains a data URL', `https://a.example/?from=data:${'A'.repeat(50)}`],
	])('shortens only long data URLs: %s', (_name, url, expected = url) => {
		const raw = { video: { url } };
		const done: Task = { ...task, raw, resultUrl: url };
		expect(toItem(run, done, 0, 'simplified').json.result_url).toBe(expected);
		expect(toItem(run, done, 0, ['result_url']).json.result_url).toBe(expected);
		expect(toItem(run, done, 0, 'raw').json.video).toEqual({ url: expected });
	});
});
