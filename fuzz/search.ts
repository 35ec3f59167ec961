/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { PROTOCOLS } from '../test/support/standIns';
import { shortenLimits } from './limits';
import { anyPlan, type Plan } from './plan';
import { violationsOf, type Violation } from './rules';
import { runPlan } from './run';

/** A plan that broke a rule. */
interface Finding extends Violation {
	plan: Plan;
	/** Draws the plan, so `shrink` can draw it again. */
	seed: number;
}

const MAX_BLOCK_MS = 300;
const TICK_MS = 10;
/** Between the starts of runs. */
const STAGGER_MS = 20;
/** Max findings that are run again to confirm one. */
const MAX_RERUNS = 5;
const EVENTS = ['uncaughtException', 'unhandledRejection', 'warning'];

/** Loads and compiles what every run needs, so that the first runs are not slower. */
export async function warmUp(): Promise<void> {
	shortenLimits();
	const plans = PROTOCOLS.flatMap(({ id: protocol }): Plan[] => [
		{ protocol },
		{ protocol, onError: 'continueErrorOutput', items: [{ status: ['silence'] }] },
	]);
	await Promise.all(plans.map(runPlan));
}

/** Runs the plans of these seeds in parallel. A violation of the whole process is traced to one plan by bisection. */
export async function search(seeds: number[]): Promise<Finding[]> {
	const { findings, processViolations } = await runAll(seeds);
	for (const violation of processViolations) {
		let suspects = seeds;
		while (suspects.length > 1) {
			const half = suspects.slice(0, Math.ceil(suspects.length / 2));
			const halfResult = await runAll(half);
			const isInHalf = halfResult.processViolations.some(({ rule }) => rule === violation.rule);
			suspects = isInHalf ? half : suspects.slice(half.length);
		}
		findings.push({ ...violation, seed: suspects[0], plan: planOf(suspects[0]) });
	}
	return findings;
}

/** The violations of a plan that runs alone. */
export async function runAlone(plan: Plan): Promise<Violation[]> {
	const { findings, processViolations } = await runAll([0], () => plan);
	return [...findings, ...processViolations];
}

/** The first finding that also breaks its rule when its plan runs alone, and not only on a busy machine. */
export async function findConfirmed(findings: Finding[]): Promise<Finding | undefined> {
	for (const finding of findings.slice(0, MAX_RERUNS)) {
		const violations = await runAlone(finding.plan);
		if (violations.some(({ rule }) => rule === finding.rule)) return finding;
	}
	return undefined;
}

/** A smaller plan that breaks the same rule. */
export async function shrink(finding: Finding, maxSeconds: number): Promise<Finding> {
	let smallest = finding;
	const passes = async (plan: Plan) => {
		const violations = await runAlone(plan);
		const sameViolation = violations.find(({ rule }) => rule === finding.rule);
		if (sameViolation) smallest = { ...finding, ...sameViolation, plan };
		return !sameViolation;
	};
	await fc.check(fc.asyncProperty(anyPlan, passes), {
		interruptAfterTimeLimit: maxSeconds * 1000,
		seed: finding.seed,
		numRuns: 1,
	});
	return smallest;
}

async function runAll(seeds: number[], toPlan = planOf) {
	const stopMeasuring = measureLongestBlock();
	const errors: string[] = [];
	const onError = (error: unknown) => void errors.push(String((error as Error).stack ?? error));
	for (const event of EVENTS) process.on(event, onError);
	const run = async (seed: number, index: number) => {
		await sleep(index * STAGGER_MS);
		const plan = toPlan(seed);
		const violations = violationsOf(await runPlan(plan));
		return violations.map((violation): Finding => ({ ...violation, plan, seed }));
	};
	const findings = (await Promise.all(seeds.map(run))).flat();
	const longestBlockMs = stopMeasuring();
	for (const event of EVENTS) process.off(event, onError);
	const processViolations: Violation[] = [];
	if (errors.length > 0) {
		processViolations.push({ rule: 'has no unhandled errors or warnings', message: errors[0] });
	}
	if (longestBlockMs > MAX_BLOCK_MS) {
		const message = `the event loop was blocked for ${Math.round(longestBlockMs)} ms`;
		processViolations.push({ rule: 'does not block the event loop', message });
	}
	return { findings, processViolations };
}

function planOf(seed: number): Plan {
	return fc.sample(anyPlan, { seed, numRuns: 1 })[0];
}

/** Part of a series of seeds. Neighboring seeds are unrelated. */
export function seedsOf(series: number, from: number, count: number): number[] {
	return Array.from({ length: count }, (_, n) => {
		const mixed = Math.imul((series + Math.imul(from + n, 0x9e3779b9)) | 0, 0x85ebca6b);
		return mixed ^ (mixed >>> 13);
	});
}

/**
 * Measures the longest time that the event loop is blocked, without the time in which other processes had the CPU.
 * @returns a function that ends the measurement and returns milliseconds
 */
function measureLongestBlock(): () => number {
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
