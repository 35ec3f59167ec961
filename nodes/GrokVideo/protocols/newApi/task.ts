import type { HttpResponse } from '../../http/response';
import { asObject, toText } from '../../http/json';
import { contentUrl, readStatus, readTaskState } from '../parse';
import type { Task, TaskServer, TaskState } from '../types';
import { readAmount } from '../values';

/**
 * new-api refunds the quota of a failed task. It does not refund what its supplier billed, which it shows as SUCCESS
 * without a link, nor tasks that it lost: those have no reason.
 */
export function readTask(response: HttpResponse, server: TaskServer): TaskState | undefined {
	if (isUnwritten(response)) {
		return { state: 'running', task: { id: server.taskId, status: 'QUEUED', raw: {} } };
	}
	const result = readTaskState(response, server, {
		canRecreate: ({ reason }) => reason !== '',
	});
	if (!result) return undefined;
	const { quota, status } = result.task.raw;
	const isCharged = readStatus(toText(status) ?? '') === 'SUCCESS';
	const task: Task = {
		...result.task,
		costUsd: undefined, // what the supplier billed to the gateway
		costQuota: isCharged ? readAmount(quota) : undefined, // until then it may be refunded
		...(result.state === 'done' && { contentUrl: contentUrl(server) }),
	};
	return { ...result, task };
}

/** Right after a create, the gateway may know nothing of the task yet. */
function isUnwritten({ status, json }: HttpResponse): boolean {
	const body = asObject(json);
	return status < 300 && body?.code === 'success' && body.data === null;
}
