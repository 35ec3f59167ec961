import { installN8n, installTools } from './lib/n8n/install.mjs';
import { cleanUp, isEnding } from './lib/system/cleanup.mjs';

// Installs what the demo and `npm run e2e` need: n8n 2, a Node 24 for it, and Playwright.
try {
	await installTools();
	const { version } = await installN8n({ report: console.log });
	console.log(`n8n ${version} is installed.`);
} catch (error) {
	if (!isEnding()) console.error(error.message);
	process.exitCode = 1;
} finally {
	await cleanUp();
}
