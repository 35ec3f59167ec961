import { updateDisplayOptions, type IDataObject, type INodeProperties } from 'n8n-workflow';
import { builderHint } from '../../aiBuilder';
import { readOutputMode } from '../../input/options';
import { usd } from '../../models';
import type { Balance } from '../../protocols/types';
import { readBalance } from '../../tasks/costs';
import type { RunContext } from '../../tasks/runContext';
import { isoTime, knownFields, selectFields } from '../output';
import { outputModeFields, type OutputFields } from '../outputFields';
import type { Job } from '../router';

export const outputFields = {
	key_name: { type: 'string', label: 'Key Name', description: 'Name of the API key' },
	unlimited: {
		type: 'boolean',
		label: 'Unlimited',
		description: 'Whether the key has no limit of its own',
	},
	available_usd: {
		type: 'number',
		label: 'Available USD',
		description: 'Remaining balance in US dollars',
	},
	used_usd: { type: 'number', label: 'Used USD', description: 'Used balance in US dollars' },
	quota_available: {
		type: 'number',
		label: 'Quota Available',
		description: "Remaining balance in the gateway's units",
	},
	quota_used: {
		type: 'number',
		label: 'Quota Used',
		description: "Used balance in the gateway's units",
	},
	expires_at: { type: 'string', label: 'Expires At', description: 'When the API key expires' },
} satisfies OutputFields;

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
	...updateDisplayOptions(
		{ show: { resource: ['account'], operation: ['getBalance'] } },
		outputModeFields(outputFields),
	),
];

export async function prepare(run: RunContext, itemIndex: number): Promise<Job> {
	const mode = await Promise.resolve(readOutputMode(run.context, itemIndex));
	return {
		run: async () => {
			const { balance, quotaPerUsd, raw } = await readBalance(run);
			const json = selectFields(mode, raw, simplified(balance, quotaPerUsd), 'key_name');
			return [{ json: run.redact(json), pairedItem: { item: itemIndex } }];
		},
	};
}

function simplified(balance: Balance, quotaPerUsd: number | undefined): IDataObject {
	const { availableUsd, keyName, quotaAvailable, quotaUsed, unlimited, usedUsd } = balance;
	const inUsd = (quota: number | undefined) =>
		quota === undefined || !quotaPerUsd ? undefined : usd(quota / quotaPerUsd);
	return knownFields({
		key_name: keyName,
		unlimited,
		available_usd: availableUsd ?? inUsd(quotaAvailable),
		used_usd: usedUsd ?? inUsd(quotaUsed),
		quota_available: quotaAvailable,
		quota_used: quotaUsed,
		expires_at: isoTime(balance.expiresAt),
	});
}
