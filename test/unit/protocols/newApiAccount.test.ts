import { balance, exchangeRate } from '../../../nodes/GrokVideo/protocols/newApiAccount';
import { response } from '../../support/responses';

const [keyUsage, billing] = balance();

it.each<[object, number | undefined]>([
	[{ quota_display_type: 'USD' }, 1],
	[{ quota_display_type: 'CNY', usd_exchange_rate: 7.3 }, 7.3],
	[{ quota_display_type: 'CNY', usd_exchange_rate: 0 }, undefined],
	[{ quota_display_type: 'TOKENS', quota_per_unit: 500000 }, 500000],
	[{ quota_display_type: 'TOKENS', quota_per_unit: 1e-300 }, undefined],
	[{ quota_display_type: 'EUR', usd_exchange_rate: 7.3 }, undefined],
	[{}, undefined],
])('a gateway with %j displays %j units per US dollar', (data, perUsd) => {
	expect(exchangeRate().readDisplayedPerUsd(response({ success: true, data }))).toBe(perUsd);
});

it.each<[unknown, object | undefined]>([
	[
		{ total_available: 0, total_used: 7 },
		{ unlimited: false, quotaAvailable: 0, quotaUsed: 7 },
	],
	[{ unlimited_quota: true, total_available: -5, expires_at: 0 }, { unlimited: true }],
	[{ unlimited_quota: 'true' }, { unlimited: true }],
	[{ unlimited_quota: 1 }, { unlimited: true }],
	[{ total_available: 'much' }, { unlimited: false }],
	[null, undefined],
	[{ name: 'n8n', total_used: 7 }, undefined],
])('the key usage %j is read as %j', (data, expected) => {
	expect(keyUsage.read([response({ code: true, data })], 1)).toEqual(expected);
});

it.each<[unknown, number | undefined, object | undefined]>([
	[{ hard_limit_usd: 10 }, 1, { unlimited: false, availableUsd: 7.5, usedUsd: 2.5 }],
	[{ hard_limit_usd: 1 }, 1, { unlimited: false, availableUsd: 0, usedUsd: 2.5 }],
	[{ hard_limit_usd: 100_000_000 }, 1, { unlimited: true, usedUsd: 2.5 }],
	[{ hard_limit_usd: 10 }, 2, { unlimited: false, availableUsd: 3.75, usedUsd: 1.25 }],
	[{ hard_limit_usd: 10 }, undefined, { unlimited: false }],
	[{}, 1, undefined],
	['x', 1, undefined],
	[{ hard_limit_usd: 'x' }, 1, undefined],
	[{ hard_limit_usd: 10, error: { message: '未开放' } }, 1, undefined],
])('the subscription %j at %j per US dollar is read as %j', (subscription, perUsd, expected) => {
	const usage = response({ total_usage: 250 });
	expect(billing.read([response(subscription), usage], perUsd)).toEqual(expected);
	expect(billing.read([response(subscription, 401), usage], perUsd)).toBeUndefined();
});

it('a limit without the usage does not show the balance', () => {
	const responses = [response({ hard_limit_usd: 10 }), response('<html>')];
	expect(billing.read(responses, 1)).toEqual({ unlimited: false });
});
