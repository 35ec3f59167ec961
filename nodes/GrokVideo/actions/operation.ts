import type { INodeExecutionData } from 'n8n-workflow';
import type { Price } from './price';
import type { RunContext } from '../tasks/runContext';

/** What is left to do for an item once its fields are checked. */
export interface Work {
	run(): Promise<INodeExecutionData[]>;
	/** Of work that creates a video. */
	price?: Price;
}

/** What every `*.operation.ts` exports. */
export interface Operation {
	/**
	 * Reads and checks an item's fields, spending nothing; the work comes after all items were checked.
	 * @throws GrokVideoError when a field cannot be used.
	 */
	prepare(run: RunContext, itemIndex: number): Promise<Work>;
}
