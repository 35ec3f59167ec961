import { updateDisplayOptions, type IDataObject } from 'n8n-workflow';
import type { Balance } from '../../protocol/protocol';
import { usd } from '../../protocol/read';
import { readOutputForm } from '../../request/options';
import { readBalance } from '../../task/balance';
import { inForm, isoTime, onlyKnown } from '../../task/item';
import type { OutputFields } from '../../task/output';
import type { RunContext } from '../../task/runContext';
import type { Work } from '../operation';
import { outputFormFields } from '../outputForm';

export const outputFields: OutputFields = {
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
};

export const description = updateDisplayOptions(
	{ show: { resource: ['account'], operation: ['getBalance'] } },
	outputFormFields(outputFields),
);

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const form = readOutputForm(run.context, itemIndex);
	return {
		run: async () => {
			const { balance, perUsd, raw } = await readBalance(run);
			const json = inForm(form, raw, simplified(balance, perUsd), 'key_name');
			return [{ json: run.clean(json), pairedItem: { item: itemIndex } }];
		},
	};
}

function simplified(balance: Balance, perUsd: number | undefined): IDataObject {
	const { keyName, unlimited, availableUsd, usedUsd, quotaAvailable, quotaUsed } = balance;
	const inUsd = (quota: number | undefined) =>
		quota === undefined || !perUsd ? undefined : usd(quota / perUsd);
	return onlyKnown({
		key_name: keyName,
		unlimited,
		available_usd: availableUsd ?? inUsd(quotaAvailable),
		used_usd: usedUsd ?? inUsd(quotaUsed),
		quota_available: quotaAvailable,
		quota_used: quotaUsed,
		expires_at: isoTime(balance.expiresAt),
	});
}
