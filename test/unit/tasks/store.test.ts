import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { redactor } from '../../../nodes/GrokVideo/http/redact';
import { TaskStore } from '../../../nodes/GrokVideo/tasks/store';

/** What n8n keeps between the attempts of a node. */
interface Execution {
	saved: IDataObject;
	type?: string;
	id?: string;
	json?: IDataObject;
}

function openStore(execution: Execution): TaskStore {
	const { saved, type = 'grokVideo', id = '1', json = {} } = execution;
	const context = {
		getNode: () => ({ type, parameters: { prompt: 'A red car' } }),
		getContext: () => saved,
		getExecutionId: () => id,
		getInputData: () => [{ json }, { json }],
		getWorkflowDataProxy: () => ({ $runIndex: 0 }),
	} as unknown as IExecuteFunctions;
	return new TaskStore({
		context,
		endpoint: { baseUrl: 'https://gateway.example' } as never,
		properties: [],
		isTool: type.endsWith('Tool'),
		redact: redactor(['sk-secret-0123456789']),
	});
}

const request = (identity = 'request') => ({ identity, media: [] });

/** Starts an attempt that sends a create and has no response yet. */
async function send(execution: Execution, identity = 'request') {
	const store = openStore(execution);
	const record = store.start(await store.slotOf(0, request(identity)));
	store.update(record, { state: 'sending' });
	return { store, record };
}

/** Starts an attempt that creates a task. */
async function create(execution: Execution, taskId: string, identity = 'request') {
	const { store, record } = await send(execution, identity);
	store.update(record, { state: 'created', taskId });
	return { store, record };
}

/** The task that a new attempt resumes. */
async function resumedTaskId(execution: Execution, identity = 'request') {
	const store = openStore(execution);
	return store.resume(await store.slotOf(0, request(identity)))?.taskId;
}

describe('Retry On Fail', () => {
	it('resumes the task of the same item once, even if the request has changed', async () => {
		const execution = { saved: {} };
		const { store } = await create(execution, 'task_1', 'random 1');
		store.close(false);
		const retry = openStore(execution);
		expect(retry.resume(await retry.slotOf(0, request('random 2')))?.taskId).toBe('task_1');
		expect(retry.resume(await retry.slotOf(0, request('random 3')))).toBeUndefined();
	});

	it('does not resume a failed task that was not billed', async () => {
		const execution = { saved: {} };
		const { record, store } = await create(execution, 'task_1');
		store.update(record, { state: 'failed', canRecreate: true });
		store.close(false);
		expect(await resumedTaskId(execution)).toBeUndefined();
	});

	it('does not repeat a create that is still waiting for its response', async () => {
		const execution = { saved: {} };
		await send(execution);
		const retry = openStore(execution);
		const error = retry.unknownOutcome(await retry.slotOf(0, request()));
		expect(error?.text).toContain('The node did not send the request again.');
	});

	it.each([
		['before the retry', false],
		['after the retry has begun', true],
	])('uses a late response that arrives %s', async (_name, hasBegun) => {
		const execution = { saved: {} };
		const { store, record } = await send(execution);
		store.close(false);
		const startedRetry = openStore(execution);
		store.update(record, { state: 'created', taskId: 'task_1' });
		const retry = hasBegun ? startedRetry : openStore(execution);
		expect(retry.resume(await retry.slotOf(0, request()))?.taskId).toBe('task_1');
	});

	it('keeps a late response that arrives after the retry reported an unknown outcome', async () => {
		const execution = { saved: {} };
		const { store, record } = await send(execution);
		store.close(false);
		const retry = openStore(execution);
		expect(retry.unknownOutcome(await retry.slotOf(0, request()))).toBeDefined();
		store.update(record, { state: 'created', taskId: 'task_1' });
		retry.close(false);
		expect(await resumedTaskId(execution)).toBe('task_1');
	});
});

describe('the tool of an AI agent', () => {
	const tool = (saved: IDataObject, json: IDataObject = {}): Execution => ({
		saved,
		json,
		type: 'grokVideoTool',
	});

	it('resumes the task of the same call, not of a parallel one', async () => {
		const saved = {};
		const first = await create(tool(saved, { toolCallId: 'a' }), 'task_1');
		const second = await create(tool(saved, { toolCallId: 'b' }), 'task_2');
		for (const { store } of [first, second]) store.close(false);
		expect(await resumedTaskId(tool(saved, { toolCallId: 'b' }))).toBe('task_2');
	});

	it('resumes an unfinished video in a later call with the same arguments', async () => {
		const saved = {};
		const { store } = await create(tool(saved, { toolCallId: 'a' }), 'task_1');
		const otherCall = tool(saved, { toolCallId: 'b' });
		expect(await resumedTaskId(otherCall)).toBeUndefined(); // a parallel call
		store.close(false);
		expect(await resumedTaskId(otherCall, 'random 2')).toBeUndefined();
		expect(await resumedTaskId(otherCall)).toBe('task_1');
	});

	it('knows the tasks of earlier calls in the same execution', async () => {
		const saved = {};
		const first = await send(tool(saved), '1');
		const second = await create(tool(saved), 'task_2', '2');
		for (const { store } of [first, second]) store.close(false);
		const laterCall = openStore(tool(saved));
		expect(laterCall.idsOfEarlierCalls()).toEqual(['task_2']);
		expect(laterCall.hasUnknownOutcome()).toBe(true);
		const otherExecution = openStore({ ...tool(saved), id: '2' });
		expect(otherExecution.idsOfEarlierCalls()).toEqual([]);
		expect(otherExecution.hasUnknownOutcome()).toBe(false);
	});
});

it('all returns the tasks in item order, ofExecution only those of this execution', async () => {
	const saved = {};
	const store = openStore({ saved });
	for (const itemIndex of [1, 0]) {
		const record = store.start(await store.slotOf(itemIndex, request(`request ${itemIndex}`)));
		store.update(record, { state: 'created', taskId: `task_${itemIndex}` });
	}
	const taskIds = (taskStore: TaskStore) => taskStore.all().map(({ taskId }) => taskId);
	expect(taskIds(store)).toEqual(['task_0', 'task_1']);
	store.close(false);
	const retry = openStore({ saved, id: '2' });
	expect(taskIds(retry)).toEqual(['task_0', 'task_1']);
	expect(retry.ofExecution()).toEqual([]);
});

it('does not save a task that the user specified', () => {
	const saved: IDataObject = {};
	const store = openStore({ saved });
	store.update(store.track(0, 'task_1'), { state: 'finished' });
	store.close(false);
	expect(saved).toEqual({});
});

it('redacts a key in a saved task ID', async () => {
	const saved = {};
	await create({ saved }, 'task-sk-secret-0123456789');
	expect(JSON.stringify(saved)).toContain('task-[API key]');
	expect(JSON.stringify(saved)).not.toContain('sk-secret');
});
