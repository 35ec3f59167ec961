import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { itemsOf, N8nClient } from '../n8n/client.mjs';
import { installN8n } from '../n8n/install.mjs';
import { startN8n } from '../n8n/server.mjs';
import { createNpmWrapper } from '../package/npm-wrapper.mjs';
import { packPackage } from '../package/pack.mjs';
import { temporaryFolder } from '../system/temporary-folder.mjs';
import {
	chain,
	CREDENTIAL_TYPE,
	grokVideo,
	manualTrigger,
	NODE_TYPE,
} from '../workflows/workflow.mjs';
import { outputFile, PARAMETERS, shown, videoFile } from './order.mjs';
import { inspectVideo } from './video.mjs';

export const STEPS_IN_N8N = 7;

const NODE_NAME = 'Grok Video';
const RUN_TIMEOUT_SECONDS = 600;

/**
 * Makes the video in a whole n8n, into which the packed package is installed as a user installs it.
 * Gives { video (see inspectVideo, and its file), n8n (still up), workflow, logFile }.
 */
export async function runInN8n({ step, credentialData }) {
	const workFolder = temporaryFolder('demo');
	const logFile = outputFile('n8n.log');
	rmSync(logFile, { force: true });

	let install;
	await step('Install n8n (the first time only)', async (report) => {
		install = await installN8n({ major: 2, report });
		return `n8n ${install.version}`;
	});

	const npmWrapper = createNpmWrapper(workFolder);
	const starting = startN8n({ install, userFolder: join(workFolder, 'n8n'), npmWrapper, logFile });
	starting.catch(() => {});

	let packed;
	await step('Pack the package', async () => {
		packed = await packPackage(workFolder);
		npmWrapper.add(packed);
		return `${packed.name} ${packed.version}`;
	});

	let n8n;
	await step('Start n8n', async (report) => {
		report(`its log: ${shown(logFile)}`);
		n8n = await starting;
		return n8n.url;
	});

	const client = new N8nClient(n8n);
	await step('Install the package in n8n', async (report) => {
		report('as a community package');
		await client.signIn();
		const { installedNodes } = await client.installPackage(packed.name, packed.version);
		const types = installedNodes.map(({ type }) => type);
		check(types.includes(NODE_TYPE), `n8n found ${types.join(', ') || 'no node'} in it.`);
		return types.join(', ');
	});

	let credential;
	await step('Create and test the credential', async () => {
		credential = await client.createCredential(NODE_NAME, CREDENTIAL_TYPE, credentialData);
		const test = await client.testCredential({ ...credential, data: credentialData });
		check(test.status === 'OK', test.message);
		return test.message;
	});

	let workflow;
	let items;
	await step('Run the workflow in n8n', async (report) => {
		report('the video is being made');
		const node = grokVideo(PARAMETERS, { credential, name: NODE_NAME });
		workflow = await client.createWorkflow(chain('Grok Video demo', [manualTrigger(), node]));
		const id = await client.run(workflow.id);
		const execution = await client.waitFor(id, { timeoutSeconds: RUN_TIMEOUT_SECONDS });
		check(execution.status === 'success', describeFailure(execution));
		items = itemsOf(execution, NODE_NAME);
		return `execution ${id}, ${execution.status}`;
	});

	let video;
	await step('Check and save the video', async () => {
		check(items.length === 1, `The node gave ${items.length} items instead of one.`);
		const [binary] = Object.values(items[0].binary ?? {});
		check(binary, 'The item holds no file.');
		check(binary.mimeType === 'video/mp4', `The file is ${binary.mimeType}.`);
		const file = videoFile('grok-video');
		writeFileSync(file, await client.binary(binary));
		video = await inspectVideo(file);
	});
	return { video, n8n, workflow, logFile };
}

function describeFailure({ status, data }) {
	const error = data.resultData.error ?? {};
	const text = [error.message, error.description].filter(Boolean).join('\n');
	return `The workflow ended with "${status}". ${text}`;
}

function check(holds, message) {
	if (!holds) throw new Error(message);
}
