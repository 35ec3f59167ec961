import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { DEFAULT_MAX_WAIT_SECONDS, DEFAULT_POLL_INTERVAL_SECONDS } from '../limits';
import { GrokVideoError } from '../errors';
import { readFlag, readText, shown, trimmedText } from './values';

export interface WaitOptions {
	/** Seconds. */
	pollInterval: number;
	/** Seconds. */
	maxWait: number;
	onTimeout: 'error' | 'return';
}

/** @throws GrokVideoError when a time is none. */
export function readWaitOptions(context: IExecuteFunctions, itemIndex: number): WaitOptions {
	const options = readOptions(context, itemIndex);
	return {
		pollInterval: readSeconds(
			options.pollInterval ?? DEFAULT_POLL_INTERVAL_SECONDS,
			'Poll Interval',
		),
		maxWait: readSeconds(options.maxWait ?? DEFAULT_MAX_WAIT_SECONDS, 'Max Wait'),
		onTimeout: readOnTimeout(options.onTimeout ?? 'error'),
	};
}

/** An expression can give anything for the whole collection. */
function readOptions(context: IExecuteFunctions, itemIndex: number): IDataObject {
	return Object(context.getNodeParameter('options', itemIndex, {})) as IDataObject;
}

function readOnTimeout(value: unknown): 'error' | 'return' {
	if (value === 'error' || value === 'return') return value;
	throw new GrokVideoError(`'On Timeout' ${shown(value)} is not known`, {
		description: 'Use one of: error, return.',
	});
}

function readSeconds(value: unknown, label: string): number {
	const seconds = Number(trimmedText(value));
	if (Number.isFinite(seconds) && seconds >= 1) return seconds;
	throw new GrokVideoError(`'${label}' must be a number of seconds, at least 1`, {
		description: `Set '${label}' in the options to 1 or more.`,
	});
}

const MAX_TASK_ID_CHARACTERS = 200;

/** @throws GrokVideoError when there is no ID, or none that could be one. */
export function readTaskId(context: IExecuteFunctions, itemIndex: number): string {
	const taskId = trimmedText(context.getNodeParameter('taskId', itemIndex));
	if (taskId === '') {
		throw new GrokVideoError("'Task ID' is empty", {
			description: "Enter the task_id that 'Create' gave, e.g. {{ $json.task_id }}.",
		});
	}
	if (taskId.length > MAX_TASK_ID_CHARACTERS) {
		throw new GrokVideoError(`'Task ID' must be the ID of a task, not ${shown(taskId)}`, {
			description: "Enter the task_id that 'Create' gave, e.g. {{ $json.task_id }}.",
		});
	}
	return taskId;
}

export interface OutputOptions {
	form: OutputMode;
	download: boolean;
	/** Name of the binary field. */
	field: string;
	/** Empty: named after the task. */
	fileName: string;
}

/** @throws GrokVideoError when a switch is neither on nor off. */
export function readOutputOptions(context: IExecuteFunctions, itemIndex: number): OutputOptions {
	// The field is not shown, and so not there, where nothing is downloaded.
	const field: unknown = context.getNodeParameter('outputField', itemIndex, null);
	return {
		form: readOutputMode(context, itemIndex),
		// Not shown to tools, whose agents cannot read a file.
		download: readFlag(
			context.getNodeParameter('downloadVideo', itemIndex, false),
			'Download Video',
		),
		field: readText(field, 'Output Data Field Name') || 'data',
		fileName: readText(readOptions(context, itemIndex).fileName, 'File Name'),
	};
}

/** What goes into an item's JSON: a few fields with fixed names, of these the named ones, or the server's answer. */
export type OutputMode = 'simplified' | 'raw' | readonly string[];

/** From 'Output' where the node is a tool, else from 'Simplify': of the two, one is shown. */
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
