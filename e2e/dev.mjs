import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { displayPath, outputFile } from './lib/demo/settings.mjs';
import { installN8n } from './lib/n8n/install.mjs';
import { startN8n } from './lib/n8n/server.mjs';
import { buildPackage } from './lib/package/build.mjs';
import { startStandIn } from './lib/services/stand-ins.mjs';
import { cleanUp, isEnding } from './lib/system/cleanup.mjs';
import { ROOT_FOLDER } from './lib/system/paths.mjs';
import { PACKAGE_NAME } from './lib/workflows/workflow.mjs';

/** n8n-node's default. It must be outside the repository, because n8n finds the package through a link inside it. */
const USER_FOLDER = join(homedir(), '.n8n-node-cli');
const TSC = join(ROOT_FOLDER, 'node_modules', 'typescript', 'bin', 'tsc');

/**
 * Like `n8n-node dev`: compiles every change, and n8n reloads the node. `n8n-node dev` itself would hide the addresses
 * printed here and run `npx n8n@latest`, which needs another Node version and permission to compile sqlite3.
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
	console.log(`Editor   ${n8n.url}\nn8n log  ${displayPath(logFile)}`);
	console.log(`Gateway  ${gateway.url} (Provider: Custom)\nAPI Key  ${gateway.key}\n`);

	const args = [TSC, '--watch', '--preserveWatchOutput'];
	await once(spawn(process.execPath, args, { cwd: ROOT_FOLDER, stdio: 'inherit' }), 'exit');
}

/**
 * Links the build into the folder where n8n looks for custom nodes when it starts. Only the build: n8n loads every
 * `*.node.js` below the link, and e2e/ contains n8n itself, with such files of other packages.
 */
function linkPackage() {
	const folder = join(USER_FOLDER, '.n8n', 'custom', 'node_modules');
	mkdirSync(folder, { recursive: true });
	rmSync(join(folder, PACKAGE_NAME), { force: true });
	symlinkSync(join(ROOT_FOLDER, 'dist'), join(folder, PACKAGE_NAME), 'junction');
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
