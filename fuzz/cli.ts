/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import '../test/environment/n8nSettings';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { confirmed, runAlone, search, seedsOf, shrink, warmUp } from './lab';
import type { Plan } from './plan';
import type { Violation } from './rules';

const HELP = `npm run fuzz -- [--minutes 30] [--seed N]   Draws runs until one breaks a rule.
npm run fuzz -- --plan 'JSON'               Runs the plan of a find again.

fuzz/README.md explains a report.`;

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
			plan: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		print(HELP);
		return 0;
	}
	await warmUp();
	let broken: string[];
	if (values.plan) {
		const plan = JSON.parse(values.plan) as Plan;
		const finds = await runAlone(plan);
		for (const find of finds) printFind(find, plan);
		broken = finds.map(({ rule }) => rule);
	} else {
		const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
		print(`Seed ${seed}`);
		const rule = await fuzz(seed, Number(values.minutes));
		broken = rule === undefined ? [] : [rule];
	}
	print(broken.length === 0 ? 'No rule was broken.' : `Broken: ${broken.join(', ')}`);
	return broken.length === 0 ? 0 : 1;
}

/** @returns the first rule that a run broke. */
async function fuzz(seed: number, minutes: number): Promise<string | undefined> {
	const end = Date.now() + minutes * 60_000;
	for (let runs = 0; Date.now() < end; runs += RUNS_AT_ONCE) {
		const finds = await search(seedsOf(seed, runs, RUNS_AT_ONCE));
		rmSync(STORED_VIDEOS, { recursive: true, force: true });
		for (const rule of new Set(finds.map((find) => find.rule))) {
			const own = finds.filter((find) => find.rule === rule);
			const find = await confirmed(own);
			if (!find) {
				print(`Seen once, and not again: ${rule}: ${own[0].what}`);
				continue;
			}
			const smallest = await shrink(find, SHRINK_SECONDS);
			printFind(smallest, smallest.plan);
			return rule;
		}
		print(`${runs + RUNS_AT_ONCE} runs`);
	}
	return undefined;
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
