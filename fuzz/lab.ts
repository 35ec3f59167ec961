/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { PROTOCOLS } from '../test/support/standIns';
import { shortenLimits } from './limits';
import { anyPlan, type Plan } from './plan';
import { violations, type Violation } from './rules';
import { runPlan } from './run';

/** A plan that broke a rule. */
export interface Find extends Violation {
	plan: Plan;
	/** `planOf` draws the plan with it. */
	seed: number;
}

const MAX_STALL_MS = 300;
const TICK_MS = 10;
/** Between the starts of runs. */
const STAGGER_MS = 20;
/** Finds of a rule that are run again. */
const MAX_CONFIRMED = 5;
const EVENTS = ['uncaughtException', 'unhandledRejection', 'warning'];

/** Prepares the process: the first runs load and compile what every run needs. */
export async function warmUp(): Promise<void> {
	shortenLimits();
	const failing: Partial<Plan> = {
		onError: 'continueErrorOutput',
		items: [{ status: ['silence'] }],
	};
	const plans = PROTOCOLS.flatMap(({ id: protocol }): Plan[] => [
		{ protocol },
		{ protocol, ...failing },
	]);
	await Promise.all(plans.map(runPlan));
}

/** Runs the plans of these seeds side by side. A violation of the whole process is traced to one plan. */
export async function search(seeds: number[]): Promise<Find[]> {
	const { finds, ofProcess } = await runAll(seeds);
	for (const violation of ofProcess) {
		let suspects = seeds;
		while (suspects.length > 1) {
			const half = suspects.slice(0, Math.ceil(suspects.length / 2));
			const isIn = (await runAll(half)).ofProcess.some(({ rule }) => rule === violation.rule);
			suspects = isIn ? half : suspects.slice(half.length);
		}
		finds.push({ ...violation, seed: suspects[0], plan: planOf(suspects[0]) });
	}
	return finds;
}

/** The violations of a plan that runs alone. */
export async function runAlone(plan: Plan): Promise<Violation[]> {
	const { finds, ofProcess } = await runAll([0], () => plan);
	return [...finds, ...ofProcess];
}

/** The first find that also breaks its rule when its plan runs alone, and not only on a busy machine. */
export async function confirmed(finds: Find[]): Promise<Find | undefined> {
	for (const find of finds.slice(0, MAX_CONFIRMED)) {
		const again = await runAlone(find.plan);
		if (again.some(({ rule }) => rule === find.rule)) return find;
	}
	return undefined;
}

/** A smaller plan that breaks the same rule. */
export async function shrink(find: Find, seconds: number): Promise<Find> {
	let smallest = find;
	const holds = async (plan: Plan) => {
		const broken = (await runAlone(plan)).find(({ rule }) => rule === find.rule);
		if (broken) smallest = { ...find, ...broken, plan };
		return !broken;
	};
	const limits = { interruptAfterTimeLimit: seconds * 1000, seed: find.seed, numRuns: 1 };
	await fc.check(fc.asyncProperty(anyPlan, holds), limits);
	return smallest;
}

async function runAll(seeds: number[], draw = planOf) {
	const endLoop = watchLoop();
	const errors: string[] = [];
	const note = (error: unknown) => void errors.push(String((error as Error).stack ?? error));
	for (const event of EVENTS) process.on(event, note);
	const run = async (seed: number, nth: number) => {
		await sleep(nth * STAGGER_MS);
		const plan = draw(seed);
		return violations(await runPlan(plan)).map((violation): Find => ({ ...violation, plan, seed }));
	};
	const finds = (await Promise.all(seeds.map(run))).flat();
	const stall = endLoop();
	for (const event of EVENTS) process.off(event, note);
	const ofProcess: Violation[] = errors
		.slice(0, 1)
		.map((what) => ({ rule: 'throws nothing late', what }));
	if (stall > MAX_STALL_MS) {
		const what = `the event loop stood still for ${Math.round(stall)} ms`;
		ofProcess.push({ rule: 'does not block', what });
	}
	return { finds, ofProcess };
}

function planOf(seed: number): Plan {
	return fc.sample(anyPlan, { seed, numRuns: 1 })[0];
}

/** Seeds of a series. Neighbors do not resemble each other. */
export function seedsOf(series: number, from: number, count: number): number[] {
	return Array.from({ length: count }, (_, n) => {
		const mixed = Math.imul((series + Math.imul(from + n, 0x9e3779b9)) | 0, 0x85ebca6b);
		return mixed ^ (mixed >>> 13);
	});
}

/** Measures how long the event loop stands still at most. Time in which other processes had the CPU does not count. */
function watchLoop(): () => number {
	let longest = 0;
	let last = performance.now();
	let cpu = process.cpuUsage();
	const timer = setInterval(() => {
		const now = performance.now();
		const { user, system } = process.cpuUsage(cpu);
		longest = Math.max(longest, Math.min((user + system) / 1000, now - last));
		last = now;
		cpu = process.cpuUsage();
	}, TICK_MS);
	return () => {
		clearInterval(timer);
		return longest;
	};
}
