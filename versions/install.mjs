import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { bunInstall } from '../e2e/lib/n8n/install.mjs';
import { cleanEnv, npmCommand } from '../e2e/lib/system/npm.mjs';
import { temporaryFolder } from '../e2e/lib/system/temporary-folder.mjs';
import { run } from '../e2e/lib/system/processes.mjs';

/** Installs a release's engine and the package in a temporary folder. */
export async function installRelease({ n8n, core, workflow }, tarball) {
	const folder = temporaryFolder(`n8n-${n8n}`);
	await install(folder, `n8n ${n8n}`, {
		dependencies: {
			'n8n-core': core,
			'n8n-workflow': workflow,
			'n8n-nodes-grok-video': `file:${tarball}`,
		},
		// Newer ones need a newer zod. n8n's own lock file has this one.
		...(semver.lt(n8n, '1.100.0') && { overrides: { 'zod-to-json-schema': '3.23.5' } }),
	});
	return folder;
}

/** Installs a Node until this process ends. Returns { binary (its path), version }. */
export async function installNode(version) {
	const folder = temporaryFolder(`node-${version}`);
	await install(folder, `Node ${version}`, { dependencies: { node: `${version}` } });
	const [command, ...first] = npmCommand();
	await run(command, [...first, 'rebuild', 'node', '--ignore-scripts=false'], {
		cwd: folder,
		env: cleanEnv(),
		...stepOf(folder, `Node ${version}`),
	});
	const home = join(folder, 'node_modules', 'node');
	const { version: installed } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
	const binary = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	return { binary, version: installed };
}

async function install(folder, what, manifest) {
	const own = { private: true, allowScripts: { node: true }, ...manifest };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(own));
	await bunInstall(folder, stepOf(folder, what));
}

const stepOf = (folder, what) => ({
	logFile: join(folder, 'install.log'),
	what: `Installing ${what}`,
	advice: 'Is the npm registry reachable?',
});
