import type { INodeProperties } from 'n8n-workflow';
import { builderHint } from '../builderHint';
import type { Operation } from '../operation';
import * as getBalance from './getBalance.operation';

export const operations: Record<string, Operation> = { getBalance };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['account'] } },
		options: [
			{
				name: 'Get Balance',
				value: 'getBalance',
				action: 'Get account balance',
				description: 'Retrieve what is left for the API key, and what it has used',
				...builderHint(
					'Costs nothing. Before a large batch: stop or send a message when it is low.',
				),
			},
		],
		default: 'getBalance',
	},
	...getBalance.description,
];
