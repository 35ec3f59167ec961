import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { outputFile, shown } from './lib/demo/settings.mjs';
import { installN8n } from './lib/n8n/install.mjs';
import { startN8n } from './lib/n8n/server.mjs';
import { buildPackage } from './lib/package/build.mjs';
import { startStandIn } from './lib/services/standIns.mjs';
import { cleanUp, isEnding } from './lib/system/cleanup.mjs';
import { E2E_FOLDER, ROOT_FOLDER } from './lib/system/paths.mjs';
import { PACKAGE_NAME } from './lib/workflows/workflow.mjs';

const USER_FOLDER = join(E2E_FOLDER, '.dev');
const N8N_NODE = join(ROOT_FOLDER, 'node_modules', '@n8n', 'node-cli', 'bin', 'n8n-node.mjs');

/**
 * `n8n-node dev` with the pinned n8n: it compiles every change, and n8n reloads the node. On its own, `n8n-node dev`
 * would run `npx n8n@latest`, which needs a Node that fits and permission to compile sqlite3.
 */
async function dev() {
	await buildPackage();
	linkPackage();
	const install = await installN8n({ report: console.log });
	const gateway = await startStandIn('newApi', { taskSeconds: 5 });
	const logFile = outputFile('dev-n8n.log');
	const n8n = await startN8n({
		install,
		userFolder: USER_FOLDER,
		logFile,
		env: { N8N_DEV_RELOAD: 'true' },
	});
	console.log(`Editor   ${n8n.url}\nn8n log  ${shown(logFile)}`);
	console.log(`Gateway  ${gateway.url} (Provider: Custom)\nAPI Key  ${gateway.key}\n`);

	const args = [N8N_NODE, 'dev', '--external-n8n', '--custom-user-folder', USER_FOLDER];
	await once(spawn(process.execPath, args, { cwd: ROOT_FOLDER, stdio: 'inherit' }), 'exit');
}

/** n8n looks for custom nodes here when it starts. */
function linkPackage() {
	const folder = join(USER_FOLDER, '.n8n', 'custom', 'node_modules');
	mkdirSync(folder, { recursive: true });
	rmSync(join(folder, PACKAGE_NAME), { force: true });
	symlinkSync(ROOT_FOLDER, join(folder, PACKAGE_NAME), 'junction');
}

try {
	await dev();
} catch (error) {
	if (!isEnding()) {
		console.error(error.message);
		process.exitCode = 1;
	}
} finally {
	await cleanUp();
}
