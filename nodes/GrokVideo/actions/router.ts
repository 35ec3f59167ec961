import { sleep, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { DEFAULT_PARALLEL_TASKS, MAX_PARALLEL_TASKS, STOP_GRACE_SECONDS } from '../limits';
import { GrokVideoError, toGrokVideoError } from '../errors';
import { shown, trimmedText } from '../input/values';
import { canceled, RunContext } from '../tasks/runContext';
import { keepsGoing } from '../tool';
import { now, startDeadline, unlessAborted } from '../http/deadline';
import { toFailedItem, toNodeError } from './errors';
import { overBudget } from './budget';
import type { Operation, Work } from './operation';
import { operations } from './operations';

/** What ends the run, and of which item it is. */
class ItemFailure {
	constructor(
		readonly cause: unknown,
		readonly itemIndex: number,
	) {}
}

/** Runs the node. Every error leaves through here, with all that is known of the tasks of the run. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	let run: RunContext | undefined;
	try {
		const operation = findOperation(this);
		run = await RunContext.open(this);
		return [await runItems(run, operation)];
	} catch (error) {
		const { cause, itemIndex } = error instanceof ItemFailure ? error : new ItemFailure(error, 0);
		throw toNodeError(this, cause, itemIndex, run);
	}
}

/** The only loop over items: all are checked first, then worked on side by side, and come out in order. */
async function runItems(run: RunContext, operation: Operation): Promise<INodeExecutionData[]> {
	const { context } = run;
	const items = context.getInputData();
	const output = new Array<INodeExecutionData[]>(items.length);
	let allGood = true;

	/** Runs one item's part; its error becomes the item's output under Continue On Fail. */
	const guard = async (
		itemIndex: number,
		part: () => Promise<void>,
	): Promise<ItemFailure | undefined> => {
		try {
			await part();
		} catch (error) {
			if (!keepsGoing(context) || run.userSignal.aborted) return new ItemFailure(error, itemIndex);
			allGood = false;
			output[itemIndex] = [toFailedItem(context, error, itemIndex, run)];
		}
		return undefined;
	};

	const works: Array<[itemIndex: number, work: Work]> = [];
	let pausedAt = now();
	for (const itemIndex of items.keys()) {
		const failure = await guard(itemIndex, async () => {
			run.throwIfStopped();
			works.push([itemIndex, await operation.prepare(run, itemIndex)]);
		});
		if (failure) throw failure;
		if (now() - pausedAt > MOST_CHECKING_MS) {
			await sleep(0); // so that n8n gets on, and hears a stop
			pausedAt = now();
		}
	}

	const refusal = refusalOf(run, works);
	let failure: ItemFailure | undefined;
	const queue = works.values();
	const lane = async () => {
		for (const [itemIndex, work] of queue) {
			if (failure) return; // nothing is begun, least of all paid for, after the run has failed
			const result = await guard(itemIndex, async () => {
				if (refusal) throw refusal;
				output[itemIndex] = await work.run();
				run.ended(itemIndex);
			});
			failure ??= result;
			// The others end too, so that nothing goes on behind n8n's back; they name their tasks below.
			if (failure) run.stop();
		}
	};
	const lanes = Array.from({ length: Math.min(maxParallel(context), works.length) }, lane);
	await endOf(run, Promise.all(lanes));
	if (run.userSignal.aborted) failure ??= new ItemFailure(canceled(), 0);
	if (failure) throw failure;

	const results = output.flat();
	const costs = run.costs.summary();
	if (costs !== undefined) run.hint(costs);
	if (allGood && !willRunAgain(results)) run.memory.endOfCall();
	return results;
}

/** Why no item may be worked on. Under Continue On Fail each says so: else n8n would pass its input on as if all were well. */
function refusalOf(run: RunContext, works: Array<[number, Work]>): GrokVideoError | undefined {
	try {
		return overBudget(run, works);
	} catch (error) {
		return toGrokVideoError(error);
	}
}

/** The checks of many items make a pause after so long. */
const MOST_CHECKING_MS = 50;

/**
 * The end of all work. After a user's stop it comes soon, in any case: a create under way goes on until
 * it is answered, and its task's ID goes to n8n's log.
 */
async function endOf(run: RunContext, work: Promise<unknown>): Promise<void> {
	await unlessAborted(work, run.userSignal);
	if (!run.userSignal.aborted) return;
	const grace = startDeadline(STOP_GRACE_SECONDS);
	await unlessAborted(work, grace.signal);
	grace.clear();
}

/** n8n runs a node that has "Retry On Fail" again when its first item says `error`, whatever it says there. */
function willRunAgain([first]: INodeExecutionData[]): boolean {
	const error: unknown = first?.json?.error;
	return error !== undefined && error !== null && error !== false;
}

function findOperation(context: IExecuteFunctions): Operation {
	const resource: string = context.getNodeParameter('resource', 0);
	const name: string = context.getNodeParameter('operation', 0);
	const own = Object.hasOwn(operations, resource) ? operations[resource] : {};
	if (Object.hasOwn(own, name)) return own[name];
	throw new GrokVideoError(`There is no operation '${name}' for '${resource}'`, {
		description: "Choose one in 'Resource' and 'Operation'.",
	});
}

function maxParallel(context: IExecuteFunctions): number {
	const value: unknown = context.getNodeParameter('options.maxParallel', 0, DEFAULT_PARALLEL_TASKS);
	const text = trimmedText(value ?? DEFAULT_PARALLEL_TASKS);
	const number = Number(text);
	if (text !== '' && Number.isFinite(number)) {
		return Math.min(MAX_PARALLEL_TASKS, Math.max(1, Math.floor(number)));
	}
	throw new GrokVideoError(`'Max Parallel Tasks' must be a number, not ${shown(value)}`, {
		description: `Set 'Max Parallel Tasks' in the options to a number from 1 to ${MAX_PARALLEL_TASKS}.`,
	});
}
