import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv, npmCommand } from '../system/npm.mjs';
import { E2E_FOLDER } from '../system/paths.mjs';
import { run, StepError } from '../system/processes.mjs';
import { temporaryFolder } from '../system/temporary-folder.mjs';

const NODE_FOR_N8N_2 = 24;
const INSTALL_HINT =
	'Is the npm registry reachable, and is there 3 GB of free space? Run it again to continue.';
const COMPILER_HINT = [
	'n8n needs sqlite3, which is compiled if no prebuilt version can be downloaded.',
	'This requires a C++ compiler, make and Python:',
	'    Debian, Ubuntu   apt install build-essential python3',
	'    Fedora           dnf install gcc-c++ make python3',
	'    macOS            xcode-select --install',
].join('\n');

/**
 * Installs n8n as pinned in e2e/n8n-<major>, and a Node that runs it, unless they are already installed.
 * N8N2_DIR, N8N1_DIR and NODE24_DIR can point to other installations. `report` gets progress messages.
 * Returns { major, version, entry (n8n's script), node (the Node to run it with) }.
 */
export async function installN8n({ major = 2, report = () => {} } = {}) {
	const defaultFolder = join(E2E_FOLDER, `n8n-${major}`);
	const folder = process.env[`N8N${major}_DIR`] ?? defaultFolder;
	const pinned = readJson(join(defaultFolder, 'package.json')).dependencies.n8n;
	const node = major === 2 ? await installNode24(report) : process.execPath;

	if (folder === defaultFolder) {
		await installOnce(folder, async (logFile) => {
			report(`bun install n8n@${pinned}, about 2 GB`);
			const title = `bun install of n8n ${pinned}`;
			await bunInstall(folder, { logFile, title, hint: INSTALL_HINT });
			report('npm rebuild sqlite3, compiled unless a prebuilt version can be downloaded');
			const options = { logFile, title: 'Building sqlite3', hint: COMPILER_HINT };
			await buildSqlite(folder, options);
			await run(node, ['-e', 'require("sqlite3")'], { cwd: folder, ...options });
		});
	}

	const { version } = readJson(join(folder, 'node_modules', 'n8n', 'package.json'));
	if (version !== pinned) {
		throw new StepError(`${folder} contains n8n ${version}, but ${pinned} is pinned.`);
	}
	return { major, version, node, entry: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

/** Whether installN8n() has nothing to do. */
export function isInstalled(major) {
	const hasN8n = process.env[`N8N${major}_DIR`] ?? isUpToDate(join(E2E_FOLDER, `n8n-${major}`));
	const runsOnThisNode = major !== 2 || isNodeForN8n2(process.versions.node);
	const hasNode =
		runsOnThisNode || (process.env.NODE24_DIR ?? isUpToDate(join(E2E_FOLDER, 'node-24')));
	return Boolean(hasN8n && hasNode);
}

/** The path of Node 24: the running Node, or the npm package `node`, which it installs if needed. */
export async function installNode24(report) {
	if (isNodeForN8n2(process.versions.node)) return process.execPath;

	const defaultFolder = join(E2E_FOLDER, 'node-24');
	const folder = process.env.NODE24_DIR ?? defaultFolder;
	const binary = process.platform === 'win32' ? 'node.exe' : 'node';
	const node = join(folder, 'node_modules', 'node', 'bin', binary);
	if (folder === defaultFolder) {
		await installOnce(folder, async (logFile) => {
			report('npm install node@24');
			const options = {
				cwd: folder,
				logFile,
				title: 'Installing Node 24',
				hint: INSTALL_HINT,
			};
			await npm(['install', '--ignore-scripts'], options);
			await npm(['rebuild', 'node', '--ignore-scripts=false'], options);
			await run(node, ['--version'], options);
		});
	}
	return node;
}

/**
 * Compiles sqlite3 without optimization and warnings, which takes a tenth of the time. node-gyp cannot compile in a
 * path with spaces. For such a path, sqlite3 is built in a temporary folder.
 */
async function buildSqlite(folder, options) {
	const env = { CFLAGS: '-O0 -Wno-all', CXXFLAGS: '-O0 -Wno-all' };
	if (!/\s/.test(folder)) {
		await npm(['rebuild', 'sqlite3', '--ignore-scripts=false'], { cwd: folder, env, ...options });
		return;
	}
	const buildFolder = temporaryFolder('sqlite3');
	const sqlite = join('node_modules', 'sqlite3');
	const { version } = readJson(join(folder, sqlite, 'package.json'));
	const manifest = { dependencies: { sqlite3: version }, allowScripts: { sqlite3: true } };
	writeFileSync(join(buildFolder, 'package.json'), JSON.stringify(manifest));
	await npm(['install', '--ignore-scripts=false'], { cwd: buildFolder, env, ...options });
	cpSync(join(buildFolder, sqlite, 'build'), join(folder, sqlite, 'build'), { recursive: true });
}

/** Installs the browser driver of the editor suite, and Bun. */
export async function installTools() {
	await installOnce(E2E_FOLDER, async (logFile) => {
		const options = { cwd: E2E_FOLDER, logFile, title: 'npm ci in e2e/', hint: INSTALL_HINT };
		await npm(['ci', '--ignore-scripts'], options);
		await npm(['rebuild', 'bun', '--ignore-scripts=false'], options);
	});
}

/** Installs the packages of a folder, from its package-lock.json if it has one. npm takes ten times as long. */
export async function bunInstall(folder, options) {
	await installTools();
	const bun = join(E2E_FOLDER, 'node_modules', 'bun', 'bin', 'bun.exe'); // on every platform
	const args = ['install', '--ignore-scripts', '--linker', 'hoisted', '--no-save'];
	await run(bun, args, { cwd: folder, ...options, env: cleanEnv() });
}

/** Runs `install`, unless it already succeeded for the same package.json, lock file and platform. */
async function installOnce(folder, install) {
	if (isUpToDate(folder)) return;

	const logFile = join(folder, 'install.log');
	const inputs = fingerprint(folder);
	rmSync(stampFile(folder), { force: true });
	rmSync(logFile, { force: true });
	await install(logFile);
	writeFileSync(stampFile(folder), inputs);
}

const stampFile = (folder) => join(folder, '.installed');

const isUpToDate = (folder) =>
	existsSync(stampFile(folder)) && readFileSync(stampFile(folder), 'utf8') === fingerprint(folder);

function fingerprint(folder) {
	const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
	for (const name of ['package.json', 'package-lock.json']) {
		const file = join(folder, name);
		if (existsSync(file)) hash.update(readFileSync(file));
	}
	return hash.digest('hex');
}

/** Runs npm. --no-save keeps it from rewriting the lock file for this platform. */
async function npm(args, { env = {}, ...options }) {
	const [command, ...npmArgs] = npmCommand();
	const flags = ['--no-save', '--no-audit', '--no-fund', '--engine-strict=false'];
	await run(command, [...npmArgs, ...args, ...flags], {
		...options,
		env: { ...cleanEnv(), ...env },
	});
}

const isNodeForN8n2 = (version) => Number.parseInt(version, 10) >= NODE_FOR_N8N_2;

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
