import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Fault } from '../servers/newApi/gateway';
import { runNode, startNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { createAndWait, ofTask, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { shortPauses, until } from '../support/time';
import { createdBefore, requestsTo, useGateway } from '../support/useGateway';

/** What holds for new-api gateways alone; what holds for every server is tested over all of them. */

const gateway = useGateway();

beforeEach(() => {
	shortPauses(200);
});

const paidRun = (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
	workflow(gateway, createAndWait({ downloadVideo: false, ...parameters }), more);
const wait = (taskId: string) =>
	workflow(gateway, ofTask('wait', taskId, { downloadVideo: false, options: { pollInterval: 1 } }));

describe('what a status means', () => {
	it.each(['UNKNOWN', 'NOT_START', 'SUBMITTED', 'QUEUED', 'IN_PROGRESS', 'SOMETHING_NEW'])(
		'%s keeps waiting, whatever the progress says',
		async (status) => {
			const task = await createdBefore(gateway);
			const data = { task_id: task.id, status, progress: '100%' };
			gateway.fail('status', { status: 200, body: { code: 'success', message: '', data } });
			const { output } = await runNode(wait(task.id));
			expect(output[0].json.status).toBe('SUCCESS');
			expect(requestsTo(gateway, 'status')).toHaveLength(2);
		},
	);

	it('SUCCESS without a URL keeps waiting until the URL is there', async () => {
		gateway.setPlan({ urlDelayPolls: 2 });
		const { output } = await runNode(paidRun());
		expect(output[0].json.result_url).toContain(gateway.fileUrl);
		expect(requestsTo(gateway, 'status')).toHaveLength(3);
	});

	it('the URL of an older gateway is found in fail_reason, and is no reason', async () => {
		gateway.setPlan({ resultUrl: 'legacy' });
		const { output } = await runNode(wait((await createdBefore(gateway)).id));
		expect(output[0].json.result_url).toContain(gateway.fileUrl);
		expect(output[0].json).not.toHaveProperty('fail_reason');
	});

	it('FAILURE of a gateway that sends the documented fields only ends with the reason', async () => {
		gateway.setPlan({ outcome: 'failure', failReason: '内容审核未通过', bare: true });
		const { id } = await createdBefore(gateway);
		const { message } = await failureOf(wait(id));
		expect(message).toBe(`The video generation failed: 内容审核未通过 (task ID: ${id})`);
	});

	it('what the create call said stays known where the status says less', async () => {
		const said = { model: 'grok-image-video', created_at: expect.stringContaining('T') as string };
		gateway.setPlan({ bare: true });
		const { output } = await runNode(paidRun());
		expect(output[0].json).toMatchObject({ status: 'SUCCESS', ...said });
		gateway.setPlan({ bare: true, expired: true });
		const [{ json, binary }] = (await runNode(paidRun({ downloadVideo: true }))).output;
		expect(json).toMatchObject(said);
		expect(binary).toBeDefined();
	});
});

describe('503 comes from the gateway’s own door, so a create is sent again', () => {
	it.each<[string, Fault]>([
		['in its own JSON', { status: 503, body: { error: { message: '服务不可用', code: '' } } }],
		['with a time to wait', { status: 503, body: '<html>', headers: { 'retry-after': '1' } }],
	])('%s', async (_name, fault) => {
		gateway.fail('create', fault, { times: 2 });
		const { output } = await runNode(workflow(gateway, video()));
		expect(output[0].json.task_id).toBe(gateway.tasks[0].id);
		expect([requestsTo(gateway, 'create').length, gateway.tasks.length]).toEqual([3, 1]);
	});
});

describe('a task that exists is named', () => {
	it.each<[string, number, IDataObject | string]>([
		['in data.task_id of an error', 502, { code: 'bad_gateway', data: { task_id: 'task_odd' } }],
		['in id of an error', 502, { id: 'task_odd' }],
		['in data alone', 200, { data: 'task_odd' }],
		['in a list', 200, '[{"task_id":"task_odd"}]'],
		['in a list of data', 200, { data: [{ task_id: 'task_odd' }] }],
	])('when its ID stands %s', async (_where, status, body) => {
		gateway.fail('create', { status, body });
		const { output } = await runNode(workflow(gateway, video()));
		expect(output[0].json.task_id).toBe('task_odd');
	});

	it('by our ID, when the gateway answers with that of its supplier', async () => {
		const { id } = await createdBefore(gateway);
		const data = { status: 'IN_PROGRESS', task_id: 'upstream-77' };
		for (const [simplify, task_id] of [
			[true, 'upstream-77'],
			[false, 'upstream-77'],
			[false, ''],
		] as const) {
			gateway.fail('status', { status: 200, body: { data: { ...data, task_id } } });
			const { output } = await runNode(workflow(gateway, ofTask('get', id, { simplify })));
			expect(output[0].json.task_id).toBe(id);
		}
	});
});

it('a stop in the middle of a file from the gateway itself ends the transfer', async () => {
	gateway.setPlan({ resultUrl: 'content' });
	gateway.fail('content', 'stall');
	const execution = await startNode(workflow(gateway, createAndWait()));
	await until(() => gateway.tasks[0]?.downloads === 1);
	execution.cancel();
	expect((await execution.done).run.status).toBe('canceled');
	await gateway.idle();
	expect(gateway.tasks[0].aborted).toBe(1);
});
