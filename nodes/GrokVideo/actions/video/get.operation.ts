import { updateDisplayOptions } from 'n8n-workflow';
import { readOutputOptions, readTaskId } from '../../request/options';
import { finish } from '../../task/finish';
import { FINISHED, taskFields } from '../../task/output';
import type { Session } from '../../task/session';
import { askStatus } from '../../task/wait';
import type { Work } from '../operation';
import { outputFormFields } from '../outputForm';
import { downloadFields, taskIdField } from './taskFields';

export const outputFields = taskFields(...FINISHED, 'fail_reason');

export const description = updateDisplayOptions(
	{ show: { resource: ['video'], operation: ['get'] } },
	[taskIdField, ...downloadFields(false), ...outputFormFields(outputFields)],
);

export async function prepare(session: Session, itemIndex: number): Promise<Work> {
	const taskId = readTaskId(session.context, itemIndex);
	const output = readOutputOptions(session.context, itemIndex);
	return async () => {
		session.started(itemIndex, taskId);
		const task = await askStatus(session, taskId);
		return [await finish(session, task, itemIndex, output)];
	};
}
