import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { itemsOf } from '../lib/n8n/client.mjs';
import { startStack } from '../lib/n8n/stack.mjs';
import { localCredential, startStandIn } from '../lib/services/standIns.mjs';
import { cleanUp } from '../lib/system/cleanup.mjs';
import { ROOT_FOLDER } from '../lib/system/paths.mjs';
import {
	chain,
	CREDENTIAL_TYPE,
	credentialsOf,
	fromList,
	grokVideo,
	manualTrigger,
	NODE_TYPE,
} from '../lib/workflows/workflow.mjs';

/** Protocol of a custom server → a model that the server offers, by its own name. */
const MODELS = {
	newApi: 'grok-image-video',
	xai: 'grok-imagine-video',
	openAiVideos: 'grok-imagine-video',
	openRouter: 'x-ai/grok-imagine-video',
};
const SAMPLE = readFileSync(join(ROOT_FOLDER, 'test', 'fixtures', 'sample.mp4'));
const NODE = 'Grok Video';

let stack;

before(async () => {
	stack = await startStack();
});
after(cleanUp);

for (const [protocol, model] of Object.entries(MODELS)) {
	test(`${protocol}: tests the credential, lists models, creates a video and waits for the file`, async () => {
		const { client } = stack;
		const server = await startStandIn(protocol, { taskSeconds: 1 });
		const data = localCredential(server, protocol);
		const credential = await client.createCredential(protocol, CREDENTIAL_TYPE, data);

		const check = (changes) =>
			client.testCredential({
				...credential,
				type: CREDENTIAL_TYPE,
				data: { ...data, ...changes },
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
		const expected = server.video ? await server.video(task) : SAMPLE;
		assert.ok((await client.binary(binary.data)).equals(expected));
		assert.deepEqual(server.keyLeaks, []);
	});
}
