/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark runs in Node, not in n8n */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { XaiOptions } from '../test/servers/xai/xai';
import type { LongerCase, LongerMeasured } from './measureLonger';

/** Rows for what only xAI can do: a chain of three videos, and a large video that is changed. */

type Row = [figure: string, node: string, sequential: string, target: string, met?: boolean];
interface Seen {
	tasks: number;
	uploads: number;
	uploadedBytes: number[];
}

const REGISTER = join(__dirname, '..', 'test', 'environment', 'register.js');
const MIB = 1024 * 1024;
const LARGE = 200 * MIB;

/** T and the poll interval, in seconds. */
const T = 2;
const POLL = 1;

async function ask<T>(child: ChildProcess, message: object): Promise<T> {
	child.send(message);
	const [answer] = (await Promise.race([
		once(child, 'message'),
		once(child, 'exit').then(() => Promise.reject(new Error('A measurement has failed'))),
	])) as [T];
	return answer;
}

async function startXai(options: XaiOptions) {
	const child = fork(join(__dirname, 'xai.js'), [JSON.stringify(options)]);
	const [address] = (await once(child, 'message')) as [{ url: string; key: string }];
	return { child, address };
}

async function measure(
	order: Pick<LongerCase, 'kind' | 'bytes'>,
	options: XaiOptions,
): Promise<LongerMeasured & { seen: Seen }> {
	const [xai, warm] = await Promise.all([startXai(options), startXai({ taskSeconds: 0 })]);
	const child = fork(join(__dirname, 'measureLonger.ts'), [], {
		execArgv: ['--expose-gc', '-r', REGISTER],
	});
	try {
		const measured = await ask<LongerMeasured>(child, {
			case: { ...order, ...xai.address },
			warmUp: { ...order, bytes: 8 * MIB, ...warm.address },
		});
		return { ...measured, seen: await ask<Seen>(xai.child, {}) };
	} finally {
		xai.child.disconnect();
		warm.child.disconnect();
	}
}

export async function chainOfThree(): Promise<Row> {
	const { seconds, seen } = await measure({ kind: 'chain', bytes: 0 }, { taskSeconds: T });
	const limit = 1.1 * 3 * (T + POLL);
	return [
		`wall time, a chain of three of ${T} s (create, extend, extend)`,
		`${seconds.toFixed(2)} s`,
		'',
		`≤ ${limit.toFixed(2)} s, 3 creates`,
		seconds <= limit && seen.tasks === 3,
	];
}

export async function largeUpload(): Promise<Row> {
	const { peakRssMiB, seen } = await measure(
		{ kind: 'upload', bytes: LARGE },
		{ taskSeconds: 0, uploadLimitBytes: LARGE },
	);
	const isWhole = seen.uploads === 1 && seen.uploadedBytes[0] === LARGE && seen.tasks === 1;
	return [
		'more memory (RSS) for an input video of 200 MiB',
		`${peakRssMiB.toFixed(1)} MiB`,
		'',
		'< 64 MiB, sent once and whole',
		peakRssMiB < 64 && isWhole,
	];
}
