import type { GrokVideoError } from '../errors';
import { now, pause } from '../http/deadline';
import { retryAfterSeconds, type HttpResponse } from '../http/response';
import { isTransientStatus, retry, retryDelaySeconds, type Attempt } from '../http/retry';
import type { WaitOptions } from '../input/options';
import {
	DEFAULT_POLL_INTERVAL_SECONDS,
	MIN_POLL_TIMEOUT_SECONDS,
	MISSING_LINK_POLLS,
	READ_RETRY_SECONDS,
	STATUS_ATTEMPTS,
	STATUS_TIMEOUT_SECONDS,
	UNKNOWN_TASK_RETRY_SECONDS,
} from '../limits';
import type { ServerError, Task, TaskState } from '../protocols/types';
import { toUserError } from '../protocols/userErrors';
import type { RunContext } from './runContext';
import type { TaskRecord } from './store';

export type WaitResult =
	| Exclude<TaskState, { state: 'running' }>
	| { state: 'timedOut'; task: Task | undefined; statusError: GrokVideoError | undefined };

type Poll =
	| TaskState
	/** The status cannot be read now. */
	| { state: 'unreadable'; error: GrokVideoError; retryAfter?: number }
	/** The key or the task is not accepted. */
	| { state: 'rejected'; error: GrokVideoError; isUnknownTask: boolean; retryOnce: boolean };

export interface PollOptions extends Pick<WaitOptions, 'maxWait' | 'pollInterval'> {
	/** Whether the task was just created: the first poll waits, and a server may not know the task yet. */
	isNew: boolean;
}

/**
 * Polls until the task ends or the time is up. Failed polls are repeated with growing delays.
 * @throws GrokVideoError if the key or the task is rejected, or the execution was canceled.
 */
export async function waitForTask(
	run: RunContext,
	record: TaskRecord & { taskId: string },
	{ isNew, maxWait, pollInterval }: PollOptions,
): Promise<WaitResult> {
	const { itemIndex, taskId } = record;
	const deadline = now() + maxWait * 1000;
	const secondsLeft = () => (deadline - now()) / 1000;
	const rejectedPolls = new RejectedPolls(isNew);
	let task: Task | undefined;
	let statusError: GrokVideoError | undefined;
	let failures = 0;
	let hadFailures = false;
	let linkPolls = 0;
	let delay = isNew ? pollInterval : 0;
	for (;;) {
		await pause(Math.min(delay, secondsLeft()), run.signal);
		run.throwIfStopped();
		const poll = await pollOnce(run, taskId, secondsLeft());
		run.throwIfStopped();
		if (poll.state === 'unreadable' || poll.state === 'rejected') {
			if (poll.state === 'rejected' && rejectedPolls.isFinal(poll)) throw poll.error;
			statusError = poll.error;
			failures++;
			hadFailures = true;
			const retryAfter = poll.state === 'unreadable' ? poll.retryAfter : undefined;
			delay = retryDelaySeconds(failures, retryAfter, pollInterval);
			run.log(itemIndex, `could not read the status of task ${taskId} (${poll.error.message})`);
		} else {
			rejectedPolls.clear();
			statusError = undefined;
			failures = 0;
			delay = pollInterval;
			logProgress(run, itemIndex, poll.task, task);
			task = poll.task;
			const isLinkMissing = poll.state === 'done' && lacksLink(poll.task);
			if (isLinkMissing && linkPolls++ < MISSING_LINK_POLLS) {
				delay = Math.min(pollInterval, DEFAULT_POLL_INTERVAL_SECONDS);
			} else if (poll.state !== 'running') {
				if (hadFailures) {
					run.hint('The status could not be read for a while. The node kept polling.');
				}
				return poll;
			}
			if (isLinkMissing && secondsLeft() <= 0) return poll as WaitResult;
		}
		if (secondsLeft() <= 0) return { state: 'timedOut', task, statusError };
	}
}

/** The link may follow a moment after the status. */
const lacksLink = ({ resultUrl, contentUrl }: Task) =>
	resultUrl === undefined && contentUrl !== undefined;

/** Decides when rejected polls are final: a task that is new or was seen before may be unknown for a moment. */
class RejectedPolls {
	private firstAt: number | undefined;

	constructor(private wasKnown: boolean) {}

	isFinal({ isUnknownTask, retryOnce }: { isUnknownTask: boolean; retryOnce: boolean }): boolean {
		const isFirst = this.firstAt === undefined;
		this.firstAt ??= now();
		if (this.wasKnown && (isUnknownTask || retryOnce)) {
			return now() - this.firstAt > UNKNOWN_TASK_RETRY_SECONDS * 1000;
		}
		return !(isFirst && retryOnce);
	}

	clear(): void {
		this.firstAt = undefined;
		this.wasKnown = true;
	}
}

/** A single status call. Never throws. */
export async function pollOnce(
	run: RunContext,
	taskId: string,
	secondsLeft = STATUS_TIMEOUT_SECONDS,
): Promise<Poll> {
	const { http, pollLimiter, provider, signal } = run;
	const { baseUrl, isOfficial, protocol } = provider;
	const timeoutSeconds = Math.min(
		STATUS_TIMEOUT_SECONDS,
		Math.max(MIN_POLL_TIMEOUT_SECONDS, secondsLeft),
	);
	await pollLimiter.wait(signal);
	const result = await http.call({ ...protocol.statusCall(taskId), timeoutSeconds }, { signal });
	if (result.kind === 'networkError') {
		return { state: 'unreadable', error: toUserError(result, 'status', provider) };
	}
	const state = protocol.readTask(result, { taskId, baseUrl, isOfficial });
	if (state) return state;
	const error = toUserError(result, 'status', provider);
	const serverError = protocol.readError(result);
	if (isRejected(result, serverError)) {
		const { cause, retryOnce = false } = serverError;
		const isUnknownTask = cause === 'unknownTask' || result.status === 404;
		return { state: 'rejected', error, isUnknownTask, retryOnce };
	}
	return { state: 'unreadable', error, retryAfter: retryAfterSeconds(result.headers) };
}

function isRejected({ status }: HttpResponse, { cause, isWebPage }: ServerError): boolean {
	if (cause === 'unknownTask') return true; // with any HTTP status
	return !isWebPage && status >= 400 && status < 500 && !isTransientStatus(status);
}

/**
 * The current state of a task. Failed status calls are repeated a few times.
 * @throws GrokVideoError if the status cannot be read.
 */
export async function readStatus(run: RunContext, taskId: string): Promise<TaskState> {
	const rejectedPolls = new RejectedPolls(false);
	const attempt = async (): Promise<Attempt<TaskState>> => {
		const poll = await pollOnce(run, taskId);
		run.throwIfStopped();
		if (poll.state === 'unreadable') return poll;
		if (poll.state !== 'rejected') return { value: poll };
		if (rejectedPolls.isFinal(poll)) throw poll.error;
		return { error: poll.error };
	};
	const limits = { maxAttempts: STATUS_ATTEMPTS, maxSeconds: READ_RETRY_SECONDS };
	return await retry(attempt, { signal: run.signal, ...limits });
}

function logProgress(run: RunContext, itemIndex: number, task: Task, previous?: Task): void {
	if (previous?.status === task.status && previous.progress === task.progress) return;
	const progress = task.progress === undefined ? '' : `, ${task.progress}%`;
	run.log(itemIndex, `task ${task.id} is ${task.status}${progress}`);
}
