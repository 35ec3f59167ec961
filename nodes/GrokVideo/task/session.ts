import type { IExecuteFunctions } from 'n8n-workflow';
import { FILES_AT_ONCE } from '../constants';
import { Problem } from '../problem';
import { Gateway } from '../transport/gateway';
import { TaskMemory } from './memory';
import { Places } from './places';

/** What one run of the node shares between its items. */
export class Session {
	/** By item: the tasks that this run has created or taken up, and whether the item is through. */
	private readonly tasks = new Map<number, { taskId: string; ended: boolean }>();

	private readonly doubts = new Set<number>();

	private readonly hints = new Set<string>();

	/** Tasks that end in the same moment do not all download at once: that would cost memory, not save time. */
	readonly downloads = new Places(FILES_AT_ONCE);

	private readonly stopper = new AbortController();

	/** The user's stop of the execution. */
	readonly userSignal: AbortSignal;

	/** Aborts when the user stops the execution, and when another item's failure ends the run. */
	readonly signal: AbortSignal;

	private constructor(
		readonly context: IExecuteFunctions,
		readonly gateway: Gateway,
		readonly memory: TaskMemory,
	) {
		this.userSignal = context.getExecutionCancelSignal() ?? new AbortController().signal;
		this.signal = AbortSignal.any([this.userSignal, this.stopper.signal]);
	}

	static async open(context: IExecuteFunctions): Promise<Session> {
		return new Session(context, await Gateway.open(context), TaskMemory.open(context));
	}

	/** Ends the waits, polls and downloads of the other items; a creation under way is let finish. */
	stop(): void {
		this.stopper.abort();
	}

	throwIfStopped(taskId?: string): void {
		if (!this.signal.aborted) return;
		throw new Problem('The execution was canceled', {
			taskId,
			advice: taskId
				? 'The task goes on at the provider and is billed once. To get the video, use the operation "Wait for Completion" with its task ID.'
				: 'Nothing was created for this item.',
		});
	}

	started(itemIndex: number, taskId: string): void {
		this.tasks.set(itemIndex, { taskId, ended: false });
	}

	ended(itemIndex: number): void {
		const task = this.tasks.get(itemIndex);
		if (task) task.ended = true;
	}

	/** Notes that the item's create was sent and got no answer. */
	inDoubt(itemIndex: number): void {
		this.doubts.add(itemIndex);
	}

	otherDoubts(itemIndex: number): number[] {
		return [...this.doubts].filter((index) => index !== itemIndex).sort((a, b) => a - b);
	}

	/** The tasks of the other items, for an error that ends the whole run. */
	otherTasks(itemIndex: number): Array<{ itemIndex: number; taskId: string; ended: boolean }> {
		return [...this.tasks]
			.filter(([index]) => index !== itemIndex)
			.sort(([a], [b]) => a - b)
			.map(([index, task]) => ({ itemIndex: index, ...task }));
	}

	/** Shows the user something beside the output, once per run. */
	hint(message: string): void {
		if (this.hints.has(message)) return;
		this.hints.add(message);
		// As a tool, the node has no such function before n8n 1.119.
		this.context.addExecutionHints?.({ message, type: 'info', location: 'outputPane' });
	}

	/** A line in n8n's log and, in a manual run, in the editor. Never holds the key or a prompt. */
	log(itemIndex: number, message: string): void {
		const execution = this.context.getExecutionId();
		const line = `Grok Video, execution ${execution}, item ${itemIndex}: ${message}`;
		this.context.logger.info(line);
		this.context.sendMessageToUI(line);
	}
}
