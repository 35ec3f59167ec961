import type { Control, RecordedRequest as Recorded, ServerOptions } from '../servers/servers';
import type { PlanSource, Task } from './task';

export type * from './task';
export type { ChaosOptions, Delay, Fault, FaultAnswer, JsonObject } from '../servers/servers';

export type Where = 'models' | 'create' | 'status' | 'content' | 'file';

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
}

export type Gateway = Control<Where, Task, PlanSource>;

export function startGateway(options?: GatewayOptions): Promise<Gateway>;
