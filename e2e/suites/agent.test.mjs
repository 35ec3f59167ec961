import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { toolResults } from '../lib/services/chat-model.mjs';
import { cleanUp } from '../lib/system/cleanup.mjs';
import { ROOT_FOLDER } from '../lib/system/paths.mjs';
import { until } from '../lib/system/until.mjs';
import { EXAMPLE, startAgentStack, TOOL_TYPE, withTool } from '../lib/workflows/agent.mjs';
import { readExample } from '../lib/workflows/examples.mjs';
import { CREDENTIAL_TYPE, credentialsOf } from '../lib/workflows/workflow.mjs';

const SAMPLE = readFileSync(join(ROOT_FOLDER, 'test', 'fixtures', 'sample.mp4'));
const TOOL_ARGUMENTS = { prompt: 'A paper boat in the rain', seconds: 6, aspect_ratio: '9:16' };
/** n8n's engine runs the tools of agents from version 3. Older agents run them themselves. */
const AGENT_VERSIONS = [3, 2.2];
const QUOTA_ERROR = { error: { message: '用户额度不足', code: 'insufficient_user_quota' } };

let stack;

before(async () => {
	stack = await startAgentStack({ gateway: { taskSeconds: 1 } });
});
after(cleanUp);
beforeEach(() => stack.gateway.reset());

const callTool = (args = TOOL_ARGUMENTS) => [{ name: 'Create_Video', arguments: args }];
const lastResult = (request) => toolResults(request).at(-1);

/** A model that calls the tool `count` times in sequence, then responds with the last result. */
const callThenRespond =
	(args = TOOL_ARGUMENTS, count = 1) =>
	(request) =>
		toolResults(request).length < count ? callTool(args) : `Here it is: ${lastResult(request)}`;

const ask = (workflow, answer = callThenRespond()) => stack.ask(workflow, answer);

/** The tool definition that the model received. */
const toolDefinition = () => stack.model.requests[0].tools[0].function;

const taskIds = () => stack.gateway.tasks.map(({ id }) => id);

test('the example contains no credentials or pinned data', () => {
	const example = readExample(EXAMPLE);
	assert.ok(!JSON.stringify(example).includes('"credentials"'));
	assert.deepEqual(example.pinData, {});
});

for (const agentVersion of AGENT_VERSIONS) {
	test(`agent ${agentVersion}: creates exactly one video and responds with its link`, async () => {
		const { gateway } = stack;
		const output = await ask(stack.agentWorkflow({ agentVersion }));
		assert.equal(gateway.tasks.length, 1);
		const { model, prompt, seconds, aspect_ratio: ratio } = gateway.tasks[0].body;
		assert.deepEqual(
			{ model, prompt, seconds, ratio },
			{ model: 'grok-image-video', prompt: TOOL_ARGUMENTS.prompt, seconds: 6, ratio: '9:16' },
		);
		const [link] = output.match(/http:\/\/[^"\s]+\.mp4[^"\s]*/);
		assert.ok(link.startsWith(gateway.fileUrl));
		const bytes = Buffer.from(await (await fetch(link)).arrayBuffer());
		assert.ok(bytes.equals(SAMPLE), 'the link serves the video');
		assert.equal(gateway.keyLeaks.length, 0);
		assert.ok(!JSON.stringify(stack.model.requests).includes(gateway.key));
	});

	test(`agent ${agentVersion}: returns an error as text with the next step and the ID of any task`, async () => {
		const { gateway } = stack;
		gateway.fail('create', { status: 403, body: QUOTA_ERROR });
		let output = await ask(stack.agentWorkflow({ agentVersion }));
		assert.match(output, /quota \(HTTP 403\): 用户额度不足/);
		assert.match(output, /Top up the account.*Nothing was created or billed/s);
		assert.equal(gateway.tasks.length, 0);

		gateway.setPlan({ outcome: 'failure' });
		output = await ask(stack.agentWorkflow({ agentVersion }));
		assert.match(output, /rejected by content moderation.*Change the prompt/s);
		assert.ok(output.includes(taskIds()[0]));

		gateway.setPlan({ seconds: 60 });
		output = await ask(stack.agentWorkflow({ agentVersion, toolOptions: { maxWait: 1 } }));
		assert.match(output, /not finished after 1 second:.*Wait for Completion/s);
		assert.ok(output.includes(taskIds()[1]));
		assert.equal(gateway.tasks.length, 2);
	});

	test(`agent ${agentVersion}: returns the limit for an invalid value, which costs nothing`, async () => {
		const answer = (request) => {
			const result = lastResult(request);
			if (!result) return callTool({ ...TOOL_ARGUMENTS, seconds: 90 });
			return result.includes('error') ? callTool() : result;
		};
		const output = await ask(stack.agentWorkflow({ agentVersion }), answer);
		const [first] = toolResults(stack.model.requests[1]);
		assert.match(first, /'Duration \(Seconds\)' must be a whole number from 1 to 15, not 90/);
		assert.ok(output.includes(taskIds()[0]));
		assert.equal(stack.gateway.tasks.length, 1);
	});

	test(`agent ${agentVersion}: calling the tool again after a timeout pays once`, async () => {
		stack.gateway.setPlan({ seconds: 3 });
		const workflow = stack.agentWorkflow({ agentVersion, toolOptions: { maxWait: 2 } });
		const output = await ask(workflow, callThenRespond(TOOL_ARGUMENTS, 2));
		assert.match(toolResults(stack.model.requests.at(-1))[0], /not finished/);
		assert.match(output, /"status":"SUCCESS"/);
		assert.equal(stack.gateway.tasks.length, 1);
	});

	test(`agent ${agentVersion}: Retry On Fail of the tool pays once`, async () => {
		for (const onError of [undefined, 'stopWorkflow']) {
			stack.gateway.reset();
			stack.gateway.setPlan({ seconds: 3 });
			const toolSettings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0, onError };
			const toolOptions = { maxWait: 2 };
			await ask(stack.agentWorkflow({ agentVersion, toolSettings, toolOptions }));
			assert.equal(stack.gateway.tasks.length, 1);
		}
	});

	test(`agent ${agentVersion}: two calls create two videos`, async () => {
		const answer = (request) =>
			toolResults(request).length ? toolResults(request).join() : [...callTool(), ...callTool()];
		const output = await ask(stack.agentWorkflow({ agentVersion }), answer);
		assert.equal(stack.gateway.tasks.length, 2);
		for (const id of taskIds()) assert.ok(output.includes(id));
	});

	test(`agent ${agentVersion}: stops immediately when the execution is stopped`, async () => {
		const { client, gateway, model } = stack;
		gateway.setPlan({ seconds: 600 });
		model.setAnswer(callThenRespond());
		const execution = await stack.startExecution(stack.agentWorkflow({ agentVersion }));
		await until('the task is polled', () => gateway.tasks[0]?.polls > 0);
		const startedAt = performance.now();
		await client.stop(execution);
		assert.equal((await client.waitFor(execution)).status, 'canceled');
		assert.ok(performance.now() - startedAt < 2000);
		await gateway.idle();
		const requestCount = gateway.requests.length;
		const [stoppedTaskId] = taskIds();
		gateway.setPlan({ seconds: 3 });
		await ask(stack.agentWorkflow({ agentVersion }));
		// The second run took longer than the poll interval of the stopped one.
		const laterRequests = gateway.requests.slice(requestCount);
		const laterPolls = laterRequests.filter(({ path }) => path.includes(stoppedTaskId));
		assert.equal(laterPolls.length, 0);
		assert.equal(gateway.tasks.length, 2);
	});
}

test('the model gets the tool’s purpose, its cost and a description of each parameter', async (t) => {
	await ask(stack.agentWorkflow());
	const { name, description, parameters } = toolDefinition();
	t.diagnostic(JSON.stringify(toolDefinition(), null, 2));
	assert.equal(name, 'Create_Video');
	assert.match(description, /^Creates a short video from a text prompt/);
	assert.match(description, /result_url.*expires soon.*costs money.*error.*task ID/s);
	assert.deepEqual(parameters.required, ['prompt', 'seconds', 'aspect_ratio']);
	const { prompt, seconds, aspect_ratio: ratio } = parameters.properties;
	assert.deepEqual([prompt.type, seconds.type, ratio.type], ['string', 'number', 'string']);
	const require = createRequire(import.meta.url);
	const { MODELS } = require(join(ROOT_FOLDER, 'dist', 'nodes', 'GrokVideo', 'models.js'));
	const [{ modes }] = MODELS;
	assert.match(prompt.description, /subject, motion, camera/);
	assert.match(seconds.description, new RegExp(`1 to ${modes.text.maxSeconds}\\b.*cost more`));
	for (const aspectRatio of modes.text.aspectRatios) {
		assert.ok(ratio.description.includes(aspectRatio), aspectRatio);
	}
});

test('a tool that is configured only in the editor works', async () => {
	const fromAi = (key) =>
		`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, 'string') }}`;
	const tool = {
		descriptionType: 'auto',
		prompt: fromAi('Prompt'),
		seconds: fromAi('Seconds'),
		aspectRatio: fromAi('Aspect_Ratio'),
		downloadVideo: true,
	};
	const args = { Prompt: TOOL_ARGUMENTS.prompt, Seconds: '8', Aspect_Ratio: '1:1' };
	const output = await ask(stack.agentWorkflow({ tool }), callThenRespond(args));
	assert.equal(toolDefinition().description, 'Create video in Grok Video');
	const { prompt, seconds, aspect_ratio: ratio } = stack.gateway.tasks[0].body;
	assert.deepEqual([prompt, seconds, ratio], [TOOL_ARGUMENTS.prompt, 8, '1:1']);
	assert.match(output, /"result_url":"http/);
});

test('a second tool waits for a video by its task ID', async () => {
	const getVideo = {
		name: 'Get Video',
		type: TOOL_TYPE,
		typeVersion: 1,
		credentials: credentialsOf(CREDENTIAL_TYPE, stack.credential),
		parameters: {
			resource: 'video',
			operation: 'wait',
			taskId: "={{ $fromAI('task_id', 'The task ID that an error named', 'string') }}",
			downloadVideo: false,
			options: { pollInterval: 1 },
		},
	};
	stack.gateway.setPlan({ seconds: 3 });
	const workflow = withTool(stack.agentWorkflow({ toolOptions: { maxWait: 1 } }), getVideo);
	const output = await ask(workflow, (request) => {
		const [createResult, getResult] = toolResults(request);
		if (!createResult) return callTool();
		if (getResult) return getResult;
		const [taskId] = createResult.match(/task_[0-9a-f]+/);
		return [{ name: 'Get_Video', arguments: { task_id: taskId } }];
	});
	assert.match(output, /"status":"SUCCESS".*"result_url":"http/);
	assert.equal(stack.gateway.tasks.length, 1);
});
