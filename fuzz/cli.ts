/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import '../test/environment/n8nSettings';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { confirmed, runAlone, search, seedsOf, shrink, warmUp } from './lab';
import type { Plan } from './plan';
import type { Violation } from './rules';

const HELP = `npm run fuzz -- [--minutes 30] [--seed N] [--all]   Draws runs until one breaks a rule.
npm run fuzz -- --plan 'JSON'                       Runs the plan of a find again.

--all continues after a find, and reports one for each rule. fuzz/README.md explains a report.`;

const RUNS_AT_ONCE = 20;
const SHRINK_SECONDS = 60;

/** Where n8n stores the binary data of executions. */
const STORED_VIDEOS = join(process.env.N8N_USER_FOLDER!, '.n8n', 'storage', 'workflows');

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** @returns the exit code: 1 if a rule was broken. */
async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			minutes: { type: 'string', default: '10' },
			seed: { type: 'string' },
			all: { type: 'boolean', default: false },
			plan: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		print(HELP);
		return 0;
	}
	await warmUp();
	const known = new Set<string>();
	if (values.plan) {
		const plan = JSON.parse(values.plan) as Plan;
		for (const find of await runAlone(plan)) {
			printFind(find, plan);
			known.add(find.rule);
		}
	} else {
		const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
		print(`Seed ${seed}`);
		await fuzz(seed, Number(values.minutes), values.all, known);
	}
	print(known.size === 0 ? 'No rule was broken.' : `Broken: ${[...known].join(', ')}`);
	return known.size === 0 ? 0 : 1;
}

async function fuzz(
	seed: number,
	minutes: number,
	all: boolean,
	known: Set<string>,
): Promise<void> {
	const end = Date.now() + minutes * 60_000;
	for (let runs = 0; Date.now() < end; runs += RUNS_AT_ONCE) {
		const finds = await search(seedsOf(seed, runs, RUNS_AT_ONCE));
		rmSync(STORED_VIDEOS, { recursive: true, force: true });
		for (const rule of new Set(finds.map((find) => find.rule))) {
			if (known.has(rule)) continue;
			const own = finds.filter((find) => find.rule === rule);
			const find = await confirmed(own);
			if (!find) {
				print(`Seen once, and not again: ${rule}: ${own[0].what}`);
				continue;
			}
			known.add(rule);
			const smallest = await shrink(find, SHRINK_SECONDS);
			printFind(smallest, smallest.plan);
			if (!all) return;
		}
		print(`${runs + RUNS_AT_ONCE} runs`);
	}
}

function printFind({ rule, what, transcript = [] }: Violation, plan: Plan): void {
	print(`BROKEN "${rule}": ${what}`);
	for (const line of transcript) print(`  ${line}`);
	print(`  npm run fuzz -- --plan '${JSON.stringify(plan)}'`);
}

main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		process.stderr.write(`${(error as Error).stack}\n`);
		process.exit(2);
	},
);
