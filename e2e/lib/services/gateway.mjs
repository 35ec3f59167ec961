import { createRequire } from 'node:module';
import { join } from 'node:path';
import { onEnd } from '../system/cleanup.mjs';
import { ROOT_FOLDER } from '../system/paths.mjs';

/** Starts the repository's own gateway in this process; see test/gateway/gateway.d.ts. */
export async function startLocalGateway(options) {
	const require = createRequire(import.meta.url);
	const { startGateway } = require(join(ROOT_FOLDER, 'test', 'gateway', 'gateway.js'));
	const gateway = await startGateway(options);
	onEnd(() => gateway.close());
	return gateway;
}

/** The data of a Grok Video API credential for a local gateway. */
export const localCredential = ({ url, key }) => ({
	provider: 'custom',
	baseUrl: url,
	apiKey: key,
});

/** The same for a real provider, from GROK_VIDEO_API_KEY and GROK_VIDEO_PROVIDER or GROK_VIDEO_BASE_URL; undefined without a key. */
export function credentialFromEnv(env = process.env) {
	const { GROK_VIDEO_API_KEY: apiKey, GROK_VIDEO_BASE_URL: baseUrl } = env;
	const { GROK_VIDEO_PROVIDER: provider } = env;
	if (!apiKey) return undefined;
	if (provider) return { provider, apiKey };
	return baseUrl ? { provider: 'custom', baseUrl, apiKey } : { provider: 'apixgo', apiKey };
}
