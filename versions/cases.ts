/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
// Runs in its own process with the release's Node: node -r ./engine.js cases.ts <release folder> <results file>
import { strict as assert } from 'node:assert';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { CredentialTestContext, LoadOptionsContext, PackageDirectoryLoader } from 'n8n-core';
import {
	NodeHelpers,
	type ICredentialType,
	type INodeParameters,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { startGateway, type Gateway } from '../test/servers/newApi/gateway';
import { runNode, startNode } from '../test/support/engine';
import { credentialsHelper } from '../test/support/engineParts';
import { buildWorkflow, type EngineOptions } from '../test/support/engineWorkflow';
import { bytesOf, fixture } from '../test/support/files';
import {
	createAndWaitParameters,
	credentials as credentialsFor,
	isForItem,
	numberedItems,
	NUMBERED_PROMPT,
	sameImage,
} from '../test/support/parameters';
import { callTool } from './agent';

const CASE_TIMEOUT_SECONDS = 60;
const POLL_TIMEOUT_SECONDS = 10;
/** Long enough to create all tasks before the first one ends. */
const PARALLEL_TASK_SECONDS = 6;

const [folder, resultsFile] = process.argv.slice(2);

let gateway: Gateway;
let node: INodeType;
let credentialType: ICredentialType;

const credentials = (data = {}) => {
	const { grokVideoApi } = credentialsFor(gateway, data);
	return { grokVideoApi: { ...grokVideoApi, type: credentialType } };
};

const engineOptions = (
	parameters: INodeParameters,
	overrides: Partial<EngineOptions> = {},
): EngineOptions => ({ node, parameters, credentials: credentials(), ...overrides });

const CASES: Record<string, () => Promise<void>> = {
	'loaded by n8n': async () => {
		const loader = new PackageDirectoryLoader(join(folder, 'node_modules', 'n8n-nodes-grok-video'));
		await loader.loadAll();
		credentialType = loader.credentialTypes.grokVideoApi.type;
		node = NodeHelpers.getVersionedNodeType(loader.nodeTypes.grokVideo.type);
		assert.equal(node.description.usableAsTool, true);
		assert.ok(loader.types.nodes[0].iconUrl);
	},

	'credential test': async () => {
		const test = async (data = {}) =>
			await node.methods!.credentialTest!.grokVideoApiTest.call(new CredentialTestContext(), {
				id: '1',
				name: 'Grok',
				type: credentialType.name,
				data: credentials(data).grokVideoApi.data,
			});
		assert.equal((await test()).status, 'OK');
		assert.equal((await test({ apiKey: 'sk-wrong' })).status, 'Error');
	},

	'list search': async () => {
		const workflow = buildWorkflow(engineOptions({}), []);
		const context = new LoadOptionsContext(
			workflow,
			workflow.nodes.Subject,
			{
				credentialsHelper: credentialsHelper(credentials(), workflow),
			} as IWorkflowExecuteAdditionalData,
			'parameters.model',
		);
		const { results } = await node.methods!.listSearch!.searchModels.call(context);
		assert.ok(results.some(({ value }) => value === 'grok-image-video'));
	},

	'text to MP4': async () => {
		const { output } = await runNode(engineOptions(createAndWaitParameters()));
		const [{ json, binary }] = output;
		assert.equal(json.status, 'SUCCESS');
		assert.equal(binary?.data.mimeType, 'video/mp4');
		assert.equal(binary.data.fileName, `grok-video-${json.task_id}.mp4`);
		assert.deepEqual(await bytesOf(binary.data), fixture('sample.mp4'));
	},

	'a retry pays once': async () => {
		gateway.fail('status', { status: 401, body: {} });
		const { output } = await runNode(
			engineOptions(createAndWaitParameters(), { retry: { maxTries: 2 } }),
		);
		assert.equal(output[0].json.status, 'SUCCESS');
		const polls = gateway.requests.filter(({ endpoint }) => endpoint === 'status');
		assert.equal(polls.length > 1, true);
		assert.equal(gateway.tasks.length, 1);
	},

	cancel: async () => {
		gateway.setPlan({ seconds: Infinity });
		const execution = await startNode(engineOptions(createAndWaitParameters()));
		await waitForPoll();
		const stoppedAt = Date.now();
		execution.cancel();
		const { run } = await execution.done;
		assert.equal(run.status, 'canceled');
		assert.ok(Date.now() - stoppedAt < 2000, 'it continued after the stop');
	},

	'Continue On Fail': async () => {
		gateway.fail('create', { status: 400, body: {} }, { when: isForItem(1) });
		const { output } = await runNode(
			engineOptions(createAndWaitParameters({ prompt: NUMBERED_PROMPT }), {
				input: numberedItems(3),
				onError: 'continueRegularOutput',
			}),
		);
		assert.deepEqual(
			output.map(({ json }) => json.status),
			['SUCCESS', undefined, 'SUCCESS'],
		);
		assert.match(String(output[1].json.error), /\w/);
		assert.equal(gateway.tasks.length, 2);
	},

	'20 in parallel': async () => {
		gateway.setPlan({ seconds: PARALLEL_TASK_SECONDS });
		const { output } = await runNode(
			engineOptions(
				createAndWaitParameters({ options: { pollInterval: 1, maxWait: 40, maxParallel: 20 } }),
				{
					input: numberedItems(20),
				},
			),
		);
		assert.deepEqual(new Set(output.map(({ json }) => json.status)), new Set(['SUCCESS']));
		assert.equal(new Set(output.map(({ json }) => json.task_id)).size, 20);
		const times = gateway.tasks.map(({ createdAt }) => createdAt);
		const spreadMs = Math.max(...times) - Math.min(...times);
		assert.ok(spreadMs < PARALLEL_TASK_SECONDS * 1000, `the creates were ${spreadMs} ms apart`);
	},

	'as a tool': async () => {
		// 12 seconds is too long for several images: the node shortens the video and adds a hint.
		const parameters = createAndWaitParameters({ ...sameImage(2), seconds: 12 });
		const inEngine = await runNode(engineOptions(parameters, { asTool: true }));
		assert.equal(inEngine.output[0].json.status, 'SUCCESS');

		const prompt = "={{ $fromAI('prompt', 'What the video shows') }}";
		const response = await callTool(engineOptions({ ...parameters, prompt }), {
			prompt: 'A paper boat',
		});
		assert.match(response, /"status":"SUCCESS"/);
		assert.equal(gateway.tasks[1].body.prompt, 'A paper boat');
	},
};

async function waitForPoll(): Promise<void> {
	for (let checks = 0; checks < POLL_TIMEOUT_SECONDS * 20; checks++) {
		if (gateway.tasks[0]?.polls > 0) return;
		await sleep(0.05);
	}
	throw new Error('the node did not poll');
}

const sleep = async (seconds: number) =>
	await new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));

async function main() {
	gateway = await startGateway({ taskSeconds: 0 });
	for (const [name, run] of Object.entries(CASES)) {
		gateway.reset();
		const timeout = sleep(CASE_TIMEOUT_SECONDS).then(() => {
			throw new Error(`timeout after ${CASE_TIMEOUT_SECONDS} s`);
		});
		const error = await Promise.race([run(), timeout]).then(
			() => (gateway.keyLeaks.length === 0 ? undefined : 'the API key was sent to the file host'),
			(reason: Error) => reason.stack ?? String(reason),
		);
		appendFileSync(resultsFile, `${JSON.stringify({ name, error })}\n`);
		if (!node) break; // without a node, the other cases cannot run
	}
	process.exit(0);
}

void main();
