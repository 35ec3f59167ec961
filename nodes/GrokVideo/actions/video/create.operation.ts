import { updateDisplayOptions } from 'n8n-workflow';
import { readRequest } from '../../request/read';
import { readSimplify } from '../../request/options';
import { createOnce } from '../../task/create';
import { toItem } from '../../task/item';
import type { RunContext } from '../../task/runContext';
import type { Work } from '../operation';
import { requestFields } from './fields';
import { simplifyField } from './taskFields';

export const description = updateDisplayOptions(
	{ show: { resource: ['video'], operation: ['create'] } },
	[...requestFields, simplifyField],
);

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const request = await readRequest(run.context, itemIndex);
	const simplify = readSimplify(run.context, itemIndex);
	return async () => {
		request.adjustments.forEach((text) => run.hint(text));
		const { task } = await createOnce(run, request, itemIndex);
		return [toItem(run, task, itemIndex, simplify)];
	};
}
