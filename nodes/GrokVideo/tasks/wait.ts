import {
	MIN_POLL_TIMEOUT_SECONDS,
	MAX_RETRY_DELAY_SECONDS,
	STATUS_TIMEOUT_SECONDS,
	STATUS_ATTEMPTS,
} from '../limits';
import type { GrokVideoError } from '../errors';
import { toUserError } from '../protocols/userErrors';
import type { Task, TaskState } from '../protocols/types';
import type { Provider } from '../input/credential';
import { now } from '../http/deadline';
import { retryAfterSeconds, type HttpResponse } from '../http/response';
import { pause, pauseAfter } from './pause';
import type { RunContext } from './runContext';

export interface PollOptions {
	/** Seconds between two polls, at least 1. */
	pollInterval: number;
	/** Seconds after which the wait is given up. */
	maxWait: number;
	/** A task that was just created is not asked at once. */
	pollAtOnce: boolean;
}

export type WaitResult =
	| Extract<TaskState, { state: 'done' | 'failed' }>
	| { state: 'timedOut'; task: Task | undefined; trouble: GrokVideoError | undefined };

type Poll =
	| { kind: 'state'; state: TaskState }
	| { kind: 'trouble'; error: GrokVideoError; retryAfter?: number }
	/** Asking again would bring the same answer; `mayPass` where that was not always so. */
	| { kind: 'refused'; error: GrokVideoError; retryOnce: boolean };

/**
 * Polls until the task ends or the time is over. Trouble on the way (no answer, 429, 5xx, web pages)
 * is waited out with growing pauses.
 * @throws GrokVideoError: key or task refused, or the execution stopped.
 */
export async function waitForTask(
	run: RunContext,
	taskId: string,
	options: PollOptions,
	itemIndex: number,
): Promise<WaitResult> {
	const deadline = now() + options.maxWait * 1000;
	const secondsLeft = () => (deadline - now()) / 1000;
	let task: Task | undefined;
	let trouble: GrokVideoError | undefined;
	let failures = 0;
	let retried = false;
	let troubled = false;
	let next = options.pollAtOnce ? 0 : options.pollInterval;
	for (;;) {
		await pause(Math.min(next, secondsLeft()), run.signal);
		run.throwIfStopped();
		const poll = await pollOnce(run, taskId, secondsLeft());
		run.throwIfStopped();
		if (poll.kind === 'refused' && (!poll.retryOnce || retried)) throw poll.error;
		retried = poll.kind === 'refused';
		if (poll.kind !== 'state') {
			troubled = true;
			trouble = poll.error;
			failures++;
			const retryAfter = poll.kind === 'trouble' ? poll.retryAfter : undefined;
			next = pauseAfter(failures, retryAfter, options.pollInterval);
			run.log(itemIndex, `status of task ${taskId} could not be read (${trouble.message})`);
		} else {
			failures = 0;
			trouble = undefined;
			next = options.pollInterval;
			showProgress(run, itemIndex, poll.state.task, task);
			task = poll.state.task;
			if (poll.state.state !== 'running') {
				if (troubled) {
					run.hint(
						'The status of a task could not be read for a while. The node waited and went on; nothing was lost.',
					);
				}
				return poll.state;
			}
		}
		if (secondsLeft() <= 0) return { state: 'timedOut', task, trouble };
	}
}

/** One status call, read. Never throws. */
export async function pollOnce(
	run: RunContext,
	taskId: string,
	secondsLeft = STATUS_TIMEOUT_SECONDS,
): Promise<Poll> {
	const { http, provider, signal } = run;
	const timeoutSeconds = Math.min(
		STATUS_TIMEOUT_SECONDS,
		Math.max(MIN_POLL_TIMEOUT_SECONDS, secondsLeft),
	);
	const call = { ...provider.protocol.getTask(taskId), timeoutSeconds };
	await run.pollPace.turn(signal);
	const result = await http.call(call, signal);
	if (result.kind === 'networkError')
		return { kind: 'trouble', error: toUserError(result, 'status', provider) };
	const state = provider.protocol.readTask(result, taskId, provider.baseUrl);
	if (state) return { kind: 'state', state };
	const error = toUserError(result, 'status', provider);
	const { retryOnce = false } = provider.protocol.readError(result);
	return isFinal(result, provider)
		? { kind: 'refused', error, retryOnce }
		: { kind: 'trouble', error, retryAfter: retryAfterSeconds(result.headers) };
}

/**
 * The task as it stands now; trouble on the way is tried again a few times.
 * @throws GrokVideoError when the task cannot be read.
 */
export async function askStatus(run: RunContext, taskId: string): Promise<Task> {
	let retried = false;
	for (let tries = 1; ; tries++) {
		const poll = await pollOnce(run, taskId);
		run.throwIfStopped();
		if (poll.kind === 'state') return poll.state.task;
		const isLast = poll.kind === 'refused' && (!poll.retryOnce || retried);
		if (isLast || tries === STATUS_ATTEMPTS) throw poll.error;
		retried = poll.kind === 'refused';
		const seconds = pauseAfter(tries, poll.kind === 'trouble' ? poll.retryAfter : undefined);
		if (seconds > MAX_RETRY_DELAY_SECONDS) throw poll.error;
		await pause(seconds, run.signal);
		run.throwIfStopped();
	}
}

/** Whether asking again would bring the same answer: the key or the task is not accepted. */
function isFinal(response: HttpResponse, { protocol }: Provider): boolean {
	const { cause, isWebPage } = protocol.readError(response);
	if (cause === 'taskUnknown') return true; // can come with any HTTP status
	const { status } = response;
	return !isWebPage && status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status);
}

function showProgress(run: RunContext, itemIndex: number, task: Task, before?: Task): void {
	if (before?.status === task.status && before.progress === task.progress) return;
	const progress = task.progress === undefined ? '' : `, ${task.progress}%`;
	run.log(itemIndex, `task ${task.id} is ${task.status}${progress}`);
}
