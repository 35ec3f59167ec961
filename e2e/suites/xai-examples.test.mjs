import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { itemsOf } from '../lib/n8n/client.mjs';
import { startStack } from '../lib/n8n/stack.mjs';
import { localCredential, startStandIn } from '../lib/services/standIns.mjs';
import { cleanUp, onEnd } from '../lib/system/cleanup.mjs';
import { ROOT_FOLDER } from '../lib/system/paths.mjs';
import { inspectVideo } from '../lib/video.mjs';
import {
	exampleFiles,
	readExample,
	withCredential,
	withParameters,
	XAI_EXAMPLES,
} from '../lib/workflows/examples.mjs';
import {
	chain,
	CREDENTIAL_TYPE,
	fromList,
	grokVideo,
	manualTrigger,
} from '../lib/workflows/workflow.mjs';

/** Features that only xAI has, in a real n8n with the stand-in for xAI. */

const fixture = (name) => readFileSync(join(ROOT_FOLDER, 'test', 'fixtures', name));
const MIB = 1024 ** 2;

let stack;
let xai;
let credential;
let web;

before(async () => {
	stack = await startStack();
	xai = await startStandIn('xai', { taskSeconds: 1 });
	credential = await stack.client.createCredential(
		'xAI',
		CREDENTIAL_TYPE,
		localCredential(xai, 'xai'),
	);
	web = await startWeb();
});
after(cleanUp);
beforeEach(() => {
	xai.reset();
	web.posts.length = 0;
});

/** A web server with the files of test/fixtures, a large video, and a service that publishes videos. */
async function startWeb() {
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

/** The sample in a file of 8 MiB. Players ignore the box that fills it up. */
function largeVideo() {
	const sample = fixture('sample.mp4');
	const free = Buffer.alloc(8 * MIB - sample.length);
	free.writeUInt32BE(free.length);
	free.write('free', 4, 'latin1');
	return Buffer.concat([sample, free]);
}

async function run(workflow) {
	const { id } = await stack.client.createWorkflow(workflow);
	const execution = await stack.client.waitFor(await stack.client.run(id, { trigger: 'Start' }));
	assert.equal(execution.status, 'success', execution.data.resultData.error?.message);
	assert.deepEqual(xai.keyLeaks, []);
	return execution;
}

const bytesOf = async ({ binary }, field = 'data') => await stack.client.binary(binary[field]);
const runExample = async (file, addresses = {}) =>
	await run(
		Object.entries(addresses).reduce(
			(workflow, [node, path]) => withParameters(workflow, node, { url: `${web.url}/${path}` }),
			withCredential(readExample(file), credential),
		),
	);

test('every example for xAI is among the examples', () => {
	for (const file of XAI_EXAMPLES) assert.ok(exampleFiles().includes(file), file);
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
	const { image, last_frame: last } = xai.tasks[0].body;
	assert.equal(image.url, `data:image/png;base64,${fixture('product.png').toString('base64')}`);
	assert.equal(last.url, `data:image/jpeg;base64,${fixture('product.jpg').toString('base64')}`);
});

test('a clip is edited in two styles, side by side', async () => {
	const execution = await runExample('clip-in-two-styles.json', { 'Get Clip': 'sample.mp4' });
	const items = itemsOf(execution, 'Use the MP4s');
	const names = items.map(({ binary }) => binary.data.fileName);
	assert.deepEqual(names, ['watercolor.mp4', 'night.mp4']);
	assert.equal(new Set(xai.tasks.map(({ body }) => body.prompt)).size, 2);
});

test('a video with a link for a week goes to a service that publishes it', async () => {
	await runExample('video-with-public-link.json', { Publish: 'publish' });
	const [{ video_url: url, until }] = web.posts;
	const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
	assert.ok(bytes.equals(await xai.video(xai.tasks[0])));
	assert.ok(Date.parse(until) > Date.now() + 6 * 24 * 3600 * 1000);
});

const download = (path) => ({
	name: 'Download',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		url: `${web.url}/${path}`,
		options: { response: { response: { responseFormat: 'file' } } },
	},
});

test('a large video is sent completely, to a relay inside the request', async () => {
	const parameters = { resource: 'video', operation: 'edit', prompt: 'Snow' };
	const node = grokVideo(parameters, { credential });
	await run(chain('Large', [manualTrigger(), download('large.mp4'), node]));
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
	await run(chain('Link', [manualTrigger(), download('product.png'), node]));
	const [task] = xai.tasks;
	assert.match(task.body.image.url, /\/rest\/binary-data\/signed\?token=/);
	assert.ok(task.mediaRead);
});
