import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { writeCompatibility } from '../versions/compatibility.mjs';
import { installN8n, installTools } from './lib/n8n/install.mjs';
import { buildPackage } from './lib/package/build.mjs';
import { assertDatabasesInstalled } from './lib/services/databases.mjs';
import { cleanUp } from './lib/system/cleanup.mjs';
import { E2E_FOLDER } from './lib/system/paths.mjs';

/** npm script → suites in e2e/suites, each with the major version of n8n. */
const SCRIPTS = {
	e2e: ['editor 2', 'server 2'],
	v1: ['editor 1', 'server 1'],
	queue: ['queue 2'],
	agent: ['agent 2', 'agents 2'],
};

const TITLES = {
	server:
		'Install, credential, every operation, example and API type, retries, stop, large files, links to images',
	editor: 'The editor in Chromium',
	queue: 'Queue mode: main, two workers, PostgreSQL, Redis',
	agent: 'AI Agent with the node as its tool',
	agents: 'n8n’s Agents with the node as their tool',
};

const NODE_FOR_N8N_2 = 24;
const PARALLEL_JOBS = 3;

async function main(script = 'e2e') {
	const jobs = script === 'all' ? Object.values(SCRIPTS).flat() : SCRIPTS[script];
	if (!jobs) throw new Error(`Unknown script "${script}". Use ${Object.keys(SCRIPTS)} or all.`);
	if (jobs.some((job) => job.startsWith('queue'))) assertDatabasesInstalled();
	await prepare(new Set(jobs.map((job) => job.split(' ')[1])));
	const results = await runJobs(jobs);
	if (script === 'all') writeCompatibility('servers', report(results));
	for (const { title, passed } of results) console.log(`${passed ? '✓' : '✗'} ${title}`);
	process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
}

/** Installs and builds once, before the jobs run in parallel. */
async function prepare(majors) {
	await installTools();
	for (const major of majors) await installN8n({ major: Number(major), report: console.log });
	await buildPackage();
}

/** Returns the results in the order of the jobs. */
async function runJobs(jobs) {
	const results = [];
	const entries = jobs.entries();
	const worker = async () => {
		for (const [index, job] of entries) results[index] = await runJob(...job.split(' '));
	};
	await Promise.all(Array.from({ length: PARALLEL_JOBS }, worker));
	return results;
}

/** Runs a suite in its own process and prints its output at the end. */
async function runJob(suite, major) {
	const version = pinnedVersion(major);
	const title = `${TITLES[suite]} (n8n ${version})`;
	const file = join(E2E_FOLDER, 'suites', `${suite}.test.mjs`);
	const child = spawn(process.execPath, ['--test', '--test-reporter=spec', file], {
		env: { ...process.env, N8N_MAJOR: major },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
	console.log(`\n${title}\n${output}`);
	return { suite, title, version, node: nodeVersion(major), passed: code === 0 };
}

function pinnedVersion(major) {
	const file = join(E2E_FOLDER, `n8n-${major}`, 'package.json');
	return JSON.parse(readFileSync(file, 'utf8')).dependencies.n8n;
}

/** The Node version that installN8n() chooses. */
function nodeVersion(major) {
	const current = process.versions.node;
	if (major === '1' || Number.parseInt(current, 10) >= NODE_FOR_N8N_2) return current;
	const folder = process.env.NODE24_DIR ?? join(E2E_FOLDER, 'node-24');
	return JSON.parse(readFileSync(join(folder, 'node_modules', 'node', 'package.json'))).version;
}

function report(results) {
	const date = new Date().toISOString().slice(0, 10);
	const rows = results.map(
		({ suite, version, node, passed }) =>
			`| ${TITLES[suite]} | ${version} | ${node} | ${date} | ${passed ? 'passed' : 'failed'} |`,
	);
	return [
		'Written by `npm run e2e:all`: the packed package in real n8n servers, installed as a user would.',
		'',
		'| what | n8n | Node | date | result |',
		'|---|---|---|---|---|',
		...rows,
	];
}

try {
	await main(process.argv[2]);
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
} finally {
	await cleanUp();
}
