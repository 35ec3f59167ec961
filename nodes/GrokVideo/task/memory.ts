import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { Problem } from '../problem';
import { isTool } from '../tool';
import type { Task } from './status';

const CONTEXT_KEY = 'grokVideoTasks';

/** As it is stored with the execution: plain JSON. */
interface Stored extends IDataObject {
	runIndex: number;
	tasks: Record<string, IDataObject>;
	/** Creates of which it is not known whether they made a task. */
	doubts: Record<string, { executionId: string; message: string; advice?: string }>;
}

/**
 * The tasks that this run of the node has created, kept in the execution's own data. n8n keeps that
 * data when it runs the node again (Retry On Fail, "Retry execution"), so the next try takes a paid
 * task up again instead of creating another. A loop's next round has another run index and starts
 * with nothing remembered. For a tool each call and each retry is a round of its own; an agent that asks
 * again for the very video that it did not get takes up the task of its first call.
 */
export class TaskMemory {
	private readonly asked = new Set<string>();

	private constructor(
		private readonly stored: Stored,
		private readonly executionId: string,
	) {}

	static open(context: IExecuteFunctions): TaskMemory {
		const place = placeIn(context);
		const runIndex = isTool(context) ? 0 : Number(context.getWorkflowDataProxy(0).$runIndex);
		const found = place[CONTEXT_KEY] as Stored | undefined;
		const stored: Stored =
			found?.runIndex === runIndex ? found : { runIndex, tasks: {}, doubts: {} };
		place[CONTEXT_KEY] = stored;
		return new TaskMemory(stored, context.getExecutionId());
	}

	find(key: string): Task | undefined {
		this.asked.add(key);
		return this.stored.tasks[key] as unknown as Task | undefined;
	}

	keep(key: string, task: Task): void {
		this.stored.tasks[key] = task as unknown as IDataObject;
	}

	keepDoubt(key: string, { message, details }: Problem): void {
		const { executionId } = this;
		this.stored.doubts[key] = { executionId, message, advice: details.advice };
	}

	/**
	 * What became of a create that this execution has sent before and that got no answer. Retry On Fail
	 * runs the node again before anybody could look whether a video was created; "Retry execution" is a
	 * person's choice, and another execution.
	 */
	findDoubt(key: string): Problem | undefined {
		const doubt = this.stored.doubts[key];
		if (!doubt || doubt.executionId !== this.executionId) return undefined;
		return new Problem(doubt.message, {
			advice: `${doubt.advice} The node did not send it again by itself.`,
		});
	}

	forgetTask(taskId: string): void {
		const { tasks } = this.stored;
		for (const key of Object.keys(tasks)) {
			if (tasks[key].id === taskId) delete tasks[key];
		}
	}

	/** What this run has asked for is through. Another call of a tool may still want its own. */
	forgetOwn(): void {
		for (const key of this.asked) delete this.stored.tasks[key];
	}
}

/** n8n's Agents run a tool outside of any execution: there, nothing lasts from one call to the next. */
function placeIn(context: IExecuteFunctions): IDataObject {
	try {
		return context.getContext('node');
	} catch {
		return {};
	}
}
