import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bunInstall } from '../e2e/lib/n8n/install.mjs';
import { temporaryFolder } from '../e2e/lib/system/temporary-folder.mjs';

const SCAN_FOLDER = dirname(fileURLToPath(import.meta.url));

/** The scanner's patterns for tarballs, which it does not export. */
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

/**
 * Installs the pinned scanner unless it is installed already.
 *
 * package.json overrides its TypeScript 7 with 5.9, because its parser cannot load 7.
 */
export async function installScanner() {
	const lock = readFileSync(join(SCAN_FOLDER, 'package-lock.json'), 'utf8');
	const stamp = join(SCAN_FOLDER, 'node_modules', '.installed-lock.json');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;

	console.log('Installing n8n’s scanner …');
	await bunInstall(SCAN_FOLDER, {
		logFile: join(temporaryFolder('scan-install'), 'bun.log'),
		title: 'bun install in scan/',
		hint: 'Is the npm registry reachable?',
	});
	writeFileSync(stamp, lock);
}

/** Scans sources the way the scanner checks the commit of a published package. */
export async function scanSources(folder) {
	const { SOURCE_FILE_PATTERNS } = await loadScanner();
	return scan(folder, SOURCE_FILE_PATTERNS);
}

/** Scans an unpacked tarball. */
export const scanTarball = (folder) => scan(folder, TARBALL_FILE_PATTERNS);

/**
 * Returns { files (the linted paths), report (all findings, or '') }.
 * The scanner ignores warnings, so ESLint runs again with its configuration to find them.
 */
async function scan(folder, patterns) {
	const { analyzePackage, buildScanConfig } = await loadScanner();
	const analysis = await analyzePackage(folder, patterns);

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
		report: findings || (analysis.passed ? '' : (analysis.details ?? analysis.message)),
	};
}

let scanner;

function loadScanner() {
	if (!scanner) {
		// On import, the scanner creates a temporary folder that it never removes.
		process.env.TMPDIR = temporaryFolder('scanner');
		scanner = import('@n8n/scan-community-package/scanner/scanner.mjs');
	}
	return scanner;
}
