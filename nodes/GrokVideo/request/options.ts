import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { MAX_WAIT_SECONDS, POLL_INTERVAL_SECONDS } from '../constants';
import { GrokVideoError } from '../errors';

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
	throw new GrokVideoError(`${label} must be a number of seconds, at least 1`, {
		advice: `Set "${label}" in the options to 1 or more.`,
	});
}

/** @throws GrokVideoError when the ID is empty. */
export function readTaskId(context: IExecuteFunctions, itemIndex: number): string {
	const value: unknown = context.getNodeParameter('taskId', itemIndex);
	const taskId = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (taskId !== '') return taskId;
	throw new GrokVideoError('Task ID is empty', {
		advice: 'Enter the task_id that "Create" gave, e.g. {{ $json.task_id }}.',
	});
}

export interface OutputOptions {
	simplify: boolean;
	download: boolean;
	/** Name of the binary field. */
	field: string;
	/** Empty: named after the task. */
	fileName: string;
}

export function readOutputOptions(context: IExecuteFunctions, itemIndex: number): OutputOptions {
	// The field is not shown, and so not there, where nothing is downloaded.
	const field: unknown = context.getNodeParameter('outputField', itemIndex, null);
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	return {
		simplify: readSimplify(context, itemIndex),
		download: context.getNodeParameter('downloadVideo', itemIndex) === true,
		field: String(field ?? '').trim() || 'data',
		fileName: String(options.fileName ?? '').trim(),
	};
}

export function readSimplify(context: IExecuteFunctions, itemIndex: number): boolean {
	return context.getNodeParameter('simplify', itemIndex) !== false;
}
