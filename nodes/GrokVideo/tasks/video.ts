import type { IBinaryData } from 'n8n-workflow';
import { DOWNLOAD_ATTEMPTS, MAX_RETRY_DELAY_SECONDS } from '../limits';
import { GrokVideoError } from '../errors';
import type { Task } from '../protocols/types';
import { downloadOnce, type DownloadResult } from '../http/download';
import { pause, pauseAfter } from './pause';
import type { RunContext } from './runContext';
import { pollOnce } from './wait';

/**
 * Downloads a finished task's video. A broken download is tried again; when that does not help, or the
 * link has expired, the status is asked once more for a fresh URL.
 * @throws GrokVideoError with the last URL.
 */
export async function downloadVideo(
	run: RunContext,
	task: Task & { resultUrl: string },
	itemIndex: number,
	fileName: string,
): Promise<{ binary: IBinaryData; task: Task }> {
	const tryUrl = async (url: string) =>
		await downloadFrom(run, { url, taskId: task.id, itemIndex, fileName });
	const first = await tryUrl(task.resultUrl);
	if (first.kind === 'stored') return { binary: first.binary, task };
	const poll = await pollOnce(run, task.id);
	run.throwIfStopped();
	const fresh = poll.kind === 'state' && poll.state.state === 'done' ? poll.state.task : undefined;
	const url = fresh?.resultUrl;
	if (!fresh || url === undefined || (url === task.resultUrl && first.kind === 'refused')) {
		throw toError(first, task.resultUrl);
	}
	const second = await tryUrl(url);
	if (second.kind === 'stored') return { binary: second.binary, task: fresh };
	throw toError(second, url);
}

interface VideoFile {
	url: string;
	taskId: string;
	itemIndex: number;
	fileName: string;
}

async function downloadFrom(
	run: RunContext,
	{ url, taskId, itemIndex, fileName }: VideoFile,
): Promise<DownloadResult> {
	const { context, http, signal } = run;
	const once = async () => {
		run.throwIfStopped();
		return await downloadOnce({ context, http, url, fileName, signal });
	};
	for (let tries = 1; ; tries++) {
		const result = await run.downloads.use(once);
		run.throwIfStopped();
		if (result.kind !== 'broken' || tries === DOWNLOAD_ATTEMPTS) return result;
		const seconds = pauseAfter(tries, result.retryAfter);
		if (seconds > MAX_RETRY_DELAY_SECONDS) return result; // the link would not live that long
		run.log(itemIndex, `the download of task ${taskId} failed (${result.error.message})`);
		await pause(seconds, signal);
	}
}

function toError(
	result: Exclude<DownloadResult, { kind: 'stored' }>,
	resultUrl: string,
): GrokVideoError {
	const { message, details } = result.error;
	return new GrokVideoError(`The video is finished, but could not be downloaded: ${message}`, {
		...details,
		resultUrl,
		description:
			"It is paid for and not lost: use the operation 'Wait for Completion' with its task ID to download it, before its link expires.",
	});
}
