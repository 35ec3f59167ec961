/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import '../test/environment/n8nSettings';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Plan } from './plan';
import type { Violation } from './rules';
import { findConfirmed, runAlone, search, seedsOf, shrink, warmUp } from './search';

const HELP = `npm run fuzz -- [--minutes 30] [--seed N]   Runs random plans until one breaks a rule.
npm run fuzz -- --plan 'JSON'               Runs the plan of a finding again.

fuzz/README.md explains the report.`;

const PARALLEL_RUNS = 20;
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
	let brokenRules: string[];
	if (values.plan) {
		const plan = JSON.parse(values.plan) as Plan;
		const violations = await runAlone(plan);
		for (const violation of violations) printViolation(violation, plan);
		brokenRules = violations.map(({ rule }) => rule);
	} else {
		const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
		print(`Seed ${seed}`);
		const rule = await fuzz(seed, Number(values.minutes));
		brokenRules = rule === undefined ? [] : [rule];
	}
	if (brokenRules.length === 0) {
		print('No rule was broken.');
		return 0;
	}
	print(`Broken: ${brokenRules.join(', ')}`);
	return 1;
}

/** @returns the first rule that a run broke. */
async function fuzz(seed: number, minutes: number): Promise<string | undefined> {
	const end = Date.now() + minutes * 60_000;
	for (let runs = 0; Date.now() < end; runs += PARALLEL_RUNS) {
		const findings = await search(seedsOf(seed, runs, PARALLEL_RUNS));
		rmSync(STORED_VIDEOS, { recursive: true, force: true });
		for (const rule of new Set(findings.map((finding) => finding.rule))) {
			const findingsOfRule = findings.filter((finding) => finding.rule === rule);
			const finding = await findConfirmed(findingsOfRule);
			if (!finding) {
				print(`Not reproduced: "${rule}": ${findingsOfRule[0].message}`);
				continue;
			}
			const smallest = await shrink(finding, SHRINK_SECONDS);
			printViolation(smallest, smallest.plan);
			return rule;
		}
		print(`${runs + PARALLEL_RUNS} runs`);
	}
	return undefined;
}

function printViolation({ rule, message, transcript = [] }: Violation, plan: Plan): void {
	print(`BROKEN "${rule}": ${message}`);
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
