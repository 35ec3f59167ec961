import { updateDisplayOptions } from 'n8n-workflow';
import { readOutputOptions, readTaskId, readWaitOptions } from '../../request/options';
import { waitAndFinish } from '../../task/finish';
import { FINISHED, taskFields } from '../../task/output';
import type { Session } from '../../task/session';
import type { Work } from '../operation';
import { outputFormFields } from '../outputForm';
import { downloadFields, taskIdField } from './taskFields';

export const outputFields = taskFields(...FINISHED, 'timed_out');

export const description = updateDisplayOptions(
	{ show: { resource: ['video'], operation: ['wait'] } },
	[taskIdField, ...downloadFields(true), ...outputFormFields(outputFields)],
);

export async function prepare(session: Session, itemIndex: number): Promise<Work> {
	const taskId = readTaskId(session.context, itemIndex);
	const wait = readWaitOptions(session.context, itemIndex);
	const output = readOutputOptions(session.context, itemIndex);
	return async () => {
		session.started(itemIndex, taskId);
		const task = { id: taskId };
		return [await waitAndFinish(session, task, itemIndex, { ...wait, pollAtOnce: true }, output)];
	};
}
