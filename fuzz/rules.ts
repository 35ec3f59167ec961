import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { TIMEOUT_SECONDS } from './limits';
import type { RunRecord } from './run';
import type { CreateRequest } from './server';

/** What every run must do, no matter what the server does. */
const RULES = {
	'ends in time': endsInTime,
	'pays once': paysOnce,
	'names its tasks': namesTasks,
	'reports an unknown outcome only for requests it sent': reportsOnlyRealUnknownOutcomes,
	'keeps the key secret': keepsKeySecret,
	'leaves nothing behind': leavesNothingBehind,
	'explains errors': explainsErrors,
	'outputs all items': outputsAllItems,
};

/** The last two are checked for the whole process, in `search.ts`. */
type Rule =
	keyof typeof RULES | 'does not block the event loop' | 'has no unhandled errors or warnings';

export interface Violation {
	rule: Rule;
	message: string;
	/** Requests and responses. */
	transcript?: string[];
}

export function violationsOf(run: RunRecord): Violation[] {
	const start = run.requests[0]?.request.startedAt;
	const transcript = run.requests.map(({ request: { startedAt, method, path, status } }) => {
		return `${((startedAt - start) / 1000).toFixed(1)} s ${method} ${path}: HTTP ${status}`;
	});
	return Object.entries(RULES).flatMap(([rule, check]) =>
		check(run).map((message) => ({ rule: rule as Rule, message, transcript })),
	);
}

const MAX_STOP_SECONDS = 2.5;
/** For a machine that is busy with other runs. */
const SLACK_SECONDS = 1.5;

function endsInTime({ requests, isLate, stopSeconds, result }: RunRecord): string[] {
	const overdue = requests.filter(({ type, request: { startedAt, endedAt = Date.now() } }) => {
		return endedAt - startedAt > (TIMEOUT_SECONDS[type] + SLACK_SECONDS) * 1000;
	});
	const messages = overdue.map(({ request }) => `the node did not abort ${request.path}`);
	if (!result) messages.push('the run did not end even after it was stopped');
	else if (isLate) messages.push('the run did not end');
	if (stopSeconds > MAX_STOP_SECONDS) {
		messages.push(`the run ended ${stopSeconds} s after the stop`);
	}
	return messages;
}

/**
 * One paid video per item. Tasks that failed without a bill may be created again. A tool may create a video for each
 * parallel call, and another one after each earlier call that succeeded.
 */
function paysOnce({ plan, creates, unbilledTasks, result }: RunRecord): string[] {
	const { calls = 1 } = plan.tool ?? {};
	const earlierOutput = outputsOf(result).slice(0, -1).flat();
	return [...(plan.items ?? [{}]).keys()].flatMap((item) => {
		const paid = creates.filter((create) => create.item === item && isPaid(create));
		const successes = earlierOutput.filter(
			(output) => itemOf(output) === item && !output.json.error,
		);
		if (paid.length <= calls + successes.length) return [];
		const ids = paid.map(({ task }) => task?.id ?? 'an unknown outcome');
		return [`item ${item} was created again: ${ids.join(', ')}`];
	});

	function isPaid({ isRejected, task }: CreateRequest) {
		return !isRejected && !(task && unbilledTasks.has(task));
	}
}

const UNKNOWN_OUTCOME =
	/not known whether (the|a) video|may have been created|may exist and be billed/i;

/** Every created task is named. If its ID did not arrive, an unknown outcome is reported. */
function namesTasks({ toolResults, result, creates }: RunRecord): string[] {
	if (!result) return [];
	const texts = textsIn([result.run.data.resultData, result.hints, result.log, toolResults]);
	return creates.flatMap(({ item, task, sentTaskId }) => {
		if (!task || texts.some((text) => text.includes(task.id))) return [];
		if (sentTaskId) return [`task ${task.id} of item ${item} is not named`];
		const failedOutput = outputsOf(result)
			.flat()
			.filter((output) => output.json.error && itemOf(output) === item);
		const textsOfItem = failedOutput.length > 0 ? textsIn(failedOutput) : texts;
		if (textsOfItem.some((text) => UNKNOWN_OUTCOME.test(text))) return [];
		return [`item ${item}: task ${task.id} is not mentioned, and its ID did not arrive`];
	});
}

/** An item reports an unknown outcome only if one of its requests may have created a video. */
function reportsOnlyRealUnknownOutcomes({ creates, result }: RunRecord): string[] {
	return outputsOf(result)
		.flat()
		.flatMap((output) => {
			const item = itemOf(output);
			if (creates.some((create) => create.item === item && !create.isRejected)) return [];
			const { error, description } = output.json;
			return textsIn([error, description]).filter((text) => UNKNOWN_OUTCOME.test(text));
		});
}

/** A text leaks the key if it contains this share of it, from its start. */
const KEY_PREFIX_RATIO = 0.8;

function keepsKeySecret({ result, keyLeaks, key }: RunRecord): string[] {
	const prefix = key.slice(0, Math.ceil(key.length * KEY_PREFIX_RATIO));
	const variants = [
		prefix,
		JSON.stringify(prefix).slice(1, -1),
		encodeURIComponent(prefix),
		prefix.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;'),
	];
	const leak = textsIn(result).find((text) => variants.some((variant) => text.includes(variant)));
	return [
		...keyLeaks.map(({ path }) => `another host received it: ${path}`),
		...(leak === undefined ? [] : [`it is in: ${leak.slice(0, 300)}`]),
	];
}

function leavesNothingBehind({ openRequests, abortListeners }: RunRecord): string[] {
	return [
		...(openRequests > 0 ? [`${openRequests} open requests`] : []),
		...(abortListeners > 0 ? [`${abortListeners} listeners on the cancel signal`] : []),
	];
}

/** Typical texts of JavaScript errors, and of missing or unformatted values. */
const RAW_ERROR =
	/\b(Type|URI|Range|Syntax|Reference)Error\b|undefined|\[object |is not a function|not iterable|Cannot (read|convert|set)|Unexpected (token|end of)|Maximum call stack|Invalid (string|array) length|malformed/;
const N8N_ERROR_CLASSES = /^(NodeOperationError|NodeApiError|ExpressionError|.*Cancell?ed.*)$/;

/** Errors have n8n's classes, and messages for people. */
function explainsErrors({ result }: RunRecord): string[] {
	if (!result) return [];
	const { error, hints } = result;
	const itemErrors = outputsOf(result)
		.flat()
		.map(({ json }) => [json.error, json.description]);
	const { message, description } = (error ?? {}) as unknown as IDataObject;
	const texts = textsIn([message, description, itemErrors, hints]);
	const rawError = texts.find((text) => RAW_ERROR.test(text));
	const isUnexpected = error && !(N8N_ERROR_CLASSES.test(error.name) && message);
	return [
		...(rawError === undefined ? [] : [rawError.slice(0, 300)]),
		...(isUnexpected ? [`${error.name}: ${error.message}`] : []),
	];
}

/** Every item has one output, or one for each parallel call of a tool. */
function outputsAllItems({ plan, result }: RunRecord): string[] {
	if (result?.run.status !== 'success' || plan.operation === 'getMany') return [];
	const { calls = 1 } = plan.tool ?? {};
	const expected = (plan.items ?? [{}]).flatMap((_, item) => Array<number>(calls).fill(item));
	return outputsOf(result).flatMap((output) => {
		const items = output.map((one) => itemOf(one) ?? -1).sort((a, b) => a - b);
		return items.join() === expected.join() ? [] : [`output for items ${items.join()}`];
	});
}

/** The node's output in each round. */
function outputsOf(result: RunRecord['result']): INodeExecutionData[][] {
	const rounds = result?.run.data.resultData.runData.Subject ?? [];
	return rounds.map(({ data }) => data?.main.flatMap((output) => output ?? []) ?? []);
}

const itemOf = ({ pairedItem }: INodeExecutionData) =>
	(pairedItem as { item: number } | undefined)?.item;

/** All texts and property names in a value, including non-enumerable ones, which errors have. */
function textsIn(value: unknown): string[] {
	const texts: string[] = [];
	const visited = new Set<unknown>();
	for (const stack = [value]; stack.length > 0;) {
		const next = stack.pop();
		if (typeof next === 'string' || typeof next === 'number') texts.push(String(next));
		if (typeof next !== 'object' || next === null || visited.has(next)) continue;
		visited.add(next);
		if (Buffer.isBuffer(next)) continue; // a downloaded video
		for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(next))) {
			texts.push(name);
			stack.push(property.value);
		}
	}
	return texts;
}
