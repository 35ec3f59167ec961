import type { IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { redactor } from '../../../nodes/GrokVideo/http/redact';
import { TaskStore } from '../../../nodes/GrokVideo/tasks/store';

/** What n8n keeps of a node between its attempts, and how often it runs it. */
interface Execution {
	saved: IDataObject;
	type?: string;
	id?: string;
	runIndex?: number;
	json?: IDataObject;
	parameters?: INodeParameters;
}

function openStore(execution: Execution): TaskStore {
	const { saved, type = 'grokVideo', id = '1', runIndex = 0, json = {}, parameters } = execution;
	const context = {
		getNode: () => ({ type, parameters: parameters ?? { prompt: 'A red car' } }),
		getContext: () => saved,
		getExecutionId: () => id,
		getInputData: () => [{ json }, { json }],
		getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
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

/** Creates a task in one attempt. */
async function create(execution: Execution, taskId: string, identity = 'request') {
	const store = openStore(execution);
	const slot = await store.slotOf(0, request(identity));
	const record = store.start(slot);
	store.update(record, { state: 'created', taskId });
	return { store, slot, record };
}

describe('Retry On Fail', () => {
	it('resumes the task of the same item, even if the request has changed', async () => {
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
		const retry = openStore(execution);
		expect(retry.resume(await retry.slotOf(0, request()))).toBeUndefined();
	});

	it('does not repeat a create that is still waiting for its response', async () => {
		const execution = { saved: {} };
		const first = openStore(execution);
		first.update(first.start(await first.slotOf(0, request())), { state: 'sending' });
		const retry = openStore(execution);
		const error = retry.unknownOutcome(await retry.slotOf(0, request()));
		expect(error?.text).toContain('The node did not send the request again.');
	});

	it.each([
		['before the retry', false],
		['after the retry has begun', true],
	])('uses a late response that comes %s', async (_when, hasBegun) => {
		const execution = { saved: {} };
		const first = openStore(execution);
		const record = first.start(await first.slotOf(0, request()));
		first.update(record, { state: 'sending' });
		first.close(false);
		const early = openStore(execution);
		first.update(record, { state: 'created', taskId: 'task_1' });
		const retry = hasBegun ? early : openStore(execution);
		expect(retry.resume(await retry.slotOf(0, request()))?.taskId).toBe('task_1');
	});

	it('keeps a late response that comes after the retry has reported an unknown outcome', async () => {
		const execution = { saved: {} };
		const first = openStore(execution);
		const record = first.start(await first.slotOf(0, request()));
		first.update(record, { state: 'sending' });
		first.close(false);
		const retry = openStore(execution);
		expect(retry.unknownOutcome(await retry.slotOf(0, request()))).toBeDefined();
		first.update(record, { state: 'created', taskId: 'task_1' });
		retry.close(false);
		const next = openStore(execution);
		expect(next.resume(await next.slotOf(0, request()))?.taskId).toBe('task_1');
	});
});

describe('the tool of an agent', () => {
	const tool = (json: IDataObject = {}, saved: IDataObject = {}) => ({
		...{ saved, json, type: 'grokVideoTool' },
	});

	it('creates two videos for two parallel calls, and each retry resumes its own', async () => {
		const saved = {};
		const first = await create(tool({ toolCallId: 'a' }, saved), 'task_1');
		const second = openStore(tool({ toolCallId: 'b' }, saved));
		expect(second.resume(await second.slotOf(0, request()))).toBeUndefined();
		const record = second.start(await second.slotOf(0, request()));
		second.update(record, { state: 'created', taskId: 'task_2' });
		first.store.close(false);
		second.close(false);
		const retry = openStore(tool({ toolCallId: 'b' }, saved));
		expect(retry.resume(await retry.slotOf(0, request()))?.taskId).toBe('task_2');
	});

	it('keeps the unknown outcome of one call when a parallel call succeeds', async () => {
		const saved = {};
		const lost = openStore(tool({ toolCallId: 'a' }, saved));
		lost.update(lost.start(await lost.slotOf(0, request())), { state: 'unknownOutcome' });
		const other = await create(tool({ toolCallId: 'b' }, saved), 'task_2');
		other.store.close(true);
		lost.close(false);
		const retry = openStore(tool({ toolCallId: 'a' }, saved));
		expect(retry.unknownOutcome(await retry.slotOf(0, request()))).toBeDefined();
	});

	it('resumes its task on a retry with another random value', async () => {
		const saved = {};
		const { store } = await create(tool({ toolCallId: 'a' }, saved), 'task_1', 'random 1');
		store.close(false);
		const retry = openStore(tool({ toolCallId: 'a' }, saved));
		expect(retry.resume(await retry.slotOf(0, request('random 2')))?.taskId).toBe('task_1');
	});

	it('resumes a video that failed to arrive in a later call with the same arguments', async () => {
		const saved = {};
		const { store } = await create(tool({ toolCallId: 'a' }, saved), 'task_1');
		store.close(false);
		const later = openStore(tool({ toolCallId: 'b' }, saved));
		expect(later.resume(await later.slotOf(0, request()))?.taskId).toBe('task_1');
		const other = openStore(tool({ toolCallId: 'c' }, saved));
		expect(other.resume(await other.slotOf(0, request('random 2')))).toBeUndefined();
	});

	it('knows the tasks of earlier calls in the same execution', async () => {
		const saved = {};
		const first = openStore(tool({}, saved));
		first.update(first.start(await first.slotOf(0, request('1'))), { state: 'unknownOutcome' });
		const { store } = await create(tool({}, saved), 'task_2', '2');
		for (const attempt of [first, store]) attempt.close(false);
		const later = openStore(tool({}, saved));
		expect(later.idsOfEarlierCalls()).toEqual(['task_2']);
		expect(later.hasUnknownOutcome()).toBe(true);
		const elsewhere = openStore({ ...tool({}, saved), id: '2' });
		expect(elsewhere.idsOfEarlierCalls()).toEqual([]);
		expect(elsewhere.hasUnknownOutcome()).toBe(false);
	});

	it('creates another video for other arguments', async () => {
		const saved = {};
		const { store } = await create(tool({ prompt: 'A car' }, saved), 'task_1', 'A car');
		store.close(false);
		const next = openStore(tool({ prompt: 'A boat' }, saved));
		expect(next.resume(await next.slotOf(0, request('A boat')))).toBeUndefined();
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
	const { record } = await create({ saved }, 'task-sk-secret-0123456789');
	expect(JSON.stringify(saved)).toContain('task-[API key]');
	expect(JSON.stringify(saved)).not.toContain('sk-secret');
	expect(record.taskId).toBe('task-sk-secret-0123456789');
});
