import type { IExecuteFunctions } from 'n8n-workflow';
import { MAX_PARALLEL_DOWNLOADS, MAX_PARALLEL_UPLOAD_BYTES } from '../limits';
import { GrokVideoError, toGrokVideoError } from '../errors';
import { readProvider, type Provider } from '../input/credential';
import { CREDENTIAL_TYPE, HttpClient } from '../http/client';
import { Semaphore } from '../http/limiters';
import { cut, mapTexts, oneLine, type Redact } from '../http/redact';
import { RunCosts } from './costs';
import { TaskMemory } from './store';
import { RateLimiter } from './pace';

/** n8n takes an execution for canceled only where the message has this word. */
export const canceled = () => new GrokVideoError('The execution was canceled');

/** What has become of an item's create. */
interface ItemRecord {
	taskId?: string;
	/** A create went out, and nothing is known of what it did. */
	unknownOutcome?: boolean;
	/** How far this try has come with it; nothing while it has not come to it. */
	stage?: 'running' | 'finished';
}

/** What one run of the node shares between its items. */
export class RunContext {
	private readonly records = new Map<number, ItemRecord>();

	private readonly hints = new Set<string>();

	/** Tasks that end in the same moment do not all download at once: that would cost memory, not save time. */
	readonly downloads = new Semaphore(MAX_PARALLEL_DOWNLOADS);

	/** Weighed in bytes of reference images. */
	readonly uploads = new Semaphore(MAX_PARALLEL_UPLOAD_BYTES);

	readonly createPace: RateLimiter;

	readonly pollPace: RateLimiter;

	private readonly stopper = new AbortController();

	/** The user's stop of the execution. */
	readonly userSignal: AbortSignal;

	/** Aborts when the user stops the execution, and when another item's failure ends the run. */
	readonly signal: AbortSignal;

	readonly http: HttpClient;

	readonly costs: RunCosts;

	private constructor(
		readonly context: IExecuteFunctions,
		readonly provider: Provider,
		readonly memory: TaskMemory,
	) {
		this.http = new HttpClient(context, provider);
		this.createPace = new RateLimiter(provider.protocol.createSpacingSeconds());
		this.pollPace = new RateLimiter(provider.protocol.pollSpacingSeconds());
		this.userSignal = context.getExecutionCancelSignal() ?? new AbortController().signal;
		this.signal = AbortSignal.any([this.userSignal, this.stopper.signal]);
		this.costs = new RunCosts(this.http, provider, this.signal);
		for (const { itemIndex, taskId } of memory.known()) {
			this.records.set(itemIndex, taskId === undefined ? { unknownOutcome: true } : { taskId });
		}
	}

	/** @throws GrokVideoError when the credential cannot be used. */
	static async open(context: IExecuteFunctions): Promise<RunContext> {
		const provider = readProvider(await context.getCredentials(CREDENTIAL_TYPE));
		return new RunContext(context, provider, await TaskMemory.open(context, provider));
	}

	/** Takes the key out of all that leaves the node. */
	get redact(): Redact {
		return this.provider.redact;
	}

	/** Ends the waits, polls and downloads of all items; a create under way is let finish. */
	stop(): void {
		this.stopper.abort();
	}

	throwIfStopped(): void {
		if (this.signal.aborted) throw canceled();
	}

	/** To be said in the moment before a create goes out. */
	sending(itemIndex: number): void {
		this.records.set(itemIndex, { unknownOutcome: true });
	}

	notCreated(itemIndex: number): void {
		this.records.delete(itemIndex);
	}

	started(itemIndex: number, taskId: string): void {
		this.records.set(itemIndex, { taskId, stage: 'running' });
	}

	ended(itemIndex: number): void {
		const record = this.records.get(itemIndex);
		if (record) record.stage = 'finished';
	}

	/**
	 * Whatever an item's work has thrown, with what is known of the item's task. This is the only way out
	 * for an error, so a task that exists is always named.
	 */
	failureOf(error: unknown, itemIndex: number): GrokVideoError {
		const { taskId, unknownOutcome } = this.records.get(itemIndex) ?? {};
		const failure = toGrokVideoError(error);
		if (taskId !== undefined) {
			const known = failure.with({ taskId });
			return known.details.description === undefined ? known.withDescription(TASK_GOES_ON) : known;
		}
		if (unknownOutcome) return failure.withDescription(this.unknownOutcomeAdvice());
		if (failure.details.description !== undefined || !this.signal.aborted) return failure;
		// An earlier call of a tool, whose request is not read yet, may be the one that got no answer.
		return this.memory.hasUnknownOutcome()
			? failure.withDescription(this.unknownOutcomeAdvice())
			: failure.withDescription('Nothing was created for this item.');
	}

	private unknownOutcomeAdvice(): string {
		return `A video may have been created and billed all the same: look at the task log in your ${this.provider.label} console before you run this again.`;
	}

	/** The other items whose create went out and got no answer, for an error that ends the whole run. */
	otherUnknownOutcomes(itemIndex: number): number[] {
		return this.others(itemIndex)
			.filter(([, { unknownOutcome }]) => unknownOutcome)
			.map(([index]) => index);
	}

	otherTasks(itemIndex: number): Array<{ itemIndex: number; taskId: string; stage?: string }> {
		return this.others(itemIndex).flatMap(([index, { taskId, stage }]) =>
			taskId === undefined ? [] : [{ itemIndex: index, taskId, stage }],
		);
	}

	private others(itemIndex: number): Array<[number, ItemRecord]> {
		return [...this.records].filter(([index]) => index !== itemIndex).sort(([a], [b]) => a - b);
	}

	/** Shows the user something beside the output, once per run. */
	hint(text: string): void {
		const message = this.redact(text);
		if (this.hints.has(message)) return;
		this.hints.add(message);
		// Not there for AI tools before n8n 1.119.
		this.context.addExecutionHints?.({ message, type: 'info', location: 'outputPane' });
	}

	/** A line in n8n's log and, in a manual run, in the editor. Never holds the key or a prompt. */
	log(itemIndex: number, message: string): void {
		// n8n's own Agents run a tool outside of any execution.
		const execution = this.context.getExecutionId() ?? 'of an agent';
		const line = cut(
			this.redact(oneLine(`Grok Video, execution ${execution}, item ${itemIndex}: ${message}`)),
			1000,
		);
		this.context.logger.info(line);
		this.context.sendMessageToUI(line);
	}

	/** What leaves the node as data. */
	clean<T>(value: T): T {
		return mapTexts(value, this.redact);
	}
}

const TASK_GOES_ON =
	"The task goes on at the provider and is billed once. To get the video, use the operation 'Wait for Completion' with its task ID.";
