import { createRequire } from 'node:module';
import { join } from 'node:path';
import { onEnd } from '../system/cleanup.mjs';
import { ROOT_FOLDER } from '../system/paths.mjs';

/** Starts the repository's own stand-in for xAI's API in this process; see test/xai/xai.d.ts. */
export async function startLocalXai(options) {
	const require = createRequire(import.meta.url);
	const { startXai } = require(join(ROOT_FOLDER, 'test', 'xai', 'xai.js'));
	const xai = await startXai(options);
	onEnd(() => xai.close());
	return xai;
}

/** The data of a Grok Video API credential for it. */
export const xaiCredential = ({ url, key }) => ({
	provider: 'custom',
	protocol: 'xai',
	baseUrl: url,
	apiKey: key,
});
