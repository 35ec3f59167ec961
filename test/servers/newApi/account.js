'use strict';
const { randomBytes, randomInt } = require('node:crypto');
const { htmlPage } = require('../faults');

/**
 * @typedef {import('../server').Answer} Answer
 * @typedef {import('../server').Handler} Handler
 * @typedef {import('../server').Route} Route
 */

/** A task costs what the example in the documents shows. @type {import('./gateway').Account} */
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
	stock: false,
};

/** Stands for "no limit" in an amount of money. */
const UNLIMITED = 100_000_000;

/** In new-api's format: the time down to the second, nine digits, eight letters. */
function requestId() {
	const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
	return `${time}${randomInt(1e8, 1e9)}${randomBytes(6).toString('base64url')}`;
}

/** Errors of authentication, routing and quota. @param {number} status @param {string} message @returns {Answer} */
function apiError(status, message, code = '') {
	const text = `${message} (request id: ${requestId()})`;
	return { status, body: { error: { message: text, type: 'new_api_error', code } } };
}

/** @type {import('../server').Dialect} */
const DIALECT = {
	headers: () => ({ 'x-oneapi-request-id': requestId() }),
	unknownPath(method, path) {
		const message = `Invalid URL (${method} ${path})`;
		const error = { message, type: 'invalid_request_error', param: '', code: '' };
		return { status: 404, body: { error } };
	},
	unreadable: ({ message, statusCode = 500 }) => apiError(statusCode, `无效的请求，${message}`),
};

/** @param {{ key: string }} world @returns {(handle: Handler) => Handler} */
const withKey =
	({ key }) =>
	(handle) =>
	(request, ...more) =>
		request.headers.authorization === `Bearer ${key}`
			? handle(request, ...more)
			: apiError(401, '无效的令牌');

/** @param {object} body @returns {Answer} */
const ok = (body) => ({ status: 200, body });

/** How a gateway that does not offer a call answers it. */
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

/** The calls for the balance. @param {any} world @param {() => number} billedQuota @returns {Route[]} */
function accountRoutes(world, billedQuota) {
	const { account } = world;
	const used = () => account.usedBefore + billedQuota();
	const displayed = (quota) => {
		if (account.display === 'TOKENS') return quota;
		return (quota / account.quotaPerUnit) * (account.display === 'CNY' ? account.exchangeRate : 1);
	};

	/** @type {Array<['site' | 'usage' | 'billing', string, Handler]>} */
	const routes = [
		[
			'site',
			'/api/status',
			() =>
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
		],
		[
			'usage',
			'/api/usage/token/',
			({ headers }) =>
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
								expires_at: account.expiresAt,
							},
						})
					: ok({ success: false, message: '无效的令牌' }),
		],
		[
			'billing',
			'/v1/dashboard/billing/subscription',
			withKey(world)(() => {
				const limit = account.unlimited ? UNLIMITED : displayed(account.grantedQuota);
				return ok({
					object: 'billing_subscription',
					soft_limit_usd: limit,
					hard_limit_usd: limit,
					system_hard_limit_usd: limit,
					access_until: account.expiresAt,
				});
			}),
		],
		[
			'billing',
			'/v1/dashboard/billing/usage',
			withKey(world)(() => ok({ object: 'list', total_usage: displayed(used()) * 100 })),
		],
	];
	return routes.map(([where, path, handle]) => {
		const unlessOff = (...request) => {
			const off = account.off[where];
			return off ? OFF[off](path) : handle(...request);
		};
		return ['GET', path, where, unlessOff];
	});
}

module.exports = { DEFAULT_ACCOUNT, DIALECT, accountRoutes, apiError, withKey };
