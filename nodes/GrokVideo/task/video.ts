import type { IBinaryData } from 'n8n-workflow';
import { FILE_TRIES, LONGEST_PAUSE_SECONDS } from '../constants';
import { Problem } from '../problem';
import { downloadOnce, type DownloadResult } from '../transport/download';
import { pause, pauseAfter } from './pause';
import type { Session } from './session';
import type { Task } from './status';
import { pollOnce } from './wait';

/**
 * Downloads a finished task's video. A broken download is tried again; when that does not help, or the
 * link has expired, the status is asked once more for a fresh URL.
 * @throws Problem with the task ID and the last URL.
 */
export async function downloadVideo(
	session: Session,
	task: Task & { resultUrl: string },
	fileName: string,
): Promise<{ binary: IBinaryData; task: Task }> {
	const first = await tryUrl(session, task.resultUrl, task.id, fileName);
	if (first.kind === 'stored') return { binary: first.binary, task };
	const poll = await pollOnce(session, task.id);
	session.throwIfStopped(task.id);
	const fresh = poll.kind === 'state' && poll.state.state === 'done' ? poll.state : undefined;
	if (!fresh || (fresh.resultUrl === task.resultUrl && first.kind === 'refused')) {
		throw asProblem(first, task.resultUrl, task.id);
	}
	const second = await tryUrl(session, fresh.resultUrl, task.id, fileName);
	if (second.kind === 'stored') return { binary: second.binary, task: fresh.task };
	throw asProblem(second, fresh.resultUrl, task.id);
}

async function tryUrl(
	session: Session,
	url: string,
	taskId: string,
	fileName: string,
): Promise<DownloadResult> {
	const { context, gateway, signal } = session;
	const once = async () => {
		session.throwIfStopped(taskId);
		return await downloadOnce({ context, gateway, url, fileName, signal });
	};
	for (let tries = 1; ; tries++) {
		const result = await session.downloads.use(once);
		session.throwIfStopped(taskId);
		if (result.kind !== 'broken' || tries === FILE_TRIES) return result;
		const seconds = pauseAfter(tries, result.retryAfter);
		if (seconds > LONGEST_PAUSE_SECONDS) return result; // the link would not live that long
		context.logger.info(
			`Grok Video: download of task ${taskId} failed (${result.problem.message})`,
		);
		await pause(seconds, signal);
	}
}

function asProblem(
	result: Exclude<DownloadResult, { kind: 'stored' }>,
	resultUrl: string,
	taskId: string,
): Problem {
	const { message, details } = result.problem;
	return new Problem(`The video is finished, but could not be downloaded: ${message}`, {
		...details,
		taskId,
		resultUrl,
		advice:
			'It is paid for and not lost: use the operation "Wait for Completion" with its task ID to download it. The link lives about an hour.',
	});
}
