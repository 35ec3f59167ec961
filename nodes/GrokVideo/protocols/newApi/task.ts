import type { HttpResponse } from '../../http/response';
import { asObject, toText } from '../../http/json';
import { contentUrl, readStatus, readTaskState } from '../parse';
import type { TaskServer, TaskState } from '../types';
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
	if (!result || result.state === 'running') return result; // its quota may still be refunded
	const quota = readAmount(result.task.raw.quota);
	if (result.state === 'done') {
		const task = { ...result.task, contentUrl: contentUrl(server), costQuota: quota };
		return { ...result, task };
	}
	const isCharged = readStatus(toText(result.task.raw.status) ?? '') === 'SUCCESS';
	return { ...result, task: { ...result.task, costQuota: isCharged ? quota : undefined } };
}

/** Right after a create, the gateway may know nothing of the task yet. */
function isUnwritten({ status, json }: HttpResponse): boolean {
	const body = asObject(json);
	return status < 300 && body?.code === 'success' && body.data === null;
}
