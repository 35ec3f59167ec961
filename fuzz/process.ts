/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzz test runs in Node, not in n8n */
import { setTimeout as sleep } from 'node:timers/promises';

/** What only the whole process can tell: whether its event loop stood still, and what is left in it. */

export interface Stall {
	/** In milliseconds of `performance.now()`. */
	from: number;
	to: number;
	/** Milliseconds in which the process has worked; on a busy machine it also waits for its turn. */
	worked: number;
}

export const LONGEST_STALL_MS = 200;
const TICK_MS = 10;

/** Watches whether the event loop gets its turn. Time in which other processes had the CPU does not count. */
export class LoopWatch {
	readonly stalls: Stall[] = [];
	private readonly timer: NodeJS.Timeout;

	constructor() {
		let last = performance.now();
		let cpu = process.cpuUsage();
		this.timer = setInterval(() => {
			const now = performance.now();
			const { user, system } = process.cpuUsage(cpu);
			const worked = Math.min((user + system) / 1000, now - last);
			if (worked > LONGEST_STALL_MS) this.stalls.push({ from: last, to: now, worked });
			last = now;
			cpu = process.cpuUsage();
		}, TICK_MS);
	}

	end(): void {
		clearInterval(this.timer);
	}
}

/** Errors and warnings that reached nobody. In n8n, the first would end the process. */
export class ErrorWatch {
	readonly errors: string[] = [];
	private readonly note = (error: unknown) => {
		const [message, ...stack] = String((error as Error).stack ?? error).split('\n');
		const own = stack.filter((line) => line.includes('/nodes/GrokVideo/'));
		this.errors.push([message, ...own.slice(0, 2)].join('\n'));
	};

	constructor() {
		for (const event of EVENTS) process.on(event, this.note);
	}

	end(): void {
		for (const event of EVENTS) process.off(event, this.note);
	}
}

const EVENTS = ['uncaughtException', 'unhandledRejection', 'warning'];

/** How many there are of what keeps a process alive. */
export function handles(): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
	return counts;
}

const GRACE_MS = 1500;

/** What is there beyond the baseline, when it has had a moment to go. */
export async function leftBeyond(baseline: Record<string, number>): Promise<string[]> {
	const left = () =>
		Object.entries(handles())
			.map(([kind, count]) => [kind, count - (baseline[kind] ?? 0)] as const)
			.filter(([kind, count]) => count > (kind === 'Timeout' ? 1 : 0)); // that of this wait
	for (const until = Date.now() + GRACE_MS; left().length > 0 && Date.now() < until;) {
		await sleep(20);
	}
	return left().map(([kind, count]) => `${count} × ${kind}`);
}
