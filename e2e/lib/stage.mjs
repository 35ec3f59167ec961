import { join } from 'node:path';
import { N8nClient } from './client.mjs';
import { installN8n } from './install.mjs';
import { startN8n } from './n8n.mjs';
import { buildPackage } from './build.mjs';
import { createNpmShim, packPackage, temporaryFolder } from './pack.mjs';
import { localCredential, startLocalGateway } from './provider.mjs';
import { CREDENTIAL_TYPE } from './workflow.mjs';

/**
 * A real n8n with the packed package installed as a user installs it, a credential in it, and a
 * local gateway in this process. Everything ends with the process, or by cleanUp().
 *
 * - `major`: 1 or 2, by default N8N_MAJOR of the environment, else 2
 * - `gateway`: options of startGateway()
 * - `env`: more settings for n8n
 *
 * Gives { major, install, npmShim, packed, installed (what n8n answered), n8n, client, gateway,
 * credential, workFolder }.
 */
export async function openStage({
	major = Number(process.env.N8N_MAJOR ?? 2),
	gateway: gatewayOptions = { taskSeconds: 2 },
	env = {},
} = {}) {
	const workFolder = temporaryFolder('e2e');
	const install = await installN8n({ major, report: (text) => console.log(`# ${text}`) });
	const npmShim = createNpmShim(workFolder);
	const starting = startN8n({ install, userFolder: join(workFolder, 'n8n'), npmShim, env });
	starting.catch(() => {});
	await buildPackage();
	const packed = await packPackage(workFolder);
	npmShim.add(packed);
	const gateway = await startLocalGateway(gatewayOptions);
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
		npmShim,
		packed,
		installed,
		n8n,
		client,
		gateway,
		credential,
		workFolder,
	};
}
