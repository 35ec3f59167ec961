import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { credentialFromEnv } from '../services/gateway.mjs';
import { E2E_FOLDER } from '../system/paths.mjs';
import { fromList } from '../workflows/workflow.mjs';

/** What the demo orders, from whom, and where it puts it. */

const OUTPUT_FOLDER = join(E2E_FOLDER, '.demo');

/** Undefined without GROK_VIDEO_API_KEY: then the local gateway makes the video. */
export const realCredential = credentialFromEnv();

export const PARAMETERS = {
	resource: 'video',
	operation: 'createAndWait',
	model: fromList(realCredential?.provider === 'xai' ? 'grok-imagine-video' : 'grok-image-video'),
	inputMode: 'text',
	prompt: 'A paper boat sails down a rainy street at dusk, close to the water, soft reflections',
	seconds: 4,
	aspectRatio: '16:9',
	resolution: '720p',
	options: { pollInterval: realCredential ? 5 : 1 },
};

/** A file that the demo leaves behind. */
export function outputFile(name) {
	mkdirSync(OUTPUT_FOLDER, { recursive: true });
	return join(OUTPUT_FOLDER, name);
}

/** A local video may be replaced by the next run's; one that was paid for is kept. */
export function videoFile(name) {
	if (!realCredential) return outputFile(`${name}.mp4`);
	const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
	return outputFile(`${name}-${time}.mp4`);
}

export const shown = (file) => relative(process.cwd(), file);

/** The text without the API key, should a provider's answer or a log repeat it. */
export const withoutKey = (text) =>
	realCredential ? text.replaceAll(realCredential.apiKey, '<API key>') : text;
