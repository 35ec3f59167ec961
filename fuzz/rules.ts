import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { TIMEOUT_SECONDS } from './limits';
import type { Observed } from './run';
import type { Create } from './server';

/** What must be true of every run, whatever the server does. */
const RULES = {
	'ends in time': endsInTime,
	'pays once': paysOnce,
	'names its tasks': namesTasks,
	'doubts only what was sent': doubtsOnlyWhatWasSent,
	'keeps the key': keepsKey,
	'leaves nothing': leavesNothing,
	'explains errors': explainsErrors,
	'outputs all items': outputsAllItems,
};

/** The last ones are about the whole process: see `lab.ts`. */
export type Rule = keyof typeof RULES | 'does not block' | 'throws nothing late';

export interface Violation {
	rule: Rule;
	what: string;
	/** Requests and responses. */
	transcript?: string[];
}

export function violations(seen: Observed): Violation[] {
	const start = seen.requests[0]?.request.startedAt;
	const transcript = seen.requests.map(({ request: { startedAt, method, path, status } }) => {
		return `${((startedAt - start) / 1000).toFixed(1)} s ${method} ${path}: HTTP ${status}`;
	});
	return Object.entries(RULES).flatMap(([rule, check]) =>
		check(seen).map((what) => ({ rule: rule as Rule, what, transcript })),
	);
}

const MAX_STOP_SECONDS = 2.5;
/** For a machine that is busy with other runs. */
const SLACK_SECONDS = 1.5;

function endsInTime({ requests, isLate, stopSeconds, finished }: Observed): string[] {
	const overdue = requests.filter(({ call, request: { startedAt, endedAt = Date.now() } }) => {
		return endedAt - startedAt > (TIMEOUT_SECONDS[call] + SLACK_SECONDS) * 1000;
	});
	const found = overdue.map(({ request }) => `the client did not end ${request.path}`);
	if (!finished) found.push('it did not end when it was stopped');
	else if (isLate) found.push('it did not end');
	if (stopSeconds > MAX_STOP_SECONDS) found.push(`it ended ${stopSeconds} s after the stop`);
	return found;
}

/**
 * A create is allowed only if nothing was created before, or only what failed without a bill. A tool may create another
 * video for each parallel call, and one for each earlier call that succeeded.
 */
function paysOnce({ plan, creates, unbilled, finished }: Observed): string[] {
	const { calls = 1 } = plan.tool ?? {};
	const earlierRounds = outputsOf(finished).slice(0, -1).flat();
	return [...(plan.items ?? [{}]).keys()].flatMap((item) => {
		const paid = creates.filter((create) => create.item === item && isPaid(create));
		const successes = earlierRounds.filter((one) => indexOf(one) === item && !one.json.error);
		if (paid.length <= calls + successes.length) return [];
		const ids = paid.map(({ task }) => task?.id ?? 'an unknown outcome');
		return [`item ${item} was created again: ${ids.join(', ')}`];
	});

	function isPaid({ isRejected, task }: Create) {
		return !isRejected && !(task && unbilled.has(task));
	}
}

const DOUBT = /not known whether (the|a) video|may have been created|may exist and be billed/i;

/** Every task that was created is named, or at least said to be possible. */
function namesTasks({ calls, finished, creates }: Observed): string[] {
	if (!finished) return [];
	const texts = textsIn([finished.run.data.resultData, finished.hints, finished.log, calls]);
	return creates.flatMap(({ item, task, isNamed }) => {
		if (!task || texts.some((text) => text.includes(task.id))) return [];
		if (isNamed) return [`task ${task.id} of item ${item} is not named`];
		const failed = outputsOf(finished)
			.flat()
			.filter((one) => one.json.error && indexOf(one) === item);
		const own = failed.length > 0 ? textsIn(failed) : texts;
		if (own.some((text) => DOUBT.test(text))) return [];
		return [`item ${item}: no word of task ${task.id}, whose ID did not arrive`];
	});
}

/** An item without a request that may have created a video does not say that there may be one. */
function doubtsOnlyWhatWasSent({ creates, finished }: Observed): string[] {
	return outputsOf(finished)
		.flat()
		.flatMap((one) => {
			const item = indexOf(one);
			if (creates.some((create) => create.item === item && !create.isRejected)) return [];
			return textsIn([one.json.error, one.json.description]).filter((text) => DOUBT.test(text));
		});
}

/** A text that shows this much of a key shows too much. */
const MAX_KEY_PART = 0.8;

function keepsKey({ finished, keyLeaks, key }: Observed): string[] {
	const part = key.slice(0, Math.ceil(key.length * MAX_KEY_PART));
	const html = part.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
	const forms = [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part), html];
	const leak = textsIn(finished).find((text) => forms.some((form) => text.includes(form)));
	return [
		...keyLeaks.map(({ path }) => `another host received it: ${path}`),
		...(leak === undefined ? [] : [`it is in: ${leak.slice(0, 300)}`]),
	];
}

function leavesNothing({ open, listeners }: Observed): string[] {
	return [
		...(open > 0 ? [`${open} open requests`] : []),
		...(listeners > 0 ? [`${listeners} listeners on the cancel signal`] : []),
	];
}

const BARE =
	/\b(Type|URI|Range|Syntax|Reference)Error\b|undefined|\[object |is not a function|not iterable|Cannot (read|convert|set)|Unexpected (token|end of)|Maximum call stack|Invalid (string|array) length|malformed/;
const CLASSES = /^(NodeOperationError|NodeApiError|ExpressionError|.*Cancell?ed.*)$/;

/** An error is one of n8n's classes, and its words are for people. */
function explainsErrors({ finished }: Observed): string[] {
	if (!finished) return [];
	const { error, hints } = finished;
	const shown = outputsOf(finished)
		.flat()
		.map(({ json }) => [json.error, json.description]);
	const { message, description } = (error ?? {}) as unknown as IDataObject;
	const bare = textsIn([message, description, shown, hints]).find((text) => BARE.test(text));
	return [
		...(bare === undefined ? [] : [bare.slice(0, 300)]),
		...(error && !(CLASSES.test(error.name) && message) ? [`${error.name}: ${error.message}`] : []),
	];
}

/** Every item has its own output, once for each call of a tool. */
function outputsAllItems({ plan, finished }: Observed): string[] {
	if (finished?.run.status !== 'success' || plan.operation === 'getMany') return [];
	const { calls = 1 } = plan.tool ?? {};
	return outputsOf(finished).flatMap((output) => {
		const found = output.map(indexOf).sort();
		const wanted = (plan.items ?? [{}]).flatMap((_, item) => Array<number>(calls).fill(item));
		return found.join() === wanted.join() ? [] : [`output for items ${found.join()}`];
	});
}

/** What the node returned in each round. */
function outputsOf(finished: Observed['finished']): INodeExecutionData[][] {
	const rounds = finished?.run.data.resultData.runData.Subject ?? [];
	return rounds.map(({ data }) => data?.main.flatMap((output) => output ?? []) ?? []);
}

const indexOf = ({ pairedItem }: INodeExecutionData) =>
	(pairedItem as { item: number } | undefined)?.item;

/** All texts and property names in a value, also those that are not enumerable, as errors have them. */
function textsIn(value: unknown): string[] {
	const texts: string[] = [];
	const seen = new Set<unknown>();
	for (const left = [value]; left.length > 0;) {
		const next = left.pop();
		if (typeof next === 'string' || typeof next === 'number') texts.push(String(next));
		if (typeof next !== 'object' || next === null || seen.has(next)) continue;
		seen.add(next);
		if (Buffer.isBuffer(next)) continue; // a downloaded video
		for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(next))) {
			texts.push(name);
			left.push(own.value);
		}
	}
	return texts;
}
