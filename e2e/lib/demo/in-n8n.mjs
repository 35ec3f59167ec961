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
import { displayPath, outputFile, videoFile } from './settings.mjs';

export const STEPS_IN_N8N = 7;

const NODE_NAME = 'Grok Video';
const RUN_TIMEOUT_SECONDS = 600;

/**
 * Creates the video in a complete n8n with the packed package, installed as a user would.
 * Returns { file (the video), n8n (still running), workflow, logFile }.
 */
export async function runInN8n({ step, credential: credentialData, parameters }) {
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
		report(`log: ${displayPath(logFile)}`);
		n8n = await starting;
		return n8n.url;
	});

	const client = new N8nClient(n8n);
	await step('Install the package in n8n', async (report) => {
		report('as a community package');
		await client.signIn();
		const { installedNodes } = await client.installPackage(packed.name, packed.version);
		const types = installedNodes.map(({ type }) => type);
		check(types.includes(NODE_TYPE), `n8n found ${types.join(', ') || 'no node'} in the package.`);
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
		report('creating the video');
		const node = grokVideo(parameters, { credential, name: NODE_NAME });
		workflow = await client.createWorkflow(chain('Grok Video demo', [manualTrigger(), node]));
		const id = await client.run(workflow.id);
		const execution = await client.waitFor(id, { timeoutSeconds: RUN_TIMEOUT_SECONDS });
		check(execution.status === 'success', describeFailure(execution));
		items = itemsOf(execution, NODE_NAME);
		return `execution ${id}, ${execution.status}`;
	});

	const file = videoFile('grok-video');
	await step('Save the video', async () => {
		check(items.length === 1, `The node returned ${items.length} items instead of one.`);
		const [binary] = Object.values(items[0].binary ?? {});
		check(binary, 'The item has no file.');
		check(binary.mimeType === 'video/mp4', `The file is ${binary.mimeType}.`);
		writeFileSync(file, await client.binary(binary));
	});
	return { file, n8n, workflow, logFile };
}

function describeFailure({ status, data }) {
	const error = data.resultData.error ?? {};
	const text = [error.message, error.description].filter(Boolean).join('\n');
	return `The workflow ended with "${status}". ${text}`;
}

function check(condition, message) {
	if (!condition) throw new Error(message);
}
