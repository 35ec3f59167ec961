import type { INodeProperties } from 'n8n-workflow';
import { builderHint } from '../../aiBuilder';
import * as getBalance from './getBalance.operation';

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
				description: 'Retrieve the remaining and used balance of the API key',
				...builderHint(
					'Costs nothing. Before a large batch: stop or send a message when it is low.',
				),
			},
		],
		default: 'getBalance',
	},
	...getBalance.description,
];
