/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzz test runs in Node, not in n8n */
import '../test/environment/n8nSettings';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Lab } from './lab';
import type { Plan } from './plan';
import { searchRound, type SeededFind } from './search';
import { shrink } from './shrink';

const HELP = `npm run fuzz -- [--minutes 30] [--seed N] [--all]    draws runs until one breaks a rule
npm run fuzz -- --replay FILE                        runs the plan of a find again

--all goes on after a find, and gives one for each rule.`;

const ROUND = 600;
const AT_ONCE = 60;
const SHRINK_SECONDS = 90;
const FOLDER = join(__dirname, '..', 'reports', 'fuzz');

/** Where n8n keeps the binary data of executions. */
const STORED_VIDEOS = join(process.env.N8N_USER_FOLDER!, '.n8n', 'storage', 'workflows');

const say = (line: string) => void process.stdout.write(`${line}\n`);

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
	if (values.help) return (say(HELP), 0);
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
	const found = await lab.alone((JSON.parse(readFileSync(file, 'utf8')) as { plan: Plan }).plan);
	for (const { rule, what } of found) say(`${rule}: ${what}`);
	if (found.length === 0) say('It breaks no rule.');
	return found.length === 0 ? 0 : 1;
}

async function search(lab: Lab, base: number, minutes: number, all: boolean): Promise<number> {
	say(`Seed ${base}`);
	const began = Date.now();
	const known = new Set<string>();
	let searched = 0;
	let runs = 0;
	for (; Date.now() - began < minutes * 60_000;) {
		const at = Date.now();
		const finds = await searchRound(lab, base, runs, ROUND, AT_ONCE, known);
		runs += ROUND;
		rmSync(STORED_VIDEOS, { recursive: true, force: true });
		searched += Date.now() - at;
		say(`${runs} runs, ${Math.round((runs / searched) * 60_000)} a minute`);
		for (const find of finds) {
			const { rule } = find.violation;
			if (known.has(rule)) continue;
			if (!(await lab.confirms(find))) {
				say(`Seen once, and not again: ${rule}: ${find.violation.what}\n  ${save(find, 'once-')}`);
				continue;
			}
			known.add(rule);
			await report(lab, find);
			if (!all) return 1;
		}
	}
	return known.size === 0 ? 0 : 1;
}

async function report(lab: Lab, find: SeededFind): Promise<void> {
	const { rule, what } = find.violation;
	say(`BROKEN ${rule}: ${what}`);
	const plan = await shrink(lab, find.plan, rule, SHRINK_SECONDS);
	const again = (await lab.alone(plan)).find((violation) => violation.rule === rule);
	const smallest = { ...find, plan, violation: again ?? find.violation };
	say(`  ${smallest.violation.what}\n  ${JSON.stringify(plan)}\n  ${save(smallest)}`);
}

function save({ seed, plan, violation: { rule, what } }: SeededFind, prefix = ''): string {
	const file = join(FOLDER, `${prefix}${rule.replaceAll(' ', '-')}-${seed}.json`);
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
