import type { IDataObject } from 'n8n-workflow';
import { paidNonsense } from './fields';
import { isGiven, type Create, type Task } from './plan';
import type { Observed } from './run';

/** What must be true of every run, whatever the server does. */
const RULES = {
	'ends in time': endsInTime,
	'pays once': paysOnce,
	'names its tasks': namesTasks,
	'claims no doubt without a reason': claimsNoDoubt,
	'keeps the key': keepsKey,
	'asks for nothing else': asksForNothingElse,
	'leaves nothing': leavesNothing,
	'explains errors': explainsErrors,
	'outputs all items': outputsAllItems,
	'pays for no nonsense': ({ plan, truth }: Observed) => paidNonsense(plan, truth),
};

/** The last ones are about the whole process: see `lab.ts`. */
export type Rule =
	keyof typeof RULES | 'does not block' | 'leaves no handles' | 'throws nothing late';

export interface Violation {
	rule: Rule;
	what: string;
	transcript?: string[];
}

export function violations(seen: Observed): Violation[] {
	const { transcript } = seen.truth;
	return Object.entries(RULES).flatMap(([rule, check]) =>
		check(seen)
			.slice(0, 3)
			.map((what) => ({ rule: rule as Rule, what, transcript })),
	);
}

const MAX_STOP_SECONDS = 2.5;

function endsInTime({ truth, isLate, stopSeconds, finished }: Observed): string[] {
	const found = truth.overdue.map((call) => `the client did not end a call: ${call}`);
	if (!finished) found.push('it did not end when it was stopped');
	if (isLate && truth.overdue.length === 0) found.push('it did not end');
	if (stopSeconds > MAX_STOP_SECONDS)
		found.push(`it ended ${stopSeconds.toFixed(1)} s after the stop`);
	return found;
}

/** Another create is allowed only if all earlier ones were rejected, or failed without a bill. */
function paysOnce({ plan, truth: { creates } }: Observed): string[] {
	return creates.flatMap((create, index) => {
		const earlier = creates.slice(0, index).filter(({ item, refused, task }) => {
			return item === create.item && !refused && (task?.failedAt ?? Infinity) > create.at;
		});
		if (earlier.length < (plan.toolCalls ?? 1)) return [];
		const ids = earlier.map(({ task }) => task?.id ?? 'an unknown outcome');
		return [`item ${create.item} was created again after ${ids.join(', ')}`];
	});
}

const DOUBT = /not known whether (the|a) video|may have been created|may exist and be billed/i;

/** Every task that was created is named, or at least said to be possible. */
function namesTasks(seen: Observed): string[] {
	const { finished, truth, log, keys } = seen;
	if (!finished) return [];
	const texts = [...textsIn([finished.run.data.resultData, finished.hints]), ...log];
	return truth.tasks.flatMap((task) => {
		const isSecret = keys.some((key) => task.id.includes(key)); // redacted
		if (task.given || isSecret || texts.some((text) => names(text, task.id))) return [];
		if (task.told) return [`task ${task.id} of item ${task.item} is not named`];
		const failed = failedItems(seen).filter(({ index }) => index === indexOf(task));
		const own = failed.length > 0 ? textsIn(failed.map(({ json }) => json)) : texts;
		if (own.some((text) => DOUBT.test(text))) return [];
		return [`item ${task.item}: no word of a task that was created without an answer`];
	});
}

const indexOf = ({ item }: Pick<Task, 'item'>) => Number(item.split('.')[0]);

/** "May have been created" is true only if a request was sent and not clearly rejected. */
function claimsNoDoubt(seen: Observed): string[] {
	const { finished, truth, plan } = seen;
	if (plan.stop || !finished) return [];
	const claims = finished.error
		? [['the run', finished.error as unknown] as const]
		: failedItems(seen).map(({ index, json }) => [`item ${index}`, json] as const);
	return claims.flatMap(([whose, said]) => {
		const isOwn = (one: Create) => whose === 'the run' || whose === `item ${indexOf(one)}`;
		const isClear = truth.creates.filter(isOwn).every(({ refused, intact }) => refused && intact);
		const doubt = isClear && textsIn(said).find((text) => DOUBT.test(text));
		return doubt ? [`${whose} was never created: ${doubt.slice(0, 300)}`] : [];
	});
}

/** Failed items with the index of their input. Parallel calls of a tool may fail for the same item. */
function failedItems({ finished }: Observed): Array<{ index: number; json: IDataObject }> {
	const all = [...(finished?.output ?? []), ...(finished?.errorOutput ?? [])];
	return all.flatMap(({ json, pairedItem }) => {
		const paired = pairedItem as { item: number } | undefined;
		return json.error !== undefined && paired ? [{ index: paired.item, json }] : [];
	});
}

/** A text that shows this much of a long key shows too much. */
const MAX_KEY_PART = 0.8;

function keepsKey({ finished, truth, log, keys }: Observed): string[] {
	const { run, hints, messages, output, errorOutput } = finished ?? {};
	const texts = textsIn([run, hints, messages, log, output, errorOutput]);
	const found = truth.keyAway.map((request) => `the file host received it: ${request}`);
	for (const key of keys) {
		const part = key.length >= 16 ? key.slice(0, Math.ceil(key.length * MAX_KEY_PART)) : key;
		const leak = texts.find((text) => formsOf(part).some((form) => text.includes(form)));
		if (leak !== undefined) found.push(`it is in: ${leak.slice(0, 300)}`);
	}
	return found;
}

function formsOf(secret: string): string[] {
	const html = secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
	return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), html];
}

/**
 * A saved ID that contains the key is redacted, so that a retry asks for another one. `none` is the ID in a response to
 * a create that created nothing.
 */
function asksForNothingElse({ truth }: Observed): string[] {
	return truth.strays.filter((path) => !/%5BAPI%20key%5D|\/none\b/.test(path));
}

function leavesNothing({ truth, listeners }: Observed): string[] {
	const found = truth.leftOpen.map((call) => `still open: ${call}`);
	return listeners > 0 ? [...found, `${listeners} listeners on the cancel signal`] : found;
}

const BARE =
	/\b(Type|URI|Range|Syntax|Reference)Error\b|undefined|\[object |is not a function|not iterable|Cannot (read|convert|set)|Unexpected (token|end of)|Maximum call stack|Invalid (string|array) length|malformed/;
const CLASSES = /^(NodeOperationError|NodeApiError|ExpressionError|.*Cancell?ed.*)$/;

/** An error is one of n8n's classes, and its words are for people. */
function explainsErrors(seen: Observed): string[] {
	const { finished } = seen;
	if (!finished) return [];
	const { error, hints } = finished;
	const shown = failedItems(seen).map(({ json }) => [json.error, json.description]);
	const { message, description } = (error ?? {}) as unknown as IDataObject;
	const bare = textsIn([message, description, shown, hints]).find((text) => BARE.test(text));
	const found = bare === undefined ? [] : [bare.slice(0, 300)];
	if (error && !CLASSES.test(error.name)) found.push(`${error.name}: ${error.message}`);
	if (error && !error.message) found.push('an error without a message');
	return found;
}

/** Every item has its own output, once for each call of a tool. */
function outputsAllItems({ plan, finished }: Observed): string[] {
	if (!finished || finished.error || finished.run.status !== 'success') return [];
	if (plan.operation === 'getMany' || plan.rounds !== undefined) return [];
	const all = [...finished.output, ...finished.errorOutput];
	const found = all.map(({ pairedItem }) => (pairedItem as { item: number } | undefined)?.item);
	const items = [...(plan.items ?? [{}]).keys()];
	const wanted = items.flatMap((index) => Array<number>(plan.toolCalls ?? 1).fill(index));
	const isSame = JSON.stringify(found.sort()) === JSON.stringify(wanted.sort());
	const ids = all.flatMap(({ json }) => (json.task_id ? [String(json.task_id)] : []));
	const twice = isGiven(plan)
		? []
		: ids.filter((id, n) => ids.indexOf(id) < n && !id.includes('[API'));
	return [
		...(isSame ? [] : [`output for items ${JSON.stringify(found)} of ${items.length}`]),
		...twice.map((id) => `task ${id} is output twice`),
	];
}

/** All texts and property names in a value, also those that are not enumerable, as errors have them. */
function textsIn(value: unknown): string[] {
	const texts: string[] = [];
	const seen = new Set<unknown>();
	for (const left = [value]; left.length > 0;) {
		const next = left.pop();
		if (typeof next === 'string' || typeof next === 'number') texts.push(String(next));
		if (typeof next !== 'object' || next === null || seen.has(next)) continue;
		seen.add(next);
		if (Buffer.isBuffer(next)) {
			texts.push(next.toString('latin1'));
			continue;
		}
		for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(next))) {
			texts.push(name);
			left.push(own.value);
		}
	}
	return texts;
}

/** Whether a text contains an ID, and not only a longer one. */
function names(text: string, id: string): boolean {
	for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
		const around = [text[at - 1], text[at + id.length]];
		if (!around.some((character) => character !== undefined && /[\p{L}\p{N}]/u.test(character))) {
			return true;
		}
	}
	return false;
}
