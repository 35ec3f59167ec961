import { join } from 'node:path';
import { buildPackage } from '../package/build.mjs';
import { createNpmWrapper } from '../package/npm-wrapper.mjs';
import { packPackage } from '../package/pack.mjs';
import { localCredential, startStandIn } from '../services/stand-ins.mjs';
import { temporaryFolder } from '../system/temporary-folder.mjs';
import { CREDENTIAL_TYPE } from '../workflows/workflow.mjs';
import { N8nClient } from './client.mjs';
import { installN8n } from './install.mjs';
import { startN8n } from './server.mjs';

/**
 * Starts a real n8n with the packed package installed as a user would, a credential, and a local gateway in
 * this process. Everything is stopped when the process ends or calls cleanUp().
 *
 * - `major`: 1 or 2. Defaults to N8N_MAJOR of the environment, or 2
 * - `gateway`: options of startGateway()
 * - `env`: additional settings for n8n
 *
 * Returns { major, install, npmWrapper, packed, installed (n8n's response), n8n, client, gateway,
 * credential, workFolder }.
 */
export async function startStack({
	major = Number(process.env.N8N_MAJOR ?? 2),
	gateway: gatewayOptions = { taskSeconds: 2 },
	env = {},
} = {}) {
	const workFolder = temporaryFolder('e2e');
	const install = await installN8n({ major, report: (text) => console.log(`# ${text}`) });
	const npmWrapper = createNpmWrapper(workFolder);
	const starting = startN8n({ install, userFolder: join(workFolder, 'n8n'), npmWrapper, env });
	starting.catch(() => {});
	await buildPackage();
	const packed = await packPackage(workFolder);
	npmWrapper.add(packed);
	const gateway = await startStandIn('newApi', gatewayOptions);
	const n8n = await starting;
	const client = new N8nClient(n8n);
	await client.signIn();
	const installed = await client.installPackage(packed.name, packed.version);
	const credential = await client.createCredential(
		'Grok Video',
		CREDENTIAL_TYPE,
		localCredential(gateway),
	);
	return {
		major,
		install,
		npmWrapper,
		packed,
		installed,
		n8n,
		client,
		gateway,
		credential,
		workFolder,
	};
}
