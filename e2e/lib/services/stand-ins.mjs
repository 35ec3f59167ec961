import { createRequire } from 'node:module';
import { join } from 'node:path';
import { onEnd } from '../system/cleanup.mjs';
import { ROOT_FOLDER } from '../system/paths.mjs';

const require = createRequire(import.meta.url);
require('../../../test/environment/register.js');

/** Protocol → file in test/servers, and the function that starts the server. */
const STAND_INS = {
	newApi: ['newApi/gateway.ts', 'startGateway'],
	openAiVideos: ['openAiVideos/openAiVideos.ts', 'startOpenAiVideos'],
	openRouter: ['openRouter/openRouter.ts', 'startOpenRouter'],
	xai: ['xai/xai.ts', 'startXai'],
};

/** Starts the stand-in for a provider in this process. For its options and result, see its file in test/servers. */
export async function startStandIn(protocol, options) {
	const [file, functionName] = STAND_INS[protocol];
	const module = require(join(ROOT_FOLDER, 'test', 'servers', file));
	const server = await module[functionName](options);
	onEnd(() => server.close());
	return server;
}

/** The data of a Grok Video API credential for a stand-in. */
export const localCredential = ({ url, key }, protocol = 'newApi') => ({
	provider: 'custom',
	protocol,
	baseUrl: url,
	apiKey: key,
});
