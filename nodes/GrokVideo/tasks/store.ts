import type { IDataObject, IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { digest } from '../digest';
import { GrokVideoError } from '../errors';
import type { Task } from '../protocols/types';
import type { Provider } from '../input/credential';
import { CREDENTIAL_TYPE } from '../http/client';
import { mapTexts } from '../http/redact';
import { isTool } from '../tool';

const CONTEXT_KEY = 'grokVideoTasks';

/** A server's object that is larger than this (letters of JSON) is not kept with the execution. */
const MAX_RAW_CHARACTERS = 5000;

interface UnknownOutcome {
	executionId: string;
	message: string;
	description?: string;
	/** The create has gone out, and its answer may still come. */
	underWay?: boolean;
}

/** As it is stored with the execution: plain JSON. */
interface Stored extends IDataObject {
	runIndex: number;
	tasks: Record<string, IDataObject>;
	/** Creates of which it is not known whether they made a task. */
	unknownOutcomes: Record<string, UnknownOutcome>;
}

/**
 * The tasks that this run of the node has created, kept in the execution's own data. n8n keeps that
 * data when it runs the node again (Retry On Fail, "Retry execution"), so the next try takes a paid
 * task up again instead of creating another. A loop's next round has another run index and starts
 * with nothing remembered.
 *
 * What a task belongs to is the item, the credential, the address and the node's fields as they were
 * filled in, before expressions are resolved: an item is paid once, also when a retry gives a random value
 * or the time anew. For a tool each call and each retry is a round of its own, in which only the resolved
 * request tells one video from another: an agent that asks again for the very video that it did not get
 * takes up the task of its first call.
 *
 * n8n's own Agents run a tool outside of any execution: there is nowhere to remember anything then.
 */
export class TaskMemory {
	private readonly asked = new Set<string>();

	private constructor(
		private readonly stored: Stored,
		private readonly executionId: string,
		private readonly place: string,
		private readonly provider: Provider,
		private readonly forTool: boolean,
	) {}

	static async open(context: IExecuteFunctions, provider: Provider): Promise<TaskMemory> {
		const forTool = isTool(context);
		const { credentials, parameters } = context.getNode();
		const place = await digest(
			JSON.stringify([
				credentials?.[CREDENTIAL_TYPE]?.id,
				provider.baseUrl,
				forTool ? null : requestFields(parameters),
			]),
		);
		const stored = openStored(context, forTool);
		return new TaskMemory(stored, context.getExecutionId(), place, provider, forTool);
	}

	/** Under which an item's task is kept. Holds no prompt and no image. */
	async keyOf(itemIndex: number, resolved: () => string): Promise<string> {
		const own = this.forTool ? await digest(resolved()) : '';
		return `${itemIndex}:${this.place}${own}`;
	}

	/** What is remembered of the items of this run: a try that ends before it comes to them names it all the same. */
	known(): Array<{ itemIndex: number; taskId?: string }> {
		if (this.forTool) return []; // its keys belong to requests, which are not read yet
		const { tasks, unknownOutcomes } = this.stored;
		const items = (keys: string[]) =>
			keys
				.filter((key) => key.endsWith(`:${this.place}`))
				.map((key) => ({ key, itemIndex: Number.parseInt(key, 10) }));
		const unknown = Object.keys(unknownOutcomes).filter((key) => this.isUnknown(key));
		return [
			...items(unknown).map(({ itemIndex }) => ({ itemIndex })),
			...items(Object.keys(tasks)).map(({ key, itemIndex }) => ({
				itemIndex,
				taskId: String(tasks[key].id),
			})),
		];
	}

	/** Whether this execution has sent a create of which nothing is known. */
	hasUnknownOutcome(): boolean {
		return Object.keys(this.stored.unknownOutcomes).some((key) => this.isUnknown(key));
	}

	find(key: string): Task | undefined {
		this.asked.add(key);
		return this.stored.tasks[key] as unknown as Task | undefined;
	}

	keep(key: string, task: Task): void {
		delete this.stored.unknownOutcomes[key];
		const kept = mapTexts(task, this.provider.redact);
		const raw = JSON.stringify(kept.raw).length > MAX_RAW_CHARACTERS ? {} : kept.raw;
		this.stored.tasks[key] = { ...kept, raw, id: task.id } as unknown as IDataObject;
	}

	/**
	 * To be said in the moment before a create goes out: the run may end, and begin again, before there is an
	 * answer.
	 */
	sending(key: string): void {
		const message = 'An earlier try has asked for this video, and the answer has not come yet';
		this.stored.unknownOutcomes[key] = { executionId: this.executionId, message, underWay: true };
	}

	notCreated(key: string): void {
		delete this.stored.unknownOutcomes[key];
	}

	keepUnknownOutcome(key: string, { message, details }: GrokVideoError): void {
		const { executionId } = this;
		const told = mapTexts({ message, description: details.description }, this.provider.redact);
		this.stored.unknownOutcomes[key] = { executionId, ...told };
	}

	/**
	 * What became of a create that this execution has sent before and that got no answer. Retry On Fail
	 * runs the node again before anybody could look whether a video was created; "Retry execution" is a
	 * person's choice, and another execution.
	 */
	findUnknownOutcome(key: string): GrokVideoError | undefined {
		const told = this.stored.unknownOutcomes[key] as Stored['unknownOutcomes'][string] | undefined;
		if (!told || !this.isUnknown(key)) return undefined;
		// An agent can call a tool twice at once, for two videos of the same words.
		if (this.forTool && told.underWay) return undefined;
		const { message, description } = told;
		return new GrokVideoError(message, { description }).withDescription(
			'The node did not send it again by itself.',
		);
	}

	private isUnknown(key: string): boolean {
		return this.stored.unknownOutcomes[key]?.executionId === this.executionId;
	}

	/** A task that has failed and costs nothing: a retry shall create anew. */
	forgetTask(taskId: string): void {
		const { tasks } = this.stored;
		for (const key of Object.keys(tasks)) {
			if (tasks[key].id === taskId) delete tasks[key];
		}
	}

	/**
	 * A tool's call has brought what it asked for, so the same call again means another video. Everything
	 * else belongs to its run index, and is out of reach for the next one.
	 */
	endOfCall(): void {
		if (!this.forTool) return;
		for (const key of this.asked) delete this.stored.tasks[key];
	}
}

/** Fields that say how to wait for a video and what to do with it, and not which one: they may change. */
const NOT_OF_THE_REQUEST = [
	'downloadVideo',
	'outputField',
	'simplify',
	'output',
	'selectedFields',
	'waitForCompletion',
];
const OPTIONS_OF_THE_REQUEST = [
	'extraBody',
	'requestForm',
	'imagesAs',
	'generateAudio',
	'voices',
	'publicLinkDays',
];

/** A person who has set a longer "Max Wait" and retries the execution wants the video that is paid for. */
function requestFields({ options, ...fields }: INodeParameters): unknown {
	const isKept =
		(names: string[], kept: boolean) =>
		([name]: [string, unknown]) =>
			names.includes(name) === kept;
	return [
		Object.entries(fields).filter(isKept(NOT_OF_THE_REQUEST, false)),
		Object.entries(Object(options) as object).filter(isKept(OPTIONS_OF_THE_REQUEST, true)),
	];
}

function openStored(context: IExecuteFunctions, forTool: boolean): Stored {
	let place: IDataObject;
	let runIndex = 0;
	try {
		place = context.getContext('node');
		if (!forTool) runIndex = Number(context.getWorkflowDataProxy(0).$runIndex);
	} catch {
		place = {};
	}
	const found = place[CONTEXT_KEY] as Stored | undefined;
	const stored: Stored =
		found?.runIndex === runIndex ? found : { runIndex, tasks: {}, unknownOutcomes: {} };
	place[CONTEXT_KEY] = stored;
	return stored;
}
