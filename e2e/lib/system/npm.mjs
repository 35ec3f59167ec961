import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Returns [command, ...args] of the real npm, for calls without a shell, because paths may contain spaces. */
export function npmCommand() {
	const fromNpmRun = process.env.npm_execpath;
	if (fromNpmRun?.endsWith('npm-cli.js')) return [process.execPath, fromNpmRun];

	for (const folder of (process.env.PATH ?? '').split(delimiter)) {
		const besideNode = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
		if (process.platform === 'win32' && existsSync(besideNode)) {
			return [process.execPath, besideNode];
		}
		const npm = join(folder, 'npm');
		if (process.platform !== 'win32' && existsSync(npm)) {
			const file = realpathSync(npm);
			return file.endsWith('.js') ? [process.execPath, file] : [npm];
		}
	}
	throw new Error('npm was not found. It is part of Node: https://nodejs.org');
}

/**
 * The environment without the variables that `npm run` adds. With them, npm would use the
 * repository's settings (e.g. ignore-scripts) in every folder.
 */
export function cleanEnv() {
	const env = { ...process.env };
	for (const name of Object.keys(env)) {
		if (
			/^npm_(config_(ignore_scripts|local_prefix|allow_scripts)|package|lifecycle|command)/i.test(
				name,
			)
		) {
			delete env[name];
		}
	}
	return env;
}
