import { randomBytes } from 'node:crypto';
import { htmlPage, type MockResponse } from '../faults';
import { json, toUnixSeconds, type Dialect, type Route } from '../server';
import type { BaseTask, JsonObject } from '../types';

/** A task with its price in quota units. */
export interface PricedTask extends BaseTask {
	quota: number;
}

/** The API key, its quota and the site's settings. The default price is from the example in the documents. */
export const DEFAULT_ACCOUNT = {
	unlimited: false,
	grantedQuota: 5_000_000,
	/** Used before this server was started. */
	usedBefore: 0,
	/** Unix time in seconds. 0: never. */
	expiresAt: 0,
	/** The price of a task in quota units. */
	price: (() => 250_000) as (task: BaseTask) => number,
	/** Quota units of one US dollar. */
	quotaPerUnit: 500_000,
	/** The unit of the amounts on the bill. */
	display: 'USD' as 'USD' | 'CNY',
	/** Endpoints that are not available, and how they respond. */
	disabled: {} as Partial<Record<'site' | 'usage' | 'billing', '404' | 'html' | 'error'>>,
};
export type Account = typeof DEFAULT_ACCOUNT;

/** CNY per US dollar. */
const EXCHANGE_RATE = 7.3;

const requestId = () => `20260101120000${randomBytes(8).toString('hex')}`;

/** Errors of authentication, routing and quota. */
export function apiError(status: number, message: string, code = ''): MockResponse {
	const text = `${message} (request id: ${requestId()})`;
	return { status, body: { error: { message: text, type: 'new_api_error', code } } };
}

/** Errors of the task endpoints. */
export const taskError = (code: string, message = code): MockResponse => ({
	status: 400,
	body: { code, message, data: null },
});

export const unknownModel = (model?: string) =>
	apiError(503, `分组 default 下模型 ${model} 无可用渠道（distributor）`, 'model_not_found');

export const DIALECT: Dialect = {
	headers: () => ({ 'x-oneapi-request-id': requestId() }),
	unknownPath: (method, path) => apiError(404, `Invalid URL (${method} ${path})`),
	error: apiError,
	invalidKey: () => apiError(401, '无效的令牌'),
	publicEndpoint: 'site',
};

/** The task fields of a create request. */
export const readTask = (body: JsonObject) => ({
	model: String(body.model),
	seconds: Number(body.seconds),
	body,
	quota: 0,
});

/** The response to a create. */
export const createdBody = ({ createdAt, id, model }: PricedTask) => ({
	id,
	object: 'video',
	model,
	status: 'queued',
	progress: 0,
	created_at: toUnixSeconds(createdAt),
});

export const quotaOf = (tasks: PricedTask[]) => tasks.reduce((sum, { quota }) => sum + quota, 0);

/** The responses of endpoints that are not available. */
const DISABLED_RESPONSES = {
	404: apiError(404, 'Invalid URL'),
	html: htmlPage(200, 'New API'),
	error: json({ success: false, message: '未开放' }),
};

/** The endpoints for the balance. */
export function accountRoutes(account: Account, billedQuota: () => number): Route[] {
	const used = () => account.usedBefore + billedQuota();
	const displayed = (quota: number) =>
		(quota / account.quotaPerUnit) * (account.display === 'CNY' ? EXCHANGE_RATE : 1);
	const site = () => ({
		success: true,
		data: {
			quota_per_unit: account.quotaPerUnit,
			quota_display_type: account.display,
			usd_exchange_rate: EXCHANGE_RATE,
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
		hard_limit_usd: displayed(account.grantedQuota),
		access_until: account.expiresAt,
	});
	const bill = () => ({ total_usage: displayed(used()) * 100 });
	const route = (
		endpoint: keyof Account['disabled'],
		path: string,
		read: () => JsonObject,
	): Route => {
		const handle = () => {
			const response = account.disabled[endpoint];
			return response ? DISABLED_RESPONSES[response] : json(read());
		};
		return ['GET', path, endpoint, handle];
	};
	return [
		route('site', '/api/status', site),
		route('usage', '/api/usage/token/', usage),
		route('billing', '/v1/dashboard/billing/subscription', subscription),
		route('billing', '/v1/dashboard/billing/usage', bill),
	];
}
