import fc from 'fast-check';
import { anyInput } from './draw/inputs';
import { anyPlan } from './draw/plan';
import type { Find, Lab } from './lab';
import type { Plan } from './plan';

/** Looks for plans that break a rule. */

/** One in so many plans is about inputs, and not about the server. */
const INPUTS_ONCE_IN = 6;

/** The n-th of a series of seeds: neighbours must not resemble one another. */
export function seedOf(base: number, nth: number): number {
	let seed = (base + Math.imul(nth, 0x9e3779b9)) | 0;
	seed = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
	seed = Math.imul(seed ^ (seed >>> 13), 0xc2b2ae35);
	return seed ^ (seed >>> 16);
}

export function planOf(seed: number): Plan {
	const arbitrary = seed % INPUTS_ONCE_IN === 0 ? anyInput : anyPlan;
	return fc.sample(arbitrary, { seed, numRuns: 1 })[0];
}

export interface SeededFind extends Find {
	seed: number;
}

/** Runs the next plans of a series, and gives what they broke. */
export async function searchRound(
	lab: Lab,
	base: number,
	from: number,
	count: number,
	atOnce: number,
	known?: Set<string>,
): Promise<SeededFind[]> {
	const seeds = new Map<Plan, number>();
	for (let nth = from; nth < from + count; nth++) {
		const seed = seedOf(base, nth);
		seeds.set(planOf(seed), seed);
	}
	const finds = await lab.together([...seeds.keys()], atOnce, known);
	return finds.map((find) => ({ ...find, seed: seeds.get(find.plan)! }));
}
