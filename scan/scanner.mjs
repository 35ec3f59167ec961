import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnv, npmCommand } from '../e2e/lib/system/npm.mjs';
import { run } from '../e2e/lib/system/processes.mjs';
import { temporaryFolder } from '../e2e/lib/system/temporary-folder.mjs';

const SCAN_FOLDER = dirname(fileURLToPath(import.meta.url));

/** What the scanner lints of a published tarball. It does not export this one. */
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

/**
 * Installs the pinned scanner, unless that was done before for this very lock.
 *
 * package.json overrides its TypeScript 7, which it never loads, with the 5.9 that this
 * repository uses: its parser needs one below 6.1 and cannot load 7.
 */
export async function installScanner() {
	const lock = readFileSync(join(SCAN_FOLDER, 'package-lock.json'), 'utf8');
	// In node_modules, so that it goes with what it stands for.
	const stamp = join(SCAN_FOLDER, 'node_modules', '.installed-lock.json');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;

	console.log('Installing n8n’s scanner …');
	const [command, ...first] = npmCommand();
	await run(command, [...first, 'ci', '--ignore-scripts'], {
		cwd: SCAN_FOLDER,
		env: cleanEnv(),
		logFile: join(temporaryFolder('scan-install'), 'npm.log'),
		what: 'npm ci in scan/',
		advice: 'Is the npm registry reachable?',
	});
	writeFileSync(stamp, lock);
}

/** Scans a repository as the scanner does it with the commit that a package was built from. */
export async function scanSources(folder) {
	const { SOURCE_FILE_PATTERNS } = await loadScanner();
	return scan(folder, SOURCE_FILE_PATTERNS);
}

/** Scans an unpacked tarball. */
export const scanTarball = (folder) => scan(folder, TARBALL_FILE_PATTERNS);

/**
 * Gives { files (the paths linted), report (all findings, '' when there are none) }.
 * The scanner's own verdict passes over warnings, so its configuration is run once more for them.
 */
async function scan(folder, patterns) {
	const { analyzePackage, buildScanConfig } = await loadScanner();
	const verdict = await analyzePackage(folder, patterns);

	const { ESLint } = await import('eslint');
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	const results = await eslint.lintFiles(patterns);
	const findings = await (await eslint.loadFormatter('stylish')).format(results);
	return {
		files: results.map(({ filePath }) => filePath),
		report: findings || (verdict.passed ? '' : (verdict.details ?? verdict.message)),
	};
}

let scanner;

function loadScanner() {
	if (!scanner) {
		// When it is loaded it makes a temporary folder, and never removes it.
		process.env.TMPDIR = temporaryFolder('scanner');
		scanner = import('@n8n/scan-community-package/scanner/scanner.mjs');
	}
	return scanner;
}
