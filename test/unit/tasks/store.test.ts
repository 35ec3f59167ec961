import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { redactor } from '../../../nodes/GrokVideo/http/redact';
import { TaskStore } from '../../../nodes/GrokVideo/tasks/store';

/** What n8n keeps of a node between its attempts. */
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

/** Sends a create in one attempt, which gets no answer yet. */
async function send(execution: Execution, identity = 'request') {
	const store = openStore(execution);
	const record = store.start(await store.slotOf(0, request(identity)));
	store.update(record, { state: 'sending' });
	return { store, record };
}

/** Creates a task in one attempt. */
async function create(execution: Execution, taskId: string, identity = 'request') {
	const { store, record } = await send(execution, identity);
	store.update(record, { state: 'created', taskId });
	return { store, record };
}

/** The task that another attempt resumes. */
async function resumed(execution: Execution, identity = 'request') {
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
		expect(await resumed(execution)).toBeUndefined();
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
	])('uses a late response that comes %s', async (_when, hasBegun) => {
		const execution = { saved: {} };
		const { store, record } = await send(execution);
		store.close(false);
		const early = openStore(execution);
		store.update(record, { state: 'created', taskId: 'task_1' });
		const retry = hasBegun ? early : openStore(execution);
		expect(retry.resume(await retry.slotOf(0, request()))?.taskId).toBe('task_1');
	});

	it('keeps a late response that comes after the retry has reported an unknown outcome', async () => {
		const execution = { saved: {} };
		const { store, record } = await send(execution);
		store.close(false);
		const retry = openStore(execution);
		expect(retry.unknownOutcome(await retry.slotOf(0, request()))).toBeDefined();
		store.update(record, { state: 'created', taskId: 'task_1' });
		retry.close(false);
		expect(await resumed(execution)).toBe('task_1');
	});
});

describe('the tool of an agent', () => {
	const tool = (saved: IDataObject, json: IDataObject = {}): Execution => {
		return { saved, json, type: 'grokVideoTool' };
	};

	it('resumes for each of two parallel calls its own task', async () => {
		const saved = {};
		const first = await create(tool(saved, { toolCallId: 'a' }), 'task_1');
		const second = await create(tool(saved, { toolCallId: 'b' }), 'task_2');
		for (const { store } of [first, second]) store.close(false);
		expect(await resumed(tool(saved, { toolCallId: 'b' }))).toBe('task_2');
	});

	it('resumes a video that failed to arrive in a later call with the same arguments', async () => {
		const saved = {};
		const { store } = await create(tool(saved, { toolCallId: 'a' }), 'task_1');
		expect(await resumed(tool(saved, { toolCallId: 'b' }))).toBeUndefined(); // a parallel call
		store.close(false);
		expect(await resumed(tool(saved, { toolCallId: 'b' }), 'random 2')).toBeUndefined();
		expect(await resumed(tool(saved, { toolCallId: 'b' }))).toBe('task_1');
	});

	it('knows the tasks of earlier calls in the same execution', async () => {
		const saved = {};
		const first = await send(tool(saved), '1');
		const second = await create(tool(saved), 'task_2', '2');
		for (const { store } of [first, second]) store.close(false);
		const later = openStore(tool(saved));
		expect(later.idsOfEarlierCalls()).toEqual(['task_2']);
		expect(later.hasUnknownOutcome()).toBe(true);
		const elsewhere = openStore({ ...tool(saved), id: '2' });
		expect(elsewhere.idsOfEarlierCalls()).toEqual([]);
		expect(elsewhere.hasUnknownOutcome()).toBe(false);
	});
});

it('returns the tasks in the order of the items, or only those of this execution', async () => {
	const saved = {};
	const store = openStore({ saved });
	for (const item of [1, 0]) {
		const record = store.start(await store.slotOf(item, request(`request ${item}`)));
		store.update(record, { state: 'created', taskId: `task_${item}` });
	}
	const ids = (opened: TaskStore) => opened.all().map(({ taskId }) => taskId);
	expect(ids(store)).toEqual(['task_0', 'task_1']);
	store.close(false);
	const retried = openStore({ saved, id: '2' });
	expect(ids(retried)).toEqual(['task_0', 'task_1']);
	expect(retried.ofExecution()).toEqual([]);
});

it('does not save a task that the user named', () => {
	const saved: IDataObject = {};
	const store = openStore({ saved });
	store.update(store.track(0, 'task_1'), { state: 'finished' });
	store.close(false);
	expect(saved).toEqual({});
});

it('does not save a key that a task ID contains', async () => {
	const saved = {};
	await create({ saved }, 'task-sk-secret-0123456789');
	expect(JSON.stringify(saved)).toContain('task-[API key]');
	expect(JSON.stringify(saved)).not.toContain('sk-secret');
});
