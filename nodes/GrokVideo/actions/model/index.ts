import type { INodeProperties } from 'n8n-workflow';
import * as getMany from './getMany.operation';

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
				description: 'Retrieve a list of the models available to the API key',
			},
		],
		default: 'getMany',
	},
	...getMany.description,
];
