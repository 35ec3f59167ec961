import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { toProblem, type Problem } from '../problem';
import { onlyKnown } from '../task/item';
import type { Session } from '../task/session';
import { isTool } from '../tool';

/** The error that ends the run, in n8n's classes. It names the item and every task of the run. */
export function toNodeError(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
	session?: Session,
): NodeOperationError | NodeApiError {
	const node = context.getNode();
	const problem = toProblem(error);
	const { advice, taskId, resultUrl, httpStatus } = problem.details;
	const others = session?.otherTasks(itemIndex) ?? [];
	const doubts = session?.otherDoubts(itemIndex) ?? [];
	const place = context.getInputData().length > 1 ? ` [item ${itemIndex}]` : '';
	const message = messageOf(problem) + place;
	const description = [
		advice,
		resultUrl && `Video: ${resultUrl}`,
		others.length > 0 &&
			`Other tasks of this run, created and not lost: ${others
				.map(
					(task) =>
						`item ${task.itemIndex}: ${task.taskId} (${task.ended ? 'finished' : 'running'})`,
				)
				.join(', ')}.`,
		doubts.length > 0 &&
			`It is not known whether a video was created and billed for item ${doubts.join(', ')}: look at the provider’s task log.`,
	]
		.filter(Boolean)
		.join(' ');
	const nodeError =
		httpStatus === undefined
			? new NodeOperationError(node, message, { description, itemIndex })
			: new NodeApiError(
					node,
					{},
					{ message, description, httpCode: String(httpStatus), itemIndex },
				);
	// n8n replaces messages in which it finds one of Node's error codes, even inside a server's words.
	nodeError.message = message;
	nodeError.context.task_id = taskId;
	nodeError.context.result_url = resultUrl;
	if (others.length > 0) nodeError.context.other_task_ids = others.map((task) => task.taskId);
	return nodeError;
}

/** The item that stands for a failed one under Continue On Fail. */
export function toFailedItem(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
): INodeExecutionData {
	const problem = toProblem(error);
	const { advice, taskId, resultUrl } = problem.details;
	const json = onlyKnown({
		error: messageOf(problem),
		description: advice,
		task_id: taskId,
		result_url: resultUrl,
	});
	const item: INodeExecutionData = { json, pairedItem: { item: itemIndex } };
	// An agent reads only the first output of its tool.
	if (context.getNode().onError === 'continueErrorOutput' && !isTool(context)) {
		// n8n sends an item with an `error` to the error output, and then cuts its JSON down to the
		// message, unless the property was left behind when it copied the item.
		Object.defineProperty(item, 'error', {
			value: new NodeOperationError(context.getNode(), messageOf(problem)),
			enumerable: false,
		});
	}
	return item;
}

function messageOf({ message, details: { taskId } }: Problem): string {
	return taskId === undefined || message.includes(taskId)
		? message
		: `${message} (task ID: ${taskId})`;
}
