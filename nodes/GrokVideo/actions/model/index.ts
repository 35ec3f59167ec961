import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../operation';
import * as getMany from './getMany.operation';

export const operations: Record<string, Operation> = { getMany };

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
	...getMany.description,
];
