import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from '../e2e/lib/package/build.mjs';
import { cleanUp, isEnding } from '../e2e/lib/system/cleanup.mjs';
import { packPackage } from '../e2e/lib/package/pack.mjs';
import { temporaryFolder } from '../e2e/lib/system/temporary-folder.mjs';
import { ROOT_FOLDER } from '../e2e/lib/system/paths.mjs';
import { start, StepError, tail } from '../e2e/lib/system/processes.mjs';
import { writeCompatibility } from './compatibility.mjs';
import { installNode, installRelease } from './install.mjs';
import { findReleases, nodeFor, RELEASES } from './releases.mjs';

const FOLDER = dirname(fileURLToPath(import.meta.url));

/**
 * Tests the packed package in the engines of many n8n releases: `npm run versions`, or
 * `npm run versions -- 1.85.4 2.20` for some. A run of all releases writes the table in docs/compatibility.md.
 */
async function main(versions) {
	const releases = await findReleases(versions.length > 0 ? versions : RELEASES);
	await buildPackage();
	const { tarball } = await packPackage(temporaryFolder('pack'));
	const results = [];
	for (const release of releases) results.push(await testRelease(release, tarball));

	if (versions.length === 0) writeCompatibility('engines', table(results));
	const failures = results.flatMap(({ n8n, cases }) =>
		cases.filter(({ error }) => error).map(({ name, error }) => `n8n ${n8n}, ${name}: ${error}`),
	);
	for (const failure of failures) console.error(`\n${failure}`);
	if (failures.length > 0) process.exitCode = 1;
}

async function testRelease(release, tarball) {
	const startedAt = performance.now();
	const folder = await installRelease(release, tarball);
	const node = await nodeOf(release);
	const cases = await runCases(node.binary, folder);
	await rm(folder, { recursive: true, force: true, maxRetries: 3 });

	const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
	const failed = cases.filter(({ error }) => error).map(({ name }) => name);
	const result = failed.length > 0 ? `✗ ${failed.join(', ')}` : `✓ ${cases.length} cases`;
	console.log(`n8n ${release.n8n}, Node ${node.version}: ${result} (${seconds} s)`);
	return { ...release, node: node.version, cases, failed };
}

const installedNodes = new Map();

async function nodeOf(release) {
	const version = nodeFor(release);
	if (!version) return { binary: process.execPath, version: process.versions.node };
	if (!installedNodes.has(version)) installedNodes.set(version, await installNode(version));
	return installedNodes.get(version);
}

/** Returns [{ name, error (undefined if it passed) }]. */
async function runCases(node, folder) {
	const resultsFile = join(folder, 'results.jsonl');
	const logFile = join(folder, 'cases.log');
	const args = ['-r', join(FOLDER, 'engine.js'), join(FOLDER, 'cases.ts'), folder, resultsFile];
	const end = await start(node, args, { cwd: ROOT_FOLDER, logFile }).exited;
	if (isEnding()) throw new Error('Interrupted.');
	const lines = existsSync(resultsFile) ? readFileSync(resultsFile, 'utf8').trim() : '';
	const cases = lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line));
	if (end.code === 0) return cases;
	const reason = end.error?.message ?? end.signal ?? `exit code ${end.code}`;
	const name = cases.length === 0 ? 'start' : `after "${cases.at(-1).name}"`;
	return [...cases, { name, error: `the process ended early (${reason})\n${tail(logFile)}` }];
}

function table(results) {
	const date = new Date().toISOString().slice(0, 10);
	const names = results[0].cases.map(({ name }) => name).join(', ');
	return [
		`Written by \`npm run versions\` on ${date}: the packed package, run by the engine of each release`,
		'(n8n-core and n8n-workflow) against a stand-in for the providers.',
		`Cases: ${names}.`,
		'',
		'| n8n | n8n-core | n8n-workflow | Node | result |',
		'|---|---|---|---|---|',
		...results.map(({ n8n, core, workflow, node, cases, failed }) => {
			const result = failed.length > 0 ? `failed: ${failed.join(', ')}` : `${cases.length} passed`;
			return `| ${n8n} | ${core} | ${workflow} | ${node} | ${result} |`;
		}),
	];
}

try {
	await main(process.argv.slice(2));
} catch (error) {
	if (!isEnding()) console.error(error instanceof StepError ? error.message : error);
	process.exitCode ||= 1;
} finally {
	await cleanUp();
}
