import type { INodeExecutionData } from 'n8n-workflow';
import { toGrokVideoError } from '../../errors';
import { oneLine, shorten } from '../../http/redact';
import { fileNameFor } from '../../input/binaryFile';
import type { CreateRequest } from '../../input/videoRequest';
import {
	readOutputOptions,
	readWaitOptions,
	type OutputOptions,
	type WaitOptions,
} from '../../input/options';
import { readFlag } from '../../input/values';
import { readVideoToVideoRequest } from '../../input/videoToVideo';
import type { VideoToVideo } from '../../models';
import type { Task } from '../../protocols/types';
import { failedVideoError, timeoutError } from '../../protocols/userErrors';
import { withCost } from '../../tasks/costs';
import { getTask, prepareCreate } from '../../tasks/create';
import { downloadVideo } from '../../tasks/download';
import type { RunContext } from '../../tasks/runContext';
import type { TaskRecord } from '../../tasks/store';
import { waitForTask } from '../../tasks/wait';
import { toItem } from '../output';
import type { Job } from '../router';

/** Creates a video. If it waits, it also downloads the video. */
export async function createJob(
	run: RunContext,
	request: CreateRequest,
	itemIndex: number,
	{ waits }: { waits: boolean },
): Promise<Job> {
	const { context } = run;
	const wait = waits ? readWaitOptions(context, itemIndex) : undefined;
	const output = readOutputOptions(context, itemIndex);
	const prepared = await prepareCreate(run, request, itemIndex);
	const isResumed = prepared.resumed !== undefined;
	return {
		paid: { isResumed, estimatedUsd: request.estimatedUsd },
		run: async () => {
			const task = await getTask(run, request, prepared);
			if (!wait) return [toItem(run, task, itemIndex, output.mode)];
			const options = { ...wait, isNew: !isResumed };
			return [await waitForVideo(run, task, itemIndex, options, output, request)];
		},
	};
}

/** Edits or extends a video. */
export async function videoToVideoJob(
	run: RunContext,
	operation: VideoToVideo,
	itemIndex: number,
): Promise<Job> {
	const { context, provider } = run;
	const request = await readVideoToVideoRequest(context, provider, operation, itemIndex);
	const value: unknown = context.getNodeParameter('waitForCompletion', itemIndex, true);
	const waits = readFlag(value, 'Wait Until Finished');
	return await createJob(run, request, itemIndex, { waits });
}

/** What to expect of a finished task. */
type Expectations = Pick<CreateRequest, 'expectsNoLink' | 'expectsPublicLink'>;

/**
 * Waits for a task and returns its item.
 * @throws GrokVideoError if the task failed, the time is up or the video cannot be downloaded.
 */
export async function waitForVideo(
	run: RunContext,
	known: Pick<Task, 'id' | 'model' | 'createdAt'> & Partial<Task>,
	itemIndex: number,
	wait: WaitOptions & { isNew: boolean },
	output: OutputOptions,
	expected: Expectations = {},
): Promise<INodeExecutionData> {
	const record = run.store.of(itemIndex) ?? run.store.track(itemIndex, known.id);
	const result = await waitForTask(run, { ...record, taskId: known.id }, wait);
	if (result.state === 'failed') {
		const { canRecreate, cause } = result;
		const task = await recordState(run, record, result.task, canRecreate);
		throw failedVideoError(task, cause, run.provider);
	}
	if (result.state === 'timedOut') {
		const task = withKnown(result.task ?? { status: 'IN_PROGRESS', raw: {}, ...known }, known);
		if (wait.onTimeout === 'error') {
			throw timeoutError(task, wait.maxWait, result.statusError, !record.isTracked);
		}
		return toItem(run, task, itemIndex, output.mode, { timedOut: true });
	}
	return await finishVideo(run, record, withKnown(result.task, known), output, expected);
}

/** The item of a task in its current state, with the video if it is finished and to be downloaded. */
export async function finishVideo(
	run: RunContext,
	record: TaskRecord,
	task: Task,
	output: OutputOptions,
	expected: Expectations = {},
): Promise<INodeExecutionData> {
	const { itemIndex } = record;
	const isFinished = task.status === 'SUCCESS';
	if (isFinished) for (const text of hintsFor(task, output, expected)) run.hint(text);
	if (!isFinished || !output.download) {
		return toItem(run, await recordState(run, record, task), itemIndex, output.mode);
	}
	try {
		const fileName = run.redact(fileNameFor(output.fileName, task.id));
		const video = await downloadVideo(run, task, itemIndex, fileName);
		const finished = await recordState(run, record, withKnown(video.task, task));
		return toItem(run, finished, itemIndex, output.mode, {
			binary: { [output.field]: video.binary },
		});
	} catch (error) {
		const failure = toGrokVideoError(error);
		const { costUsd = task.costUsd, costQuota = task.costQuota } = failure.details;
		const ended = await recordState(run, record, { ...task, costUsd, costQuota });
		throw failure.with({ costUsd: ended.costUsd, costQuota: ended.costQuota });
	}
}

/** Records the state and the cost of a task. */
async function recordState(
	run: RunContext,
	record: TaskRecord,
	known: Task,
	canRecreate?: boolean,
): Promise<Task> {
	const task = await withCost(run, known);
	const state = STATES[task.status] ?? record.state;
	run.store.update(record, { state, costUsd: task.costUsd, canRecreate });
	return task;
}

const STATES: Partial<Record<Task['status'], TaskRecord['state']>> = {
	FAILURE: 'failed',
	SUCCESS: 'finished',
};

function hintsFor(task: Task, output: OutputOptions, expected: Expectations): string[] {
	const { contentUrl, fileId, id, publicUrl, resultUrl, storageError } = task;
	const hints: string[] = [];
	if (storageError !== undefined) {
		const reason = oneLine(shorten(storageError));
		hints.push(`The video of task ${id} is finished, but has no public link: ${reason}`);
	} else if (expected.expectsPublicLink && publicUrl === undefined && fileId === undefined) {
		hints.push(
			`The video of task ${id} is finished, but the provider returned no public link although 'Public Link Days' is set.`,
		);
	}
	if (output.download) return hints;
	if (resultUrl === undefined && !expected.expectsNoLink) {
		hints.push(
			contentUrl === undefined
				? `The video of task ${id} is finished, but no download link was returned. Check the task in the provider's console.`
				: `The video of task ${id} is finished, but no download link was returned. Turn on 'Download Video' to get the file.`,
		);
	}
	if (/^data:/i.test(resultUrl ?? '')) {
		hints.push(
			`The provider returned the video of task ${id} as data instead of a link. Turn on 'Download Video' to get the file.`,
		);
	}
	return hints;
}

/** Keeps what the create response said and the status response does not repeat. */
function withKnown(task: Task, known: Pick<Task, 'model' | 'createdAt'>): Task {
	return {
		...task,
		model: task.model ?? known.model,
		createdAt: task.createdAt ?? known.createdAt,
	};
}
