import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { builderHint } from '../../aiBuilder';
import { outputModeFields } from '../outputMode';
import type { OutputFields } from '../video/outputFields';

export const outputFields = {
	getBalance: {
		key_name: { type: 'string', label: 'Key Name', description: 'What the API key is called' },
		unlimited: {
			type: 'boolean',
			label: 'Unlimited',
			description: 'Whether the API key may spend all that the account has',
		},
		available_usd: {
			type: 'number',
			label: 'Available USD',
			description: 'What is left, in US dollars',
		},
		used_usd: { type: 'number', label: 'Used USD', description: 'What was used, in US dollars' },
		quota_available: {
			type: 'number',
			label: 'Quota Available',
			description: 'What is left, in units of the gateway',
		},
		quota_used: {
			type: 'number',
			label: 'Quota Used',
			description: 'What was used, in units of the gateway',
		},
		expires_at: { type: 'string', label: 'Expires At', description: 'When the API key ends' },
	},
} satisfies Record<string, OutputFields>;

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
	...updateDisplayOptions(
		{ show: { resource: ['account'], operation: ['getBalance'] } },
		outputModeFields(outputFields.getBalance),
	),
];
