import type { INodeExecutionData } from 'n8n-workflow';
import { GrokVideoError, toGrokVideoError } from '../errors';
import { descriptionOf } from '../protocols/userErrors';
import type { Task } from '../protocols/types';
import { fileNameOf } from '../input/fileName';
import type { OutputOptions, WaitOptions } from '../input/options';
import { cut, oneLine } from '../http/redact';
import { toItem } from '../actions/output';
import type { RunContext } from './runContext';
import { downloadVideo } from './video';
import { waitForTask, type PollOptions, type WaitResult } from './wait';

/**
 * Waits for a task and gives its item, with the video where it is wanted.
 * @throws GrokVideoError: failed task, time over, download not possible.
 */
export async function waitAndFinish(
	run: RunContext,
	known: Pick<Task, 'id'> & Partial<Task>,
	itemIndex: number,
	wait: WaitOptions & PollOptions,
	output: OutputOptions,
): Promise<INodeExecutionData> {
	const result = await waitForTask(run, known.id, wait, itemIndex);
	if (result.state === 'failed') {
		if (result.canRecreate) run.memory.forgetTask(known.id);
		throw failed({ ...result, task: await run.costs.priced(result.task) });
	}
	if (result.state === 'timedOut') {
		const sofar: Task = result.task ?? { status: 'IN_PROGRESS', raw: {}, ...known };
		const task = withKnown(sofar, known);
		if (wait.onTimeout === 'error') throw timeOver(task, wait.maxWait, result.trouble);
		return toItem(run, task, itemIndex, output.form, { timedOut: true });
	}
	return await finish(run, withKnown(result.task, known), itemIndex, output);
}

/** The item of a task as it stands; a finished one brings its video where it is wanted. */
export async function finish(
	run: RunContext,
	task: Task,
	itemIndex: number,
	output: OutputOptions,
): Promise<INodeExecutionData> {
	const { resultUrl, storageTrouble } = task;
	if (storageTrouble !== undefined) {
		run.hint(
			`The video of task ${task.id} is fine, but it was not kept as asked: ${oneLine(cut(storageTrouble))}`,
		);
	}
	// While the video comes: what it costs is not worth a wait.
	const pricing = run.costs.priced(task);
	if (!output.download || task.status !== 'SUCCESS') {
		return toItem(run, await pricing, itemIndex, output.form);
	}
	try {
		if (resultUrl === undefined) throw noLink();
		const fileName = fileNameOf(output.fileName, task.id);
		const video = await downloadVideo(run, { ...task, resultUrl }, itemIndex, fileName);
		const { costUsd } = await pricing;
		const binary = { [output.field]: video.binary };
		const known = { ...withKnown(video.task, task), costUsd };
		return toItem(run, known, itemIndex, output.form, { binary });
	} catch (error) {
		const { costUsd, costQuota } = await pricing;
		throw toGrokVideoError(error).with({ costUsd, costQuota }); // it is paid for
	}
}

/** What the create call said and the status call does not repeat. */
function withKnown(task: Task, known: Pick<Task, 'model' | 'createdAt'>): Task {
	return {
		...task,
		model: task.model ?? known.model,
		createdAt: task.createdAt ?? known.createdAt,
	};
}

function failed({ task, cause }: Extract<WaitResult, { state: 'failed' }>): GrokVideoError {
	const reason = oneLine(cut(task.failReason ?? 'the provider gave no reason'));
	return new GrokVideoError(`The video generation failed: ${reason}`, {
		costUsd: task.costUsd,
		costQuota: task.costQuota,
		description:
			(cause && descriptionOf(cause)) ??
			'Change the prompt, the images or the model and try again. Keep the task ID when you ask the provider about it.',
	});
}

function timeOver(
	task: Task,
	maxWait: number,
	trouble: GrokVideoError | undefined,
): GrokVideoError {
	const progress = task.progress === undefined ? '' : `, ${task.progress}%`;
	const standing = trouble
		? `its status cannot be read: ${trouble.message}`
		: `it is ${task.status}${progress}`;
	return new GrokVideoError(`The video is not finished after ${maxWait} seconds: ${standing}`, {
		description:
			"The task goes on at the provider and is billed once. To get the video, use the operation 'Wait for Completion' with its task ID, or set a longer 'Max Wait' in the options.",
	});
}

/** xAI sends a video elsewhere where the request says so (`output.upload_url`), and then gives no link. */
function noLink(): GrokVideoError {
	return new GrokVideoError('The video is finished, but its answer holds no link to it', {
		description:
			"If the request has an 'output.upload_url', the video lies there: switch off 'Download Video'. Otherwise check the task in the provider's console.",
	});
}
