/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a benchmark runs in Node, not in n8n */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { chainOfThree, largeUpload } from './xaiRows';
import type { Measurement } from './measure';
import { bestOfThree, measure, medianOfThree, type GatewayStats } from './run';

type Row = [figure: string, node: string, common: string, target: string, isMet?: boolean];

const MIB = 1024 * 1024;

const seconds = (value: number) => `${value.toFixed(2)} s`;
const mib = (value: number) => `${value.toFixed(1)} MiB`;

/** Both are short, so that the sequential runs end soon. */
const TASK_SECONDS = 2;
const POLL_SECONDS = 1;

/** For the runs with many items, which have the default poll interval. */
const LONG_TASK_SECONDS = 24;

const ITEM_COUNTS = [1, 10, 50];
const SHORT_TASKS = { taskSeconds: TASK_SECONDS };

/** These mostly sleep, so they can run in parallel with each other and with the memory measurements. */
async function sequentialRuns() {
	return await Promise.all(
		ITEM_COUNTS.map((items) =>
			measure({ node: 'sequential', items, pollInterval: POLL_SECONDS }, SHORT_TASKS),
		),
	);
}

async function wallTime(sequential: Awaited<ReturnType<typeof sequentialRuns>>): Promise<Row[]> {
	const rows: Row[] = [];
	for (const [index, items] of ITEM_COUNTS.entries()) {
		const options = {
			node: 'grok' as const,
			items,
			maxParallel: items,
			pollInterval: POLL_SECONDS,
		};
		const isLast = items === 50;
		const node = await (isLast ? bestOfThree : measure)(options, SHORT_TASKS);
		const common = sequential[index];
		const maxSeconds = 1.1 * (TASK_SECONDS + POLL_SECONDS);
		const speedup = common.seconds / node.seconds;
		const requestsPerTask = ({ gateway }: { gateway: GatewayStats }) =>
			(gateway.requests / gateway.tasks).toFixed(1);
		rows.push([
			`wall time, ${items} item${items === 1 ? '' : 's'} of ${TASK_SECONDS} s`,
			seconds(node.seconds),
			seconds(common.seconds),
			isLast ? `≤ ${seconds(maxSeconds)}; ${speedup.toFixed(0)} × faster (≥ 20 ×)` : '',
			isLast ? node.seconds <= maxSeconds && speedup >= 20 : undefined,
		]);
		if (!isLast) continue;
		const { maxPolls, tasks } = node.gateway;
		const pollLimit = Math.ceil(TASK_SECONDS / POLL_SECONDS) + 2;
		rows.push([
			'requests per task (create, polls, file)',
			requestsPerTask(node),
			requestsPerTask(common),
			`polls ≤ ${pollLimit}: at most ${maxPolls}`,
			maxPolls <= pollLimit && tasks === items,
		]);
	}
	return rows;
}

async function manyItems(): Promise<Row[]> {
	const wallTimes: Row[] = [];
	const memory: Row[] = [];
	let first: Measurement | undefined;
	let previous: (Measurement & { items: number }) | undefined;
	for (const items of [10, 100, 500]) {
		const options = { node: 'grok' as const, items, maxParallel: items, pollInterval: 5 };
		const current = await medianOfThree(options, { taskSeconds: LONG_TASK_SECONDS });
		first ??= current;
		const growth = current.seconds / first.seconds;
		wallTimes.push([
			`wall time, ${items} items of ${LONG_TASK_SECONDS} s in parallel`,
			seconds(current.seconds),
			'',
			previous ? `≤ 1.25 × 10 items; ${growth.toFixed(2)} ×` : '',
			previous ? growth <= 1.25 : undefined,
		]);
		if (previous) {
			const heldKib = ((current.heldMiB - previous.heldMiB) * 1024) / (items - previous.items);
			memory.push([
				`memory per waiting item, ${previous.items} → ${items} items`,
				`${heldKib.toFixed(1)} KiB`,
				'',
				'< 64 KiB',
				heldKib < 64,
			]);
		}
		const peakKib = ((current.peakRssMiB - first.peakRssMiB) * 1024) / (items - 10);
		memory.push([
			`peak RSS increase, ${items} items in parallel`,
			mib(current.peakRssMiB),
			'',
			previous ? `< 64 KiB per item; ${peakKib.toFixed(0)} KiB` : '',
			previous ? peakKib < 64 : undefined,
		]);
		previous = { ...current, items };
	}
	return [...wallTimes, ...memory];
}

async function largeFile(): Promise<Row> {
	const gatewayOptions = { taskSeconds: 0, plan: { file: { bytes: 500 * MIB } } };
	const runs: Measurement[] = [];
	for (let n = 0; n < 9; n++) {
		runs.push(await measure({ node: 'grok', items: 1, pollInterval: 1 }, gatewayOptions));
	}
	// The median: in some runs, garbage is collected late, which raises the peak by half.
	const node = runs.sort((a, b) => a.peakRssMiB - b.peakRssMiB)[4];
	const common = await measure({ node: 'sequential', items: 1, pollInterval: 1 }, gatewayOptions);
	return [
		'peak RSS increase, file of 500 MiB',
		mib(node.peakRssMiB),
		mib(common.peakRssMiB),
		'< 64 MiB',
		node.peakRssMiB < 64,
	];
}

/** Seven images of 5 MB make a request of 47 MB. */
const IMAGES = { count: 7, pieces: 100 };

async function manyImages(): Promise<Row[]> {
	const rows: Row[] = [];
	let first: Measurement | undefined;
	for (const items of [10, 20]) {
		const options = { items, maxParallel: items, pollInterval: POLL_SECONDS, images: IMAGES };
		const node = await measure({ ...options, node: 'grok' }, SHORT_TASKS);
		const common = await measure({ ...options, node: 'atOnce' }, SHORT_TASKS);
		const growth = node.peakRssMiB / (first ?? node).peakRssMiB;
		rows.push([
			`peak RSS increase, ${items} items of 7 images of 5 MB`,
			mib(node.peakRssMiB),
			mib(common.peakRssMiB),
			`< 700 MiB${first ? `, ≤ 1.5 × 10 items; ${growth.toFixed(2)} ×` : ''}`,
			node.peakRssMiB < 700 && growth <= 1.5,
		]);
		if (first) {
			rows.push([
				`longest block of the event loop, ${items} items of 7 images of 5 MB`,
				`${node.longestBlockMs.toFixed(0)} ms`,
				`${common.longestBlockMs.toFixed(0)} ms`,
				'< 200 ms',
				node.longestBlockMs < 200,
			]);
		}
		first = node;
	}
	return rows;
}

/** Without n8n-workflow, which n8n has already loaded. */
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
	const header = ['', 'this node', 'common pattern', 'target', ''];
	const lines = rows.map(([figure, node, common, target, isMet]) => [
		figure,
		node,
		common || '–',
		target,
		isMet === undefined ? '' : isMet ? 'met' : 'MISSED',
	]);
	const widths = header.map((_, i) =>
		Math.max(...[header, ...lines].map((cells) => cells[i].length)),
	);
	const separator = widths.map((width) => '-'.repeat(width));
	for (const cells of [header, separator, ...lines]) {
		process.stdout.write(`| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |\n`);
	}
}

async function main() {
	const file = await largeFile();
	const sequential = sequentialRuns();
	const memory = [file, await largeUpload(), ...(await manyItems()), ...(await manyImages())];
	const wallTimes = [...(await wallTime(await sequential)), await chainOfThree()];
	const rows = [...wallTimes, ...memory, loadTime()];
	print(rows);
	if (rows.some(([, , , , isMet]) => isMet === false)) process.exitCode = 1;
}

void main();
