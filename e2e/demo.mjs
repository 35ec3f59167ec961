import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { stepper } from './lib/demo/progress.mjs';
import { inspectVideo } from './lib/demo/video.mjs';
import { itemsOf, N8nClient, OWNER } from './lib/n8n/client.mjs';
import { installN8n } from './lib/n8n/install.mjs';
import { startN8n } from './lib/n8n/server.mjs';
import { buildPackage } from './lib/package/build.mjs';
import { createNpmWrapper } from './lib/package/npm-wrapper.mjs';
import { packPackage } from './lib/package/pack.mjs';
import { credentialFromEnv, localCredential, startLocalGateway } from './lib/services/gateway.mjs';
import { cleanUp, isEnding } from './lib/system/cleanup.mjs';
import { E2E_FOLDER, ROOT_FOLDER } from './lib/system/paths.mjs';
import { temporaryFolder } from './lib/system/temporary-folder.mjs';
import {
	chain,
	CREDENTIAL_TYPE,
	fromList,
	grokVideo,
	manualTrigger,
	NODE_TYPE,
} from './lib/workflows/workflow.mjs';

const OUTPUT_FOLDER = join(E2E_FOLDER, '.demo');
const NODE_NAME = 'Grok Video';
const LOCAL_TASK_SECONDS = 3;
const RUN_TIMEOUT_SECONDS = 600;
const PARAMETERS = {
	resource: 'video',
	operation: 'createAndWait',
	model: fromList('grok-image-video'),
	mode: 'text',
	prompt: 'A paper boat sails down a rainy street at dusk, close to the water, soft reflections',
	seconds: 4,
	aspectRatio: '16:9',
	resolution: '720p',
};

const realCredential = credentialFromEnv();

async function demo({ once }) {
	if (!existsSync(join(ROOT_FOLDER, 'node_modules'))) throw new Error('Run `npm ci` first.');
	greet();
	mkdirSync(OUTPUT_FOLDER, { recursive: true });
	const workFolder = temporaryFolder('demo');
	const logFile = join(OUTPUT_FOLDER, 'n8n.log');
	rmSync(logFile, { force: true });
	const step = stepper(8);

	let install;
	await step('Install n8n (the first time only)', async (report) => {
		install = await installN8n({ major: 2, report });
		return `n8n ${install.version}`;
	});

	// n8n takes as long to start as the package to build, so it starts meanwhile.
	const npmWrapper = createNpmWrapper(workFolder);
	const starting = startN8n({ install, userFolder: join(workFolder, 'n8n'), npmWrapper, logFile });
	starting.catch(() => {});

	let packed;
	await step('Build and pack the package', async (report) => {
		report('npm run build');
		const built = await buildPackage();
		report('npm pack');
		packed = await packPackage(workFolder);
		npmWrapper.add(packed);
		return `${packed.name} ${packed.version}${built ? '' : ', unchanged'}`;
	});

	let credentialData = realCredential;
	let gateway;
	await step(realCredential ? 'Use the real provider' : 'Start the local gateway', async () => {
		if (realCredential) return realCredential.baseUrl ?? realCredential.provider;
		gateway = await startLocalGateway({ taskSeconds: LOCAL_TASK_SECONDS });
		credentialData = localCredential(gateway);
		return gateway.url;
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
	await step('Run the example workflow', async (report) => {
		report('the video is being made');
		const options = { pollInterval: realCredential ? 5 : 1 };
		const node = grokVideo({ ...PARAMETERS, options }, { credential, name: NODE_NAME });
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
		if (gateway) checkGateway(gateway);
		const file = join(OUTPUT_FOLDER, videoName());
		writeFileSync(file, await client.binary(binary));
		video = { file, ...(await inspectVideo(file)) };
		check(video.seconds > 0, 'The video has no length.');
	});

	summarize({ video, n8n, workflow, once });
	if (once) return;
	// Ctrl-C is how the demo is meant to end.
	process.exitCode = 0;
	await n8n.exited;
	check(isEnding(), `n8n has ended. Its log: ${shown(logFile)}`);
}

function greet() {
	console.log('\nGrok Video for n8n: the packed package in a real n8n\n');
	if (!realCredential) return;
	console.log('GROK_VIDEO_API_KEY is set: the video is made by the real provider, who bills it.\n');
}

/** A local video may be replaced by the next run's; one that was paid for is kept. */
function videoName() {
	if (!realCredential) return 'grok-video.mp4';
	const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
	return `grok-video-${time}.mp4`;
}

function checkGateway({ tasks, keyLeaks }) {
	check(tasks.length === 1, `The gateway was asked for ${tasks.length} videos instead of one.`);
	check(keyLeaks.length === 0, 'The API key was sent to the host of the video file.');
}

function describeFailure({ status, data }) {
	const error = data.resultData.error ?? {};
	const text = [error.message, error.description].filter(Boolean).join('\n');
	return `The workflow ended with "${status}". ${text}`;
}

function summarize({ video, n8n, workflow, once }) {
	const { file, seconds, width, height } = video;
	console.log(`\nVideo    ${shown(file)}\n         ${seconds} s, ${width} × ${height}`);
	if (once) return;
	console.log(`\nEditor   ${n8n.url}/workflow/${workflow.id}`);
	console.log(`Login    ${OWNER.email}\nPassword ${OWNER.password}`);
	console.log('\nn8n stays up until you press Ctrl-C.');
}

const shown = (file) => relative(process.cwd(), file);

function check(holds, message) {
	if (!holds) throw new Error(message);
}

/** The text without the API key, should a provider's answer or a log repeat it. */
const withoutKey = (text) =>
	realCredential ? text.replaceAll(realCredential.apiKey, '<API key>') : text;

try {
	const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
	await demo(values);
} catch (error) {
	if (!isEnding()) {
		console.error(`\n${withoutKey(error.message)}`);
		process.exitCode = 1;
	}
} finally {
	await cleanUp();
}
