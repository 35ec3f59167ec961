import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { CREDENTIAL_TYPE, type Endpoint } from '../http/client';
import { digest } from '../http/json';
import type { Redact } from '../http/redact';
import type { CreateRequest } from '../input/videoRequest';
import { identifyingFields } from './identifyingFields';

const CONTEXT_KEY = 'grokVideoTasks';

/** Data in another format, saved by another version of the node, is ignored. */
const FORMAT = 2;

export type RecordState =
	/** The request was sent, and its response has not arrived. */
	| 'sending'
	| 'created'
	/** Nothing was created. */
	| 'rejected'
	/** No usable response arrived: the video may exist and be billed. */
	| 'unknownOutcome'
	| 'failed'
	| 'finished';

/** What is known about one create. */
export interface TaskRecord {
	itemIndex: number;
	state: RecordState;
	taskId?: string;
	model?: string;
	/** Unix seconds. */
	createdAt?: number;
	costUsd?: number;
	/** Failed without a bill: a retry creates the video again. */
	canRecreate?: boolean;
	/** Created by an earlier attempt. */
	isResumed?: boolean;
	/** Not created by this node: the user named the task. */
	isTracked?: boolean;
	/** Error of a create with an unknown outcome. */
	message?: string;
	description?: string;
}

/** What identifies the video of an item. */
export interface Slot {
	itemIndex: number;
	/** Digest of the resolved request. */
	request: string;
	/** Digest of the fields before expressions are resolved, of a tool's arguments, and of the images or the video. */
	fields: string;
	/** n8n 2 gives each call of a tool an ID, which the retries of this call keep. */
	toolCallId?: string;
}

interface SavedRecord extends TaskRecord, Slot {
	executionId: string;
	/** The attempt that works on it. Missing once the attempt has ended. */
	attempt?: string;
}

interface Saved {
	format: number;
	runIndex: number;
	records: Record<string, SavedRecord>;
}

export interface StoreOptions {
	context: IExecuteFunctions;
	endpoint: Endpoint;
	/** The node's fields, for their defaults. */
	properties: INodeProperties[];
	isTool: boolean;
	redact: Redact;
}

/**
 * The tasks of this run of the node: the source for errors, costs and retries. They are saved with the execution, so
 * that a retry (Retry On Fail, Retry execution, an agent that calls its tool again) resumes a paid task instead of
 * creating another one. The next round of a loop has another run index and starts empty.
 *
 * n8n's own Agents run a tool outside of executions, where nothing can be saved.
 */
export class TaskStore {
	private readonly attempt: string = crypto.randomUUID();

	private readonly executionId: string;

	private readonly saved: Saved;

	private readonly endpointId: string;

	private readonly fields: unknown;

	/** What this attempt created, resumed or tracks, by key. The saved copies are redacted. */
	private readonly attemptRecords = new Map<string, SavedRecord>();

	/** The keys of the records that are saved. */
	private readonly keys = new WeakMap<TaskRecord, string>();

	/** Keys of the records that earlier attempts saved. */
	private readonly earlierKeys: string[];

	private isClosed = false;

	constructor(private readonly options: StoreOptions) {
		const { context, endpoint, isTool, properties } = options;
		const { credentials, parameters } = context.getNode();
		this.executionId = context.getExecutionId();
		this.saved = openSaved(context, isTool);
		this.earlierKeys = Object.keys(this.saved.records);
		this.endpointId = JSON.stringify([credentials?.[CREDENTIAL_TYPE]?.id, endpoint.baseUrl]);
		this.fields = identifyingFields(parameters, properties);
	}

	async slotOf(
		itemIndex: number,
		{ identity, media }: Pick<CreateRequest, 'identity' | 'media'>,
	): Promise<Slot> {
		const { context, isTool } = this.options;
		const { toolCallId, ...args } = isTool ? context.getInputData()[itemIndex].json : {};
		const fields = JSON.stringify([this.endpointId, this.fields, args, media]);
		return {
			itemIndex,
			request: await digest(this.endpointId + identity),
			fields: await digest(fields),
			...(typeof toolCallId === 'string' && { toolCallId }),
		};
	}

	/** Takes over the task that an earlier attempt created for this video. */
	resume(slot: Slot): TaskRecord | undefined {
		const found = this.findEarlier(slot, (record) => {
			return record.taskId !== undefined && record.canRecreate !== true;
		});
		if (!found) return undefined;
		const [key, record] = found;
		const { attempt, executionId } = this;
		const resumed = { ...record, ...slot, attempt, executionId, isResumed: true };
		this.add(key, resumed);
		this.save(key, resumed);
		return resumed;
	}

	/**
	 * The error of an earlier create whose outcome is unknown. Retry On Fail repeats a node before anybody could check
	 * the provider's console. Retry execution is a user's decision, and a new execution.
	 */
	unknownOutcome(slot: Slot): GrokVideoError | undefined {
		const found = this.findEarlier(slot, (record) => this.isUnknown(record));
		if (!found) return undefined;
		const [key, record] = found;
		this.add(key, record);
		const { message = 'An earlier attempt requested this video and got no answer' } = record;
		const { description } = record;
		return new GrokVideoError(message, { description }).withDescription(
			'The node did not send the request again.',
		);
	}

	/** Adds a record. Nothing is created for it yet. */
	start(slot: Slot): TaskRecord {
		const { attempt, executionId } = this;
		const record: SavedRecord = { ...slot, state: 'rejected', executionId, attempt };
		const key: string = crypto.randomUUID();
		this.add(key, record);
		this.save(key, record);
		return record;
	}

	update(record: TaskRecord, changes: Partial<TaskRecord>): void {
		Object.assign(record, changes);
		const key = this.keys.get(record);
		if (key !== undefined) this.save(key, record as SavedRecord);
	}

	/** Adds a task that the user named. It is not saved. */
	track(itemIndex: number, taskId: string): TaskRecord {
		const record: SavedRecord = {
			itemIndex,
			taskId,
			state: 'created',
			isTracked: true,
			executionId: this.executionId,
			request: '',
			fields: '',
		};
		this.attemptRecords.set(`item ${itemIndex}`, record);
		return record;
	}

	/** The records of all items, in order. For a tool, only those of this call. */
	all(): TaskRecord[] {
		const savedEntries = this.options.isTool ? [] : Object.entries(this.saved.records);
		const records = [...new Map([...savedEntries, ...this.attemptRecords]).values()];
		return records.sort((a, b) => a.itemIndex - b.itemIndex);
	}

	/** The records of this execution. */
	ofExecution(): TaskRecord[] {
		return (this.all() as SavedRecord[]).filter((record) => this.isOfExecution(record));
	}

	/** The newest record of an item, unless nothing was created for it. */
	of(itemIndex: number): TaskRecord | undefined {
		const isOfItem = (record: TaskRecord) =>
			record.itemIndex === itemIndex && record.state !== 'rejected';
		return (
			[...this.attemptRecords.values()].filter(isOfItem).at(-1) ??
			this.all().filter(isOfItem).at(-1)
		);
	}

	/** Whether an earlier call of this tool left a create with an unknown outcome. */
	hasUnknownOutcome(): boolean {
		return Object.values(this.saved.records).some((record) => this.isUnknown(record));
	}

	/** Tasks that earlier calls of this tool, or earlier attempts of this call, left in this execution. */
	idsOfEarlierCalls(): string[] {
		const records = this.options.isTool ? Object.values(this.saved.records) : [];
		return records
			.filter((record) => this.isOfExecution(record))
			.flatMap(({ taskId }) => taskId ?? []);
	}

	/** Ends the attempt. After a success that n8n will not repeat, nothing stays with the execution. */
	close(isDone: boolean): void {
		this.isClosed = true;
		const { context, isTool } = this.options;
		for (const [key, record] of this.attemptRecords) {
			// The response to a create of an earlier attempt may still arrive and be saved.
			const isOfAttempt = record.attempt === this.attempt;
			if (isDone) delete this.saved.records[key];
			else if (isOfAttempt && key in this.saved.records) this.save(key, record);
		}
		const isEmpty = Object.keys(this.saved.records).length === 0;
		if (isEmpty || (isDone && !isTool)) delete contextData(context)[CONTEXT_KEY];
	}

	private add(key: string, record: SavedRecord): void {
		this.attemptRecords.set(key, record);
		this.keys.set(record, key);
	}

	private findEarlier(
		slot: Slot,
		condition: (record: SavedRecord) => boolean,
	): [string, SavedRecord] | undefined {
		const { records } = this.saved;
		// Parallel calls of a tool add records. In other runs, only this attempt does.
		const keys = this.options.isTool ? Object.keys(records) : this.earlierKeys;
		const entries = keys.map((key): [string, SavedRecord] => [key, records[key]]);
		const matches = entries.filter(
			([key, record]) =>
				key in records &&
				!this.attemptRecords.has(key) &&
				!this.isBusy(record) &&
				condition(record) &&
				this.isSameVideo(record, slot),
		);
		return matches.find(([, record]) => record.toolCallId === slot.toolCallId) ?? matches[0];
	}

	/** Whether a parallel call of this tool works on it. */
	private isBusy(record: SavedRecord): boolean {
		return this.options.isTool && record.attempt !== undefined && this.isOfExecution(record);
	}

	/** Values such as a random seed may differ in a retry, but not in another call of the tool. */
	private isSameVideo(record: SavedRecord, slot: Slot): boolean {
		const isSameItem = record.itemIndex === slot.itemIndex;
		if (!this.options.isTool && this.isOfExecution(record)) return isSameItem;
		if (record.request === slot.request) return true;
		const isOtherCall = this.isOfExecution(record) && record.toolCallId !== slot.toolCallId;
		return !isOtherCall && isSameItem && record.fields === slot.fields;
	}

	private isUnknown(record: SavedRecord): boolean {
		return ['sending', 'unknownOutcome'].includes(record.state) && this.isOfExecution(record);
	}

	private isOfExecution({ executionId }: SavedRecord): boolean {
		return executionId === this.executionId;
	}

	private save(key: string, { attempt, ...record }: SavedRecord): void {
		this.saved.records[key] = this.options.redact({
			...record,
			...(!this.isClosed && { attempt }),
		});
	}
}

function openSaved(context: IExecuteFunctions, isTool: boolean): Saved {
	const data = contextData(context);
	const runIndex = isTool ? 0 : Number(context.getWorkflowDataProxy(0).$runIndex);
	const found = data[CONTEXT_KEY] as Saved | undefined;
	const isReadable = found?.format === FORMAT && typeof found.records === 'object';
	if (isReadable && found.records !== null && found.runIndex === runIndex) return found;
	const saved: Saved = { format: FORMAT, runIndex, records: {} };
	data[CONTEXT_KEY] = saved;
	return saved;
}

/** n8n's data of the node, which is stored with the execution. */
function contextData(context: IExecuteFunctions): IDataObject & { [CONTEXT_KEY]?: unknown } {
	try {
		return context.getContext('node');
	} catch {
		return {};
	}
}
