'use strict';
const { htmlPage } = require('../answers');
const { apiError } = require('./answers');
const { standing } = require('./tasks');

/**
 * @typedef {import('../answers').Answer} Answer
 * @typedef {import('./gateway').Account} Account
 * @typedef {import('./routes').World} World
 */

/** A task costs what the documents' example shows. @type {Account} */
const DEFAULT_ACCOUNT = {
	keyName: 'n8n',
	unlimited: false,
	grantedQuota: 5_000_000,
	usedBefore: 0,
	expiresAt: 0,
	price: () => 250_000,
	quotaPerUnit: 500_000,
	display: 'USD',
	exchangeRate: 7.3,
	off: {},
};

/** Stands for no limit in an amount of money. */
const UNLIMITED = 100_000_000;

/** What the tasks have cost: new-api takes it at the create, and gives it back when a task fails. @param {World} world */
function billedQuota({ tasks }) {
	return tasks
		.filter((task) => standing(task).status !== 'FAILURE')
		.reduce((sum, { quota }) => sum + quota, 0);
}

/** An amount in what the site displays. @param {number} quota @param {Account} account */
function displayed(quota, { display, exchangeRate, quotaPerUnit }) {
	if (display === 'TOKENS') return quota;
	return (quota / quotaPerUnit) * (display === 'CNY' ? exchangeRate : 1);
}

/** @param {object} body @returns {Answer} */
const ok = (body) => ({ status: 200, body });

/**
 * How a gateway that does not offer a call answers it.
 * @type {Record<import('./gateway').Off, (path: string) => Answer>}
 */
const OFF = {
	404: (path) => apiError(404, `Invalid URL (GET ${path})`),
	html: () => htmlPage(200, 'New API'),
	error: () =>
		ok({
			success: false,
			message: '未开放',
			error: { message: '未开放', type: 'new_api_error', code: '' },
		}),
};

/** @param {World} world @param {(handle: import('../server').Handler) => import('../server').Handler} signedIn */
function accountRoutes(world, signedIn) {
	const { account } = world;
	const used = () => account.usedBefore + billedQuota(world);

	/**
	 * @param {'site' | 'usage' | 'billing'} where @param {string} path
	 * @param {import('../server').Handler} handle @returns {import('../server').Route}
	 */
	const route = (where, path, handle) => ({
		method: 'GET',
		path,
		where,
		handle: (...request) => {
			const off = account.off[where];
			return off ? OFF[off](path) : handle(...request);
		},
	});

	return [
		route('site', '/api/status', () =>
			ok({
				success: true,
				message: '',
				data: {
					system_name: 'New API',
					quota_per_unit: account.quotaPerUnit,
					quota_display_type: account.display,
					usd_exchange_rate: account.exchangeRate,
				},
			}),
		),
		route('usage', '/api/usage/token/', ({ headers }) =>
			headers.authorization === `Bearer ${world.key}`
				? ok({
						code: true,
						message: 'ok',
						data: {
							object: 'token_usage',
							name: account.keyName,
							total_granted: account.grantedQuota,
							total_used: used(),
							total_available: account.grantedQuota - used(),
							unlimited_quota: account.unlimited,
							model_limits: {},
							model_limits_enabled: false,
							expires_at: account.expiresAt,
						},
					})
				: ok({ success: false, message: '无效的令牌' }),
		),
		route(
			'billing',
			'/v1/dashboard/billing/subscription',
			signedIn(() => {
				const limit = account.unlimited ? UNLIMITED : displayed(account.grantedQuota, account);
				return ok({
					object: 'billing_subscription',
					has_payment_method: true,
					soft_limit_usd: limit,
					hard_limit_usd: limit,
					system_hard_limit_usd: limit,
					access_until: account.expiresAt,
				});
			}),
		),
		route(
			'billing',
			'/v1/dashboard/billing/usage',
			signedIn(() => ok({ object: 'list', total_usage: displayed(used(), account) * 100 })),
		),
	];
}

module.exports = { DEFAULT_ACCOUNT, accountRoutes, billedQuota };
