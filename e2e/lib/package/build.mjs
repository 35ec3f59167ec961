import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv, npmCommand } from '../system/npm.mjs';
import { E2E_FOLDER, ROOT_FOLDER } from '../system/paths.mjs';
import { run } from '../system/processes.mjs';

const BUILD_FOLDER = join(E2E_FOLDER, '.build');
const BUILD_INPUTS = [
	'credentials',
	'icons',
	'nodes',
	'gulpfile.js',
	'package.json',
	'package-lock.json',
	'tsconfig.json',
];

/** Runs `npm run build` unless its input and output are unchanged. Returns whether it ran. */
export async function buildPackage() {
	const stampFile = join(BUILD_FOLDER, 'built');
	const input = hashFiles(BUILD_INPUTS);
	const state = () => `${input} ${hashFiles(['dist'])}`;
	if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === state()) return false;

	const logFile = join(BUILD_FOLDER, 'build.log');
	rmSync(BUILD_FOLDER, { recursive: true, force: true });
	mkdirSync(BUILD_FOLDER);
	const [command, ...npmArgs] = npmCommand();
	await run(command, [...npmArgs, 'run', 'build'], {
		cwd: ROOT_FOLDER,
		env: cleanEnv(),
		logFile,
		title: 'npm run build',
		hint: 'Has `npm ci` been run in the repository?',
	});
	writeFileSync(stampFile, state());
	return true;
}

function hashFiles(paths) {
	const hash = createHash('sha256');
	for (const path of paths.sort()) addToHash(hash, path);
	return hash.digest('hex');
}

function addToHash(hash, path) {
	const file = join(ROOT_FOLDER, path);
	if (!existsSync(file)) return;
	const entries = readdirOrUndefined(file);
	if (entries) entries.forEach((name) => addToHash(hash, join(path, name)));
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
