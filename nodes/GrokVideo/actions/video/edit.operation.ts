import { updateDisplayOptions } from 'n8n-workflow';
import { changeFields, prepareChange } from './change';
import type { RunContext } from '../../task/runContext';
import { CHANGED, STORED, taskFields } from '../../task/output';
import type { Work } from '../operation';
import { outputFormFields } from '../outputForm';

export const outputFields = taskFields(...CHANGED, ...STORED, 'timed_out');

export const description = updateDisplayOptions(
	{ show: { resource: ['video'], operation: ['edit'] } },
	[...changeFields('edit'), ...outputFormFields(outputFields)],
);

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	return await prepareChange(run, 'edit', itemIndex);
}
