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
const ASKED = { prompt: 'A paper boat in the rain', seconds: 6, aspect_ratio: '9:16' };
/** From version 3 on, n8n's engine runs the tools of an agent. Before, the agent did. */
const AGENT_VERSIONS = [3, 2.2];
const QUOTA = { error: { message: '用户额度不足', code: 'insufficient_user_quota' } };

let stack;

before(async () => {
	stack = await startAgentStack({ gateway: { taskSeconds: 1 } });
});
after(cleanUp);
beforeEach(() => stack.gateway.reset());

const callTool = (values = ASKED) => [{ name: 'Create_Video', arguments: values }];
const lastResult = (request) => toolResults(request).at(-1);

/** A model that calls the tool `times` times, one after the other, and then answers with the last result. */
const calling =
	(values = ASKED, times = 1) =>
	(request) =>
		toolResults(request).length < times ? callTool(values) : `Here it is: ${lastResult(request)}`;

const ask = (workflow, answer = calling()) => stack.ask(workflow, answer);

/** The function that the model was offered. */
const offered = () => stack.model.requests[0].tools[0].function;

const ids = () => stack.gateway.tasks.map(({ id }) => id);

test('the example holds no credentials and no pinned data', () => {
	const example = readExample(EXAMPLE);
	assert.ok(!JSON.stringify(example).includes('"credentials"'));
	assert.deepEqual(example.pinData, {});
});

for (const agentVersion of AGENT_VERSIONS) {
	test(`agent ${agentVersion}: creates exactly one video and answers with its link`, async () => {
		const { gateway } = stack;
		const output = await ask(stack.assistant({ agentVersion }));
		assert.equal(gateway.tasks.length, 1);
		const { model, prompt, seconds, aspect_ratio: ratio } = gateway.tasks[0].body;
		assert.deepEqual(
			{ model, prompt, seconds, ratio },
			{ model: 'grok-image-video', prompt: ASKED.prompt, seconds: 6, ratio: '9:16' },
		);
		const [link] = output.match(/http:\/\/[^"\s]+\.mp4[^"\s]*/);
		assert.ok(link.startsWith(gateway.fileUrl));
		const bytes = Buffer.from(await (await fetch(link)).arrayBuffer());
		assert.ok(bytes.equals(SAMPLE), 'the link serves the video');
		assert.equal(gateway.keyLeaks.length, 0);
		assert.ok(!JSON.stringify(stack.model.requests).includes(gateway.key));
	});

	test(`agent ${agentVersion}: an error comes back as text with what to do and the task ID`, async () => {
		const { gateway } = stack;
		gateway.fail('create', { status: 403, body: QUOTA });
		let said = await ask(stack.assistant({ agentVersion }));
		assert.match(said, /quota \(HTTP 403\): 用户额度不足/);
		assert.match(said, /Top up the account.*Nothing was created or billed/s);
		assert.equal(gateway.tasks.length, 0);

		gateway.setPlan({ outcome: 'failure' });
		said = await ask(stack.assistant({ agentVersion }));
		assert.match(said, /rejected by content moderation.*Change the prompt/s);
		assert.ok(said.includes(ids()[0]));

		gateway.setPlan({ seconds: 60 });
		said = await ask(stack.assistant({ agentVersion, toolOptions: { maxWait: 1 } }));
		assert.match(said, /not finished after 1 second:.*Wait for Completion/s);
		assert.ok(said.includes(ids()[1]));
		assert.equal(gateway.tasks.length, 2);
	});

	test(`agent ${agentVersion}: a wrong value comes back with the limit and costs nothing`, async () => {
		const answer = (request) => {
			const result = lastResult(request);
			if (!result) return callTool({ ...ASKED, seconds: 90 });
			return result.includes('error') ? callTool() : result;
		};
		const output = await ask(stack.assistant({ agentVersion }), answer);
		const [first] = toolResults(stack.model.requests[1]);
		assert.match(first, /'Duration \(Seconds\)' must be a whole number from 1 to 15, not 90/);
		assert.ok(output.includes(ids()[0]));
		assert.equal(stack.gateway.tasks.length, 1);
	});

	test(`agent ${agentVersion}: asking again for the video that was not ready pays once`, async () => {
		stack.gateway.setPlan({ seconds: 3 });
		const patience = { agentVersion, toolOptions: { maxWait: 2 } };
		const output = await ask(stack.assistant(patience), calling(ASKED, 2));
		assert.match(toolResults(stack.model.requests.at(-1))[0], /not finished/);
		assert.match(output, /"status":"SUCCESS"/);
		assert.equal(stack.gateway.tasks.length, 1);
	});

	test(`agent ${agentVersion}: Retry On Fail of the tool pays once`, async () => {
		for (const onError of [undefined, 'stopWorkflow']) {
			stack.gateway.reset();
			stack.gateway.setPlan({ seconds: 3 });
			const toolSettings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0, onError };
			const patience = { agentVersion, toolSettings, toolOptions: { maxWait: 2 } };
			await ask(stack.assistant(patience));
			assert.equal(stack.gateway.tasks.length, 1);
		}
	});

	test(`agent ${agentVersion}: two calls make two videos`, async () => {
		const answer = (request) =>
			toolResults(request).length ? toolResults(request).join() : [...callTool(), ...callTool()];
		const output = await ask(stack.assistant({ agentVersion }), answer);
		assert.equal(stack.gateway.tasks.length, 2);
		for (const id of ids()) assert.ok(output.includes(id));
	});

	test(`agent ${agentVersion}: stops at once when the execution is stopped`, async () => {
		const { client, gateway, model } = stack;
		gateway.setPlan({ seconds: 600 });
		model.setAnswer(calling());
		const execution = await stack.begin(stack.assistant({ agentVersion }));
		await until('the task was asked for', () => gateway.tasks[0]?.polls > 0);
		const began = performance.now();
		await client.stop(execution);
		assert.equal((await client.waitFor(execution)).status, 'canceled');
		assert.ok(performance.now() - began < 2000);
		await gateway.idle();
		const seen = gateway.requests.length;
		const [stopped] = ids();
		gateway.setPlan({ seconds: 3 });
		await ask(stack.assistant({ agentVersion }));
		// The second run took longer than the poll interval of the stopped one.
		const later = gateway.requests.slice(seen).filter(({ path }) => path.includes(stopped));
		assert.equal(later.length, 0);
		assert.equal(gateway.tasks.length, 2);
	});
}

test('the model gets the purpose of the tool, its cost and the meaning of each value', async (t) => {
	await ask(stack.assistant());
	const { name, description, parameters } = offered();
	t.diagnostic(JSON.stringify(offered(), null, 2));
	assert.equal(name, 'Create_Video');
	assert.match(description, /^Creates a short video from a text prompt/);
	assert.match(description, /result_url.*expires soon.*costs money.*error.*task ID/s);
	assert.deepEqual(parameters.required, ['prompt', 'seconds', 'aspect_ratio']);
	const { prompt, seconds, aspect_ratio: ratio } = parameters.properties;
	assert.deepEqual([prompt.type, seconds.type, ratio.type], ['string', 'number', 'string']);
	const [{ modes }] = createRequire(import.meta.url)(
		join(ROOT_FOLDER, 'dist', 'nodes', 'GrokVideo', 'models.js'),
	).MODELS;
	assert.match(prompt.description, /subject, motion, camera/);
	assert.match(seconds.description, new RegExp(`1 to ${modes.text.maxSeconds}\\b.*cost more`));
	for (const choice of modes.text.aspectRatios)
		assert.ok(ratio.description.includes(choice), choice);
});

test('a tool that is configured only in the editor works too', async () => {
	const fromAi = (key) =>
		`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, 'string') }}`;
	const tool = {
		descriptionType: 'auto',
		prompt: fromAi('Prompt'),
		seconds: fromAi('Seconds'),
		aspectRatio: fromAi('Aspect_Ratio'),
		downloadVideo: true,
	};
	const values = { Prompt: ASKED.prompt, Seconds: '8', Aspect_Ratio: '1:1' };
	const output = await ask(stack.assistant({ tool }), calling(values));
	assert.equal(offered().description, 'Create video in Grok Video');
	const { prompt, seconds, aspect_ratio: ratio } = stack.gateway.tasks[0].body;
	assert.deepEqual([prompt, seconds, ratio], [ASKED.prompt, 8, '1:1']);
	assert.match(output, /"result_url":"http/);
});

test('a second tool waits for a video by its task ID', async () => {
	const second = {
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
	const workflow = withTool(stack.assistant({ toolOptions: { maxWait: 1 } }), second);
	const output = await ask(workflow, (request) => {
		const [first, found] = toolResults(request);
		if (!first) return callTool();
		if (found) return found;
		const [taskId] = first.match(/task_[0-9a-f]+/);
		return [{ name: 'Get_Video', arguments: { task_id: taskId } }];
	});
	assert.match(output, /"status":"SUCCESS".*"result_url":"http/);
	assert.equal(stack.gateway.tasks.length, 1);
});
