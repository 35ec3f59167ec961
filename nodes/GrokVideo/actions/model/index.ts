import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { outputModeFields } from '../outputMode';
import type { OutputFields } from '../video/outputFields';

export const outputFields = {
	getMany: {
		id: { type: 'string', label: 'ID', description: "What the field 'Model' takes" },
		known: {
			type: 'boolean',
			label: 'Known',
			description: 'Whether the node knows what the model can do',
		},
		summary: { type: 'string', label: 'Summary', description: 'What a known model takes' },
		owned_by: { type: 'string', label: 'Owned By', description: 'Who runs the model' },
		created_at: {
			type: 'string',
			label: 'Created At',
			description: 'Since when there is the model',
		},
	},
} satisfies Record<string, OutputFields>;

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['model'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many models',
				description: 'Retrieve a list of the models that the API key may use',
			},
		],
		default: 'getMany',
	},
	...updateDisplayOptions({ show: { resource: ['model'], operation: ['getMany'] } }, [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: true,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { returnAll: [false] } },
		},
		{
			displayName: 'Video Models Only',
			name: 'videoOnly',
			type: 'boolean',
			default: true,
			description: 'Whether to leave out chat, image and other models that the API key may use',
		},
		...outputModeFields(outputFields.getMany),
	]),
];
