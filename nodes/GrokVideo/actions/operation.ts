import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Price } from '../request/price';
import type { OutputFields } from '../task/output';
import type { RunContext } from '../task/runContext';

/** What is left to do for an item once its fields are checked. */
export interface Work {
	run(): Promise<INodeExecutionData[]>;
	/** Of work that creates a video. */
	price?: Price;
}

/** What every `*.operation.ts` exports. */
export interface Operation {
	/** Fields that are the operation's alone; those of several operations stand in the resource's list. */
	description: INodeProperties[];
	/** What a simplified item of it can hold. */
	outputFields: OutputFields;
	/**
	 * Reads and checks an item's fields, spending nothing; the work comes after all items were checked.
	 * @throws GrokVideoError when a field cannot be used.
	 */
	prepare(run: RunContext, itemIndex: number): Promise<Work>;
}
