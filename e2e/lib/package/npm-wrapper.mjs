import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from '../system/npm.mjs';

/**
 * Creates an `npm` that handles `npm view` and `npm pack` for packages that are not in the
 * registry, and forwards everything else to the real npm. n8n calls npm to install community
 * packages. With this one first in its PATH, n8n installs them as it would for a user.
 *
 * Returns { folder, env, add(packed) } for startN8n(). Packages can be added at any time.
 */
export function createNpmWrapper(workFolder) {
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
	const program = new URL('npm-wrapper-program.mjs', import.meta.url).href;
	writeFileSync(npm, `#!/usr/bin/env node\nimport(${JSON.stringify(program)});\n`);
	chmodSync(npm, 0o755);

	const env = {
		NPM_WRAPPER_PACKAGES: manifest,
		NPM_WRAPPER_REAL_NPM: JSON.stringify(npmCommand()),
	};
	return { folder, env, add };
}
