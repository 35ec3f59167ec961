import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { paidForNonsense } from './meanings';
import type { Observed } from './run';
import type { Create, Task } from './server/truth';
import { holds, names, textsIn } from './texts';

export type Rule =
	| 'ends in time'
	| 'event loop'
	| 'paid once'
	| 'task named'
	| 'key nowhere'
	| 'asks right'
	| 'nothing left'
	| 'clear words'
	| 'all items'
	| 'paid for nonsense'
	| 'no stray error';

export interface Violation {
	rule: Rule;
	what: string;
}

/** What must hold for every run, whatever the server did. */
export function violations(seen: Observed): Violation[] {
	const checks: Array<[Rule, (seen: Observed) => string[]]> = [
		['ends in time', endsInTime],
		['paid once', paidOnce],
		['task named', taskNamed],
		['key nowhere', keyNowhere],
		['asks right', ({ truth }) => [...truth.strays, ...truth.withoutKey].slice(0, 3)],
		['nothing left', nothingLeft],
		['clear words', clearWords],
		['all items', allItems],
		['paid for nonsense', paidForNonsense],
	];
	return checks.flatMap(([rule, check]) => check(seen).map((what) => ({ rule, what })));
}

/** A stop does not wait for anything: it must not take longer than this. */
const STOP_LIMIT_SECONDS = 2.5;

function endsInTime({ truth, seconds, timeoutSeconds, stopSeconds, finished }: Observed): string[] {
	const found = [...truth.overdue];
	if (!finished) found.push('it did not end when it was stopped');
	if (seconds > timeoutSeconds + 3 && truth.overdue.length === 0) {
		found.push(`it took longer than ${timeoutSeconds} s`);
	}
	if ((stopSeconds ?? 0) > STOP_LIMIT_SECONDS) {
		found.push(`it ended ${stopSeconds!.toFixed(1)} s after the stop`);
	}
	return found;
}

function paidOnce({ truth: { creates, tasks } }: Observed): string[] {
	const ofItem = new Map<string, Create[]>();
	for (const create of creates) {
		ofItem.set(create.item, [...(ofItem.get(create.item) ?? []), create]);
	}
	const taskOf = ({ id }: Create) => tasks.find((task) => id !== undefined && task.id === id);
	return [...ofItem].flatMap(([item, own]) =>
		own.slice(1).flatMap((create, index) => {
			const before = own.slice(0, index + 1).filter((earlier) => {
				const failedAt = taskOf(earlier)?.failedAt;
				return !earlier.refused && !(failedAt !== undefined && failedAt <= create.at);
			});
			if (before.length === 0) return [];
			const ids = before.map((earlier) => taskOf(earlier)).filter((task) => task !== undefined);
			return [
				ids.length > 0
					? `item ${item} was created again after ${ids.map((task) => `${task.id} (${task.told ? 'told' : 'not told'})`).join(', ')}`
					: `item ${item} was sent again though it could have been created`,
			];
		}),
	);
}

const DOUBT = /may have been created|not known whether/i;

function taskNamed(seen: Observed): string[] {
	const { finished, truth, log } = seen;
	if (!finished) return [];
	const texts = [...textsIn([finished.run.data.resultData, finished.hints]), ...log];
	const isNamed = ({ id }: Task) => texts.some((text) => names(text, id));
	return truth.tasks
		.filter((task) => !task.given && !isNamed(task))
		.flatMap((task) => {
			if (task.told) return [`task ${task.id} of item ${task.item} is not named`];
			const own = failedItems(seen).get(Number(task.item.split('.')[0]));
			const said = own ? textsIn(own.json) : texts;
			if (said.some((text) => DOUBT.test(text))) return [];
			return [`item ${task.item}: not a word of a task that was created without an answer`];
		});
}

/** Items that stand for failed ones, by the index of their input. */
function failedItems({ finished }: Observed): Map<number, INodeExecutionData> {
	const found = new Map<number, INodeExecutionData>();
	for (const item of [...(finished?.output ?? []), ...(finished?.errorOutput ?? [])]) {
		const paired = item.pairedItem as { item: number } | undefined;
		if (item.json.error !== undefined && paired) found.set(paired.item, item);
	}
	return found;
}

const MIN_SECRET_CHARACTERS = 8;
/** Of a long key, so much is too much. */
const MOST_OF_A_KEY = 0.8;

function keyNowhere({ finished, truth, log, key }: Observed): string[] {
	if (key.length < MIN_SECRET_CHARACTERS) return [];
	const part = key.length >= 16 ? key.slice(0, Math.ceil(key.length * MOST_OF_A_KEY)) : key;
	const { run, hints, messages, output, errorOutput } = finished ?? {};
	const texts = textsIn([run, hints, messages, log, output, errorOutput]);
	const leak = texts.find((text) => holds(text, part));
	const found = truth.keyAway.map((request) => `the file host has seen it: ${request}`);
	if (leak === undefined) return found;
	const whole = holds(leak, key) ? 'the key' : 'most of the key';
	return [...found, `${whole} is in: ${leak.slice(0, 300)}`];
}

function nothingLeft({ truth, listeners }: Observed): string[] {
	const found = truth.leftOpen.map((call) => `still under way: ${call}`);
	if (listeners > 0) found.push(`${listeners} listeners on the signal`);
	return found;
}

const BARE =
	/\b(Type|URI|Range|Syntax|Reference)Error\b|undefined|\[object |is not a function|not iterable|Cannot (read|convert|set)|Unexpected (token|end of)|Maximum call stack|Invalid (string|array) length|malformed/;
const CLASSES = /^(NodeOperationError|NodeApiError|ExpressionError|.*Cancell?ed.*)$/;

/** An error is one of n8n's, in words for people. */
function clearWords(seen: Observed): string[] {
	const { finished } = seen;
	if (!finished) return [];
	const { error, hints } = finished;
	const told = [...failedItems(seen).values()].map(({ json }) => [json.error, json.description]);
	const { message, description } = (error ?? {}) as unknown as IDataObject;
	const bad = textsIn([message, description, told, hints]).find((text) => BARE.test(text));
	const found = bad === undefined ? [] : [`bare words: ${bad.slice(0, 300)}`];
	if (error && !CLASSES.test(error.name)) found.push(`${error.name}: ${error.message}`);
	if (error && !error.message) found.push('an error without words');
	return found;
}

/** Each item has its output. */
function allItems({ plan, finished }: Observed): string[] {
	if (!finished || finished.error || finished.run.status !== 'success') return [];
	if (plan.operation === 'getMany' || plan.rounds !== undefined) return [];
	const all = [...finished.output, ...finished.errorOutput];
	const found = all.map(({ pairedItem }) => (pairedItem as { item: number } | undefined)?.item);
	const wanted = (plan.items ?? [{}]).map((_item, index) => index);
	const same = JSON.stringify([...found].sort()) === JSON.stringify(wanted);
	return same ? [] : [`output for items ${JSON.stringify(found)} of ${wanted.length}`];
}
