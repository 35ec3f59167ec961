import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { CREDENTIAL_TYPE, HttpClient } from '../http/client';
import { RateLimiter, Semaphore } from '../http/limiters';
import { oneLine, shorten, type Redact } from '../http/redact';
import { canceledError } from '../http/retry';
import { readProvider, type Provider } from '../input/credential';
import { MAX_PARALLEL_DOWNLOADS, MAX_PARALLEL_UPLOAD_BYTES } from '../limits';
import { ExchangeRates } from './costs';
import { TaskStore } from './store';

/** What the items of one run share. */
export class RunContext {
	readonly http: HttpClient;

	readonly store: TaskStore;

	readonly rates: ExchangeRates;

	readonly createLimiter: RateLimiter;

	readonly pollLimiter: RateLimiter;

	/** The weight is the bytes of files inside a request. */
	readonly requests = new Semaphore(MAX_PARALLEL_UPLOAD_BYTES);

	readonly downloads = new Semaphore(MAX_PARALLEL_DOWNLOADS);

	/** Request forms that this server needs, by the form that the fields select. */
	readonly requestForms = new Map<string, string>();

	/** Whether an AI agent runs the node as its tool: n8n creates a separate node type for that. */
	readonly isTool: boolean;

	/** Aborts when the user stops the execution. */
	readonly userSignal: AbortSignal;

	/** Aborts when the user stops the execution, or when the failure of another item ends the run. */
	readonly signal: AbortSignal;

	/** Aborts shortly after `userSignal`: responses that are still arriving are used up to that point. */
	readonly stopReading = new AbortController();

	private readonly stopper = new AbortController();

	private readonly hints = new Set<string>();

	private constructor(
		readonly context: IExecuteFunctions,
		readonly provider: Provider,
		properties: INodeProperties[],
	) {
		const { createIntervalSeconds, pollIntervalSeconds } = provider.protocol;
		this.isTool = isTool(context);
		this.http = new HttpClient(context, provider);
		const options = { context, endpoint: provider, properties, isTool: this.isTool };
		this.store = new TaskStore({ ...options, redact: this.redact });
		this.createLimiter = new RateLimiter(createIntervalSeconds);
		this.pollLimiter = new RateLimiter(pollIntervalSeconds);
		this.userSignal = context.getExecutionCancelSignal() ?? new AbortController().signal;
		this.signal = AbortSignal.any([this.userSignal, this.stopper.signal]);
		this.rates = new ExchangeRates(this);
	}

	/** @throws GrokVideoError if the credential cannot be used. */
	static async open(
		context: IExecuteFunctions,
		properties: INodeProperties[],
	): Promise<RunContext> {
		const provider = readProvider(await context.getCredentials(CREDENTIAL_TYPE));
		return new RunContext(context, provider, properties);
	}

	/** Removes all secrets that were used in the run. */
	readonly redact: Redact = (value) => this.http.redact(value);

	/** Ends the waits, polls and downloads of all items. Creates continue until they are answered. */
	stop(): void {
		this.stopper.abort();
	}

	throwIfStopped(): void {
		if (this.signal.aborted) throw canceledError();
	}

	/** Shows a hint with the output, once per run. */
	hint(text: string): void {
		const message = this.redact(text);
		if (this.hints.has(message)) return;
		this.hints.add(message);
		// Missing for AI tools before n8n 1.119.
		this.context.addExecutionHints?.({ message, type: 'info', location: 'outputPane' });
	}

	/** Writes to n8n's log and, in a manual run, to the browser's console. */
	log(itemIndex: number, message: string): void {
		// n8n's own Agents run a tool outside of executions.
		const execution = this.context.getExecutionId() ?? 'of an agent';
		const text = oneLine(`Grok Video, execution ${execution}, item ${itemIndex}: ${message}`);
		const line = this.redact(shorten(text, 1000));
		this.context.logger.info(line);
		this.context.sendMessageToUI(line);
	}
}

export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}
