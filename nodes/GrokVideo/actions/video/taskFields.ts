import type { INodeProperties } from 'n8n-workflow';

export const taskIdField: INodeProperties = {
	displayName: 'Task ID',
	name: 'taskId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. task_0123456789abcdef',
	description: 'The task_id that Create gave, or that an error named',
};

const downloadField: INodeProperties = {
	displayName: 'Download Video',
	name: 'downloadVideo',
	type: 'boolean',
	default: true,
	description:
		'Whether to put the finished MP4 into the output. The link to it works for about an hour only.',
};

export function downloadFields(byDefault: boolean): INodeProperties[] {
	return [
		{ ...downloadField, default: byDefault },
		{
			displayName: 'Put Output in Field',
			name: 'outputField',
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the output field to put the video file in',
			displayOptions: { hide: { downloadVideo: [false] } },
		},
	];
}

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
