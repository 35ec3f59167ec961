import type { IDataObject } from 'n8n-workflow';
import { usd } from '../../models';
import type { Balance } from '../../protocols/types';
import { readOutputMode } from '../../input/options';
import { readBalance } from '../../tasks/balance';
import { inOutputMode, isoTime, onlyKnown } from '../output';
import type { RunContext } from '../../tasks/runContext';
import type { Work } from '../operation';

export async function prepare(run: RunContext, itemIndex: number): Promise<Work> {
	const form = readOutputMode(run.context, itemIndex);
	return {
		run: async () => {
			const { balance, perUsd, raw } = await readBalance(run);
			const json = inOutputMode(form, raw, simplified(balance, perUsd), 'key_name');
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
