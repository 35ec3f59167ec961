import type { INodeProperties } from 'n8n-workflow';
import { ON_TOOL } from '../outputMode';

export const taskIdField: INodeProperties = {
	displayName: 'Task ID',
	name: 'taskId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. task_0123456789abcdef',
	description: "The 'task_id' that the operation Create gave, or that a message of this node named",
};

const downloadField: INodeProperties = {
	displayName: 'Download Video',
	name: 'downloadVideo',
	type: 'boolean',
	default: true,
	description:
		'Whether to put the finished MP4 into the output. The link to it works for about an hour only.',
	displayOptions: { hide: ON_TOOL }, // an agent cannot read a file
};

export function downloadFields(byDefault: boolean): INodeProperties[] {
	return [
		{ ...downloadField, default: byDefault },
		{
			displayName: 'Output Data Field Name',
			name: 'outputField',
			type: 'string',
			default: 'data',
			placeholder: 'e.g. data',
			hint: 'The name of the output field to put the video file in',
			displayOptions: { hide: { ...ON_TOOL, downloadVideo: [false] } },
		},
	];
}
