import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { MAX_PARALLEL_TASKS, MOST_PARALLEL_TASKS } from '../constants';
import { Session } from '../task/session';
import { keepsGoing } from '../tool';
import { toFailedItem, toNodeError } from './failure';
import { operations as model } from './model';
import type { Operation, Work } from './operation';
import { operations as video } from './video';

const operations: Record<string, Record<string, Operation>> = { model, video };

/** The only loop over items: all are checked first, then worked on side by side, and come out in order. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const operation = findOperation(this);
	const session = await openSession(this);
	const output = new Array<INodeExecutionData[]>(items.length);
	let allGood = true;

	/** Runs one item's part; its error becomes the item's output under Continue On Fail. */
	const guard = async (itemIndex: number, part: () => Promise<void>) => {
		try {
			await part();
		} catch (error) {
			if (!keepsGoing(this) || session.userSignal.aborted) return { error, itemIndex };
			allGood = false;
			output[itemIndex] = [toFailedItem(this, error, itemIndex)];
		}
		return undefined;
	};

	const works: Array<[itemIndex: number, work: Work]> = [];
	for (const itemIndex of items.keys()) {
		const failure = await guard(itemIndex, async () => {
			works.push([itemIndex, await operation.prepare(session, itemIndex)]);
		});
		if (failure) throw toNodeError(this, failure.error, itemIndex);
	}

	let failure: { error: unknown; itemIndex: number } | undefined;
	const queue = works.values();
	const lane = async () => {
		for (const [itemIndex, work] of queue) {
			if (failure) return; // nothing is begun, least of all paid for, after the run has failed
			const result = await guard(itemIndex, async () => {
				output[itemIndex] = await work();
				session.ended(itemIndex);
			});
			failure ??= result;
			// The others end too, so that nothing goes on behind n8n's back; they name their tasks below.
			if (failure) session.stop();
		}
	};
	await Promise.all(Array.from({ length: Math.min(maxParallel(this), works.length) }, lane));
	if (failure) throw toNodeError(this, failure.error, failure.itemIndex, session);

	if (allGood) session.memory.forgetOwn();
	return [output.flat()];
}

function findOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0);
	const name = context.getNodeParameter('operation', 0);
	const operation = operations[resource][name] as Operation | undefined;
	if (operation) return operation;
	throw new NodeOperationError(
		context.getNode(),
		`There is no operation "${name}" for "${resource}"`,
	);
}

async function openSession(context: IExecuteFunctions): Promise<Session> {
	try {
		return await Session.open(context);
	} catch (error) {
		throw toNodeError(context, error, 0);
	}
}

function maxParallel(context: IExecuteFunctions): number {
	const value = Number(context.getNodeParameter('options.maxParallel', 0, MAX_PARALLEL_TASKS));
	return Number.isFinite(value)
		? Math.min(MOST_PARALLEL_TASKS, Math.max(1, Math.floor(value)))
		: MAX_PARALLEL_TASKS;
}
