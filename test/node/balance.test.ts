import { CredentialTestContext } from 'n8n-core';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import type { Account, Fault } from '../servers/newApi/gateway';
import { runNode } from '../support/engine';
import { credentials, numberedItems } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { shorten } from '../support/time';
import { createdBefore, requestsTo, useGateway } from '../support/useGateway';
import { useXai } from '../support/useXai';

const gateway = useGateway();
const xai = useXai();

const BALANCE = { resource: 'account', operation: 'getBalance' };
const UNTIL = '2027-01-31T12:00:00.000Z';

const balance = async (account: Partial<Account> = {}, more = {}) => {
	Object.assign(gateway.account, account);
	const { output } = await runNode(workflow(gateway, { ...BALANCE, ...more }));
	return output[0].json;
};

const failure = async (account: Partial<Account> = {}, data = {}) => {
	Object.assign(gateway.account, account);
	return await failureOf(workflow(gateway, BALANCE, { credentials: credentials(gateway, data) }));
};

describe('Get Balance', () => {
	it('returns the remaining and the used balance, and creates nothing', async () => {
		await createdBefore(gateway);
		expect(await balance({ usedBefore: 1_000_000, expiresAt: Date.parse(UNTIL) / 1000 })).toEqual({
			key_name: 'n8n',
			unlimited: false,
			available_usd: 7.5,
			used_usd: 2.5,
			quota_available: 3_750_000,
			quota_used: 1_250_000,
			expires_at: UNTIL,
		});
		expect(gateway.tasks).toHaveLength(1);
		expect(requestsTo(gateway, 'billing')).toHaveLength(0);
	});

	it('returns only the used balance of an unlimited key, and no date for one that does not expire', async () => {
		expect(await balance({ unlimited: true, usedBefore: 1_000_000 })).toEqual({
			key_name: 'n8n',
			unlimited: true,
			used_usd: 2,
			quota_used: 1_000_000,
		});
	});

	it('returns zero and a debt', async () => {
		expect(await balance({ grantedQuota: 0 })).toMatchObject({ available_usd: 0, used_usd: 0 });
		expect(await balance({ usedBefore: 250_000 })).toMatchObject({ available_usd: -0.5 });
	});

	it.each(['404', 'html', 'error'] as const)(
		'reads the billing calls if the usage call is turned off: %s',
		async (off) => {
			const own: Partial<Account> = { off: { usage: off }, usedBefore: 1_250_000 };
			const expected = { unlimited: false, available_usd: 7.5, used_usd: 2.5 };
			expect(await balance({ ...own, expiresAt: Date.parse(UNTIL) / 1000 })).toEqual({
				...expected,
				expires_at: UNTIL,
			});
			expect(await balance({ expiresAt: 0, display: 'CNY' })).toEqual(expected);
			expect(await balance({ display: 'TOKENS' })).toEqual(expected);
			expect(await balance({ unlimited: true })).toEqual({ unlimited: true, used_usd: 2.5 });
		},
	);

	it.each<Partial<Account>>([
		{ off: { usage: '404', site: '404' } },
		{ off: { usage: '404' }, display: 'EUR' as 'USD' },
		{ off: { usage: '404' }, display: 'CNY', exchangeRate: 0 },
	])('does not guess the currency: %j', async (own) => {
		expect(await balance(own)).toEqual({ unlimited: false });
	});

	it('returns only quota if the exchange rate is unknown', async () => {
		expect(await balance({ off: { site: '404' } })).toEqual({
			key_name: 'n8n',
			unlimited: false,
			quota_available: 5_000_000,
			quota_used: 0,
		});
	});

	it("returns the server's own object with Simplify off", async () => {
		expect(await balance({}, { simplify: false })).toMatchObject({
			data: { object: 'token_usage', total_available: 5_000_000 },
		});
	});

	it('reads the exchange rate once for all items', async () => {
		await runNode(workflow(gateway, BALANCE, { input: numberedItems(3) }));
		expect(requestsTo(gateway, 'site')).toHaveLength(1);
	});

	it('reports a wrong key', async () => {
		const { message, description } = await failure({}, { apiKey: 'sk-wrong' });
		expect(message).toContain('did not accept the API key');
		expect(message).toContain('无效的令牌');
		expect(description).toContain('paste the API key again');
		expect(requestsTo(gateway, 'site')).toHaveLength(0);
	});

	it.each(['404', 'html'] as const)(
		'reports that the gateway has turned it off: %s',
		async (off) => {
			const { message, description } = await failure({ off: { usage: off, billing: off } });
			expect(message).toContain('does not provide the balance of this API key');
			expect(description).toContain('console');
		},
	);

	it("shows the gateway's reason", async () => {
		const { message } = await failure({ off: { usage: 'error', billing: 'error' } });
		expect(message).toContain('未开放');
	});

	it.each<[Fault, string]>([
		[{ status: 500, body: {} }, 'is not available right now'],
		['reset', 'closed the connection'],
	])('reports %j', async (fault, words) => {
		for (const where of ['usage', 'billing'] as const)
			gateway.fail(where, fault, { times: Infinity });
		const { message, description } = await failure();
		expect(message).toContain(words);
		expect(description).toContain('The balance could not be read.');
	});

	it('refers to the console of xAI without a call', async () => {
		const { message, description } = await failureOf(
			workflow(xai, BALANCE, { credentials: credentials(xai, { protocol: 'xai' }) }),
		);
		expect(message).toContain('shows the balance only in its console');
		expect(description).toContain('console');
		expect(xai.requests).toHaveLength(0);
	});
});

describe('the credential test', () => {
	const testCredential = async (
		server = gateway as Parameters<typeof credentials>[0],
		data = {},
	) => {
		const { grokVideoApiTest } = new GrokVideo().methods.credentialTest;
		const began = performance.now();
		const result = await grokVideoApiTest.call(new CredentialTestContext(), {
			id: '1',
			name: 'Grok',
			type: 'grokVideoApi',
			data: credentials(server, data).grokVideoApi.data,
		});
		return { ...result, took: performance.now() - began };
	};
	const connected = () => `Connected to ${new URL(gateway.url).host}`;

	it('shows the remaining balance', async () => {
		gateway.account.usedBefore = 1_250_000;
		expect(await testCredential()).toMatchObject({
			status: 'OK',
			message: `${connected()}, 7.50 USD left`,
		});
	});

	it.each<Partial<Account>>([
		{ unlimited: true },
		{ off: { site: '404' } },
		{ off: { site: 'html' } },
		{ off: { usage: 'error' } },
		{ quotaPerUnit: 0 },
		{ quotaPerUnit: -5 },
		{ quotaPerUnit: 1e-300 },
		{ grantedQuota: 'much' as unknown as number },
	])('leaves out an unknown balance: %j', async (account) => {
		Object.assign(gateway.account, account);
		expect(await testCredential()).toMatchObject({ status: 'OK', message: connected() });
	});

	it.each(['site', 'usage'] as const)(
		'neither fails nor waits long because of %s',
		async (where) => {
			shorten('BALANCE_TIMEOUT_SECONDS', 0.3);
			for (const fault of ['hang', 'reset', 'html', 'garbage'] as const) {
				gateway.fail(where, fault);
				const { status, message, took } = await testCredential();
				expect({ status, message }).toEqual({ status: 'OK', message: connected() });
				expect(took).toBeLessThan(2500);
			}
		},
	);

	it('does not read the balance with a wrong key, nor at xAI', async () => {
		expect((await testCredential(gateway, { apiKey: 'sk-wrong' })).status).toBe('Error');
		expect(requestsTo(gateway, 'usage')).toHaveLength(0);
		const { message } = await testCredential(xai, { protocol: 'xai' });
		expect(message).toBe(`Connected to ${new URL(xai.url).host}`);
		expect(xai.requests.map(({ where }) => where)).toEqual(['key']);
	});
});
