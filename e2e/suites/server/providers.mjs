import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { before, beforeEach, test } from 'node:test';
import { itemsOf } from '../../lib/n8n/client.mjs';
import { localCredential, startStandIn } from '../../lib/services/stand-ins.mjs';
import { onEnd } from '../../lib/system/cleanup.mjs';
import { ROOT_FOLDER } from '../../lib/system/paths.mjs';
import { inspectVideo } from '../../lib/video.mjs';
import { readExample, withCredential, withParameters } from '../../lib/workflows/examples.mjs';
import {
	chain,
	CREDENTIAL_TYPE,
	credentialsOf,
	fromList,
	grokVideo,
	manualTrigger,
	NODE_TYPE,
} from '../../lib/workflows/workflow.mjs';
import { stack } from './stack.mjs';

/** Every API type, and xAI's features and examples, in a real n8n with stand-ins for the providers. */

const fixture = (name) => readFileSync(join(ROOT_FOLDER, 'test', 'fixtures', name));
const MIB = 1024 ** 2;
/** Protocol → ID of a model that its stand-in offers. */
const MODELS = {
	newApi: 'grok-image-video',
	xai: 'grok-imagine-video',
	openAiVideos: 'grok-imagine-video',
	openRouter: 'x-ai/grok-imagine-video',
};
const NODE = 'Grok Video';
const TEXT_TO_VIDEO = {
	resource: 'video',
	operation: 'createAndWait',
	model: fromList('grok-imagine-video'),
	inputMode: 'text',
	prompt: 'A paper boat on a rainy street',
	options: { pollInterval: 1 },
};

let xai;
let credential;
let webServer;

before(async () => {
	xai = await startStandIn('xai', { taskSeconds: 1 });
	credential = await stack.client.createCredential(
		'xAI',
		CREDENTIAL_TYPE,
		localCredential(xai, 'xai'),
	);
	webServer = await startWebServer();
});
beforeEach(() => {
	xai.reset();
	webServer.posts.length = 0;
});

/** Starts a web server with the files of test/fixtures, a large video, and a service that publishes videos. */
async function startWebServer() {
	const posts = [];
	const server = createServer(async (request, response) => {
		if (request.method === 'POST') {
			let body = '';
			for await (const chunk of request) body += chunk;
			posts.push(JSON.parse(body));
			response.setHeader('content-type', 'application/json');
			response.end('{"ok":true}');
			return;
		}
		const name = request.url.slice(1);
		const types = { png: 'image/png', jpg: 'image/jpeg', mp4: 'video/mp4' };
		response.setHeader('content-type', types[name.split('.').at(-1)]);
		response.end(name === 'large.mp4' ? largeVideo() : fixture(name));
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	onEnd(() => server.close());
	return { url: `http://127.0.0.1:${server.address().port}`, posts };
}

/** The sample, padded to 8 MiB with a `free` box, which players ignore. */
function largeVideo() {
	const sample = fixture('sample.mp4');
	const freeBox = Buffer.alloc(8 * MIB - sample.length);
	freeBox.writeUInt32BE(freeBox.length);
	freeBox.write('free', 4, 'latin1');
	return Buffer.concat([sample, freeBox]);
}

/** Runs a workflow to its end. Returns the execution. */
async function run(workflow) {
	const { id } = await stack.client.createWorkflow(workflow);
	return await stack.client.waitFor(await stack.client.run(id, { trigger: 'Start' }));
}

async function runSuccessfully(workflow) {
	const execution = await run(workflow);
	assert.equal(execution.status, 'success', execution.data.resultData.error?.message);
	assert.deepEqual(xai.keyLeaks, []);
	return execution;
}

const bytesOf = async ({ binary }, field = 'data') => await stack.client.binary(binary[field]);

/** `paths`: name of a node → path on the web server, which replaces the node's URL. */
async function runExample(file, paths = {}) {
	let workflow = withCredential(readExample(file), credential);
	for (const [name, path] of Object.entries(paths)) {
		workflow = withParameters(workflow, name, { url: `${webServer.url}/${path}` });
	}
	return await runSuccessfully(workflow);
}

const runNodes = async (nodes) => await run(chain('xAI', [manualTrigger(), ...nodes]));
const node = (parameters, settings = {}) => grokVideo(parameters, { credential, ...settings });

for (const [protocol, model] of Object.entries(MODELS)) {
	test(`${protocol}: tests the credential, lists models, and creates and downloads a video`, async () => {
		const { client } = stack;
		const server = await startStandIn(protocol, { taskSeconds: 1 });
		const data = localCredential(server, protocol);
		const credential = await client.createCredential(protocol, CREDENTIAL_TYPE, data);

		const check = (overrides) =>
			client.testCredential({
				...credential,
				type: CREDENTIAL_TYPE,
				data: { ...data, ...overrides },
			});
		const { status, message } = await check();
		assert.equal(status, 'OK', message);
		assert.match((await check({ apiKey: 'wrong-key' })).message, /did not accept the API key/);

		const { results } = await client.listSearch({
			type: NODE_TYPE,
			method: 'searchModels',
			path: 'parameters.model',
			parameters: { resource: 'video', operation: 'createAndWait' },
			credentials: credentialsOf(CREDENTIAL_TYPE, credential),
		});
		assert.ok(results.map(({ value }) => value).includes(model));

		const parameters = {
			resource: 'video',
			operation: 'createAndWait',
			model: fromList(model),
			prompt: 'A paper boat on a rainy street',
			options: { pollInterval: 1 },
		};
		const workflow = chain(protocol, [manualTrigger(), grokVideo(parameters, { credential })]);
		const { id } = await client.createWorkflow(workflow);
		const execution = await client.waitFor(await client.run(id));
		assert.equal(execution.status, 'success', execution.data.resultData.error?.message);
		const [{ json, binary }] = itemsOf(execution, NODE);
		const [task, ...others] = server.tasks;
		assert.deepEqual(others, []);
		assert.equal(json.task_id, task.id);
		assert.equal(json.status, 'SUCCESS');
		assert.equal(binary.data.mimeType, 'video/mp4');
		const expected = server.video ? await server.video(task) : fixture('sample.mp4');
		assert.ok((await client.binary(binary.data)).equals(expected));
		assert.deepEqual(server.keyLeaks, []);
	});
}

test('xAI: the credential test reports a wrong key, a blocked key and an unreachable server', async () => {
	const validData = localCredential(xai, 'xai');
	const check = (data = {}) =>
		stack.client.testCredential({
			...credential,
			type: CREDENTIAL_TYPE,
			data: { ...validData, ...data },
		});
	assert.equal((await check()).status, 'OK');
	assert.match((await check({ apiKey: 'xai-wrong-key' })).message, /did not accept the API key/);
	assert.match((await check({ baseUrl: 'http://127.0.0.1:9' })).message, /refused the connection/);
	xai.account.keyBlocked = true;
	assert.match((await check()).message, /blocked/);
});

test('xAI: the item has the video’s cost, and only the API gets the key', async () => {
	const [item] = itemsOf(await runNodes([node(TEXT_TO_VIDEO)]), NODE);
	assert.equal(item.json.status, 'SUCCESS');
	assert.equal(item.json.cost_usd, xai.billedUsd);
	const bytes = await stack.client.binary(item.binary.data);
	assert.ok(bytes.equals(await xai.video(xai.tasks[0])));
	assert.deepEqual(xai.keyLeaks, []);
});

test('a moderated video reports its task ID and that it is billed', async () => {
	xai.setPlan({ outcome: 'moderated' });
	const execution = await runNodes([node(TEXT_TO_VIDEO, { retryOnFail: true, maxTries: 2 })]);
	const { message, description } = execution.data.resultData.error;
	assert.ok(message.includes(xai.tasks[0].id));
	assert.match(description, /is billed/);
	assert.equal(xai.tasks.length, 1);
});

test('a gateway’s model is rejected before any request, with a list of xAI’s models', async () => {
	const execution = await runNodes([
		node({ ...TEXT_TO_VIDEO, model: fromList('grok-image-video') }),
	]);
	const { message, description } = execution.data.resultData.error;
	assert.match(message, /does not offer grok-image-video$/);
	assert.match(description, /grok-imagine-video-1\.5/);
	assert.equal(xai.requests.length, 0);
});

test('three scenes become one film', async () => {
	const [item] = itemsOf(await runExample('three-scenes-one-film.json'), 'Use the MP4');
	assert.equal((await inspectVideo(await bytesOf(item))).seconds, 15);
	const kinds = xai.tasks.map(({ kind }) => kind);
	assert.deepEqual(kinds, ['generation', 'extension', 'extension']);
	assert.match(xai.tasks[2].body.prompt, /reaches the wide sea/);
});

test('two photos become the first and the last frame', async () => {
	const photos = { 'Get First Photo': 'product.png', 'Get Last Photo': 'product.jpg' };
	const [item] = itemsOf(await runExample('first-and-last-frame.json', photos), 'Use the MP4');
	assert.equal(item.binary.data.fileName, 'unboxing.mp4');
	const { image, last_frame: lastFrame } = xai.tasks[0].body;
	assert.equal(image.url, `data:image/png;base64,${fixture('product.png').toString('base64')}`);
	assert.equal(
		lastFrame.url,
		`data:image/jpeg;base64,${fixture('product.jpg').toString('base64')}`,
	);
});

test('a clip is edited in two styles', async () => {
	const execution = await runExample('clip-in-two-styles.json', { 'Get Clip': 'sample.mp4' });
	const items = itemsOf(execution, 'Use the MP4s');
	const names = items.map(({ binary }) => binary.data.fileName);
	assert.deepEqual(names, ['watercolor.mp4', 'night.mp4']);
	assert.equal(new Set(xai.tasks.map(({ body }) => body.prompt)).size, 2);
});

test('a video’s link, which is public for a week, is sent to a publishing service', async () => {
	await runExample('video-with-public-link.json', { Publish: 'publish' });
	const [{ video_url: url, until }] = webServer.posts;
	const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
	assert.ok(bytes.equals(await xai.video(xai.tasks[0])));
	assert.ok(Date.parse(until) > Date.now() + 6 * 24 * 3600 * 1000);
});

const download = (path) => ({
	name: 'Download',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		url: `${webServer.url}/${path}`,
		options: { response: { response: { responseFormat: 'file' } } },
	},
});

test('a large video is sent to a relay in full, inside the request', async () => {
	const parameters = { resource: 'video', operation: 'edit', prompt: 'Snow' };
	const node = grokVideo(parameters, { credential });
	await runSuccessfully(chain('Large', [manualTrigger(), download('large.mp4'), node]));
	const [{ body }] = xai.tasks;
	const [, base64] = body.video.url.split('data:video/mp4;base64,');
	assert.ok(Buffer.from(base64, 'base64').equals(largeVideo()));
	assert.equal(xai.files.size, 0, 'only xAI itself stores files');
});

test('an image is sent as a signed link', async () => {
	const node = grokVideo(
		{
			resource: 'video',
			operation: 'createAndWait',
			model: fromList('grok-imagine-video-1.5'),
			inputMode: 'image',
			prompt: 'It turns',
			imageSource: 'binary',
			downloadVideo: false,
			options: { imagesAs: 'link', pollInterval: 1 },
		},
		{ credential },
	);
	await runSuccessfully(chain('Link', [manualTrigger(), download('product.png'), node]));
	const [task] = xai.tasks;
	assert.match(task.body.image.url, /\/rest\/binary-data\/signed\?token=/);
	assert.ok(task.mediaRead);
});
