import { newApi } from '../../../nodes/GrokVideo/protocols/newApi';
import { xai } from '../../../nodes/GrokVideo/protocols/xai';
import { response } from '../../support/responses';

/** What new-api tells of money: a unit that is read wrongly would show another price. */

const quota = newApi.quota!;
const [keyUsage, billing] = newApi.balance!;

it('all is asked for in free calls', () => {
	const calls = [quota.unitCall(), ...keyUsage.calls(), ...billing.calls()];
	expect(calls.map(({ path }) => path)).toEqual([
		...['/api/status', '/api/usage/token/'],
		...['/v1/dashboard/billing/subscription', '/v1/dashboard/billing/usage'],
	]);
	for (const call of calls) {
		expect(call).toMatchObject({ method: 'GET', maxResponseBytes: 1024 * 1024 });
		expect(call.body).toBeUndefined();
	}
	expect([xai.quota, xai.balance]).toEqual([undefined, undefined]);
});

describe('the unit', () => {
	const status = (data: unknown, httpStatus = 200, more: object = { success: true }) =>
		response({ ...more, data }, httpStatus);

	it.each([
		[500000, 500000],
		['500000', 500000],
		[0, undefined],
		[-1, undefined],
		[undefined, undefined],
		['1e999', undefined],
	])('%j is read as %j', (quota_per_unit, unit) => {
		expect(quota.readUnit(status({ quota_per_unit }))).toBe(unit);
	});

	it('is not read from an error', () => {
		const data = { quota_per_unit: 1, quota_display_type: 'USD' };
		expect(quota.readUnit(status(data, 299, {}))).toBe(1);
		for (const answer of [
			...[status(data, 300), status(data, 200, { success: false })],
			...[status(data, 200, { error: { message: 'No.' } }), response('x'), status(null)],
		]) {
			expect([quota.readUnit(answer), quota.readShownUnit(answer)]).toEqual([undefined, undefined]);
		}
	});

	it('can be shown in dollars, or in something else', () => {
		const site = { quota_per_unit: 500000, usd_exchange_rate: 7.3 };
		const shown = (quota_display_type: string, more = {}) =>
			quota.readShownUnit(status({ ...site, quota_display_type, ...more }));
		expect(shown('USD')).toBe(1);
		expect(shown('CNY')).toBe(7.3);
		expect(shown('TOKENS')).toBe(500000);
		expect(shown('CNY', { usd_exchange_rate: 0 })).toBeUndefined();
		expect(shown('EUR')).toBeUndefined();
		expect(quota.readShownUnit(status(site))).toBeUndefined();
	});
});

describe('the usage of the key', () => {
	const read = (data: unknown) => keyUsage.read([response({ code: true, data })], 1);

	it('is in units of the gateway', () => {
		const data = { name: 'n8n', total_available: 0, total_used: '7', expires_at: 1780000000 };
		expect(read(data)).toEqual({
			...{ keyName: 'n8n', unlimited: false, quotaAvailable: 0, quotaUsed: 7 },
			expiresAt: 1780000000,
		});
	});

	it('of a key without a limit has no rest', () => {
		const data = { unlimited_quota: true, total_available: -5, total_used: 7, expires_at: 0 };
		expect(read(data)).toEqual({ unlimited: true, quotaUsed: 7 });
		expect(read({ unlimited_quota: true })).toEqual({ unlimited: true });
		expect(read({ unlimited_quota: 1 })).toEqual({ unlimited: false });
	});

	it('is not known where the answer does not tell it', () => {
		for (const data of [undefined, null, {}, { name: 'n8n', total_used: 7 }]) {
			expect(read(data)).toBeUndefined();
		}
		expect(read({ total_available: '1e999' })?.quotaAvailable).toBeUndefined();
	});
});

describe('the billing of the key', () => {
	const read = (first: unknown, second: unknown, perUsd: number | undefined = 1, status = 200) =>
		billing.read([response(first, status), response(second)], perUsd);

	it('has dollars, of which those used are in hundredths', () => {
		const subscription = { hard_limit_usd: 10, access_until: 1780000000 };
		expect(read(subscription, { total_usage: 250 })).toEqual({
			...{ unlimited: false, availableUsd: 7.5, usedUsd: 2.5, expiresAt: 1780000000 },
		});
		expect(read({ hard_limit_usd: 1 }, { total_usage: 250 })?.availableUsd).toBe(0);
		expect(read({ hard_limit_usd: 0 }, { total_usage: 0 })).toMatchObject({
			...{ availableUsd: 0, usedUsd: 0 },
		});
	});

	it('has dollars by the site’s rate where it shows another currency, and none without one', () => {
		const answers = [response({ hard_limit_usd: 10 }), response({ total_usage: 250 })];
		expect(billing.read(answers, 2)).toMatchObject({ availableUsd: 3.75, usedUsd: 1.25 });
		const unknown = { unlimited: false, expiresAt: undefined };
		expect(billing.read(answers, undefined)).toStrictEqual(unknown);
	});

	it('has no rest where there is no limit, or it is not known what was used', () => {
		expect(read({ hard_limit_usd: 100_000_000 }, { total_usage: 250 })).toEqual({
			...{ unlimited: true, usedUsd: 2.5 },
		});
		expect(read({ hard_limit_usd: 99_999_999 }, {})).toEqual({ unlimited: false });
		expect(read({ hard_limit_usd: 10 }, 'x')).toEqual({ unlimited: false });
	});

	it('is not known without a limit in the answer', () => {
		for (const first of [{}, 'x', { hard_limit_usd: 'x' }]) {
			expect(read(first, { total_usage: 250 })).toBeUndefined();
		}
		expect(read({ hard_limit_usd: 10, error: {} }, {})).toBeUndefined();
		expect(read({ hard_limit_usd: 10 }, {}, 1, 300)).toBeUndefined();
		expect(read({ hard_limit_usd: 10 }, {}, 1, 299)).toBeDefined();
	});
});
