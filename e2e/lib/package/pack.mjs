import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv, npmCommand } from '../system/npm.mjs';
import { ROOT_FOLDER } from '../system/paths.mjs';
import { run } from '../system/processes.mjs';

/**
 * Packs a package's folder as `npm publish` would.
 * Returns { name, version, tarball (its path), integrity }.
 */
export async function packPackage(workFolder, folder = ROOT_FOLDER) {
	const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const [command, ...npmArgs] = npmCommand();
	await run(command, [...npmArgs, 'pack', '--ignore-scripts', '--pack-destination', workFolder], {
		cwd: folder,
		env: cleanEnv(),
		logFile: join(workFolder, 'pack.log'),
		title: 'npm pack',
	});
	const tarball = join(workFolder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
	const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64');
	return { name, version, tarball, integrity: `sha512-${hash}` };
}
