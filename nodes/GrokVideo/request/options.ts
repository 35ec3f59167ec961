import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { MAX_WAIT_SECONDS, POLL_INTERVAL_SECONDS } from '../constants';
import { GrokVideoError } from '../errors';
import type { OutputForm } from '../task/item';

export interface WaitOptions {
	/** Seconds. */
	pollInterval: number;
	/** Seconds. */
	maxWait: number;
	onTimeout: 'error' | 'return';
}

/** @throws GrokVideoError when a time is none. */
export function readWaitOptions(context: IExecuteFunctions, itemIndex: number): WaitOptions {
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	return {
		pollInterval: readSeconds(options.pollInterval ?? POLL_INTERVAL_SECONDS, 'Poll Interval'),
		maxWait: readSeconds(options.maxWait ?? MAX_WAIT_SECONDS, 'Max Wait'),
		onTimeout: options.onTimeout === 'return' ? 'return' : 'error',
	};
}

function readSeconds(value: unknown, label: string): number {
	const seconds = Number(value);
	if (Number.isFinite(seconds) && seconds >= 1) return seconds;
	throw new GrokVideoError(`'${label}' must be a number of seconds, at least 1`, {
		advice: `Set '${label}' in the options to 1 or more.`,
	});
}

/** @throws GrokVideoError when the ID is empty. */
export function readTaskId(context: IExecuteFunctions, itemIndex: number): string {
	const value: unknown = context.getNodeParameter('taskId', itemIndex);
	const taskId = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (taskId !== '') return taskId;
	throw new GrokVideoError("'Task ID' is empty", {
		advice: "Enter the 'task_id' that 'Create' gave, e.g. {{ $json.task_id }}.",
	});
}

export interface OutputOptions {
	form: OutputForm;
	download: boolean;
	/** Name of the field for the file. */
	field: string;
	/** Empty: named after the task. */
	fileName: string;
}

export function readOutputOptions(context: IExecuteFunctions, itemIndex: number): OutputOptions {
	// The field is not shown, and so not there, where nothing is downloaded.
	const field: unknown = context.getNodeParameter('outputField', itemIndex, null);
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	return {
		form: readOutputForm(context, itemIndex),
		// Not shown to tools, whose agents cannot read a file.
		download: context.getNodeParameter('downloadVideo', itemIndex, false) === true,
		field: String(field ?? '').trim() || 'data',
		fileName: String(options.fileName ?? '').trim(),
	};
}

/** From "Output" where the node is a tool, else from "Simplify": of the two, one is shown. */
export function readOutputForm(context: IExecuteFunctions, itemIndex: number): OutputForm {
	const output: unknown = context.getNodeParameter('output', itemIndex, null);
	if (output === 'selected') {
		const fields: unknown = context.getNodeParameter('selectedFields', itemIndex, []);
		return Array.isArray(fields) ? fields.map(String) : [];
	}
	if (output !== null) return output === 'raw' ? 'raw' : 'simplified';
	return context.getNodeParameter('simplify', itemIndex, true) === false ? 'raw' : 'simplified';
}
