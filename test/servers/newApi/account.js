'use strict';
const { randomBytes } = require('node:crypto');
const { htmlPage } = require('../faults');

/**
 * @typedef {import('../server').Answer} Answer
 * @typedef {import('../server').Handler} Handler
 * @typedef {import('../server').Route} Route
 */

/** A task costs what the example in the documents shows. @type {import('./gateway').Account} */
const DEFAULT_ACCOUNT = {
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

const requestId = () => `20260101120000${randomBytes(8).toString('hex')}`;

/** Errors of authentication, routing and quota. @param {number} status @param {string} message @returns {Answer} */
function apiError(status, message, code = '') {
	const text = `${message} (request id: ${requestId()})`;
	return { status, body: { error: { message: text, type: 'new_api_error', code } } };
}

/** @type {import('../server').Dialect} */
const DIALECT = {
	headers: () => ({ 'x-oneapi-request-id': requestId() }),
	unknownPath: (method, path) => apiError(404, `Invalid URL (${method} ${path})`),
	unreadable: ({ message, statusCode = 500 }) => apiError(statusCode, message),
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

/** The response to a call that a gateway does not offer. */
const OFF = {
	404: apiError(404, 'Invalid URL'),
	html: htmlPage(200, 'New API'),
	error: ok({ success: false, message: '未开放' }),
};

/** The calls for the balance. @param {any} world @param {() => number} billedQuota @returns {Route[]} */
function accountRoutes(world, billedQuota) {
	const { account } = world;
	const used = () => account.usedBefore + billedQuota();
	const displayed = (quota) => {
		if (account.display === 'TOKENS') return quota;
		return (quota / account.quotaPerUnit) * (account.display === 'CNY' ? account.exchangeRate : 1);
	};
	const site = () => ({
		success: true,
		data: {
			quota_per_unit: account.quotaPerUnit,
			quota_display_type: account.display,
			usd_exchange_rate: account.exchangeRate,
		},
	});
	const usage = () => ({
		code: true,
		message: 'ok',
		data: {
			object: 'token_usage',
			name: 'n8n',
			total_granted: account.grantedQuota,
			total_used: used(),
			total_available: account.grantedQuota - used(),
			unlimited_quota: account.unlimited,
			expires_at: account.expiresAt,
		},
	});
	const subscription = () => ({
		hard_limit_usd: account.unlimited ? UNLIMITED : displayed(account.grantedQuota),
		access_until: account.expiresAt,
	});
	/** @returns {Route} */
	const route = (where, path, read, keyed = withKey(world)) => {
		const handle = keyed(() => ok(read()));
		return ['GET', path, where, (...call) => OFF[account.off[where]] ?? handle(...call)];
	};
	return [
		route('site', '/api/status', site, (handle) => handle),
		route('usage', '/api/usage/token/', usage),
		route('billing', '/v1/dashboard/billing/subscription', subscription),
		route('billing', '/v1/dashboard/billing/usage', () => ({
			total_usage: displayed(used()) * 100,
		})),
	];
}

module.exports = { DEFAULT_ACCOUNT, DIALECT, accountRoutes, apiError, withKey };
