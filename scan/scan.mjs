import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildPackage } from '../e2e/lib/package/build.mjs';
import { packPackage } from '../e2e/lib/package/pack.mjs';
import { cleanUp } from '../e2e/lib/system/cleanup.mjs';
import { ROOT_FOLDER } from '../e2e/lib/system/paths.mjs';
import { run, StepError } from '../e2e/lib/system/processes.mjs';
import { temporaryFolder } from '../e2e/lib/system/temporary-folder.mjs';
import { installScanner, scanSources, scanTarball } from './scanner.mjs';

/**
 * Runs n8n's scanner for community packages on the sources and on the tarball. Exits with 1 after any finding,
 * including warnings.
 */
async function main() {
	await installScanner();
	printResult('Sources', await scanSources(ROOT_FOLDER));

	await buildPackage();
	const folder = temporaryFolder('scan');
	const { tarball } = await packPackage(folder);
	printResult(basename(tarball), await scanTarball(await unpack(tarball, join(folder, 'package'))));
}

async function unpack(tarball, folder) {
	mkdirSync(folder);
	await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], {
		logFile: `${tarball}.log`,
		title: 'Unpacking the tarball',
	});
	return folder;
}

function printResult(title, { files, report }) {
	console.log(`${title}: ${files.length} files, ${report ? 'findings:' : 'nothing found'}`);
	if (!report) return;
	console.log(report);
	process.exitCode = 1;
}

try {
	await main();
} catch (error) {
	console.error(error instanceof StepError ? error.message : error);
	process.exitCode = 1;
} finally {
	await cleanUp();
}
