import { createRequire } from 'node:module';
import { join } from 'node:path';
import { onEnd } from '../system/cleanup.mjs';
import { ROOT_FOLDER } from '../system/paths.mjs';

const require = createRequire(import.meta.url);
require('../../../test/environment/register.js');

/** Protocol → file below test/servers and the function that starts the server. */
const STAND_INS = {
	newApi: ['newApi/gateway.ts', 'startGateway'],
	openAiVideos: ['openAiVideos/openAiVideos.ts', 'startOpenAiVideos'],
	openRouter: ['openRouter/openRouter.ts', 'startOpenRouter'],
	xai: ['xai/xai.ts', 'startXai'],
};

/** Starts the stand-in for a provider in this process. Options and result: see its file in test/servers. */
export async function startStandIn(protocol, options) {
	const [file, start] = STAND_INS[protocol];
	const server = await require(join(ROOT_FOLDER, 'test', 'servers', file))[start](options);
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
