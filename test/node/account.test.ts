import type { Account } from '../servers/newApi/account';
import type { Fault, Endpoint } from '../servers/types';
import { runNode } from '../support/engine';
import { credentials, numberedItems } from '../support/parameters';
import { failureOf, testCredential, workflow } from '../support/runs';
import { PROTOCOLS, useStandIn, type StandIn } from '../support/standIns';
import { setLimit } from '../support/time';

/** Get Balance, and the balance that the credential test shows. */

const BALANCE = { resource: 'account', operation: 'getBalance' };
const UNTIL = '2027-01-31T12:00:00.000Z';

const setAccount = (server: StandIn, account: object) => Object.assign(server.account, account);

const balanceOf = async (server: StandIn, account: object = {}, more = {}) => {
	setAccount(server, account);
	const { output } = await runNode(workflow(server, { ...BALANCE, ...more }));
	return output[0].json;
};

const kinds = (...names: string[]) => PROTOCOLS.filter(({ id }) => names.includes(id));

/** Where the balance is read. */
const PLACES: Record<string, Endpoint[]> = {
	newApi: ['usage', 'billing'],
	openAiVideos: ['usage', 'billing'],
	openRouter: ['key'],
};

describe.each(kinds('newApi', 'openAiVideos', 'openRouter'))('with $name', (protocol) => {
	const server = useStandIn(protocol);
	const fail = (fault: Fault) => {
		for (const place of PLACES[protocol.id]) server.fail(place, fault, { times: Infinity });
	};

	it.each<[string, Fault, string, string]>([
		['a wrong key', protocol.invalidKey, 'did not accept the API key', 'paste the API key again'],
		['a broken connection', 'reset', 'closed the connection', 'The balance could not be read.'],
		[
			"the server's reason",
			protocol.error(403, '未开放'),
			'未开放',
			'The balance could not be read.',
		],
	])('shows %s', async (_what, fault, message, description) => {
		fail(fault);
		const failure = await failureOf(workflow(server, BALANCE));
		expect(failure.message).toContain(message);
		expect(failure.description).toContain(description);
	});

	it('creates nothing and bills nothing', async () => {
		await server.createTask();
		await balanceOf(server);
		expect(server.tasks).toHaveLength(1);
		expect(server.requestsTo('create')).toHaveLength(1);
	});
});

describe.each(kinds('newApi', 'openAiVideos'))('the balance of $name', (protocol) => {
	const server = useStandIn(protocol);
	const balance = async (account: Partial<Account> = {}, more = {}) =>
		await balanceOf(server, account, more);

	it('is the remaining and the used amount', async () => {
		expect(await balance({ usedBefore: 1_250_000, expiresAt: Date.parse(UNTIL) / 1000 })).toEqual({
			key_name: 'n8n',
			unlimited: false,
			available_usd: 7.5,
			used_usd: 2.5,
			quota_available: 3_750_000,
			quota_used: 1_250_000,
			expires_at: UNTIL,
		});
		expect(server.requestsTo('billing')).toHaveLength(0);
	});

	it('is read from the billing calls if there is no usage call', async () => {
		const expected = { unlimited: false, available_usd: 7.5, used_usd: 2.5, expires_at: UNTIL };
		const account = { usedBefore: 1_250_000, display: 'CNY', expiresAt: Date.parse(UNTIL) / 1000 };
		expect(await balance({ ...account, off: { usage: '404' } } as Partial<Account>)).toEqual(
			expected,
		);
	});

	it('is not guessed if the server does not say its currency', async () => {
		expect(await balance({ off: { usage: '404', site: '404' } })).toEqual({ unlimited: false });
	});

	it('is only in quota if the exchange rate is unknown', async () => {
		expect(await balance({ off: { site: '404' } })).toEqual({
			key_name: 'n8n',
			unlimited: false,
			quota_available: 5_000_000,
			quota_used: 0,
		});
	});

	it("is the server's own object with Simplify off", async () => {
		expect(await balance({}, { simplify: false })).toMatchObject({
			data: { object: 'token_usage', total_available: 5_000_000 },
		});
	});

	it('of several items reads the exchange rate once', async () => {
		await runNode(workflow(server, BALANCE, { input: numberedItems(3) }));
		expect(server.requestsTo('site')).toHaveLength(1);
	});

	it.each(['404', 'html'] as const)('is in the console if it is turned off: %s', async (off) => {
		setAccount(server, { off: { usage: off, billing: off } });
		const { message, description } = await failureOf(workflow(server, BALANCE));
		expect(message).toContain('does not provide the balance of this API key');
		expect(description).toContain('console');
	});

	describe('in the credential test', () => {
		const connected = () => `Connected to ${new URL(server.url).host}`;

		it.each<[string, object, string]>([
			['shown', { usedBefore: 1_250_000 }, ', 7.50 USD left'],
			['not shown for a key without a limit', { unlimited: true }, ''],
			['not shown without an exchange rate', { off: { site: '404' } }, ''],
		])('is %s', async (_what, account, shown) => {
			setAccount(server, account);
			expect(await testCredential(server)).toMatchObject({
				status: 'OK',
				message: connected() + shown,
			});
		});

		it.each<Endpoint>(['site', 'usage'])(
			'is not waited for if the %s call hangs or fails',
			async (place) => {
				setLimit('BALANCE_TIMEOUT_SECONDS', 0.3);
				for (const fault of ['hang', 'reset'] as const) {
					server.fail(place, fault);
					const began = performance.now();
					expect(await testCredential(server)).toMatchObject({ message: connected() });
					expect(performance.now() - began).toBeLessThan(2500);
				}
			},
		);

		it('is not read with a wrong key', async () => {
			const { status } = await testCredential(server, { apiKey: 'sk-wrong' });
			expect(status).toBe('Error');
			expect(server.requestsTo('usage')).toHaveLength(0);
		});
	});
});

describe.each(kinds('openRouter'))('the balance of $name', (protocol) => {
	const server = useStandIn(protocol);

	it('is that of the key, in US dollars', async () => {
		const account = { label: 'n8n', limit: 100, usedBefore: 25.5, expiresAt: UNTIL };
		expect(await balanceOf(server, account)).toEqual({
			key_name: 'n8n',
			unlimited: false,
			available_usd: 74.5,
			used_usd: 25.5,
			expires_at: UNTIL,
		});
		expect(server.requests.map(({ path }) => path)).toEqual(['/api/v1/key']);
		expect((await testCredential(server)).message).toMatch(/, 74\.50 USD left$/);
	});

	it('of a key without a limit is only what it used', async () => {
		expect(await balanceOf(server, { label: 'n8n', limit: null, usedBefore: 3 })).toEqual({
			key_name: 'n8n',
			unlimited: true,
			used_usd: 3,
		});
		expect((await testCredential(server)).message).not.toContain('left');
	});
});

describe.each(kinds('xai'))('the balance of $name', (protocol) => {
	const server = useStandIn(protocol);

	it('is only in its console', async () => {
		const { message, description } = await failureOf(
			workflow(server, BALANCE, { credentials: credentials(server) }),
		);
		expect(message).toContain('shows the balance only in its console');
		expect(description).toContain('console');
		expect(server.requests).toHaveLength(0);
	});
});
