import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { itemsOf } from '../lib/n8n/client.mjs';
import { startStack } from '../lib/n8n/stack.mjs';
import { localCredential, startStandIn } from '../lib/services/standIns.mjs';
import { cleanUp } from '../lib/system/cleanup.mjs';
import {
	chain,
	CREDENTIAL_TYPE,
	credentialsOf,
	fromList,
	grokVideo,
	manualTrigger,
	NODE_TYPE,
} from '../lib/workflows/workflow.mjs';

const NODE = 'Grok Video';
const PROMPT = {
	resource: 'video',
	operation: 'createAndWait',
	model: fromList('grok-imagine-video'),
	inputMode: 'text',
	prompt: 'A paper boat on a rainy street',
	options: { pollInterval: 1 },
};

let stack;
let xai;
let credential;

before(async () => {
	xai = await startStandIn('xai', { taskSeconds: 1 });
	stack = await startStack();
	credential = await stack.client.createCredential(
		'xAI',
		CREDENTIAL_TYPE,
		localCredential(xai, 'xai'),
	);
});
after(cleanUp);
beforeEach(() => xai.reset());

async function run(nodes) {
	const { id } = await stack.client.createWorkflow(chain('xAI', [manualTrigger(), ...nodes]));
	return await stack.client.waitFor(await stack.client.run(id, {}));
}

const node = (parameters, settings = {}) => grokVideo(parameters, { credential, ...settings });

test('the credential test reports a wrong key, a blocked key and an unreachable server', async () => {
	const good = localCredential(xai, 'xai');
	const check = (data = {}) =>
		stack.client.testCredential({
			...credential,
			type: CREDENTIAL_TYPE,
			data: { ...good, ...data },
		});
	assert.equal((await check()).status, 'OK');
	assert.match((await check({ apiKey: 'xai-wrong-key' })).message, /did not accept the API key/);
	assert.match((await check({ baseUrl: 'http://127.0.0.1:9' })).message, /refused the connection/);
	xai.account.keyBlocked = true;
	assert.match((await check()).message, /blocked/);
});

test('the model list shows the models of xAI', async () => {
	const { results } = await stack.client.listSearch({
		type: NODE_TYPE,
		method: 'searchModels',
		path: 'parameters.model',
		parameters: { resource: 'video', operation: 'createAndWait' },
		credentials: credentialsOf(CREDENTIAL_TYPE, credential),
	});
	assert.deepEqual(
		results.map(({ value }) => value),
		['grok-imagine-video-1.5', 'grok-imagine-video-1.5-lite', 'grok-imagine-video'],
	);
});

test('a video is created with its cost, and only the API gets the key', async () => {
	const [item] = itemsOf(await run([node(PROMPT)]), NODE);
	assert.equal(item.json.status, 'SUCCESS');
	assert.equal(item.json.cost_usd, xai.billedUsd);
	const bytes = await stack.client.binary(item.binary.data);
	assert.ok(bytes.equals(await xai.video(xai.tasks[0])));
	assert.deepEqual(xai.keyLeaks, []);
});

test('three scenes become one film: create, extend, extend', async () => {
	const extend = { ...PROMPT, operation: 'extend', videoSource: 'binary', seconds: 2 };
	const execution = await run([
		node({ ...PROMPT, seconds: 4 }),
		node(extend, { name: 'Second Scene' }),
		node(extend, { name: 'Third Scene' }),
	]);
	const [film] = itemsOf(execution, 'Third Scene');
	assert.equal(film.json.status, 'SUCCESS');
	assert.deepEqual(
		xai.tasks.map(({ kind }) => kind),
		['generation', 'extension', 'extension'],
	);
	assert.ok((await stack.client.binary(film.binary.data)).equals(await xai.video(xai.tasks[2])));
});

test('a moderated video reports its task and that it is billed', async () => {
	xai.setPlan({ outcome: 'moderated' });
	const execution = await run([node(PROMPT, { retryOnFail: true, maxTries: 2 })]);
	const { message, description } = execution.data.resultData.error;
	assert.ok(message.includes(xai.tasks[0].id));
	assert.match(description, /is billed/);
	assert.equal(xai.tasks.length, 1);
});

test('a gateway’s model is rejected before anything is sent, with the models to pick', async () => {
	const execution = await run([node({ ...PROMPT, model: fromList('grok-image-video') })]);
	const { message, description } = execution.data.resultData.error;
	assert.match(message, /does not offer grok-image-video$/);
	assert.match(description, /grok-imagine-video-1\.5/);
	assert.equal(xai.requests.length, 0);
});
