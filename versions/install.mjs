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
		// Newer versions need a newer zod. This is the version in n8n's lock file.
		...(semver.lt(n8n, '1.100.0') && { overrides: { 'zod-to-json-schema': '3.23.5' } }),
	});
	return folder;
}

/** Installs a Node until this process ends. Returns { binary (its path), version }. */
export async function installNode(version) {
	const folder = temporaryFolder(`node-${version}`);
	await install(folder, `Node ${version}`, { dependencies: { node: `${version}` } });
	const [command, ...npmArgs] = npmCommand();
	await run(command, [...npmArgs, 'rebuild', 'node', '--ignore-scripts=false'], {
		cwd: folder,
		env: cleanEnv(),
		...stepOf(folder, `Node ${version}`),
	});
	const nodeFolder = join(folder, 'node_modules', 'node');
	const { version: installed } = JSON.parse(readFileSync(join(nodeFolder, 'package.json'), 'utf8'));
	const binary = join(nodeFolder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	return { binary, version: installed };
}

async function install(folder, name, fields) {
	const manifest = { private: true, allowScripts: { node: true }, ...fields };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	await bunInstall(folder, stepOf(folder, name));
}

const stepOf = (folder, name) => ({
	logFile: join(folder, 'install.log'),
	title: `Installing ${name}`,
	hint: 'Is the npm registry reachable?',
});
