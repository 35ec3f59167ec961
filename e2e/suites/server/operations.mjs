import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { itemsOf } from '../../lib/n8n/client.mjs';
import { toolResults } from '../../lib/services/chat-model.mjs';
import { localCredential } from '../../lib/services/stand-ins.mjs';
import { ROOT_FOLDER } from '../../lib/system/paths.mjs';
import { addAgent, EXAMPLE as AGENT_EXAMPLE } from '../../lib/workflows/agent.mjs';
import {
	exampleFiles,
	readExample,
	withCredential,
	withParameters,
	XAI_EXAMPLES,
} from '../../lib/workflows/examples.mjs';
import {
	chain,
	CREDENTIAL_TYPE,
	credentialsOf,
	fromList,
	grokVideo,
	manualTrigger,
	NODE_TYPE,
	PACKAGE_NAME,
} from '../../lib/workflows/workflow.mjs';
import { stack } from './stack.mjs';

const NODE = 'Grok Video';
const SAMPLE = readFileSync(join(ROOT_FOLDER, 'test', 'fixtures', 'sample.mp4'));
const PHOTO = readFileSync(join(ROOT_FOLDER, 'test', 'fixtures', 'product.png'));
const TEXT_TO_VIDEO = {
	resource: 'video',
	model: fromList('grok-image-video'),
	inputMode: 'text',
	prompt: 'A paper boat on a rainy street',
};
const FAST_POLLING = { options: { pollInterval: 1 } };

beforeEach(() => stack.gateway.reset());

/** Runs a workflow to its end. Returns the execution. */
async function run(workflow, trigger) {
	const { id } = await stack.client.createWorkflow(workflow);
	return await stack.client.waitFor(await stack.client.run(id, { trigger }));
}

const runNode = (parameters, settings = {}) =>
	run(
		chain('Run', [
			manualTrigger(),
			grokVideo(parameters, { credential: stack.credential, ...settings }),
		]),
	);

const errorOf = (execution) => execution.data.resultData.error;

async function assertSample(item, field = 'data') {
	const bytes = await stack.client.binary(item.binary[field]);
	assert.ok(bytes.equals(SAMPLE), 'the file in n8n is the file that the gateway serves');
}

test('the tarball is installed as a community package, with the node and its tool', async () => {
	assert.equal(stack.installed.packageName, PACKAGE_NAME);
	const types = (await stack.client.nodeTypes()).map(({ name }) => name);
	assert.ok(types.includes(NODE_TYPE));
	assert.ok(types.includes(`${NODE_TYPE}Tool`));
});

test('the credential test accepts a valid key and reports what is wrong otherwise', async () => {
	const { client, gateway, credential } = stack;
	const validData = localCredential(gateway);
	const check = (data) =>
		client.testCredential({
			...credential,
			type: CREDENTIAL_TYPE,
			data: { ...validData, ...data },
		});
	const connected = await check({});
	assert.equal(connected.status, 'OK');
	assert.match(connected.message, /^Connected to .*, 10\.00 USD left$/);
	assert.equal((await check({ baseUrl: `${gateway.url}/v1/` })).status, 'OK');
	const cases = [
		[{ apiKey: 'sk-wrong' }, /did not accept the API key.*无效的令牌/s],
		[{ baseUrl: 'http://127.0.0.1:9' }, /refused the connection/],
		[{ baseUrl: 'http://nowhere.invalid' }, /was not found/],
		[{ baseUrl: 'gateway.example.com' }, /not a web address/],
	];
	for (const [data, message] of cases) {
		const result = await check(data);
		assert.equal(result.status, 'Error');
		assert.match(result.message, message);
	}
});

test('the model list shows the video models, can be searched, and reports errors', async () => {
	const { client, gateway, credential } = stack;
	const list = (filter) =>
		client.listSearch({
			type: NODE_TYPE,
			method: 'searchModels',
			path: 'parameters.model',
			parameters: { resource: 'video', operation: 'createAndWait' },
			credentials: credentialsOf(CREDENTIAL_TYPE, credential),
			...(filter && { filter }),
		});
	const ids = (await list()).results.map(({ value }) => value);
	assert.deepEqual(ids.slice(0, 2), ['grok-image-video', 'grok-video-1.5']);
	assert.ok(ids.includes('grok-video-2-preview'));
	assert.ok(!ids.includes('gpt-4o-mini'));
	assert.deepEqual(
		(await list('1.5')).results.map(({ value }) => value),
		['grok-video-1.5'],
	);
	gateway.fail('models', { status: 403, body: { error: { message: '该令牌无权访问' } } });
	await assert.rejects(list(), /该令牌无权访问/);
});

test('Create, Get Status, Wait for Completion and Create and Wait work, and the video is complete', async () => {
	const created = itemsOf(await runNode({ ...TEXT_TO_VIDEO, operation: 'create' }), NODE)[0];
	assert.equal(created.binary, undefined);
	const { task_id: taskId } = created.json;
	assert.match(taskId, /^task_/);

	const [status] = itemsOf(await runNode({ resource: 'video', operation: 'get', taskId }), NODE);
	assert.equal(status.json.task_id, taskId);

	const [waited] = itemsOf(
		await runNode({ resource: 'video', operation: 'wait', taskId, ...FAST_POLLING }),
		NODE,
	);
	assert.equal(waited.json.status, 'SUCCESS');
	await assertSample(waited);
	assert.equal(stack.gateway.tasks.length, 1);

	const parameters = {
		...TEXT_TO_VIDEO,
		operation: 'createAndWait',
		...FAST_POLLING,
		outputField: 'video',
	};
	const [item] = itemsOf(await runNode(parameters), NODE);
	assert.equal(item.binary.video.mimeType, 'video/mp4');
	assert.equal(item.binary.video.fileName, `grok-video-${item.json.task_id}.mp4`);
	await assertSample(item, 'video');
	assert.equal(stack.gateway.tasks.length, 2);
	assert.deepEqual(stack.gateway.keyLeaks, []);
});

test('Get Many lists the models', async () => {
	const models = itemsOf(await runNode({ resource: 'model', operation: 'getMany' }), NODE);
	assert.equal(models[0].json.id, 'grok-image-video');
});

test('Retry On Fail resumes the created task', async () => {
	const { gateway } = stack;
	gateway.fail('status', { status: 401, body: { error: { message: 'down' } } });
	const parameters = { ...TEXT_TO_VIDEO, operation: 'createAndWait', ...FAST_POLLING };
	const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 };
	const execution = await runNode(parameters, settings);
	assert.equal(execution.status, 'success');
	await assertSample(itemsOf(execution, NODE)[0]);
	assert.equal(gateway.tasks.length, 1);
});

test('"Retry execution" resumes the created task', async () => {
	const { client, gateway } = stack;
	gateway.setPlan({ seconds: 4 });
	const options = { pollInterval: 1, maxWait: 1 };
	const failed = await runNode({ ...TEXT_TO_VIDEO, operation: 'createAndWait', options });
	assert.equal(failed.status, 'error');
	const [{ id: taskId }] = gateway.tasks;
	assert.ok(errorOf(failed).message.includes(taskId));
	assert.match(errorOf(failed).description, /Wait for Completion/);

	await client.updateWorkflow(failed.workflowId, {
		nodes: failed.workflowData.nodes.map((node) =>
			node.name === NODE ? { ...node, parameters: { ...node.parameters, ...FAST_POLLING } } : node,
		),
		versionId: (await client.getWorkflow(failed.workflowId)).versionId,
	});
	const response = await client.retry(failed.id, { withSavedWorkflow: true });
	const retried = await client.waitFor(await retryIdOf(failed, response));
	assert.equal(retried.status, 'success');
	assert.equal(itemsOf(retried, NODE)[0].json.task_id, taskId);
	assert.equal(gateway.tasks.length, 1);
});

async function retryIdOf(failed, response) {
	if (typeof response?.id === 'string' && response.id !== failed.id) return response.id;
	const { results } = await stack.client.executions({ workflowId: failed.workflowId });
	return results.find(({ retryOf }) => retryOf === failed.id).id;
}

test('a stopped execution ends immediately and sends no more requests', async () => {
	const { client, gateway } = stack;
	gateway.setPlan({ seconds: Infinity });
	const node = grokVideo(
		{ ...TEXT_TO_VIDEO, operation: 'createAndWait', ...FAST_POLLING },
		{ credential: stack.credential },
	);
	const { id } = await client.createWorkflow(chain('Stop', [manualTrigger(), node]));
	const executionId = await client.run(id);
	await client.waitFor(executionId, { until: () => gateway.tasks[0]?.polls > 0 });
	const startedAt = performance.now();
	await client.stop(executionId);
	const stopped = await client.waitFor(executionId);
	assert.equal(stopped.status, 'canceled');
	assert.ok(performance.now() - startedAt < 2000);
	await gateway.idle();
	const { polls } = gateway.tasks[0];
	const later = await runNode({ ...TEXT_TO_VIDEO, operation: 'create' }); // takes longer than a poll interval
	assert.equal(later.status, 'success');
	assert.equal(gateway.tasks[0].polls, polls);
});

test('Continue On Fail keeps the task ID, and the error output gets the failed items', async () => {
	const { gateway } = stack;
	gateway.setPlan((task) =>
		task.body.prompt === 'bad' ? { outcome: 'failure', failReason: '内容违规' } : {},
	);
	const ideas = {
		name: 'Ideas',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			mode: 'raw',
			jsonOutput: JSON.stringify({ ideas: [{ idea: 'bad' }, { idea: 'good' }] }),
			options: {},
		},
	};
	const split = {
		name: 'Split',
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: 'ideas', options: {} },
	};
	const parameters = {
		...TEXT_TO_VIDEO,
		prompt: '={{ $json.idea }}',
		operation: 'createAndWait',
		...FAST_POLLING,
	};
	for (const onError of ['continueRegularOutput', 'continueErrorOutput']) {
		gateway.reset();
		gateway.setPlan((task) =>
			task.body.prompt === 'bad' ? { outcome: 'failure', failReason: '内容违规' } : {},
		);
		const node = grokVideo(parameters, { credential: stack.credential, onError });
		const execution = await run(chain(onError, [manualTrigger(), ideas, split, node]));
		assert.equal(execution.status, 'success');
		const outputs = execution.data.resultData.runData[NODE][0].data.main;
		const failed = onError === 'continueErrorOutput' ? outputs[1][0] : outputs[0][0];
		const finished = onError === 'continueErrorOutput' ? outputs[0][0] : outputs[0][1];
		assert.match(failed.json.error, /内容违规/);
		assert.equal(failed.json.task_id, gateway.tasks.find(({ body }) => body.prompt === 'bad').id);
		if (onError === 'continueErrorOutput') assert.equal(failed.json.idea, 'bad');
		await assertSample(finished);
	}
});

test('costs add up to the bill, the balance is updated, and a limit stops a run before it is paid', async () => {
	const { gateway } = stack;
	gateway.account.price = ({ seconds }) => seconds * 35_000;
	gateway.setPlan((task) => (task.body.prompt === 'idea 3' ? { outcome: 'failure' } : {}));
	const ideas = {
		name: 'Ideas',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: {
			jsCode:
				'return Array.from({ length: 5 }, (_, n) => ({ json: { prompt: `idea ${n}`, seconds: 4 + n } }));',
		},
	};
	const batch = (options) =>
		run(
			chain('Costs', [
				manualTrigger(),
				ideas,
				grokVideo(
					{
						...TEXT_TO_VIDEO,
						operation: 'createAndWait',
						prompt: '={{ $json.prompt }}',
						seconds: '={{ $json.seconds }}',
						options: { pollInterval: 1, ...options },
					},
					{ credential: stack.credential, onError: 'continueRegularOutput' },
				),
			]),
		);
	const rejected = await batch({ maxVideos: 4 });
	for (const { json } of itemsOf(rejected, NODE)) {
		assert.match(json.error, /would create 5 videos, but 'Max Videos per Run' is 4/);
	}
	assert.equal(gateway.tasks.length, 0);
	const execution = await batch({ maxVideos: 5 });
	const costs = itemsOf(execution, NODE).map(({ json }) => json.cost_usd ?? 0);
	const totalCost = costs.reduce((total, cost) => total + cost, 0);
	assert.equal(Math.round(totalCost * 100), Math.round(gateway.billedUsd * 100));
	const [hint] = execution.data.resultData.runData[NODE][0].hints;
	assert.equal(
		hint.message,
		'5 videos started: 4 finished, 1 failed. Known cost: 1.61 USD (4 of 5).',
	);
	const balance = await runNode({ resource: 'account', operation: 'getBalance' });
	const [{ json }] = itemsOf(balance, NODE);
	assert.deepEqual([json.available_usd, json.used_usd], [8.39, 1.61]);
});

const EXAMPLES = {
	'text-to-video.json': { trigger: 'Start', videos: 1, lastNode: 'Use the MP4' },
	'product-image-to-video.json': {
		trigger: 'Start',
		videos: 1,
		lastNode: 'Use the MP4',
		field: 'video',
		adapt: (workflow, { fileUrl }) =>
			withParameters(workflow, 'Get Product Photo', { url: fileUrl }),
	},
	'balance-before-batch.json': { trigger: 'Every Morning', videos: 3, lastNode: 'Publish' },
	'cost-log.json': { trigger: 'Start', videos: 3, lastNode: 'Use the MP4', minMajor: 2 },
	'scheduled-content-pipeline.json': { trigger: 'Every Morning', videos: 3, lastNode: 'Publish' },
	'create-then-wait.json': {
		trigger: 'Start',
		videos: 1,
		lastNode: 'Use the MP4',
		adapt: (workflow) => withParameters(workflow, 'Wait 2 Minutes', { amount: 1, unit: 'seconds' }),
	},
};

test(`the example ${AGENT_EXAMPLE} runs`, async () => {
	const agent = await addAgent(stack);
	const args = { prompt: 'A paper boat in the rain', seconds: 6, aspect_ratio: '9:16' };
	const answer = (request) =>
		toolResults(request).at(-1) ?? [{ name: 'Create_Video', arguments: args }];
	const output = await agent.ask(agent.agentWorkflow(), answer);
	assert.equal(stack.gateway.tasks.length, 1);
	assert.ok(output.includes(stack.gateway.tasks[0].id));
});

const major = Number(process.env.N8N_MAJOR ?? 2);
const runsOnThisMajor = (name) =>
	!name.startsWith('ai-agent') &&
	!XAI_EXAMPLES.includes(name) &&
	(EXAMPLES[name]?.minMajor ?? 1) <= major;

for (const file of exampleFiles().filter(runsOnThisMajor)) {
	test(`the example ${file} runs`, async () => {
		const {
			trigger,
			videos,
			lastNode,
			field = 'data',
			adapt = (workflow) => workflow,
		} = EXAMPLES[file];
		const { gateway, credential } = stack;
		const example = readExample(file);
		assert.ok(!JSON.stringify(example).includes('"credentials"'), 'it contains no credentials');
		const photo = await servePhoto();
		const execution = await run(
			adapt(withCredential(example, credential), { fileUrl: photo.url }),
			trigger,
		);
		assert.equal(execution.status, 'success', errorOf(execution)?.message);
		assert.equal(gateway.tasks.length, videos);
		const items = itemsOf(execution, lastNode);
		assert.equal(items.length, videos);
		for (const item of items) await assertSample(item, field);
		if (file.startsWith('product')) {
			const [url] = gateway.tasks[0].body.image_urls;
			assert.equal(url, `data:image/png;base64,${PHOTO.toString('base64')}`);
		}
		if (file.startsWith('cost-log')) {
			const rows = itemsOf(execution, 'One Row per Video').map(({ json }) => json);
			const totalCost = rows.reduce((total, { cost_usd }) => total + cost_usd, 0);
			assert.equal(totalCost, gateway.billedUsd);
			assert.deepEqual(
				rows.map(({ task_id }) => task_id),
				items.map(({ json }) => json.task_id),
			);
			assert.match(rows[0].prompt, /Steam rises/);
			assert.equal(rows[0].workflow, example.name);
		}
		if (file.startsWith('scheduled')) {
			assert.match(items[0].binary.data.fileName, /^\d{4}-\d\d-\d\d-morning-coffee\.mp4$/);
		}
		photo.close();
	});
}

test('the example balance-before-batch.json sends a message when the balance is low', async () => {
	const { credential, gateway } = stack;
	gateway.account.grantedQuota = 1_000_000;
	const example = withCredential(readExample('balance-before-batch.json'), credential);
	const execution = await run(example, 'Every Morning');
	assert.equal(execution.status, 'success', errorOf(execution)?.message);
	assert.equal(gateway.tasks.length, 0);
	const [{ json }] = itemsOf(execution, 'Send It');
	assert.match(json.message, /the key "n8n" has 2\.00 USD left/);
});

/** Starts a web server for the example that downloads a product photo. */
async function servePhoto() {
	const { createServer } = await import('node:http');
	const server = createServer((request, response) => {
		response.setHeader('content-type', 'image/png');
		response.end(PHOTO);
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${server.address().port}/product.png`,
		close: () => server.close(),
	};
}
