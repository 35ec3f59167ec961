import { BALANCE_TIMEOUT_SECONDS } from '../limits';
import { usd } from '../models';
import type { Call } from '../http/client';
import { asObject, toText } from '../http/json';
import type { HttpResponse } from '../http/response';
import { getCall } from './calls';
import { successBody } from './parse';
import { hasError } from './serverError';
import type { BalanceSource, ExchangeRate } from './types';
import { isTrue, readAmount, readNumber, readTime } from './values';

/** Balance calls of new-api's source (controller/token.go, controller/billing.go). Gateways may turn them off. */

/** Means "no limit" in any currency. */
const UNLIMITED = 100_000_000;

/** Quota units per US dollar are 500,000 by default. Rates out of this range are misconfigured. */
const MIN_RATE = 1e-6;
const MAX_RATE = 1e12;

type CallOptions = Pick<Call, 'fromOrigin'>;

export const exchangeRate = (options: CallOptions = {}): ExchangeRate => ({
	call: () => getCall('/api/status', { ...options, timeoutSeconds: BALANCE_TIMEOUT_SECONDS }),
	readQuotaPerUsd: (response) => readRate(dataOf(response)?.quota_per_unit),
	/** Amounts of the billing calls are in the currency that the site displays. */
	readDisplayedPerUsd(response) {
		const site = dataOf(response);
		switch (site?.quota_display_type) {
			case 'USD':
				return 1;
			case 'CNY':
				return readRate(site.usd_exchange_rate);
			case 'TOKENS':
				return readRate(site.quota_per_unit);
			default:
				return undefined;
		}
	},
});

export const balance = (options: CallOptions = {}): BalanceSource[] => [
	{
		calls: () => [getCall('/api/usage/token/', options)],
		read([response]) {
			const data = dataOf(response);
			if (!data || !('total_available' in data || 'unlimited_quota' in data)) return undefined;
			const unlimited = isTrue(data.unlimited_quota);
			return {
				keyName: toText(data.name),
				unlimited,
				quotaAvailable: unlimited ? undefined : readNumber(data.total_available),
				quotaUsed: readNumber(data.total_used),
				expiresAt: readTime(data.expires_at),
			};
		},
	},
	{
		calls: () => [
			getCall('/v1/dashboard/billing/subscription', options),
			getCall('/v1/dashboard/billing/usage', options),
		],
		read([first, second], displayedPerUsd = NaN) {
			const subscription = bodyOf(first);
			const limit = readNumber(subscription?.hard_limit_usd);
			if (limit === undefined) return undefined;
			const hundredths = readNumber(bodyOf(second)?.total_usage) ?? NaN;
			const used = hundredths / 100;
			const unlimited = limit === UNLIMITED;
			const available = unlimited ? NaN : Math.max(0, limit - used);
			return {
				unlimited,
				availableUsd: usd(available / displayedPerUsd),
				usedUsd: usd(used / displayedPerUsd),
				expiresAt: readTime(subscription?.access_until),
			};
		},
	},
];

function readRate(value: unknown): number | undefined {
	const rate = readAmount(value) ?? 0;
	return rate >= MIN_RATE && rate <= MAX_RATE ? rate : undefined;
}

/** Errors can have HTTP 200. */
function bodyOf(response: HttpResponse) {
	const body = successBody(response);
	return body && !hasError(body) ? body : undefined;
}

const dataOf = (response: HttpResponse) => asObject(bodyOf(response)?.data);
