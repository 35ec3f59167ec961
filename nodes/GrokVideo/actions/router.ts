import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { Breather, startDeadline, unlessAborted } from '../http/deadline';
import { canceledError } from '../http/retry';
import { readMaxParallel } from '../input/options';
import { STOP_GRACE_SECONDS, STOP_READING_SECONDS } from '../limits';
import { runSummary } from '../tasks/costs';
import { isTool, RunContext } from '../tasks/runContext';
import * as getBalance from './account/getBalance.operation';
import { checkBudget } from './budget';
import { toFailedItem, toNodeError } from './errors';
import * as getMany from './model/getMany.operation';
import { description as videoDescription } from './video';
import * as create from './video/create.operation';
import * as createAndWait from './video/createAndWait.operation';
import * as edit from './video/edit.operation';
import * as extend from './video/extend.operation';
import * as get from './video/get.operation';
import * as wait from './video/wait.operation';

/** The work for an item whose fields have been checked. */
export interface Job {
	run(): Promise<INodeExecutionData[]>;
	/** For work that creates a video. */
	paid?: PaidWork;
}

export interface PaidWork {
	/** The task exists already, so nothing is billed. */
	isResumed: boolean;
	/** US dollars. Undefined if the price is unknown. */
	estimatedUsd?: number;
}

/** What each `*.operation.ts` exports besides its fields. */
interface Operation {
	/**
	 * Reads and checks the fields of an item, at no cost. The work starts after all items have been checked.
	 * @throws GrokVideoError if a field cannot be used.
	 */
	prepare(run: RunContext, itemIndex: number): Promise<Job>;
}

const OPERATIONS: Record<string, Record<string, Operation>> = {
	account: { getBalance },
	model: { getMany },
	video: { create, createAndWait, edit, extend, get, wait },
};

/** The error that ends the run, and its item. */
class ItemError {
	constructor(
		readonly cause: unknown,
		readonly itemIndex: number,
	) {}
}

/** Runs the node. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	let run: RunContext | undefined;
	try {
		const operation = findOperation(this);
		run = await RunContext.open(this, videoDescription as INodeProperties[]);
		return [await runItems(run, operation)];
	} catch (error) {
		run?.store.close(false);
		const { cause, itemIndex } = error instanceof ItemError ? error : new ItemError(error, 0);
		throw toNodeError(this, cause, itemIndex, run);
	}
}

/** Checks all items, then works on them in parallel. The output is in the order of the input. */
async function runItems(run: RunContext, operation: Operation): Promise<INodeExecutionData[]> {
	const { context } = run;
	const items = context.getInputData();
	const output = new Array<INodeExecutionData[]>(items.length);
	const breather = new Breather();
	let failure: ItemError | undefined;
	let hasErrors = false;

	/** An item's error becomes its output if the node continues on errors. Otherwise it ends the run. */
	const fail = (error: unknown, itemIndex: number) => {
		if (continuesOnError(context) && !run.userSignal.aborted) {
			hasErrors = true;
			output[itemIndex] = [toFailedItem(context, error, itemIndex, run)];
		} else {
			failure ??= new ItemError(error, itemIndex);
		}
	};

	const jobs: Array<[itemIndex: number, job: Job]> = [];
	for (const itemIndex of items.keys()) {
		await breather.breathe();
		try {
			// n8n's file store may hang
			const job = await unlessAborted(operation.prepare(run, itemIndex), run.signal);
			if (!job) throw canceledError();
			jobs.push([itemIndex, job]);
		} catch (error) {
			fail(error, itemIndex);
		}
		if (failure) throw failure;
	}

	const paid = jobs.flatMap(([, job]) => job.paid ?? []);
	// With Continue On Fail, this error is the output of each item.
	const budgetError = await checkBudget(run, paid).catch((error: Error) => error);
	const queue = jobs.values();
	const worker = async () => {
		for (const [itemIndex, job] of queue) {
			await breather.breathe();
			if (failure) return; // nothing is created after the run has failed
			try {
				if (budgetError) throw budgetError;
				output[itemIndex] = await job.run();
			} catch (error) {
				fail(error, itemIndex);
				if (failure) run.stop();
			}
		}
	};
	const workers = Array.from({ length: readMaxParallel(context) }, worker);
	await finish(run, Promise.all(workers));
	if (run.userSignal.aborted) failure ??= new ItemError(canceledError(), 0);
	if (failure) throw failure;

	const results = output.flat();
	const summary = runSummary(run.store.ofExecution().filter(({ isTracked }) => !isTracked));
	if (summary !== undefined) run.hint(summary);
	run.store.close(!hasErrors && !willRunAgain(results));
	return results;
}

/** Waits for all work. After a stop, creates that were sent get a moment to return their task IDs. */
async function finish(run: RunContext, work: Promise<unknown>): Promise<void> {
	await unlessAborted(work, run.userSignal);
	if (!run.userSignal.aborted) return;
	const reading = startDeadline(STOP_READING_SECONDS);
	reading.signal.addEventListener('abort', () => run.stopReading.abort());
	const grace = startDeadline(STOP_GRACE_SECONDS);
	await unlessAborted(work, grace.signal);
	grace.clear();
	reading.clear();
}

/**
 * An agent that runs the node as a tool gets errors as output, unless the user chose otherwise: n8n passes only the
 * message of a thrown error, without its description.
 */
function continuesOnError(context: IExecuteFunctions): boolean {
	return (
		context.continueOnFail() || (isTool(context) && context.getNode().onError !== 'stopWorkflow')
	);
}

/** With Retry On Fail, n8n runs a node again if its first item has an `error`. */
function willRunAgain([first]: INodeExecutionData[]): boolean {
	const error: unknown = first?.json?.error;
	return error !== undefined && error !== null && error !== false;
}

function findOperation(context: IExecuteFunctions): Operation {
	const resource: string = context.getNodeParameter('resource', 0);
	const name: string = context.getNodeParameter('operation', 0);
	const operations = Object.hasOwn(OPERATIONS, resource) ? OPERATIONS[resource] : {};
	if (Object.hasOwn(operations, name)) return operations[name];
	throw new GrokVideoError(`The operation '${name}' does not exist for '${resource}'`, {
		description: "Select one in 'Resource' and 'Operation'.",
	});
}
