import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCompatibility } from '../versions/compatibility.mjs';
import { cleanEnv, npmCommand } from './lib/system/npm.mjs';
import { E2E_FOLDER } from './lib/system/paths.mjs';

/** What each npm script runs: suites of e2e/suites, on an n8n of that major version. */
const SCRIPTS = {
	e2e: ['rest 2', 'xai 2', 'xai-examples 2', 'editor 2'],
	v1: ['rest 1', 'xai 1', 'xai-examples 1', 'editor 1'],
	queue: ['queue 2'],
	agent: ['agent 2', 'agents 2'],
};

const TITLES = {
	rest: 'Server: install, credential, every operation, every example, retries, stop, binary data',
	xai: 'xAI: credential, models, create, extend, moderation',
	'xai-examples': 'xAI: its examples, chains, large uploads, signed links to images',
	editor: 'The editor in Chromium',
	queue: 'Queue mode: main, two workers, PostgreSQL, Redis',
	agent: 'AI Agent with the node as its tool',
	agents: 'An agent of n8n’s Agents with the node as its tool',
};

const NODE_FOR_N8N_2 = 24;

function main(script = 'e2e') {
	const jobs = script === 'all' ? Object.values(SCRIPTS).flat() : SCRIPTS[script];
	if (!jobs) throw new Error(`There is no "${script}"; there are ${Object.keys(SCRIPTS)}, all.`);
	installTools();
	const results = jobs.map((job) => runJob(...job.split(' ')));
	if (script === 'all') writeCompatibility('servers', report(results));
	for (const { title, passed } of results) console.log(`${passed ? '✓' : '✗'} ${title}`);
	process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
}

function installTools() {
	if (existsSync(join(E2E_FOLDER, 'node_modules', 'playwright-core'))) return;
	const [command, ...first] = npmCommand();
	const options = { cwd: E2E_FOLDER, env: cleanEnv(), stdio: 'inherit' };
	const { status } = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund'], options);
	if (status !== 0) throw new Error('npm ci failed in e2e/.');
}

/** A suite in a process of its own, so that nothing of it stays for the next one. */
function runJob(suite, major) {
	const version = pinnedVersion(major);
	const title = `${TITLES[suite]} (n8n ${version})`;
	console.log(`\n${title}`);
	const file = join(E2E_FOLDER, 'suites', `${suite}.test.mjs`);
	const { status } = spawnSync(process.execPath, ['--test', '--test-reporter=spec', file], {
		env: { ...process.env, N8N_MAJOR: major },
		stdio: 'inherit',
	});
	return { suite, title, version, node: nodeVersion(major), passed: status === 0 };
}

function pinnedVersion(major) {
	const file = join(E2E_FOLDER, `n8n-${major}`, 'package.json');
	return JSON.parse(readFileSync(file, 'utf8')).dependencies.n8n;
}

/** n8n 2 gets a Node of its own where the running one is too old for it. */
function nodeVersion(major) {
	const running = process.versions.node;
	if (major === '1' || Number.parseInt(running, 10) >= NODE_FOR_N8N_2) return running;
	const home = process.env.NODE24_DIR ?? join(E2E_FOLDER, 'node-24');
	return JSON.parse(readFileSync(join(home, 'node_modules', 'node', 'package.json'))).version;
}

function report(results) {
	const date = new Date().toISOString().slice(0, 10);
	const rows = results.map(
		({ suite, version, node, passed }) =>
			`| ${TITLES[suite]} | ${version} | ${node} | ${date} | ${passed ? 'passed' : 'failed'} |`,
	);
	return [
		'Written by `npm run e2e:all`: the packed package, as a user gets it, in real n8n servers.',
		'',
		'| what | n8n | Node | date | result |',
		'|---|---|---|---|---|',
		...rows,
	];
}

main(process.argv[2]);
