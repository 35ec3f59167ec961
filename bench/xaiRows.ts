/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark runs in Node, not in n8n */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { XaiOptions } from '../test/servers/xai/xai';
import type { XaiCase, XaiMeasurement } from './measureXai';

/** Rows for what only xAI can do: a chain of three videos, and editing a large video. */

type Row = [figure: string, node: string, common: string, target: string, isMet?: boolean];

interface XaiStats {
	tasks: number;
	uploads: number;
	uploadedBytes: number[];
}

const REGISTER = join(__dirname, '..', 'test', 'environment', 'register.js');
const MIB = 1024 * 1024;
const VIDEO_BYTES = 200 * MIB;

const TASK_SECONDS = 2;
/** The poll interval in measureXai.ts. */
const POLL_SECONDS = 1;

async function request<T>(child: ChildProcess, message: object): Promise<T> {
	child.send(message);
	const [response] = (await Promise.race([
		once(child, 'message'),
		once(child, 'exit').then(() => Promise.reject(new Error('A measurement has failed'))),
	])) as [T];
	return response;
}

async function startXai(options: XaiOptions) {
	const child = fork(join(__dirname, 'xai.js'), [JSON.stringify(options)]);
	const [address] = (await once(child, 'message')) as [{ url: string; key: string }];
	return { child, address };
}

async function measure(
	testCase: Pick<XaiCase, 'kind' | 'bytes'>,
	options: XaiOptions,
): Promise<XaiMeasurement & { xai: XaiStats }> {
	const [xai, warmUpXai] = await Promise.all([startXai(options), startXai({ taskSeconds: 0 })]);
	const child = fork(join(__dirname, 'measureXai.ts'), [], {
		execArgv: ['--expose-gc', '-r', REGISTER],
	});
	try {
		const measurement = await request<XaiMeasurement>(child, {
			case: { ...testCase, ...xai.address },
			warmUp: { ...testCase, bytes: 8 * MIB, ...warmUpXai.address },
		});
		return { ...measurement, xai: await request<XaiStats>(xai.child, {}) };
	} finally {
		xai.child.disconnect();
		warmUpXai.child.disconnect();
	}
}

export async function chainOfThree(): Promise<Row> {
	const { seconds, xai } = await measure(
		{ kind: 'chain', bytes: 0 },
		{ taskSeconds: TASK_SECONDS },
	);
	const maxSeconds = 1.1 * 3 * (TASK_SECONDS + POLL_SECONDS);
	return [
		`wall time, a chain of three of ${TASK_SECONDS} s (create, extend, extend)`,
		`${seconds.toFixed(2)} s`,
		'',
		`≤ ${maxSeconds.toFixed(2)} s, 3 creates`,
		seconds <= maxSeconds && xai.tasks === 3,
	];
}

export async function largeUpload(): Promise<Row> {
	const { peakRssMiB, xai } = await measure(
		{ kind: 'upload', bytes: VIDEO_BYTES },
		{ taskSeconds: 0, uploadLimitBytes: VIDEO_BYTES },
	);
	const isWhole = xai.uploads === 1 && xai.uploadedBytes[0] === VIDEO_BYTES && xai.tasks === 1;
	return [
		'peak RSS increase, input video of 200 MiB',
		`${peakRssMiB.toFixed(1)} MiB`,
		'',
		'< 64 MiB, sent once and whole',
		peakRssMiB < 64 && isWhole,
	];
}
