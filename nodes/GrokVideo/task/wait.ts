import {
	LAST_POLL_LIMIT_SECONDS,
	LONGEST_PAUSE_SECONDS,
	STATUS_LIMIT_SECONDS,
	STATUS_TRIES,
} from '../constants';
import { Problem } from '../problem';
import type { Answer } from '../transport/reply';
import { problemOf } from '../transport/problems';
import { retryAfterSeconds, serverWords } from '../transport/words';
import { pause, pauseAfter } from './pause';
import type { Session } from './session';
import { isTaskUnknown, readState, type Task, type TaskState } from './status';

export interface Patience {
	/** Seconds between two polls, at least 1. */
	pollInterval: number;
	/** Seconds after which the wait is given up. */
	maxWait: number;
	/** A task that was just created is not asked at once. */
	pollAtOnce: boolean;
}

export type WaitResult =
	| Extract<TaskState, { state: 'done' | 'failed' }>
	| { state: 'timedOut'; task: Task | undefined; trouble: Problem | undefined };

type Poll =
	| { kind: 'state'; state: Exclude<TaskState, { state: 'unreadable' }> }
	| { kind: 'trouble'; problem: Problem; retryAfter?: number }
	| { kind: 'refused'; problem: Problem };

/**
 * Polls until the task ends or the time is over. Trouble on the way (no answer, 429, 5xx, web pages)
 * is waited out with growing pauses.
 * @throws Problem with the task ID: key or task refused, or the execution stopped.
 */
export async function waitForTask(
	session: Session,
	taskId: string,
	patience: Patience,
	itemIndex: number,
): Promise<WaitResult> {
	const deadline = Date.now() + patience.maxWait * 1000;
	const secondsLeft = () => (deadline - Date.now()) / 1000;
	let task: Task | undefined;
	let trouble: Problem | undefined;
	let failures = 0;
	let troubled = false;
	let next = patience.pollAtOnce ? 0 : patience.pollInterval;
	for (;;) {
		await pause(Math.min(next, secondsLeft()), session.signal);
		session.throwIfStopped(taskId);
		const poll = await pollOnce(session, taskId, secondsLeft());
		session.throwIfStopped(taskId);
		if (poll.kind === 'refused') throw poll.problem.with({ taskId });
		if (poll.kind === 'trouble') {
			troubled = true;
			trouble = poll.problem;
			failures++;
			next = pauseAfter(failures, poll.retryAfter, patience.pollInterval);
			session.log(itemIndex, `status of task ${taskId} could not be read (${trouble.message})`);
		} else {
			failures = 0;
			trouble = undefined;
			next = patience.pollInterval;
			showProgress(session, itemIndex, poll.state.task, task);
			task = poll.state.task;
			if (poll.state.state !== 'running') {
				if (troubled) {
					session.hint(
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
	session: Session,
	taskId: string,
	secondsLeft = STATUS_LIMIT_SECONDS,
): Promise<Poll> {
	const { gateway, signal } = session;
	const { provider } = gateway;
	const reply = await gateway.call(
		{
			method: 'GET',
			path: `/v1/video/generations/${encodeURIComponent(taskId)}`,
			limitSeconds: Math.min(STATUS_LIMIT_SECONDS, Math.max(LAST_POLL_LIMIT_SECONDS, secondsLeft)),
		},
		signal,
	);
	if (reply.kind === 'silence') {
		return { kind: 'trouble', problem: problemOf(reply, 'status', provider) };
	}
	if (reply.status < 300) {
		const state = readState(reply.json, taskId, provider.baseUrl);
		if (state.state !== 'unreadable') return { kind: 'state', state };
	}
	const problem = problemOf(reply, 'status', provider);
	if (isFinal(reply)) return { kind: 'refused', problem };
	return { kind: 'trouble', problem, retryAfter: retryAfterSeconds(reply.headers) };
}

/**
 * The task as it stands now; trouble on the way is tried again a few times.
 * @throws Problem with the task ID.
 */
export async function askStatus(session: Session, taskId: string): Promise<Task> {
	for (let tries = 1; ; tries++) {
		const poll = await pollOnce(session, taskId);
		session.throwIfStopped(taskId);
		if (poll.kind === 'state') return poll.state.task;
		if (poll.kind === 'refused' || tries === STATUS_TRIES) throw poll.problem.with({ taskId });
		const seconds = pauseAfter(tries, poll.retryAfter);
		if (seconds > LONGEST_PAUSE_SECONDS) throw poll.problem.with({ taskId });
		await pause(seconds, session.signal);
		session.throwIfStopped(taskId);
	}
}

/** Whether asking again would bring the same answer: the key or the task is not accepted. */
function isFinal(answer: Answer): boolean {
	if (isTaskUnknown(answer)) return true;
	if (serverWords(answer).isWebPage) return false; // a proxy's, which knows neither key nor task
	return answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status);
}

function showProgress(session: Session, itemIndex: number, now: Task, before?: Task): void {
	if (before?.status === now.status && before.progress === now.progress) return;
	const progress = now.progress === undefined ? '' : `, ${now.progress}%`;
	session.log(itemIndex, `task ${now.id} is ${now.status}${progress}`);
}
