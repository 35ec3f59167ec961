/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark runs in Node, not in n8n */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { GatewayOptions } from '../test/gateway/gateway';
import { chainOfThree, largeUpload } from './longer';
import type { Case, Measured } from './measure';

type Order = Omit<Case, 'url' | 'key'>;
interface Seen {
	tasks: number;
	requests: number;
	mostPolls: number;
}
type Row = [figure: string, node: string, sequential: string, target: string, met?: boolean];

const REGISTER = join(__dirname, 'register.js');
const MIB = 1024 * 1024;

async function ask<T>(child: ChildProcess, message: object): Promise<T> {
	child.send(message);
	const [answer] = await Promise.race([
		once(child, 'message'),
		once(child, 'exit').then(() => Promise.reject(new Error('A measurement has failed'))),
	]);
	return answer as T;
}

async function startGateway(options: GatewayOptions) {
	const child = fork(join(__dirname, 'gateway.js'), [JSON.stringify(options)]);
	const [address] = (await once(child, 'message')) as [{ url: string; key: string }];
	return {
		address,
		seen: async () => await ask<Seen>(child, {}),
		close: () => child.disconnect(),
	};
}

/** Runs one case against a gateway of its own, after a warm-up against another. */
async function measure(order: Order, plan: GatewayOptions): Promise<Measured & { seen: Seen }> {
	const [gateway, warm] = await Promise.all([startGateway(plan), startGateway({ taskSeconds: 0 })]);
	const child = fork(join(__dirname, 'measure.ts'), [], {
		execArgv: ['--expose-gc', '-r', REGISTER],
	});
	try {
		const measured = await ask<Measured>(child, {
			case: { ...order, ...gateway.address },
			warmUp: { ...order, ...warm.address, pollInterval: 1 },
		});
		if (measured.videos !== order.items) throw new Error('A run gave too few videos');
		return { ...measured, seen: await gateway.seen() };
	} finally {
		gateway.close();
		warm.close();
	}
}

/** A run of seconds is easily disturbed by whatever else the machine does. */
async function bestOfThree(order: Order, plan: GatewayOptions) {
	const runs = [];
	for (let n = 0; n < 3; n++) runs.push(await measure(order, plan));
	return runs.sort((a, b) => a.seconds - b.seconds)[0];
}

const seconds = (value: number) => `${value.toFixed(2)} s`;
const mib = (value: number) => `${value.toFixed(1)} MiB`;

/** T and the poll interval of the comparison, in seconds: both short, so that it ends. */
const T = 2;
const POLL = 1;

/** T of the runs with many items, with the default poll interval. */
const MANY_T = 24;

const COUNTS = [1, 10, 50];
const SHORT = { taskSeconds: T };

/** These mostly sleep, so they may run beside one another and beside the memory measurements. */
async function sequentialRuns() {
	return await Promise.all(
		COUNTS.map((items) => measure({ node: 'sequential', items, pollInterval: POLL }, SHORT)),
	);
}

async function wallTime(sequential: Awaited<ReturnType<typeof sequentialRuns>>): Promise<Row[]> {
	const rows: Row[] = [];
	for (const [index, items] of COUNTS.entries()) {
		const order = { node: 'grok' as const, items, maxParallel: items, pollInterval: POLL };
		const isLast = items === 50;
		const node = await (isLast ? bestOfThree : measure)(order, SHORT);
		const peer = sequential[index];
		const limit = 1.1 * (T + POLL);
		const factor = peer.seconds / node.seconds;
		const perTask = ({ seen }: { seen: Seen }) => (seen.requests / seen.tasks).toFixed(1);
		rows.push([
			`wall time, ${items} item${items === 1 ? '' : 's'} of ${T} s`,
			seconds(node.seconds),
			seconds(peer.seconds),
			isLast ? `≤ ${seconds(limit)}; ${factor.toFixed(0)} × faster (≥ 20 ×)` : '',
			isLast ? node.seconds <= limit && factor >= 20 : undefined,
		]);
		if (!isLast) continue;
		const most = Math.ceil(T / POLL) + 2;
		rows.push([
			'requests a task (create, polls, file)',
			perTask(node),
			perTask(peer),
			`polls ≤ ${most}: at most ${node.seen.mostPolls}`,
			node.seen.mostPolls <= most && node.seen.tasks === items,
		]);
	}
	return rows;
}

async function manyItems(): Promise<Row[]> {
	const walls: Row[] = [];
	const memory: Row[] = [];
	let first: Measured | undefined;
	let before: (Measured & { items: number }) | undefined;
	for (const items of [10, 100, 500]) {
		const order = { node: 'grok' as const, items, maxParallel: items, pollInterval: 5 };
		const now = await measure(order, { taskSeconds: MANY_T });
		first ??= now;
		const flat = now.seconds / first.seconds;
		walls.push([
			`wall time, ${items} items of ${MANY_T} s at once`,
			seconds(now.seconds),
			'',
			before ? `≤ 1.25 × 10 items; ${flat.toFixed(2)} ×` : '',
			before ? flat <= 1.25 : undefined,
		]);
		if (before) {
			const kib = ((now.heldMiB - before.heldMiB) * 1024) / (items - before.items);
			memory.push([
				`memory a waiting item holds, ${before.items} → ${items} items`,
				`${kib.toFixed(1)} KiB`,
				'',
				'< 64 KiB',
				kib < 64,
			]);
		}
		const peakKib = ((now.peakRssMiB - first.peakRssMiB) * 1024) / (items - 10);
		memory.push([
			`highest RSS above the start, ${items} items at once`,
			mib(now.peakRssMiB),
			'',
			before ? `< 64 KiB an item; ${peakKib.toFixed(0)} KiB` : '',
			before ? peakKib < 64 : undefined,
		]);
		before = { ...now, items };
	}
	return [...walls, ...memory];
}

async function largeFile(): Promise<Row> {
	const plan = { taskSeconds: 0, plan: { file: { bytes: 500 * MIB } } };
	const node = await measure({ node: 'grok', items: 1, pollInterval: 1 }, plan);
	const peer = await measure({ node: 'sequential', items: 1, pollInterval: 1 }, plan);
	return [
		'more memory (RSS) for a file of 500 MiB',
		mib(node.peakRssMiB),
		mib(peer.peakRssMiB),
		'< 64 MiB',
		node.peakRssMiB < 64,
	];
}

/** Beside n8n-workflow, which n8n has loaded long before. */
function loadTime(): Row {
	const script = `require('n8n-workflow'); const t = performance.now();
		require('./dist/nodes/GrokVideo/GrokVideo.node.js');
		require('./dist/credentials/GrokVideoApi.credentials.js');
		console.log(performance.now() - t);`;
	const times = Array.from({ length: 5 }, () =>
		Number(execFileSync(process.execPath, ['-e', script], { cwd: join(__dirname, '..') })),
	).sort((a, b) => a - b);
	return ['load time of node and credential', `${times[2].toFixed(1)} ms`, '', ''];
}

function print(rows: Row[]): void {
	const head = ['', 'this node', 'sequential pattern', 'target', ''];
	const lines = rows.map(([figure, node, peer, target, met]) => [
		figure,
		node,
		peer || '–',
		target,
		met === undefined ? '' : met ? 'met' : 'MISSED',
	]);
	const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => line[i].length)));
	const show = (line: string[]) =>
		`| ${line.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |\n`;
	process.stdout.write(show(head) + show(widths.map((width) => '-'.repeat(width))));
	lines.forEach((line) => process.stdout.write(show(line)));
}

async function main() {
	const sequential = sequentialRuns();
	const memory = [await largeFile(), await largeUpload(), ...(await manyItems())];
	const walls = [...(await wallTime(await sequential)), await chainOfThree()];
	const rows = [...walls, ...memory, loadTime()];
	print(rows);
	if (rows.some(([, , , , met]) => met === false)) process.exitCode = 1;
}

void main();
