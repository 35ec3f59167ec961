import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { localCredential, startStandIn } from '../services/stand-ins.mjs';
import { E2E_FOLDER } from '../system/paths.mjs';
import { fromList } from '../workflows/workflow.mjs';

const OUTPUT_FOLDER = join(E2E_FOLDER, '.demo');
const LOCAL_TASK_SECONDS = 1;

/** Protocol or provider → model. The others use the model of the new-api gateways. */
const MODELS = { openRouter: 'x-ai/grok-imagine-video', xai: 'grok-imagine-video' };

/** The credential of a real provider. Undefined without GROK_VIDEO_API_KEY: the video comes from a stand-in. */
export const realCredential = credentialFromEnv(process.env);

function credentialFromEnv({
	GROK_VIDEO_API_KEY: apiKey,
	GROK_VIDEO_PROVIDER: provider,
	GROK_VIDEO_BASE_URL: baseUrl,
}) {
	if (!apiKey) return undefined;
	if (baseUrl && !provider) return { provider: 'custom', baseUrl, apiKey };
	return { provider: provider ?? 'apixgo', apiKey };
}

/** Starts a stand-in unless a real provider is set. Returns { url, credential, model, standIn (if started) }. */
export async function startProvider(protocol) {
	if (realCredential) {
		const { provider, baseUrl } = realCredential;
		return { url: baseUrl ?? provider, credential: realCredential, model: modelFor(provider) };
	}
	const standIn = await startStandIn(protocol, { taskSeconds: LOCAL_TASK_SECONDS });
	const credential = localCredential(standIn, protocol);
	return { url: standIn.url, credential, model: modelFor(protocol), standIn };
}

const modelFor = (name) => MODELS[name] ?? 'grok-image-video';

export const parametersFor = (model) => ({
	resource: 'video',
	operation: 'createAndWait',
	model: fromList(model),
	inputMode: 'text',
	prompt: 'A paper boat sails down a rainy street at dusk, close to the water, soft reflections',
	seconds: 4,
	aspectRatio: '16:9',
	resolution: '720p',
	options: { pollInterval: realCredential ? 5 : 1 },
});

/** Creates the output folder. Returns the path of a file in it. */
export function outputFile(name) {
	mkdirSync(OUTPUT_FOLDER, { recursive: true });
	return join(OUTPUT_FOLDER, name);
}

/** The next run overwrites a stand-in's video, but never a paid one. */
export function videoFile(name) {
	if (!realCredential) return outputFile(`${name}.mp4`);
	const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
	return outputFile(`${name}-${time}.mp4`);
}

export const displayPath = (file) => relative(process.cwd(), file);

/** Redacts the API key, in case a provider's response or a log contains it. */
export const redactKey = (text) =>
	realCredential ? text.replaceAll(realCredential.apiKey, '<API key>') : text;
