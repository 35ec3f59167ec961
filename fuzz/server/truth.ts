import type { CallKind, ItemPlan } from '../plan';

/** What the server knows of a run when it is over: what was asked, what was created, what was told. */
export interface Truth {
	creates: Create[];
	tasks: Task[];
	/** How many calls came in. */
	calls: Record<CallKind, number>;
	/** Requests for things that no answer and no user has named. */
	strays: string[];
	/** Requests to the gateway without the key, or with another one. */
	withoutKey: string[];
	/** Requests to the file host that hold the key. */
	keyAway: string[];
	/** Calls that the client did not end within their limit. */
	overdue: string[];
	/** Calls under way after the run's end. */
	leftOpen: string[];
}

/** A POST that has come in as a whole. */
export interface Create {
	/** Index of the item and of the run, e.g. `2.0`. */
	item: string;
	body: unknown;
	at: number;
	/** The answer says for certain that nothing was created. */
	refused: boolean;
	/** Of the task that it has created. */
	id?: string;
}

export interface Task {
	item: string;
	id: string;
	/** A whole and readable answer has told the ID. */
	told: boolean;
	/** The user has had it from before. */
	given: boolean;
	/** When an answer has said that the task failed, and so costs nothing. */
	failedAt?: number;
}

const DEFAULT_ID = 'task_0123456789abcdef';

export function noTruth(): Truth {
	const calls = { create: 0, status: 0, models: 0, account: 0, content: 0, file: 0 };
	const lists = { strays: [], withoutKey: [], keyAway: [], overdue: [], leftOpen: [] };
	return { creates: [], tasks: [], calls, ...lists };
}

/** The ID of a new task of the item; one that is taken already is made another. */
export function uniqueId(
	{ id: { text, number } = { text: DEFAULT_ID } }: ItemPlan,
	taken: Set<string>,
): string {
	let id = expand(text);
	while (taken.has(id)) id = number ? String(BigInt(id) + 1n) : `${id}x`;
	taken.add(id);
	return id;
}

/** Texts in a plan write a long run of something as `«1000×a»`. */
export function expand(text: string): string {
	return text.replace(/«(\d+)×([^»]+)»/g, (_all, times: string, unit: string) =>
		unit.repeat(Number(times)),
	);
}

/** As a text comes through UTF-8. */
export function wellFormed(text: string): string {
	return Buffer.from(text).toString();
}
