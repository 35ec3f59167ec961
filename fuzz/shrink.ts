import type { Lab } from './lab';
import type { Json, Plan } from './plan';
import type { Rule } from './rules';

// fast-check shrinks one candidate after the other, and a run takes seconds. Since a plan is JSON in which what
// is missing stands for the ordinary case, all plans with one thing less can be tried at once.

/** What makes no sense in part. */
const WHOLE = new Set(['end', 'id', 'stop', 'pad', 'headers', 'fields']);
/** Only a run that is alone in the process can tell. */
const ALONE = new Set<Rule>(['event loop', 'nothing left', 'no stray error']);
const MOST_CANDIDATES = 80;

/** A small plan that still breaks the rule: as small as it gets in so many seconds. */
export async function shrink(lab: Lab, plan: Plan, rule: Rule, seconds: number): Promise<Plan> {
	const end = Date.now() + seconds * 1000;
	let smallest = plan;
	while (Date.now() < end) {
		const candidates = [...smaller(smallest as Json)]
			.map((candidate) => candidate as Plan)
			.filter(({ items }) => items === undefined || items.length > 0)
			.sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length)
			.slice(0, MOST_CANDIDATES);
		const found = await firstThatBreaks(lab, candidates, rule, end);
		if (!found) break;
		smallest = found;
	}
	return smallest;
}

async function firstThatBreaks(
	lab: Lab,
	candidates: Plan[],
	rule: Rule,
	end: number,
): Promise<Plan | undefined> {
	if (!ALONE.has(rule)) {
		const finds = await lab.together(candidates);
		const broken = finds.filter(({ violation }) => violation.rule === rule);
		return candidates.find((candidate) => broken.some(({ plan }) => plan === candidate));
	}
	for (const candidate of candidates) {
		if (Date.now() > end) return undefined;
		if ((await lab.alone(candidate)).some((violation) => violation.rule === rule)) return candidate;
	}
	return undefined;
}

/** All values that have one thing less. */
function* smaller(value: Json): Generator<Json> {
	if (typeof value !== 'object' || value === null) return;
	if (Array.isArray(value)) {
		for (const [index, entry] of value.entries()) {
			const around = [value.slice(0, index), value.slice(index + 1)];
			yield [...around[0], ...around[1]];
			for (const less of smaller(entry)) yield [...around[0], less, ...around[1]];
		}
		return;
	}
	for (const [name, member] of Object.entries(value)) {
		if (name !== 'answers') {
			yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
		}
		if (WHOLE.has(name)) continue;
		for (const less of smaller(member)) yield { ...value, [name]: less };
	}
}
