import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { toGrokVideoError, type ErrorDetails, type GrokVideoError } from '../errors';
import { onlyKnown } from './output';
import type { RunContext } from '../tasks/runContext';
import { isTool } from '../tool';
import { shownUrl } from '../http/redact';

/** So many other tasks an error's text names; all of them are in `other_task_ids` and in n8n's log. */
const MAX_TASKS_IN_TEXT = 20;

/** The error that ends the run, in n8n's classes. It names the item and every task of the run. */
export function toNodeError(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
	run?: RunContext,
): NodeOperationError | NodeApiError {
	const node = context.getNode();
	const failure = describe(error, itemIndex, run);
	const others = run?.otherTasks(itemIndex) ?? [];
	const place = context.getInputData().length > 1 ? ` [item ${itemIndex}]` : '';
	const message = failure.message + place;
	const description = [
		failure.description,
		failure.resultUrl && `Video: ${failure.resultUrl}`,
		run && namesOfOthers(run, itemIndex),
	]
		.filter(Boolean)
		.join(' ');
	const nodeError =
		failure.httpStatus === undefined
			? new NodeOperationError(node, message, { description, itemIndex })
			: new NodeApiError(
					node,
					{},
					{ message, description, httpCode: String(failure.httpStatus), itemIndex },
				);
	// n8n replaces messages in which it finds one of Node's error codes, even inside a server's words.
	nodeError.message = message;
	nodeError.context.task_id = failure.taskId;
	nodeError.context.result_url = failure.resultUrl;
	nodeError.context.cost_usd = failure.costUsd;
	nodeError.context.cost_quota = failure.costQuota;
	if (others.length > 0) nodeError.context.other_task_ids = others.map((task) => task.taskId);
	return nodeError;
}

function namesOfOthers(run: RunContext, itemIndex: number): string {
	const tasks = run.otherTasks(itemIndex);
	const unknown = run.otherUnknownOutcomes(itemIndex);
	return [
		tasks.length > 0 &&
			`Other tasks of this run, created and not lost: ${listOf(
				tasks.map(
					(task) =>
						`item ${task.itemIndex}: ${task.taskId} (${task.stage ?? 'created by an earlier try'})`,
				),
			)}.`,
		unknown.length > 0 &&
			`It is not known whether a video was created and billed for item ${listOf(unknown.map(String))}: look at the provider’s task log.`,
	]
		.filter(Boolean)
		.join(' ');
}

function listOf(names: string[]): string {
	const shown = names.slice(0, MAX_TASKS_IN_TEXT).join(', ');
	const left = names.length - MAX_TASKS_IN_TEXT;
	return left > 0 ? `${shown} and ${left} more, named in n8n’s log` : shown;
}

/** The item that stands for a failed one under Continue On Fail. */
export function toFailedItem(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
	run: RunContext,
): INodeExecutionData {
	const { message, description, taskId, ...known } = describe(error, itemIndex, run);
	const json: IDataObject = onlyKnown({
		error: message,
		description: description,
		task_id: taskId,
		result_url: known.resultUrl,
		cost_usd: known.costUsd,
		cost_quota: known.costQuota,
	});
	const item: INodeExecutionData = { json, pairedItem: { item: itemIndex } };
	// An agent reads only the first output of its tool.
	if (context.getNode().onError === 'continueErrorOutput' && !isTool(context)) {
		// n8n sends an item with an `error` to the error output, and then cuts its JSON down to the
		// message, unless the property was left behind when it copied the item.
		Object.defineProperty(item, 'error', {
			value: new NodeOperationError(context.getNode(), message),
			enumerable: false,
		});
	}
	return item;
}

interface Description extends ErrorDetails {
	message: string;
}

/** All that an error tells, with its task's ID, and without the key. */
function describe(error: unknown, itemIndex: number, run?: RunContext): Description {
	const failure: GrokVideoError = run?.failureOf(error, itemIndex) ?? toGrokVideoError(error);
	const { taskId, resultUrl, description, httpStatus, costUsd, costQuota } = failure.details;
	const named = taskId === undefined ? '' : ` (task ID: ${taskId})`;
	const told = {
		message: failure.message + named,
		description,
		taskId,
		resultUrl: resultUrl && shownUrl(resultUrl),
		httpStatus,
		costUsd,
		costQuota,
	};
	return run?.clean(told) ?? told;
}
