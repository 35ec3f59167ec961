import { updateDisplayOptions } from 'n8n-workflow';
import { readOutputOptions, readWaitOptions } from '../../request/options';
import { readRequest } from '../../request/read';
import { createOnce } from '../../task/create';
import { waitAndFinish } from '../../task/finish';
import { FINISHED, taskFields } from '../../task/output';
import type { Session } from '../../task/session';
import type { Work } from '../operation';
import { outputFormFields } from '../outputForm';
import { requestFields } from './fields';
import { downloadFields } from './taskFields';

export const outputFields = taskFields(...FINISHED, 'timed_out');

export const description = updateDisplayOptions(
	{ show: { resource: ['video'], operation: ['createAndWait'] } },
	[...requestFields, ...downloadFields(true), ...outputFormFields(outputFields)],
);

export async function prepare(session: Session, itemIndex: number): Promise<Work> {
	const request = await readRequest(session.context, itemIndex);
	const wait = readWaitOptions(session.context, itemIndex);
	const output = readOutputOptions(session.context, itemIndex);
	return async () => {
		request.adjustments.forEach((text) => session.hint(text));
		const pollAtOnce = session.memory.find(request.memoryKey) !== undefined;
		const task = await createOnce(session, request, itemIndex);
		return [await waitAndFinish(session, task, itemIndex, { ...wait, pollAtOnce }, output)];
	};
}
