import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv, npmCommand } from '../system/npm.mjs';
import { E2E_FOLDER, ROOT_FOLDER } from '../system/paths.mjs';
import { run } from '../system/processes.mjs';

const BUILD_FOLDER = join(E2E_FOLDER, '.build');
const BUILT_FROM = [
	...['credentials', 'icons', 'nodes'],
	...['gulpfile.js', 'package.json', 'package-lock.json', 'tsconfig.json'],
];

/** Runs `npm run build`, unless its input and output are unchanged. Returns whether it ran. */
export async function buildPackage() {
	const stamp = join(BUILD_FOLDER, 'built');
	const input = hashOf(BUILT_FROM);
	const state = () => `${input} ${hashOf(['dist'])}`;
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state()) return false;

	const logFile = join(BUILD_FOLDER, 'build.log');
	rmSync(BUILD_FOLDER, { recursive: true, force: true });
	mkdirSync(BUILD_FOLDER);
	const [command, ...first] = npmCommand();
	await run(command, [...first, 'run', 'build'], {
		cwd: ROOT_FOLDER,
		env: cleanEnv(),
		logFile,
		what: 'npm run build',
		advice: 'Has `npm ci` been run in the repository?',
	});
	writeFileSync(stamp, state());
	return true;
}

function hashOf(names) {
	const hash = createHash('sha256');
	for (const name of names.sort()) addTo(hash, name);
	return hash.digest('hex');
}

function addTo(hash, path) {
	const file = join(ROOT_FOLDER, path);
	if (!existsSync(file)) return;
	const entries = readdirOrUndefined(file);
	if (entries) entries.forEach((name) => addTo(hash, join(path, name)));
	else hash.update(`${path}\n`).update(readFileSync(file)).update('\n');
}

function readdirOrUndefined(folder) {
	try {
		return readdirSync(folder).sort();
	} catch (error) {
		if (error.code !== 'ENOTDIR') throw error;
		return undefined;
	}
}
