/* eslint-disable @n8n/community-nodes/no-restricted-imports -- the fuzz test runs in Node, not in n8n */
import { setTimeout as sleep } from 'node:timers/promises';
import { shortenLimits } from './limits';
import type { Plan } from './plan';
import { ErrorWatch, handles, leftBeyond, LONGEST_STALL_MS, LoopWatch } from './process';
import { violations, type Rule, type Violation } from './rules';
import { runPlan } from './run';
import { ServerProcess } from './server';

/** A plan that broke a rule. */
export interface Find {
	plan: Plan;
	violation: Violation;
}

/** Between the starts of runs, so that their beginnings do not come in one turn of the event loop. */
const STAGGER_MS = 5;

/** Runs plans, and judges them. */
export class Lab {
	private constructor(
		private readonly servers: ServerProcess,
		private readonly baseline: Record<string, number>,
	) {}

	static async open(): Promise<Lab> {
		shortenLimits();
		const servers = await ServerProcess.start();
		await runPlan(servers, {}); // loads and compiles what every run needs
		await runPlan(servers, { operation: 'create', onError: 'continueErrorOutput' });
		await sleep(300);
		return new Lab(servers, handles());
	}

	async close(): Promise<void> {
		await this.servers.close();
	}

	/** The rules that a plan breaks when nothing else runs. */
	async alone(plan: Plan): Promise<Violation[]> {
		return (await this.together([plan])).map(({ violation }) => violation);
	}

	/**
	 * Runs plans side by side. What only the process can tell is then traced to one of them, unless such a
	 * find is known already.
	 */
	async together(plans: Plan[], atOnce = plans.length, known = new Set<string>()): Promise<Find[]> {
		const { finds, shared } = await this.round(plans, atOnce);
		for (const violation of shared) {
			if (known.has(violation.rule)) continue;
			const plan = await this.culprit(plans, violation.rule);
			if (plan) finds.push({ plan, violation });
		}
		return finds;
	}

	/** Whether a plan breaks the rule again, alone. Once is no accident of a busy machine. */
	async confirms({ plan, violation }: Find): Promise<boolean> {
		for (let tries = 0; tries < 2; tries++) {
			const again = await this.alone(plan);
			if (again.some(({ rule }) => rule === violation.rule)) return true;
		}
		return false;
	}

	private async round(plans: Plan[], atOnce: number) {
		const [loop, errors] = [new LoopWatch(), new ErrorWatch()];
		const finds: Find[] = [];
		const queue = plans.values();
		const lane = async (_: unknown, nth: number) => {
			await sleep(nth * STAGGER_MS);
			for (const plan of queue) {
				const seen = await runPlan(this.servers, plan);
				finds.push(...violations(seen).map((violation) => ({ plan, violation })));
			}
		};
		await Promise.all(Array.from({ length: Math.min(atOnce, plans.length) }, lane));
		loop.end();
		const left = await leftBeyond(this.baseline);
		errors.end();
		const shared: Violation[] = [
			...loop.stalls.slice(0, 1).map(({ worked }) => ({
				rule: 'event loop' as const,
				what: `stood still for ${Math.round(worked)} ms (${LONGEST_STALL_MS} at most)`,
			})),
			...left.map((what) => ({ rule: 'nothing left' as const, what })),
			...errors.errors.slice(0, 1).map((what) => ({ rule: 'no stray error' as const, what })),
		];
		return { finds, shared };
	}

	/** Halves the plans until one is left that breaks the rule by itself. */
	private async culprit(plans: Plan[], rule: Rule): Promise<Plan | undefined> {
		const breaks = async (some: Plan[]) => {
			const { finds, shared } = await this.round(some, some.length);
			const own = finds.map(({ violation }) => violation);
			return [...own, ...shared].some((violation) => violation.rule === rule);
		};
		if (plans.length === 1) return plans[0];
		let some = plans;
		while (some.length > 1) {
			const half = some.slice(0, Math.ceil(some.length / 2));
			some = (await breaks(half)) ? half : some.slice(half.length);
		}
		return (await breaks(some)) ? some[0] : undefined;
	}
}
