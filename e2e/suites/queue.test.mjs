import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { itemsOf } from '../lib/n8n/client.mjs';
import { startQueueStack } from '../lib/n8n/queue-stack.mjs';
import { cleanUp } from '../lib/system/cleanup.mjs';
import { ROOT_FOLDER } from '../lib/system/paths.mjs';
import { until } from '../lib/system/until.mjs';
import { sleepFor, splitOut } from '../lib/workflows/nodes.mjs';
import { fromList, grokVideo } from '../lib/workflows/workflow.mjs';

const NODE = 'Grok Video';
const SAMPLE = readFileSync(join(ROOT_FOLDER, 'test', 'fixtures', 'sample.mp4'));
const ITEM_COUNT = 40;
const DEFAULT_PARALLEL_TASKS = 10;
const SLEEP_SECONDS = 66;
const SPLIT = splitOut('body.ideas');
const REQUEST = {
	resource: 'video',
	model: fromList('grok-image-video'),
	inputMode: 'text',
	prompt: '={{ $json.prompt ?? "A paper boat" }}',
};
const CREATE_AND_WAIT = { ...REQUEST, operation: 'createAndWait', options: { pollInterval: 1 } };
const WAIT_FOR_COMPLETION = {
	resource: 'video',
	operation: 'wait',
	taskId: '={{ $json.task_id ?? $json.body.taskId }}',
	options: { pollInterval: 1 },
};
/** n8n notices a dead worker when its lock on the job expires, by default after a minute. */
const ENV = {
	// n8n 1 would run the job again and pay again. n8n 2 does not.
	QUEUE_WORKER_MAX_STALLED_COUNT: '0',
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '2000',
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '60',
};

let queue;

before(async () => {
	queue = await startQueueStack({
		env: ENV,
		workerEnv: { N8N_CONCURRENCY_PRODUCTION_LIMIT: '5' },
	});
});
after(async () => {
	await Promise.all([queue?.main, ...(queue?.workers ?? [])].map((server) => server?.stop()));
	await cleanUp();
});
beforeEach(() => queue.gateway.reset());

const node = (parameters = CREATE_AND_WAIT, settings = {}) =>
	grokVideo(parameters, { credential: queue.credential, ...settings });

const ideas = (count, from = 0) =>
	Array.from({ length: count }, (_, index) => ({ prompt: `Idea ${from + index}` }));

const promptOf = (taskId) => queue.gateway.tasks.find(({ id }) => id === taskId).body.prompt;

async function assertSample(execution) {
	for (const { binary } of itemsOf(execution, NODE)) {
		assert.ok((await queue.client.binary(binary.data)).equals(SAMPLE));
	}
}

test('one execution creates 40 videos, 10 at a time, in the order of its items', async () => {
	const { call, executionIds } = await queue.publish('Forty', [SPLIT, node()], {
		webhookParameters: { responseMode: 'lastNode', responseData: 'allEntries' },
	});
	const response = await call({ ideas: ideas(ITEM_COUNT) });
	const items = await response.json();
	assert.deepEqual(
		items.map(({ task_id: id }) => promptOf(id)),
		ideas(ITEM_COUNT).map(({ prompt }) => prompt),
	);
	assert.equal(queue.gateway.tasks.length, ITEM_COUNT);
	assert.equal(maxRunningTasks(queue.gateway.tasks), DEFAULT_PARALLEL_TASKS);
	assert.equal((await executionIds()).length, 1);
});

test('eight executions of five videos are distributed across both workers', async () => {
	const { call, executionIds } = await queue.publish('Eight by five', [SPLIT, node()]);
	// The first call waits until the webhook is registered.
	await call({ ideas: ideas(5) });
	await Promise.all([1, 2, 3, 4, 5, 6, 7].map((n) => call({ ideas: ideas(5, 5 * n) })));
	const ids = await until('all executions exist', async () => {
		const existing = await executionIds();
		return existing.length === 8 && existing;
	});
	const executions = await Promise.all(ids.map((id) => queue.client.waitFor(id)));
	for (const { status } of executions) assert.equal(status, 'success');
	assert.equal(queue.gateway.tasks.length, ITEM_COUNT);
	const prompts = executions.flatMap((execution) =>
		itemsOf(execution, NODE).map(({ json }) => promptOf(json.task_id)),
	);
	assert.deepEqual(
		prompts.sort(),
		ideas(ITEM_COUNT)
			.map(({ prompt }) => prompt)
			.sort(),
	);
	for (const worker of queue.workers) {
		assert.ok(ids.some((id) => worker.executionIds().includes(id)));
	}
	// A worker downloaded each file; the main process serves it.
	for (const execution of executions) await assertSample(execution);
	assert.equal(queue.gateway.keyLeaks.length, 0);
});

test('stopping an execution in the main process stops the worker’s run immediately', async () => {
	const { client, gateway } = queue;
	gateway.setPlan({ seconds: 600 });
	const { id, task } = await queue.startVideo([node()]);
	const startedAt = performance.now();
	await client.stop(id);
	assert.equal((await client.waitFor(id)).status, 'canceled');
	await gateway.idle();
	assert.ok(performance.now() - startedAt < 2000);
	const requestCount = gateway.requests.length;
	// The next run takes longer than the poll interval of the stopped one.
	gateway.setPlan({ seconds: 3 });
	const next = await queue.startVideo([node()]);
	assert.equal((await client.waitFor(next.id)).status, 'success');
	const laterRequests = gateway.requests.slice(requestCount);
	const laterPolls = laterRequests.filter(({ path }) => path.includes(task.id));
	assert.equal(laterPolls.length, 0);
	assert.equal(gateway.tasks.length, 2);
});

test('a worker that is shut down finishes its video first', async () => {
	const { client, gateway } = queue;
	gateway.setPlan({ seconds: 5 });
	const { id, worker } = await queue.startVideo([node()]);
	const { code } = await worker.shutDown();
	assert.equal(code, 0);
	const execution = await client.waitFor(id);
	assert.equal(execution.status, 'success');
	assert.equal(gateway.tasks.length, 1);
	await assertSample(execution);
	await queue.startWorker();
});

test('a killed worker loses its execution but not its task, and nothing is paid twice', async () => {
	const { client, gateway } = queue;
	gateway.setPlan({ seconds: 5 });
	const [worker, otherWorker] = queue.workers;
	await otherWorker.shutDown();

	const create = node({ ...REQUEST, operation: 'create' }, { name: 'Create' });
	const sleeping = await queue.publish('Asleep', [
		create,
		sleepFor(SLEEP_SECONDS),
		node(WAIT_FOR_COMPLETION),
	]);
	await sleeping.call();
	const sleepingId = await onlyExecutionId(sleeping);
	await client.waitFor(sleepingId, { until: ({ status }) => status === 'waiting' });
	const { id, task } = await queue.startVideo([node()]);
	await worker.kill();
	await Promise.all(['worker 1', 'worker 2'].map((name) => queue.startWorker(name)));

	// The restarted worker first sets "crashed". The main process then sets "error" and drops the data.
	const isError = ({ status }) => status === 'error';
	const lost = await client.waitFor(id, { until: isError, timeoutSeconds: 120 });
	assert.match(lost.data.resultData.error.message, /failed to be processed too many times/);
	assert.deepEqual(lost.data.resultData.runData, {});
	const retried = await client.retry(id);
	assert.equal((await client.waitFor(retried.id)).status, 'error');

	assert.deepEqual(worker.taskIdsOf(id), [task.id]);
	const resuming = await queue.publish('Resume', [node(WAIT_FOR_COMPLETION)]);
	await resuming.call({ taskId: task.id });
	const resumed = await client.waitFor(await onlyExecutionId(resuming));
	assert.equal(resumed.status, 'success');
	await assertSample(resumed);

	const awake = await client.waitFor(sleepingId, { timeoutSeconds: 120 });
	assert.equal(awake.status, 'success');
	await assertSample(awake);
	assert.equal(gateway.tasks.length, 2);
});

test('a webhook responds with a video that a worker stored in the database', async (t) => {
	if (queue.major === 1) return t.skip('n8n 1 has no binary mode "database"');
	await assertWebhookReturnsVideo();
});

test('a webhook responds with a video that a worker stored in a shared folder', async () => {
	const path = join(queue.workFolder, 'storage');
	await queue.restart({
		...ENV,
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		[queue.major === 1 ? 'N8N_BINARY_DATA_STORAGE_PATH' : 'N8N_STORAGE_PATH']: path,
	});
	await assertWebhookReturnsVideo();
	assert.ok(existsSync(path));
});

async function assertWebhookReturnsVideo() {
	const webhookParameters = {
		responseMode: 'lastNode',
		responseData: 'firstEntryBinary',
		responseBinaryPropertyName: 'data',
	};
	const published = await queue.publish('Video', [node()], { webhookParameters });
	const response = await published.call();
	assert.equal(response.headers.get('content-type'), 'video/mp4');
	assert.ok(Buffer.from(await response.arrayBuffer()).equals(SAMPLE));
	await assertSample(await queue.client.execution(await onlyExecutionId(published)));
}

/** The ID of the only execution of a workflow, once it exists. */
const onlyExecutionId = async ({ executionIds }) => {
	const [id] = await until('the execution exists', async () => {
		const ids = await executionIds();
		return ids.length > 0 && ids;
	});
	return id;
};

/** The largest number of tasks that were running at the same time. */
function maxRunningTasks(tasks) {
	const spans = tasks.map(({ createdAt, plan }) => [createdAt, createdAt + plan.seconds * 1000]);
	const runningAt = (time) => spans.filter(([from, to]) => from <= time && time < to).length;
	return Math.max(...spans.map(([from]) => runningAt(from)));
}
