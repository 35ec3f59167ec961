import { balance, exchangeRate } from '../../../nodes/GrokVideo/protocols/newApiAccount';
import { response } from '../../support/responses';

const [keyUsage, billing] = balance();
const rate = exchangeRate();

it('all calls are free', () => {
	const calls = [rate.call(), ...keyUsage.calls(), ...billing.calls()];
	expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
		'GET /api/status',
		'GET /api/usage/token/',
		'GET /v1/dashboard/billing/subscription',
		'GET /v1/dashboard/billing/usage',
	]);
});

describe('exchange rate', () => {
	const status = (data: unknown, more: object = { success: true }, httpStatus = 200) =>
		response({ ...more, data }, httpStatus);

	it.each([
		[500000, 500000],
		['500000', 500000],
		[1e300, undefined],
		[1e-300, undefined],
		['1e999', undefined],
		[0, undefined],
		[-1, undefined],
		[undefined, undefined],
	])('quota_per_unit %j is %j', (quota_per_unit, quotaPerUsd) => {
		expect(rate.readQuotaPerUsd(status({ quota_per_unit }))).toBe(quotaPerUsd);
	});

	it.each<[object, number | undefined]>([
		[{ quota_display_type: 'USD' }, 1],
		[{ quota_display_type: 'CNY', usd_exchange_rate: 7.3 }, 7.3],
		[{ quota_display_type: 'CNY', usd_exchange_rate: 0 }, undefined],
		[{ quota_display_type: 'TOKENS', quota_per_unit: 500000 }, 500000],
		[{ quota_display_type: 'EUR', usd_exchange_rate: 7.3 }, undefined],
		[{}, undefined],
	])('a site with %j displays %j per dollar', (site, perUsd) => {
		expect(rate.readDisplayedPerUsd(status(site))).toBe(perUsd);
	});

	it.each<[string, object, number]>([
		['success: false', { success: false }, 200],
		['an error', { error: { message: 'No.' } }, 200],
		['an error status', {}, 401],
	])('is not read from %s', (_what, more, httpStatus) => {
		const site = { quota_per_unit: 500000, quota_display_type: 'USD' };
		expect(rate.readQuotaPerUsd(status(site, more, httpStatus))).toBeUndefined();
		expect(rate.readDisplayedPerUsd(status(site, more, httpStatus))).toBeUndefined();
	});
});

describe('usage of the key', () => {
	const read = (data: unknown) => keyUsage.read([response({ code: true, data })], 1);

	it.each<[object, object]>([
		[
			{ name: 'n8n', total_available: 0, total_used: '7', expires_at: 1780000000 },
			{ keyName: 'n8n', unlimited: false, quotaAvailable: 0, quotaUsed: 7, expiresAt: 1780000000 },
		],
		[
			{ unlimited_quota: true, total_available: -5, total_used: 7, expires_at: 0 },
			{ unlimited: true, quotaUsed: 7 },
		],
		[{ unlimited_quota: 'true' }, { unlimited: true }],
		[{ unlimited_quota: 1 }, { unlimited: true }],
		[
			{ unlimited_quota: 'false', total_available: 5 },
			{ unlimited: false, quotaAvailable: 5 },
		],
		[{ total_available: '1e999' }, { unlimited: false }],
	])('%j is %j', (data, expected) => {
		expect(read(data)).toEqual(expected);
	});

	it.each([undefined, null, {}, { name: 'n8n', total_used: 7 }])('is unknown for %j', (data) => {
		expect(read(data)).toBeUndefined();
	});
});

describe('billing of the key', () => {
	const read = (first: unknown, second: unknown, perUsd: number | undefined = 1, status = 200) =>
		billing.read([response(first, status), response(second)], perUsd);

	it.each<[object, unknown, object]>([
		[
			{ hard_limit_usd: 10, access_until: 1780000000 },
			{ total_usage: 250 }, // hundredths
			{ unlimited: false, availableUsd: 7.5, usedUsd: 2.5, expiresAt: 1780000000 },
		],
		[
			{ hard_limit_usd: 1 },
			{ total_usage: 250 },
			{ unlimited: false, availableUsd: 0, usedUsd: 2.5 },
		],
		[{ hard_limit_usd: 0 }, { total_usage: 0 }, { unlimited: false, availableUsd: 0, usedUsd: 0 }],
		[{ hard_limit_usd: 100_000_000 }, { total_usage: 250 }, { unlimited: true, usedUsd: 2.5 }],
		[{ hard_limit_usd: 10 }, 'x', { unlimited: false }],
	])('%j and %j are %j', (subscription, usage, expected) => {
		expect(read(subscription, usage)).toEqual(expected);
	});

	it('is converted from the displayed currency, or unknown without a rate', () => {
		const responses = [response({ hard_limit_usd: 10 }), response({ total_usage: 250 })];
		expect(billing.read(responses, 2)).toMatchObject({ availableUsd: 3.75, usedUsd: 1.25 });
		expect(billing.read(responses, undefined)).toEqual({ unlimited: false });
	});

	it.each<[string, unknown, number]>([
		['no limit', {}, 200],
		['no JSON', 'x', 200],
		['a limit that is no number', { hard_limit_usd: 'x' }, 200],
		['an error with HTTP 200', { hard_limit_usd: 10, error: {} }, 200],
		['an error status', { hard_limit_usd: 10 }, 401],
	])('is unknown with %s', (_what, first, status) => {
		expect(read(first, { total_usage: 250 }, 1, status)).toBeUndefined();
	});
});
