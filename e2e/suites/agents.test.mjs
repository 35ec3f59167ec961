import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { AgentsClient } from '../lib/n8n/agents.mjs';
import { disabledModules } from '../lib/n8n/environment.mjs';
import { startStack } from '../lib/n8n/stack.mjs';
import { startChatModel, toolResults } from '../lib/services/chat-model.mjs';
import { cleanUp } from '../lib/system/cleanup.mjs';
import { ROOT_FOLDER } from '../lib/system/paths.mjs';
import { createVideoTool, getVideoTool } from '../lib/workflows/tools.mjs';
import { NODE_TYPE } from '../lib/workflows/workflow.mjs';

/**
 * n8n's Agents run a node outside an execution: without run data, execution ID or cancel signal,
 * and without state between calls.
 */

const SAMPLE = readFileSync(join(ROOT_FOLDER, 'test', 'fixtures', 'sample.mp4'));
const TOOL_ARGUMENTS = { prompt: 'A paper boat in the rain', seconds: 6 };
const QUOTA_ERROR = { error: { message: '用户额度不足', code: 'insufficient_user_quota' } };

let stack;
let model;
let modelCredential;
let agents;

before(async () => {
	const env = { N8N_DISABLED_MODULES: disabledModules('agents') };
	stack = await startStack({ gateway: { taskSeconds: 1 }, env });
	model = await startChatModel();
	const data = { apiKey: 'sk-local-model-key', url: model.url };
	modelCredential = await stack.client.createCredential('Model', 'openAiApi', data);
	agents = await AgentsClient.open(stack.client);
});
after(cleanUp);
beforeEach(() => stack.gateway.reset());

const createAgent = (tools) =>
	agents.create('Video Maker', {
		model: 'openai/gpt-4o-mini',
		credential: modelCredential.id,
		instructions: 'You make short videos.',
		tools,
	});

const videoTool = (settings) => createVideoTool(stack.credential, settings);
const callTool = (args = TOOL_ARGUMENTS) => [{ name: 'Create_Video', arguments: args }];
const callThenRespond = (request) => toolResults(request).at(-1) ?? callTool();

/** Sends a message to an agent, whose model responds with `answer`. Returns the agent's response. */
async function ask(agent, answer = callThenRespond) {
	model.setAnswer(answer);
	return textOf(await agents.chat(agent, 'A paper boat in the rain, please.'));
}

function textOf(events) {
	const error = events.find(({ type }) => type === 'error');
	assert.equal(error, undefined, error?.message);
	return events.flatMap(({ type, delta }) => (type === 'text-delta' ? delta : [])).join('');
}

const taskIds = () => stack.gateway.tasks.map(({ id }) => id);

for (const nodeType of [NODE_TYPE, `${NODE_TYPE}Tool`]) {
	test(`${nodeType} creates exactly one video, and the agent responds with its link`, async () => {
		const { gateway } = stack;
		const output = await ask(await createAgent([videoTool({ nodeType })]));
		assert.equal(gateway.tasks.length, 1);
		const { prompt, seconds, aspect_ratio: ratio } = gateway.tasks[0].body;
		assert.deepEqual({ prompt, seconds, ratio }, { ...TOOL_ARGUMENTS, ratio: '9:16' });
		const { data } = JSON.parse(output);
		assert.equal(data[0].json.status, 'SUCCESS');
		const file = await fetch(data[0].json.result_url);
		assert.ok(Buffer.from(await file.arrayBuffer()).equals(SAMPLE), 'the link serves the video');
		assert.equal(gateway.keyLeaks.length, 0);
		assert.ok(!JSON.stringify(model.requests).includes(gateway.key));
	});
}

test('a task that times out is reported, and a second tool waits for it', async () => {
	stack.gateway.setPlan({ seconds: 3 });
	const tools = [videoTool({ options: { maxWait: 1 } }), getVideoTool(stack.credential)];
	const output = await ask(await createAgent(tools), (request) => {
		const [createResult, getResult] = toolResults(request);
		if (!createResult) return callTool();
		if (getResult) return getResult;
		assert.match(createResult, /not finished after 1 second:.*Wait for Completion/s);
		const [taskId] = createResult.match(/task_[0-9a-f]+/);
		return [{ name: 'Get_Video', arguments: { task_id: taskId } }];
	});
	const [{ json }] = JSON.parse(output).data;
	assert.equal(json.status, 'SUCCESS');
	assert.deepEqual(taskIds(), [json.task_id]);
});

test('a rejected request returns the next step and costs nothing', async () => {
	stack.gateway.fail('create', { status: 403, body: QUOTA_ERROR });
	const output = await ask(await createAgent([videoTool()]));
	assert.match(output, /quota \(HTTP 403\): 用户额度不足/);
	assert.match(output, /Top up the account.*Nothing was created or billed/s);
	assert.equal(stack.gateway.tasks.length, 0);
});

test('a failed video returns the reason and the task ID', async () => {
	stack.gateway.setPlan({ outcome: 'failure' });
	const output = await ask(await createAgent([videoTool()]));
	assert.match(output, /rejected by content moderation.*Change the prompt/s);
	assert.ok(output.includes(taskIds()[0]));
});

test('an invalid value returns the limit, and only the next call is paid for', async () => {
	const output = await ask(await createAgent([videoTool()]), (request) => {
		const result = toolResults(request).at(-1);
		if (!result) return callTool({ ...TOOL_ARGUMENTS, seconds: 90 });
		return result.includes('error') ? callTool() : result;
	});
	const [first] = toolResults(model.requests[1]);
	assert.match(first, /'Duration \(Seconds\)' must be a whole number from 1 to 15, not 90/);
	assert.deepEqual(taskIds(), [JSON.parse(output).data[0].json.task_id]);
});

test('two parallel calls create two videos', async () => {
	const output = await ask(await createAgent([videoTool()]), (request) =>
		toolResults(request).length
			? toolResults(request).join()
			: [...callTool(), ...callTool({ ...TOOL_ARGUMENTS, prompt: 'Another one' })],
	);
	assert.equal(taskIds().length, 2);
	for (const id of taskIds()) assert.ok(output.includes(id));
});

test('with Require Approval, nothing is created before a person approves', async () => {
	const agent = await createAgent([videoTool({ requireApproval: true })]);
	model.setAnswer(callThenRespond);
	const events = await agents.chat(agent, 'A paper boat in the rain, please.');
	const { payload } = events.find(({ type }) => type === 'tool-call-suspended');
	assert.equal(payload.input.args.prompt, TOOL_ARGUMENTS.prompt);
	assert.equal(taskIds().length, 0);
	const output = textOf(await agents.approve(agent, payload, true));
	assert.deepEqual(taskIds(), [JSON.parse(output).data[0].json.task_id]);
});

test('the video is not downloaded: no agent could read it, and n8n would keep it forever', async () => {
	const tool = videoTool();
	tool.node.nodeParameters.downloadVideo = true; // as in a workflow, where the field is shown
	const output = await ask(await createAgent([tool]));
	const [{ json, binary }] = JSON.parse(output).data;
	assert.equal(json.status, 'SUCCESS');
	assert.equal(binary, undefined);
	assert.equal(stack.gateway.tasks[0].downloads, 0);
});
