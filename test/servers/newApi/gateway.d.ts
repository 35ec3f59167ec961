import type { Control, RecordedRequest as Recorded, ServerOptions } from '../servers';
import type { Account } from './account';
import type { PlanSource, Task } from './task';

export type * from './account';
export type * from './task';
export type { ChaosOptions, Delay, Fault, FaultAnswer, JsonObject } from '../servers';

/** `site`: `/api/status`. `usage`: what the key has used. `billing`: both calls of the account's bill. */
export type Where =
	'models' | 'create' | 'status' | 'content' | 'file' | 'site' | 'usage' | 'billing';

export type RecordedRequest = Recorded<Where>;

export interface ModelEntry {
	id: string;
	object?: string;
	created?: number;
	owned_by?: string;
	supported_endpoint_types?: string[];
}

export interface GatewayOptions extends ServerOptions<PlanSource> {
	/** The catalogue; a plain id is a video model. */
	models?: Array<string | ModelEntry>;
	account?: Partial<Account>;
}

export interface Gateway extends Control<Where, Task, PlanSource> {
	/** May be changed at any time; `reset` puts it back. */
	readonly account: Account;
	/** What the tasks have cost, those that failed not counted: new-api gives their quota back. */
	readonly billedQuota: number;
	/** The same in US dollars. */
	readonly billedUsd: number;
}

export function startGateway(options?: GatewayOptions): Promise<Gateway>;
