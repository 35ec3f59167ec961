import { BALANCE_TIMEOUT_SECONDS, STATUS_TIMEOUT_SECONDS } from '../../limits';
import { usd } from '../../models';
import type { Call } from '../../http/client';
import type { HttpResponse } from '../../http/response';
import { asObject, toText } from '../../http/json';
import type { Balance, BalanceSource } from '../types';
import { readAmount, readTime } from '../parse';

/** From new-api's source (controller/token.go, controller/billing.go); a gateway may have switched any of it off. */

const get = (path: string): Call => ({
	method: 'GET',
	path,
	timeoutSeconds: STATUS_TIMEOUT_SECONDS,
	maxResponseBytes: 1024 * 1024,
});

/** Stands for no limit in an amount of money, whatever the site displays. */
const UNLIMITED = 100_000_000;

export const quota = {
	unitCall: () => ({ ...get('/api/status'), timeoutSeconds: BALANCE_TIMEOUT_SECONDS }),
	readUnit: (response: HttpResponse): number | undefined =>
		readAmount(dataOf(response)?.quota_per_unit),
	/** Amounts of the billing calls are in what the site displays. */
	readShownUnit(response: HttpResponse): number | undefined {
		const site = dataOf(response);
		switch (site?.quota_display_type) {
			case 'USD':
				return 1;
			case 'CNY':
				return readAmount(site.usd_exchange_rate);
			case 'TOKENS':
				return readAmount(site.quota_per_unit);
			default:
				return undefined;
		}
	},
};

const keyUsage: BalanceSource = {
	calls: () => [get('/api/usage/token/')],
	read([response]) {
		const data = dataOf(response);
		if (!data || !('total_available' in data || 'unlimited_quota' in data)) return undefined;
		const unlimited = data.unlimited_quota === true;
		return {
			keyName: toText(data.name),
			unlimited,
			quotaAvailable: unlimited ? undefined : amount(data.total_available),
			quotaUsed: amount(data.total_used),
			expiresAt: readTime(data.expires_at),
		};
	},
};

const billing: BalanceSource = {
	calls: () => [get('/v1/dashboard/billing/subscription'), get('/v1/dashboard/billing/usage')],
	read([first, second], perUsd): Balance | undefined {
		const subscription = objectOf(first);
		const limit = amount(subscription?.hard_limit_usd);
		if (limit === undefined) return undefined;
		const unlimited = limit === UNLIMITED;
		const hundredths = amount(objectOf(second)?.total_usage);
		const used = hundredths === undefined ? undefined : hundredths / 100;
		return {
			unlimited,
			...(perUsd !== undefined && {
				availableUsd:
					unlimited || used === undefined ? undefined : usd(Math.max(0, limit - used) / perUsd),
				usedUsd: used === undefined ? undefined : usd(used / perUsd),
			}),
			expiresAt: readTime(subscription?.access_until),
		};
	},
};

export const balance = [keyUsage, billing];

function objectOf({ status, json }: HttpResponse) {
	const body = status < 300 ? asObject(json) : undefined;
	return body?.error === undefined ? body : undefined; // an error comes with HTTP 200 too
}

function dataOf(response: HttpResponse) {
	const body = objectOf(response);
	return body?.success === false ? undefined : asObject(body?.data);
}

/** Zero is an amount too. */
function amount(value: unknown): number | undefined {
	const number = Number(toText(value));
	return Number.isFinite(number) ? number : undefined;
}
