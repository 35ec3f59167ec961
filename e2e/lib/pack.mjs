import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onEnd } from './cleanup.mjs';
import { cleanEnv, npmCommand } from './npm.mjs';
import { LIB_FOLDER, ROOT_FOLDER } from './paths.mjs';
import { run } from './processes.mjs';

/** A folder under the system's temporary one, removed when this process ends. */
export function temporaryFolder(name) {
	const folder = mkdtempSync(join(tmpdir(), `grok-video-${name}-`));
	onEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
	return folder;
}

/**
 * Packs a package's folder as `npm publish` would.
 * Gives { name, version, tarball (its path), integrity }.
 */
export async function packPackage(workFolder, folder = ROOT_FOLDER) {
	const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const [command, ...first] = npmCommand();
	await run(command, [...first, 'pack', '--ignore-scripts', '--pack-destination', workFolder], {
		cwd: folder,
		env: cleanEnv(),
		logFile: join(workFolder, 'pack.log'),
		what: 'npm pack',
	});
	const tarball = join(workFolder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
	const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64');
	return { name, version, tarball, integrity: `sha512-${hash}` };
}

/**
 * Makes an `npm` that answers `npm view` and `npm pack` for packages that are not on the
 * registry, and hands everything else to the real one. n8n calls npm to install community
 * packages: with this one first in its PATH they are installed exactly as a user's are.
 *
 * Gives { folder, env, add(packed) } for startN8n(); packages may be added at any time.
 */
export function createNpmShim(workFolder) {
	const folder = join(workFolder, 'bin');
	const manifest = join(workFolder, 'packages.json');
	const packages = [];
	const add = (packed) => {
		packages.push(packed);
		writeFileSync(manifest, JSON.stringify(packages));
	};

	mkdirSync(folder, { recursive: true });
	writeFileSync(manifest, '[]');
	const npm = join(folder, 'npm');
	const shim = pathToFileURL(join(LIB_FOLDER, 'npm-shim.mjs')).href;
	writeFileSync(npm, `#!/usr/bin/env node\nimport(${JSON.stringify(shim)});\n`);
	chmodSync(npm, 0o755);

	const env = {
		NPM_SHIM_PACKAGES: manifest,
		NPM_SHIM_REAL_NPM: JSON.stringify(npmCommand()),
	};
	return { folder, env, add };
}
