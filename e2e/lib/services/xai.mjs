import { createRequire } from 'node:module';
import { join } from 'node:path';
import { onEnd } from '../system/cleanup.mjs';
import { ROOT_FOLDER } from '../system/paths.mjs';
import { localCredential } from './gateway.mjs';

/** Starts the repository's own stand-in for xAI in this process; see test/xai/xai.d.ts. */
export async function startLocalXai(options) {
	const require = createRequire(import.meta.url);
	const { startXai } = require(join(ROOT_FOLDER, 'test', 'xai', 'xai.js'));
	const xai = await startXai(options);
	onEnd(() => xai.close());
	return xai;
}

/** The data of a Grok Video API credential for it. */
export const xaiCredential = (xai) => ({ ...localCredential(xai), protocol: 'xai' });

/** How long an MP4 lasts. */
export async function secondsOf(bytes) {
	const require = createRequire(import.meta.url);
	const { inspectVideo } = require(join(ROOT_FOLDER, 'test', 'xai', 'video.js'));
	return (await inspectVideo(bytes)).seconds;
}
