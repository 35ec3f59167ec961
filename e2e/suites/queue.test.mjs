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
const ITEMS = 40;
const DEFAULT_PARALLEL = 10;
const SLEEP_SECONDS = 66;
const SPLIT = splitOut('body.ideas');
const REQUEST = {
	resource: 'video',
	model: fromList('grok-image-video'),
	inputMode: 'text',
	prompt: '={{ $json.prompt ?? "A paper boat" }}',
};
const WITH_WAIT = { ...REQUEST, operation: 'createAndWait', options: { pollInterval: 1 } };
const TAKE_UP = {
	resource: 'video',
	operation: 'wait',
	taskId: '={{ $json.task_id ?? $json.body.taskId }}',
	options: { pollInterval: 1 },
};
/** n8n notices a dead worker when its lock on the job expires: after a minute by default. */
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

const node = (parameters = WITH_WAIT, settings = {}) =>
	grokVideo(parameters, { credential: queue.credential, ...settings });

const ideas = (count, from = 0) =>
	Array.from({ length: count }, (_, index) => ({ prompt: `Idea ${from + index}` }));

const promptOf = (taskId) => queue.gateway.tasks.find(({ id }) => id === taskId).body.prompt;

async function assertSample(execution) {
	for (const { binary } of itemsOf(execution, NODE)) {
		assert.ok((await queue.client.binary(binary.data)).equals(SAMPLE));
	}
}

test('one execution makes 40 videos in parallel, in the order of its items', async () => {
	const answer = { responseMode: 'lastNode', responseData: 'allEntries' };
	const { call, executions } = await queue.publish('Forty', [SPLIT, node()], { answer });
	const items = await (await call({ ideas: ideas(ITEMS) })).json();
	assert.deepEqual(
		items.map(({ task_id: id }) => promptOf(id)),
		ideas(ITEMS).map(({ prompt }) => prompt),
	);
	assert.equal(queue.gateway.tasks.length, ITEMS);
	assert.equal(mostAtOnce(queue.gateway.tasks), DEFAULT_PARALLEL);
	assert.equal((await executions()).length, 1);
});

test('eight executions of 5 videos are distributed to both workers', async () => {
	const { call, executions } = await queue.publish('Eight by five', [SPLIT, node()]);
	// First alone, so that the webhook exists for the others.
	await call({ ideas: ideas(5) });
	await Promise.all([1, 2, 3, 4, 5, 6, 7].map((n) => call({ ideas: ideas(5, 5 * n) })));
	const found = await until('all are known', async () => {
		const ids = await executions();
		return ids.length === 8 && ids;
	});
	const ended = await Promise.all(found.map((id) => queue.client.waitFor(id)));
	for (const { status } of ended) assert.equal(status, 'success');
	assert.equal(queue.gateway.tasks.length, ITEMS);
	const prompts = ended.flatMap((execution) =>
		itemsOf(execution, NODE).map(({ json }) => promptOf(json.task_id)),
	);
	assert.deepEqual(
		prompts.sort(),
		ideas(ITEMS)
			.map(({ prompt }) => prompt)
			.sort(),
	);
	for (const { executions } of queue.workers) {
		assert.ok(found.filter((id) => executions().includes(id)).length > 0);
	}
	// Each file was downloaded by a worker, and comes from the main.
	for (const execution of ended) await assertSample(execution);
	assert.equal(queue.gateway.keyLeaks.length, 0);
});

test('a stop from the main ends the work of the worker at once', async () => {
	const { client, gateway } = queue;
	gateway.setPlan({ seconds: 600 });
	const { id, task } = await queue.begin([node()]);
	const began = performance.now();
	await client.stop(id);
	assert.equal((await client.waitFor(id)).status, 'canceled');
	await gateway.idle();
	assert.ok(performance.now() - began < 2000);
	const seen = gateway.requests.length;
	// The next run takes longer than the poll interval of the stopped one.
	gateway.setPlan({ seconds: 3 });
	const next = await queue.begin([node()]);
	assert.equal((await client.waitFor(next.id)).status, 'success');
	const later = gateway.requests.slice(seen).filter(({ path }) => path.includes(task.id));
	assert.equal(later.length, 0);
	assert.equal(gateway.tasks.length, 2);
});

test('a worker that is shut down finishes its video first', async () => {
	const { client, gateway } = queue;
	gateway.setPlan({ seconds: 5 });
	const { id, worker } = await queue.begin([node()]);
	const { code } = await worker.retire();
	assert.equal(code, 0);
	const execution = await client.waitFor(id);
	assert.equal(execution.status, 'success');
	assert.equal(gateway.tasks.length, 1);
	await assertSample(execution);
	await queue.startWorker();
});

test('a worker that dies loses its execution, but no task, and nothing is paid twice', async () => {
	const { client, gateway } = queue;
	gateway.setPlan({ seconds: 5 });
	const [worker, other] = queue.workers;
	await other.retire();

	const create = node({ ...REQUEST, operation: 'create' }, { name: 'Create' });
	const sleeper = await queue.publish('Asleep', [create, sleepFor(SLEEP_SECONDS), node(TAKE_UP)]);
	await sleeper.call();
	const asleep = await onlyOne(sleeper);
	await client.waitFor(asleep, { until: ({ status }) => status === 'waiting' });
	const { id, task } = await queue.begin([node()]);
	await worker.kill();
	await Promise.all(['worker 1', 'worker 2'].map((name) => queue.startWorker(name)));

	// A worker that comes back says "crashed" first; the main then says "error" and drops the data.
	const isError = ({ status }) => status === 'error';
	const lost = await client.waitFor(id, { until: isError, timeoutSeconds: 120 });
	assert.match(lost.data.resultData.error.message, /failed to be processed too many times/);
	assert.deepEqual(lost.data.resultData.runData, {});
	const retried = await client.retry(id);
	assert.equal((await client.waitFor(retried.id)).status, 'error');

	assert.deepEqual(worker.tasksOf(id), [task.id]);
	const rescue = await queue.publish('Rescue', [node(TAKE_UP)]);
	await rescue.call({ taskId: task.id });
	const rescued = await client.waitFor(await onlyOne(rescue));
	assert.equal(rescued.status, 'success');
	await assertSample(rescued);

	const awake = await client.waitFor(asleep, { timeoutSeconds: 120 });
	assert.equal(awake.status, 'success');
	await assertSample(awake);
	assert.equal(gateway.tasks.length, 2);
});

test('a webhook answers with the video that a worker has stored in the database', async (t) => {
	if (queue.major === 1) return t.skip('n8n 1 has no binary mode "database"');
	await assertAnswersWithVideo();
});

test('a webhook answers with the video that a worker has stored in files shared by all', async () => {
	const path = join(queue.workFolder, 'storage');
	await queue.restart({
		...ENV,
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		[queue.major === 1 ? 'N8N_BINARY_DATA_STORAGE_PATH' : 'N8N_STORAGE_PATH']: path,
	});
	await assertAnswersWithVideo();
	assert.ok(existsSync(path));
});

async function assertAnswersWithVideo() {
	const answer = {
		responseMode: 'lastNode',
		responseData: 'firstEntryBinary',
		responseBinaryPropertyName: 'data',
	};
	const published = await queue.publish('Video', [node()], { answer });
	const response = await published.call();
	assert.equal(response.headers.get('content-type'), 'video/mp4');
	assert.ok(Buffer.from(await response.arrayBuffer()).equals(SAMPLE));
	await assertSample(await queue.client.execution(await onlyOne(published)));
}

/** The ID of the only execution of a workflow, once it exists. */
const onlyOne = async ({ executions }) => {
	const [id] = await until('it is begun', async () => {
		const ids = await executions();
		return ids.length > 0 && ids;
	});
	return id;
};

/** The largest number of tasks that were running at the same time. */
function mostAtOnce(tasks) {
	const spans = tasks.map(({ createdAt, plan }) => [createdAt, createdAt + plan.seconds * 1000]);
	const runningAt = (time) => spans.filter(([from, to]) => from <= time && time < to).length;
	return Math.max(...spans.map(([from]) => runningAt(from)));
}
