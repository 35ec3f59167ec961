import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Task } from './status';

const CONTEXT_KEY = 'grokVideoTasks';

/** As it is stored with the execution: plain JSON. */
interface Stored extends IDataObject {
	runIndex: number;
	tasks: Record<string, IDataObject>;
}

/**
 * The tasks that this run of the node has created, kept in the execution's own data. n8n keeps that
 * data when it runs the node again (Retry On Fail, "Retry execution"), so the next try takes a paid
 * task up again instead of creating another. A loop's next round has another run index and starts
 * with nothing remembered.
 */
export class TaskMemory {
	private constructor(private readonly stored: Stored) {}

	static open(context: IExecuteFunctions): TaskMemory {
		const place: IDataObject = context.getContext('node');
		const runIndex = Number(context.getWorkflowDataProxy(0).$runIndex) || 0;
		const found = place[CONTEXT_KEY] as Stored | undefined;
		const stored: Stored = found?.runIndex === runIndex ? found : { runIndex, tasks: {} };
		place[CONTEXT_KEY] = stored;
		return new TaskMemory(stored);
	}

	find(key: string): Task | undefined {
		return this.stored.tasks[key] as unknown as Task | undefined;
	}

	keep(key: string, task: Task): void {
		this.stored.tasks[key] = task as unknown as IDataObject;
	}

	forgetTask(taskId: string): void {
		const { tasks } = this.stored;
		for (const key of Object.keys(tasks)) {
			if (tasks[key].id === taskId) delete tasks[key];
		}
	}

	forgetAll(): void {
		this.stored.tasks = {};
	}
}

/** Tells requests and images apart: SHA-256, as hexadecimal digits. */
export async function digest(data: string | Buffer): Promise<string> {
	const bytes = typeof data === 'string' ? Buffer.from(data) : data;
	const hash = await crypto.subtle.digest('SHA-256', bytes);
	return Buffer.from(hash).toString('hex');
}
