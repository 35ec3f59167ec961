import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEngine } from './lib/demo/engine.mjs';
import { runInN8n, STEPS_IN_N8N } from './lib/demo/in-n8n.mjs';
import { stepper } from './lib/demo/progress.mjs';
import {
	displayPath,
	parametersFor,
	realCredential,
	redactKey,
	startProvider,
	videoFile,
} from './lib/demo/settings.mjs';
import { OWNER } from './lib/n8n/client.mjs';
import { isInstalled } from './lib/n8n/install.mjs';
import { buildPackage } from './lib/package/build.mjs';
import { cleanUp, isEnding } from './lib/system/cleanup.mjs';
import { ROOT_FOLDER } from './lib/system/paths.mjs';
import { inspectVideo } from './lib/video.mjs';

async function demo({ once, engine: engineOnly, xai }) {
	if (!existsSync(join(ROOT_FOLDER, 'node_modules'))) throw new Error('Run `npm ci` first.');
	const n8nIsInstalled = isInstalled(2);
	// A real provider bills each video, so only one is made.
	const useEngine = engineOnly || (!n8nIsInstalled && !realCredential);
	printIntroduction({ once, useEngine, engineOnly, n8nIsInstalled, xai });

	const engine = useEngine && startEngine();
	const step = stepper(2 + (useEngine ? 1 : 0) + (engineOnly ? 0 : STEPS_IN_N8N));
	await step('Build the package', async () =>
		(await buildPackage()) ? 'into dist/' : 'unchanged since the last build',
	);

	let provider;
	await step(realCredential ? 'Use the real provider' : 'Start the stand-in', async () => {
		provider = await startProvider(xai ? 'xai' : 'newApi');
		return provider.url;
	});
	const { credential, standIn } = provider;
	const parameters = parametersFor(provider.model);

	if (useEngine) {
		const file = videoFile('grok-video-engine');
		await step('Run the node in n8n’s engine', async () => {
			const { task_id: taskId, status } = await engine.run({ parameters, credential, file });
			return `${taskId}, ${status}`;
		});
		await printVideo(file);
		if (standIn) checkStandIn(standIn);
		if (engineOnly) return;
		console.log('');
	}

	standIn?.reset();
	const { file, n8n, workflow, logFile } = await runInN8n({ step, credential, parameters });
	if (standIn) checkStandIn(standIn);
	await printVideo(file);
	if (once) return;

	console.log(`\nEditor   ${n8n.url}/workflow/${workflow.id}`);
	console.log(`Login    ${OWNER.email}\nPassword ${OWNER.password}`);
	if (standIn) {
		console.log(
			`\nTo create your own credential: Provider Custom, API Type ${xai ? 'xAI' : 'new-api'}`,
		);
		console.log(`Base URL ${standIn.url}\nAPI Key  ${standIn.key}`);
	}
	console.log('\nn8n keeps running until you press Ctrl-C.');
	process.exitCode = 0; // Ctrl-C is the normal end
	await n8n.exited;
	if (!isEnding()) throw new Error(`n8n exited. Log: ${displayPath(logFile)}`);
}

function printIntroduction({ once, useEngine, engineOnly, n8nIsInstalled, xai }) {
	const duration = n8nIsInstalled ? 'In about 20 seconds' : 'In 1 to 3 minutes';
	const lines = [
		useEngine && 'In about 10 seconds: a video from the n8n engine that `npm ci` installed.',
		!engineOnly && `${duration}: a video from a complete n8n with the packed package.`,
		!engineOnly && !n8nIsInstalled && 'This installs n8n into e2e/ first: about 2 GB, only once.',
		!engineOnly && !once && 'Then n8n keeps running for you to try, until you press Ctrl-C.',
		realCredential
			? 'GROK_VIDEO_API_KEY is set: the real provider makes the video and bills it.'
			: `No account or key needed: a local stand-in for ${xai ? 'xAI' : 'the gateways'} makes the video.`,
	];
	console.log(`\nGrok Video for n8n\n\n${lines.filter(Boolean).join('\n')}\n`);
}

async function printVideo(file) {
	const { seconds, width, height } = await inspectVideo(file);
	console.log(`\nVideo    ${displayPath(file)}\n         ${seconds} s, ${width} × ${height}`);
}

function checkStandIn({ tasks, keyLeaks }) {
	if (tasks.length !== 1) throw new Error(`${tasks.length} videos were created instead of one.`);
	if (keyLeaks.length > 0) throw new Error('The API key was sent to the host of the video file.');
}

try {
	const flag = { type: 'boolean', default: false };
	const { values } = parseArgs({ options: { once: flag, engine: flag, xai: flag } });
	await demo(values);
} catch (error) {
	if (!isEnding()) {
		console.error(`\n${redactKey(error.message)}`);
		process.exitCode = 1;
	}
} finally {
	await cleanUp();
}
