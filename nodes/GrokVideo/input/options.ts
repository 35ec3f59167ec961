import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import {
	DEFAULT_MAX_WAIT_SECONDS,
	DEFAULT_PARALLEL_TASKS,
	DEFAULT_POLL_INTERVAL_SECONDS,
	MAX_PARALLEL_TASKS,
} from '../limits';
import { GrokVideoError } from '../errors';
import { Breather } from '../http/deadline';
import { asObject } from '../http/json';
import {
	displayValue,
	readChoice,
	readFlag,
	readNumber,
	readRequiredText,
	readText,
	toNumber,
} from './values';

/** The collection 'Options' of an item. Always an object: n8n replaces an expression with an empty one. */
export function readOptions(context: IExecuteFunctions, itemIndex: number): IDataObject {
	return context.getNodeParameter('options', itemIndex, {}) as IDataObject;
}

export interface WaitOptions {
	/** Seconds. */
	pollInterval: number;
	/** Seconds. */
	maxWait: number;
	onTimeout: 'error' | 'return';
}

const ON_TIMEOUT = { error: 'Stop Workflow', return: 'Return the Unfinished Task' };

/** @throws GrokVideoError */
export function readWaitOptions(context: IExecuteFunctions, itemIndex: number): WaitOptions {
	const { pollInterval, maxWait, onTimeout } = readOptions(context, itemIndex);
	return {
		pollInterval: readNumber(
			pollInterval ?? DEFAULT_POLL_INTERVAL_SECONDS,
			"'Poll Interval (Seconds)'",
		),
		maxWait: readNumber(maxWait ?? DEFAULT_MAX_WAIT_SECONDS, "'Max Wait (Seconds)'"),
		onTimeout: readChoice(onTimeout ?? 'error', ON_TIMEOUT, "'On Timeout'"),
	};
}

/** @throws GrokVideoError */
export function readMaxParallel(context: IExecuteFunctions): number {
	const value: unknown = readOptions(context, 0).maxParallel ?? DEFAULT_PARALLEL_TASKS;
	const number = toNumber(value);
	if (Number.isFinite(number)) {
		return Math.min(MAX_PARALLEL_TASKS, Math.max(1, Math.floor(number)));
	}
	throw new GrokVideoError(`'Max Parallel Tasks' must be a number, not ${displayValue(value)}`, {
		description: `Set 'Max Parallel Tasks' in the options to a number from 1 to ${MAX_PARALLEL_TASKS}.`,
	});
}

/**
 * A limit for the whole run: the lowest of the items' values. Undefined if it is not set.
 * @throws GrokVideoError if an item's value is not a number above 0.
 */
export async function readLimit(
	context: IExecuteFunctions,
	name: string,
	label: string,
): Promise<number | undefined> {
	const raw = asObject(context.getNode().parameters.options)?.[name];
	const isExpression = typeof raw === 'string' && raw.startsWith('=');
	const count = isExpression ? context.getInputData().length : 1;
	const breather = new Breather();
	let lowest: number | undefined;
	for (let itemIndex = 0; itemIndex < count; itemIndex++) {
		await breather.breathe();
		const limits = readOptions(context, itemIndex);
		if (!Object.hasOwn(limits, name)) continue;
		const limit = toNumber(limits[name]);
		if (!Number.isFinite(limit) || limit <= 0) {
			throw new GrokVideoError(
				`'${label}' must be a number above 0, not ${displayValue(limits[name])}`,
				{
					description: `Set '${label}' in the options, or remove it for no limit. Nothing was created or billed.`,
				},
			);
		}
		lowest = Math.min(limit, lowest ?? limit);
	}
	return lowest;
}

const MAX_TASK_ID_CHARACTERS = 300;
const TASK_ID_DESCRIPTION = "Enter the 'task_id' from Create, e.g. {{ $json.task_id }}.";

/** @throws GrokVideoError if there is no ID, or a text that cannot be one. */
export function readTaskId(context: IExecuteFunctions, itemIndex: number): string {
	const value: unknown = context.getNodeParameter('taskId', itemIndex);
	const taskId = readRequiredText(value, "'Task ID'", TASK_ID_DESCRIPTION);
	if (taskId.length <= MAX_TASK_ID_CHARACTERS) return taskId;
	throw new GrokVideoError(`'Task ID' must be the ID of a task, not ${displayValue(taskId)}`, {
		description: TASK_ID_DESCRIPTION,
	});
}

export interface OutputOptions {
	mode: OutputMode;
	download: boolean;
	/** Name of the binary field. */
	field: string;
	/** If empty, the file is named after the task. */
	fileName: string;
}

/** @throws GrokVideoError */
export function readOutputOptions(context: IExecuteFunctions, itemIndex: number): OutputOptions {
	// These fields are not shown if nothing is downloaded, nor to agents, who cannot read files.
	const download: unknown = context.getNodeParameter('downloadVideo', itemIndex, false);
	const field: unknown = context.getNodeParameter('outputField', itemIndex, null);
	return {
		mode: readOutputMode(context, itemIndex),
		download: readFlag(download, 'Download Video'),
		field: readText(field, "'Output Data Field Name'") || 'data',
		fileName: readText(readOptions(context, itemIndex).fileName, "'File Name'"),
	};
}

/** The JSON of an item: useful fields, the server's response, or the named fields. */
export type OutputMode = 'simplified' | 'raw' | readonly string[];

/** From 'Output', which tools have, or else from 'Simplify'. */
export function readOutputMode(context: IExecuteFunctions, itemIndex: number): OutputMode {
	const output: unknown = context.getNodeParameter('output', itemIndex, null);
	if (output === 'selected') {
		const fields: unknown = context.getNodeParameter('selectedFields', itemIndex, []);
		return Array.isArray(fields) ? fields.map(String) : [];
	}
	if (output !== null) return output === 'raw' ? 'raw' : 'simplified';
	const simplify: unknown = context.getNodeParameter('simplify', itemIndex, true);
	return readFlag(simplify, 'Simplify') ? 'simplified' : 'raw';
}
