/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzzer runs in Node, not in n8n */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { anyPlan } from './draw';
import { shortenLimits } from './limits';
import type { Plan } from './plan';
import { violations, type Rule, type Violation } from './rules';
import { runPlan } from './run';
import { ServerProcess } from './server';

/** A plan that broke a rule. */
export interface Find extends Violation {
	plan: Plan;
	/** `anyPlan` draws the plan with it. */
	seed: number;
}

const MAX_STALL_MS = 200;
const TICK_MS = 10;
/** Between the starts of runs. */
const STAGGER_MS = 5;
const GRACE_MS = 1500;
const EVENTS = ['uncaughtException', 'unhandledRejection', 'warning'];

/** Runs plans and checks the rules. */
export class Lab {
	private constructor(
		private readonly servers: ServerProcess,
		private readonly baseline: Record<string, number>,
	) {}

	static async open(): Promise<Lab> {
		shortenLimits();
		const servers = await ServerProcess.start();
		await runPlan(servers, { protocol: 'newApi' }); // loads and compiles what every run needs
		await runPlan(servers, {
			protocol: 'xai',
			operation: 'create',
			onError: 'continueErrorOutput',
		});
		await sleep(300);
		return new Lab(servers, handles());
	}

	async close(): Promise<void> {
		await this.servers.close();
	}

	/** Runs the plans of these seeds side by side. What concerns the process is traced to one plan. */
	async search(seeds: number[], atOnce: number): Promise<Find[]> {
		const { finds, shared } = await this.round(seeds, atOnce);
		for (const violation of shared) {
			const seed = await this.culprit(seeds, violation.rule);
			if (seed !== undefined) finds.push({ ...violation, seed, plan: planOf(seed) });
		}
		return finds;
	}

	async alone(plan: Plan): Promise<Violation[]> {
		const { finds, shared } = await this.round([0], 1, () => plan);
		return [...finds, ...shared];
	}

	/** The same find of the plan alone: a busy machine makes others. */
	async confirm({ plan, rule, ...find }: Find): Promise<Find | undefined> {
		for (let tries = 0; tries < 2; tries++) {
			const again = (await this.alone(plan)).find((violation) => violation.rule === rule);
			if (again) return { ...find, ...again, plan };
		}
		return undefined;
	}

	/** A smaller plan that breaks the same rule. */
	async shrink(find: Find, seconds: number): Promise<Find> {
		let smallest = find;
		const holds = async (plan: Plan) => {
			const broken = (await this.alone(plan)).find(({ rule }) => rule === find.rule);
			if (broken) smallest = { ...find, ...broken, plan };
			return !broken;
		};
		const limit = { interruptAfterTimeLimit: seconds * 1000, seed: find.seed, numRuns: 1 };
		await fc.check(fc.asyncProperty(anyPlan, holds), limit);
		return smallest;
	}

	private async round(seeds: number[], atOnce: number, draw = planOf) {
		const endLoop = watchLoop();
		const errors: string[] = [];
		const note = (error: unknown) => void errors.push(String((error as Error).stack ?? error));
		for (const event of EVENTS) process.on(event, note);
		const finds: Find[] = [];
		const queue = seeds.values();
		const worker = async (_: unknown, nth: number) => {
			await sleep(nth * STAGGER_MS);
			for (const seed of queue) {
				const plan = draw(seed);
				const found = violations(await runPlan(this.servers, plan));
				finds.push(...found.map((violation) => ({ ...violation, plan, seed })));
			}
		};
		await Promise.all(Array.from({ length: Math.min(atOnce, seeds.length) }, worker));
		const stall = endLoop();
		const left = await this.leftHandles();
		for (const event of EVENTS) process.off(event, note);
		const shared: Violation[] = [
			...left.map((what) => ({ rule: 'leaves no handles' as const, what })),
			...errors.slice(0, 1).map((what) => ({ rule: 'throws nothing late' as const, what })),
		];
		if (stall > MAX_STALL_MS) {
			shared.push({
				rule: 'does not block',
				what: `the event loop stood still for ${Math.round(stall)} ms`,
			});
		}
		return { finds, shared };
	}

	private async leftHandles(): Promise<string[]> {
		const left = () =>
			Object.entries(handles())
				.map(([kind, count]) => [kind, count - (this.baseline[kind] ?? 0)] as const)
				.filter(([kind, count]) => count > (kind === 'Timeout' ? 1 : 0)); // the one of this wait
		for (const until = Date.now() + GRACE_MS; left().length > 0 && Date.now() < until;) {
			await sleep(20);
		}
		return left().map(([kind, count]) => `${count} × ${kind}`);
	}

	/** Halves the runs until one is left that breaks the rule on its own. */
	private async culprit(seeds: number[], rule: Rule): Promise<number | undefined> {
		const breaks = async (some: number[]) =>
			(await this.round(some, some.length)).shared.some((violation) => violation.rule === rule);
		let some = seeds;
		while (some.length > 1) {
			const half = some.slice(0, Math.ceil(some.length / 2));
			some = (await breaks(half)) ? half : some.slice(half.length);
		}
		return (await breaks(some)) ? some[0] : undefined;
	}
}

function planOf(seed: number): Plan {
	return fc.sample(anyPlan, { seed, numRuns: 1 })[0];
}

/** The n-th seeds of a series. Neighbors do not resemble each other. */
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

/** How many there are of each kind of resource that keeps a process alive. */
function handles(): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
	return counts;
}
