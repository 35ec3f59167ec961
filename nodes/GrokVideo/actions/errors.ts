import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { GrokVideoError, toGrokVideoError, type ErrorDetails } from '../errors';
import { displayUrl } from '../http/redact';
import { unknownOutcomeDescription } from '../protocols/userErrors';
import { isTool, type RunContext } from '../tasks/runContext';
import type { TaskRecord } from '../tasks/store';
import { knownFields } from './output';

/** How many other tasks a description lists. `other_task_ids` and n8n's log have all of them. */
const MAX_LISTED_TASKS = 20;

const TASK_CONTINUES =
	"The task continues at the provider and is billed once. Use the operation 'Wait for Completion' with this task ID to get the video.";

/** The error that ends the run, in n8n's classes. It names the item and all tasks of the run. */
export function toNodeError(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
	run?: RunContext,
): NodeOperationError | NodeApiError {
	const node = context.getNode();
	const known = describe(error, itemIndex, run);
	const others = run?.store.all().filter((record) => record.itemIndex !== itemIndex) ?? [];
	const location = context.getInputData().length > 1 ? ` [item ${itemIndex}]` : '';
	const texts = redact(run, {
		message: known.message + location,
		description: [
			known.description,
			known.resultUrl && `Video: ${known.resultUrl}`,
			...describeOthers(others),
		]
			.filter(Boolean)
			.join(' '),
	});
	const details = { description: texts.description, itemIndex };
	const nodeError =
		known.httpStatus === undefined
			? new NodeOperationError(node, texts.message, details)
			: new NodeApiError(node, {}, { ...texts, itemIndex, httpCode: String(known.httpStatus) });
	// n8n replaces messages that contain one of Node's error codes, even inside a server's message.
	nodeError.message = texts.message;
	const otherIds = others.flatMap(({ taskId }) => (taskId === undefined ? [] : [taskId]));
	Object.assign(
		nodeError.context,
		redact(run, {
			...errorFields(known),
			...(otherIds.length > 0 && { other_task_ids: otherIds }),
		}),
	);
	return nodeError;
}

/** The output item of a failed item, for nodes that continue on errors. */
export function toFailedItem(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
	run: RunContext,
): INodeExecutionData {
	const known = describe(error, itemIndex, run);
	const { message, description } = known;
	const json = redact(run, knownFields({ error: message, description, ...errorFields(known) }));
	const item: INodeExecutionData = { json, pairedItem: { item: itemIndex } };
	// An agent reads only the first output of its tool.
	if (context.getNode().onError === 'continueErrorOutput' && !isTool(context)) {
		// n8n sends items with an `error` to the error output. It then reduces their JSON to the message, unless
		// the property is gone once it has copied the item.
		Object.defineProperty(item, 'error', {
			value: new NodeOperationError(context.getNode(), String(json.error)),
			enumerable: false,
		});
	}
	return item;
}

function redact<T>(run: RunContext | undefined, value: T): T {
	return run ? run.redact(value) : value;
}

function errorFields({ costQuota, costUsd, resultUrl, taskId }: ErrorDetails): IDataObject {
	return knownFields({
		task_id: taskId,
		result_url: resultUrl,
		cost_usd: costUsd,
		cost_quota: costQuota,
	});
}

/** The error with everything that is known about the item's task. */
function describe(
	error: unknown,
	itemIndex: number,
	run: RunContext | undefined,
): ErrorDetails & { message: string } {
	const { details, message } = withRecord(toGrokVideoError(error), itemIndex, run);
	const { resultUrl, taskId } = details;
	return {
		...details,
		message: taskId === undefined ? message : `${message} (task ID: ${taskId})`,
		resultUrl: resultUrl && displayUrl(resultUrl),
	};
}

function withRecord(error: GrokVideoError, itemIndex: number, run?: RunContext): GrokVideoError {
	if (!run) return error;
	const { provider, signal, store } = run;
	const record = store.of(itemIndex);
	if (record?.taskId !== undefined) {
		const known = error.with({ taskId: record.taskId });
		return known.details.description === undefined ? known.withDescription(TASK_CONTINUES) : known;
	}
	if (record) {
		const isRecordedError = error.message === record.message;
		return isRecordedError ? error : error.withDescription(unknownOutcomeDescription(provider));
	}
	if (error.details.description !== undefined || !signal.aborted) return error;
	if (store.hasUnknownOutcome()) return error.withDescription(unknownOutcomeDescription(provider));
	const earlierIds = store.idsOfEarlierCalls();
	return error.withDescription(
		earlierIds.length > 0
			? `Earlier calls created ${listOf(earlierIds)}.`
			: 'Nothing was created for this item.',
	);
}

function describeOthers(others: TaskRecord[]): string[] {
	const tasks = others.filter(({ taskId }) => taskId !== undefined);
	const unknown = others.filter(({ state }) => state === 'sending' || state === 'unknownOutcome');
	const sentences: string[] = [];
	if (tasks.length > 0) {
		const names = tasks.map(
			({ itemIndex, state, taskId }) => `item ${itemIndex}: ${taskId} (${STATE_LABELS[state]})`,
		);
		sentences.push(`Other tasks of this run: ${listOf(names)}.`);
	}
	if (unknown.length > 0) {
		const items = listOf(unknown.map(({ itemIndex }) => String(itemIndex)));
		sentences.push(
			`Item ${items}: it is not known whether the video was created and billed. Check the task log in the provider's console.`,
		);
	}
	return sentences;
}

const STATE_LABELS: Partial<Record<TaskRecord['state'], string>> = {
	created: 'running',
	failed: 'failed',
	finished: 'finished',
};

function listOf(names: string[]): string {
	const listed = names.slice(0, MAX_LISTED_TASKS).join(', ');
	const others = names.length - MAX_LISTED_TASKS;
	return others > 0 ? `${listed} and ${others} more, which are in n8n's log` : listed;
}
