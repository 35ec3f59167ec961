import type { Account } from '../servers/newApi/account';
import type { Fault, Endpoint } from '../servers/types';
import { runNode } from '../support/engine';
import { credentials, numberedItems } from '../support/parameters';
import { failureOf, testCredential, workflow } from '../support/runs';
import { PROTOCOLS, useStandIn, type StandIn } from '../support/standIns';
import { setLimit } from '../support/time';

/** Get Balance, and the balance in the credential test. */

const BALANCE = { resource: 'account', operation: 'getBalance' };
const EXPIRES_AT = '2027-01-31T12:00:00.000Z';

const setAccount = (server: StandIn, account: object) => Object.assign(server.account, account);

const readBalance = async (server: StandIn, account: object = {}, parameters = {}) => {
	setAccount(server, account);
	const { output } = await runNode(workflow(server, { ...BALANCE, ...parameters }));
	return output[0].json;
};

const protocols = (...ids: string[]) => PROTOCOLS.filter(({ id }) => ids.includes(id));

const WITH_BALANCE = protocols('newApi', 'openAiVideos', 'openRouter');
/** The endpoints that return the balance. */
const BALANCE_ENDPOINTS: Record<string, Endpoint[]> = {
	newApi: ['usage', 'billing'],
	openAiVideos: ['usage', 'billing'],
	openRouter: ['key'],
};

describe.each(WITH_BALANCE)('Get Balance with $name', (protocol) => {
	const server = useStandIn(protocol);
	const failBalance = (fault: Fault) => {
		for (const endpoint of BALANCE_ENDPOINTS[protocol.id]) {
			server.fail(endpoint, fault, { times: Infinity });
		}
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
	])('reports %s', async (_name, fault, message, description) => {
		failBalance(fault);
		const failure = await failureOf(workflow(server, BALANCE));
		expect(failure.message).toContain(message);
		expect(failure.description).toContain(description);
	});

	it('creates no video', async () => {
		await server.createTask();
		await readBalance(server);
		expect(server.tasks).toHaveLength(1);
		expect(server.requestsTo('create')).toHaveLength(1);
	});
});

describe.each(protocols('newApi', 'openAiVideos'))('the balance of $name', (protocol) => {
	const server = useStandIn(protocol);
	const balance = async (account: Partial<Account> = {}, parameters = {}) =>
		await readBalance(server, account, parameters);

	it('fails with the error of the first call if the server lacks the other one', async () => {
		server.fail('usage', protocol.error(403, '未开放'), { times: Infinity });
		server.fail('billing', { status: 404, body: {} }, { times: Infinity });
		const { message } = await failureOf(workflow(server, BALANCE));
		expect(message).toContain('未开放');
	});

	it('contains the remaining and the used amount', async () => {
		expect(
			await balance({ usedBefore: 1_250_000, expiresAt: Date.parse(EXPIRES_AT) / 1000 }),
		).toEqual({
			key_name: 'n8n',
			unlimited: false,
			available_usd: 7.5,
			used_usd: 2.5,
			quota_available: 3_750_000,
			quota_used: 1_250_000,
			expires_at: EXPIRES_AT,
		});
		expect(server.requestsTo('billing')).toHaveLength(0);
	});

	it('is read from the billing endpoints if there is no usage endpoint', async () => {
		expect(
			await balance({
				usedBefore: 1_250_000,
				display: 'CNY',
				expiresAt: Date.parse(EXPIRES_AT) / 1000,
				disabled: { usage: '404' },
			}),
		).toEqual({ unlimited: false, available_usd: 7.5, used_usd: 2.5, expires_at: EXPIRES_AT });
	});

	it('has no amounts if their currency is unknown', async () => {
		expect(await balance({ disabled: { usage: '404', site: '404' } })).toEqual({
			unlimited: false,
		});
	});

	it('is only in quota units if the exchange rate is unknown', async () => {
		expect(await balance({ disabled: { site: '404' } })).toEqual({
			key_name: 'n8n',
			unlimited: false,
			quota_available: 5_000_000,
			quota_used: 0,
		});
	});

	it("is the server's raw response with Simplify off", async () => {
		expect(await balance({}, { simplify: false })).toMatchObject({
			data: { object: 'token_usage', total_available: 5_000_000 },
		});
	});

	it('takes one exchange rate request for several items', async () => {
		const { output } = await runNode(workflow(server, BALANCE, { input: numberedItems(3) }));
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
		expect(server.requestsTo('site')).toHaveLength(1);
	});

	it.each(['404', 'html'] as const)(
		'fails with a pointer to the console if its endpoints return %s',
		async (response) => {
			setAccount(server, { disabled: { usage: response, billing: response } });
			const { message, description } = await failureOf(workflow(server, BALANCE));
			expect(message).toContain('does not provide the balance of this API key');
			expect(description).toContain('console');
		},
	);

	describe('in the credential test', () => {
		const connectedMessage = () => `Connected to ${new URL(server.url).host}`;

		it.each<[string, object, string]>([
			['shown', { usedBefore: 1_250_000 }, ', 7.50 USD left'],
			['not shown for a key without a limit', { unlimited: true }, ''],
			['not shown without an exchange rate', { disabled: { site: '404' } }, ''],
		])('is %s', async (_name, account, balanceText) => {
			setAccount(server, account);
			expect(await testCredential(server)).toMatchObject({
				status: 'OK',
				message: connectedMessage() + balanceText,
			});
		});

		it.each<Endpoint>(['site', 'usage'])(
			'does not delay or fail it if the %s request hangs or fails',
			async (endpoint) => {
				setLimit('BALANCE_TIMEOUT_SECONDS', 0.3);
				for (const fault of ['hang', 'reset'] as const) {
					server.fail(endpoint, fault);
					const startedAt = performance.now();
					expect(await testCredential(server)).toMatchObject({ message: connectedMessage() });
					expect(performance.now() - startedAt).toBeLessThan(2500);
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

describe.each(protocols('openRouter'))('the balance of $name', (protocol) => {
	const server = useStandIn(protocol);

	it("is the key's remaining and used amount in US dollars", async () => {
		const account = { label: 'n8n', limit: 100, usedBefore: 25.5, expiresAt: EXPIRES_AT };
		expect(await readBalance(server, account)).toEqual({
			key_name: 'n8n',
			unlimited: false,
			available_usd: 74.5,
			used_usd: 25.5,
			expires_at: EXPIRES_AT,
		});
		expect(server.requests.map(({ path }) => path)).toEqual(['/api/v1/key']);
		expect((await testCredential(server)).message).toMatch(/, 74\.50 USD left$/);
	});

	it('is only the used amount if the key has no limit', async () => {
		expect(await readBalance(server, { label: 'n8n', limit: null, usedBefore: 3 })).toEqual({
			key_name: 'n8n',
			unlimited: true,
			used_usd: 3,
		});
		expect((await testCredential(server)).message).not.toContain('left');
	});
});

describe.each(protocols('xai'))('the balance of $name', (protocol) => {
	const server = useStandIn(protocol);

	it('is only available in the console', async () => {
		const { message, description } = await failureOf(
			workflow(server, BALANCE, { credentials: credentials(server) }),
		);
		expect(message).toContain('shows the balance only in its console');
		expect(description).toContain('console');
		expect(server.requests).toHaveLength(0);
	});
});
