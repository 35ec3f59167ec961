import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEngine } from './lib/demo/engine.mjs';
import { runInN8n, STEPS_IN_N8N } from './lib/demo/in-n8n.mjs';
import { PARAMETERS, realCredential, shown, videoFile, withoutKey } from './lib/demo/order.mjs';
import { stepper } from './lib/demo/progress.mjs';
import { inspectVideo } from './lib/demo/video.mjs';
import { OWNER } from './lib/n8n/client.mjs';
import { isInstalled } from './lib/n8n/install.mjs';
import { buildPackage } from './lib/package/build.mjs';
import { localCredential, startLocalGateway } from './lib/services/gateway.mjs';
import { cleanUp, isEnding } from './lib/system/cleanup.mjs';
import { ROOT_FOLDER } from './lib/system/paths.mjs';

const LOCAL_TASK_SECONDS = 1;

async function demo({ once, engine: engineOnly }) {
	if (!existsSync(join(ROOT_FOLDER, 'node_modules'))) throw new Error('Run `npm ci` first.');
	const n8nIsInstalled = isInstalled(2);
	// A video that is billed is made once, where it was asked for.
	const inEngine = engineOnly || (!n8nIsInstalled && !realCredential);
	greet({ once, inEngine, engineOnly, n8nIsInstalled });

	const engine = inEngine && startEngine();
	const step = stepper(2 + (inEngine ? 1 : 0) + (engineOnly ? 0 : STEPS_IN_N8N));
	await step('Build the package', async () =>
		(await buildPackage()) ? 'into dist/' : 'unchanged since the last time',
	);

	let gateway;
	await step(realCredential ? 'Use the real provider' : 'Start the local gateway', async () => {
		if (realCredential) return realCredential.baseUrl ?? realCredential.provider;
		gateway = await startLocalGateway({ taskSeconds: LOCAL_TASK_SECONDS });
		return gateway.url;
	});
	const credentialData = realCredential ?? localCredential(gateway);

	if (inEngine) {
		let video;
		await step('Run the node in n8n’s engine', async () => {
			const file = videoFile('grok-video-engine');
			const order = { parameters: PARAMETERS, credential: credentialData, file };
			const { task_id: taskId, status } = await engine.run(order);
			video = await inspectVideo(file);
			return `${taskId}, ${status}`;
		});
		showVideo(video);
		if (gateway) checkGateway(gateway);
		if (engineOnly) return;
		console.log('');
	}

	gateway?.reset();
	const { video, n8n, workflow, logFile } = await runInN8n({ step, credentialData });
	if (gateway) checkGateway(gateway);
	showVideo(video);
	if (once) return;

	console.log(`\nEditor   ${n8n.url}/workflow/${workflow.id}`);
	console.log(`Login    ${OWNER.email}\nPassword ${OWNER.password}`);
	console.log('\nn8n stays up until you press Ctrl-C.');
	// Ctrl-C is how the demo is meant to end.
	process.exitCode = 0;
	await n8n.exited;
	if (!isEnding()) throw new Error(`n8n has ended. Its log: ${shown(logFile)}`);
}

function greet({ once, inEngine, engineOnly, n8nIsInstalled }) {
	const time = n8nIsInstalled ? 'In about 20 seconds' : 'In 2 to 5 minutes';
	const lines = [
		...(inEngine
			? ['In about 10 seconds: a video, made in the n8n engine that npm ci has brought.']
			: []),
		...(engineOnly ? [] : [`${time}: a video, made in a whole n8n with the packed package.`]),
		...(engineOnly || n8nIsInstalled
			? []
			: ['That n8n is installed into e2e/ first: about 2 GB, this time only.']),
		...(engineOnly || once
			? []
			: ['It stays up for a look at its editor, until you press Ctrl-C.']),
		realCredential
			? 'GROK_VIDEO_API_KEY is set: the real provider makes the video, and bills it.'
			: 'No account, no key: the video comes from a local gateway that behaves like the providers’.',
	];
	console.log(`\nGrok Video for n8n\n\n${lines.join('\n')}\n`);
}

function showVideo({ file, seconds, width, height }) {
	console.log(`\nVideo    ${shown(file)}\n         ${seconds} s, ${width} × ${height}`);
}

function checkGateway({ tasks, keyLeaks }) {
	if (tasks.length !== 1) {
		throw new Error(`The gateway was asked for ${tasks.length} videos instead of one.`);
	}
	if (keyLeaks.length > 0) throw new Error('The API key was sent to the host of the video file.');
}

try {
	const flag = { type: 'boolean', default: false };
	const { values } = parseArgs({ options: { once: flag, engine: flag } });
	await demo(values);
} catch (error) {
	if (!isEnding()) {
		console.error(`\n${withoutKey(error.message)}`);
		process.exitCode = 1;
	}
} finally {
	await cleanUp();
}
