/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import '../test/environment/n8nSettings';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Lab, seedsOf, type Find } from './lab';
import type { Plan } from './plan';
import type { Violation } from './rules';

const HELP = `npm run fuzz -- [--minutes 30] [--seed N] [--all]   Draws runs until one breaks a rule.
npm run fuzz -- --replay FILE                       Runs the plan of a find again.

--all continues after a find, and reports one for each rule. fuzz/README.md explains a report.`;

const RUNS_PER_ROUND = 300;
const RUNS_AT_ONCE = 30;
const SHRINK_SECONDS = 60;
const FOLDER = join(__dirname, '..', 'reports', 'fuzz');

/** Where n8n stores the binary data of executions. */
const STORED_VIDEOS = join(process.env.N8N_USER_FOLDER!, '.n8n', 'storage', 'workflows');

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			minutes: { type: 'string', default: '10' },
			seed: { type: 'string' },
			all: { type: 'boolean', default: false },
			replay: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return (print(HELP), 0);
	const lab = await Lab.open();
	try {
		if (values.replay) return await replay(lab, values.replay);
		const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
		return await search(lab, seed, Number(values.minutes), values.all);
	} finally {
		await lab.close();
	}
}

async function replay(lab: Lab, file: string): Promise<number> {
	const { plan } = JSON.parse(readFileSync(file, 'utf8')) as { plan: Plan };
	const finds = await lab.alone(plan);
	for (const find of finds) printFind(find, plan);
	if (finds.length === 0) print('No rule is broken.');
	return finds.length === 0 ? 0 : 1;
}

async function search(lab: Lab, seed: number, minutes: number, all: boolean): Promise<number> {
	print(`Seed ${seed}`);
	const end = Date.now() + minutes * 60_000;
	const known = new Set<string>();
	for (let runs = 0; Date.now() < end;) {
		const finds = await lab.search(seedsOf(seed, runs, RUNS_PER_ROUND), RUNS_AT_ONCE);
		runs += RUNS_PER_ROUND;
		rmSync(STORED_VIDEOS, { recursive: true, force: true });
		print(`${runs} runs, ${known.size} rules broken`);
		for (const find of finds) {
			if (known.has(find.rule)) continue;
			const confirmed = await lab.confirm(find);
			if (!confirmed) {
				print(`Seen once, and not again: ${find.rule}: ${find.what}`);
				continue;
			}
			known.add(find.rule);
			const smallest = await lab.shrink(confirmed, SHRINK_SECONDS);
			printFind(smallest, smallest.plan);
			print(`  npm run fuzz -- --replay ${save(smallest, seed)}`);
			if (!all) return 1;
		}
	}
	print(`Seed ${seed}: ${known.size === 0 ? 'no rule was broken' : [...known].join(', ')}`);
	return known.size === 0 ? 0 : 1;
}

function printFind({ rule, what, transcript = [] }: Violation, plan: Plan): void {
	print(`BROKEN "${rule}": ${what}\n  Plan: ${JSON.stringify(plan)}`);
	for (const line of transcript) print(`  ${line}`);
}

function save({ rule, what, plan }: Find, seed: number): string {
	const file = join(FOLDER, `${rule.replaceAll(' ', '-')}-${seed}.json`);
	mkdirSync(FOLDER, { recursive: true });
	writeFileSync(file, JSON.stringify({ rule, what, seed, plan }, null, '\t'));
	return file;
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		process.stderr.write(`${(error as Error).stack}\n`);
		process.exit(2);
	},
);
