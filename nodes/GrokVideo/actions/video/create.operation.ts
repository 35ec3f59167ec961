import { updateDisplayOptions } from 'n8n-workflow';
import { readRequest } from '../../request/read';
import { readSimplify } from '../../request/options';
import { createOnce } from '../../task/create';
import { toItem } from '../../task/item';
import type { Session } from '../../task/session';
import type { Work } from '../operation';
import { requestFields } from './fields';
import { simplifyField } from './taskFields';

export const description = updateDisplayOptions(
	{ show: { resource: ['video'], operation: ['create'] } },
	[...requestFields, simplifyField],
);

export async function prepare(session: Session, itemIndex: number): Promise<Work> {
	const request = await readRequest(session.context, itemIndex);
	const simplify = readSimplify(session.context, itemIndex);
	return async () => {
		request.adjustments.forEach((text) => session.hint(text));
		const task = await createOnce(session, request, itemIndex);
		return [toItem(task, itemIndex, simplify)];
	};
}
