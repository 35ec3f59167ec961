import type { Task } from './task';

/** How a gateway answers a call that it does not offer: also with an error that comes with HTTP 200. */
export type Off = '404' | 'html' | 'error';

/** The API key, its quota, and what the site says of both. */
export interface Account {
	keyName: string;
	unlimited: boolean;
	grantedQuota: number;
	/** Before the first task of this server. */
	usedBefore: number;
	/** Unix seconds; 0 for never. */
	expiresAt: number;
	/** What a task costs, in quota units. */
	price: (task: Task) => number;
	/** Quota units of one US dollar: `/api/status` sends it as it is, so that it can be nonsense. */
	quotaPerUnit: number;
	/** What the amounts of the bill are in. */
	display: 'USD' | 'CNY' | 'TOKENS';
	/** CNY for one US dollar. */
	exchangeRate: number;
	/** What it does not offer. */
	off: Partial<Record<'site' | 'usage' | 'billing', Off>>;
}
