import type { INodeExecutionData } from 'n8n-workflow';
import { Problem } from '../problem';
import { fileNameOf, type OutputOptions, type WaitOptions } from '../request/options';
import { IMAGE_ADVICE } from '../transport/problems';
import { isImageTrouble } from '../transport/words';
import { toItem } from './item';
import type { Session } from './session';
import type { Task } from './status';
import { downloadVideo } from './video';
import { waitForTask, type Patience } from './wait';

/**
 * Waits for a task and gives its item, with the video where it is wanted.
 * @throws Problem with the task ID: failed task, time over, download not possible.
 */
export async function waitAndFinish(
	session: Session,
	task: { id: string; model?: string; createdAt?: number },
	itemIndex: number,
	wait: WaitOptions & Patience,
	output: OutputOptions,
): Promise<INodeExecutionData> {
	const result = await waitForTask(session, task.id, wait, itemIndex);
	if (result.state === 'failed') {
		session.memory.forgetTask(task.id); // a retry shall create anew
		throw failed(result.task.failReason ?? 'the provider gave no reason', task.id);
	}
	if (result.state === 'timedOut') {
		const sofar = result.task ?? { status: 'UNKNOWN', raw: {}, ...task };
		if (wait.onTimeout === 'error') throw timeOver(task.id, sofar, wait.maxWait, result.trouble);
		return toItem(withKnown(sofar, task), itemIndex, output.form, { timedOut: true });
	}
	return await finish(session, withKnown(result.task, task), itemIndex, output);
}

/** The item of a task as it stands; a finished one brings its video where it is wanted. */
export async function finish(
	session: Session,
	task: Task,
	itemIndex: number,
	output: OutputOptions,
): Promise<INodeExecutionData> {
	const { resultUrl } = task;
	if (!output.download || resultUrl === undefined) return toItem(task, itemIndex, output.form);
	const fileName = fileNameOf(output.fileName, task.id);
	const video = await downloadVideo(session, { ...task, resultUrl }, fileName);
	const binary = { [output.field]: video.binary };
	return toItem(withKnown(video.task, task), itemIndex, output.form, { binary });
}

/** What the create call said and the status call does not repeat. */
function withKnown(task: Task, known: { model?: string; createdAt?: number }): Task {
	return {
		...task,
		model: task.model ?? known.model,
		createdAt: task.createdAt ?? known.createdAt,
	};
}

function failed(reason: string, taskId: string): Problem {
	return new Problem(`The video generation failed: ${reason}`, {
		taskId,
		advice: isImageTrouble(reason)
			? IMAGE_ADVICE
			: 'Change the prompt, the images or the model and try again. Keep the task ID when you ask the provider about it.',
	});
}

function timeOver(
	taskId: string,
	task: Task,
	maxWait: number,
	trouble: Problem | undefined,
): Problem {
	const progress = task.progress === undefined ? '' : `, ${task.progress}%`;
	const standing = trouble
		? `its status cannot be read: ${trouble.message}`
		: `it is ${task.status}${progress}`;
	return new Problem(`Task ${taskId} is not finished after ${maxWait} seconds: ${standing}`, {
		taskId,
		advice:
			'It goes on at the provider and is billed once. To get the video, use the operation "Wait for Completion" with this task ID, or set a longer "Max Wait" in the options.',
	});
}
