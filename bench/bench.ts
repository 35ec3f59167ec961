/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark runs in Node, not in n8n */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { chainOfThree, largeUpload } from './longer';
import type { Measured } from './measure';
import { bestOfThree, measure, medianOfThree, type Seen } from './run';

type Row = [figure: string, node: string, common: string, target: string, met?: boolean];

const MIB = 1024 * 1024;

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
		const max = Math.ceil(T / POLL) + 2;
		rows.push([
			'requests a task (create, polls, file)',
			perTask(node),
			perTask(peer),
			`polls ≤ ${max}: at most ${node.seen.mostPolls}`,
			node.seen.mostPolls <= max && node.seen.tasks === items,
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
		const now = await medianOfThree(order, { taskSeconds: MANY_T });
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
	const runs: Measured[] = [];
	for (let n = 0; n < 9; n++) {
		runs.push(await measure({ node: 'grok', items: 1, pollInterval: 1 }, plan));
	}
	// The middle one: in some runs the garbage collection comes later, at half as much again.
	const node = runs.sort((a, b) => a.peakRssMiB - b.peakRssMiB)[4];
	const peer = await measure({ node: 'sequential', items: 1, pollInterval: 1 }, plan);
	return [
		'more memory (RSS) for a file of 500 MiB',
		mib(node.peakRssMiB),
		mib(peer.peakRssMiB),
		'< 64 MiB',
		node.peakRssMiB < 64,
	];
}

/** Seven images of 5 MB are 47 MB as they are sent. */
const IMAGES = { count: 7, pieces: 100 };

async function manyImages(): Promise<Row[]> {
	const rows: Row[] = [];
	let first: Measured | undefined;
	for (const items of [10, 20]) {
		const order = { items, maxParallel: items, pollInterval: POLL, images: IMAGES };
		const node = await measure({ ...order, node: 'grok' }, SHORT);
		const peer = await measure({ ...order, node: 'atOnce' }, SHORT);
		const growth = node.peakRssMiB / (first ?? node).peakRssMiB;
		rows.push([
			`highest RSS above the start, ${items} items of 7 images of 5 MB`,
			mib(node.peakRssMiB),
			mib(peer.peakRssMiB),
			`< 700 MiB${first ? `, ≤ 1.5 × 10 items; ${growth.toFixed(2)} ×` : ''}`,
			node.peakRssMiB < 700 && growth <= 1.5,
		]);
		if (first) {
			rows.push([
				'the same: event loop blocked at a stretch',
				`${node.longestBlockMs.toFixed(0)} ms`,
				`${peer.longestBlockMs.toFixed(0)} ms`,
				'< 200 ms',
				node.longestBlockMs < 200,
			]);
		}
		first = node;
	}
	return rows;
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
	const head = ['', 'this node', 'common pattern', 'target', ''];
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
	const file = await largeFile();
	const sequential = sequentialRuns();
	const memory = [file, await largeUpload(), ...(await manyItems()), ...(await manyImages())];
	const walls = [...(await wallTime(await sequential)), await chainOfThree()];
	const rows = [...walls, ...memory, loadTime()];
	print(rows);
	if (rows.some(([, , , , met]) => met === false)) process.exitCode = 1;
}

void main();
