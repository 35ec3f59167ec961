import { now, pause } from './deadline';

/** Limits concurrent work to a total weight. */
export class Semaphore {
	private readonly queue: Array<{ weight: number; start: () => void }> = [];

	private free: number;

	constructor(private readonly capacity: number) {
		this.free = capacity;
	}

	/** Waits for capacity and returns the function that releases it. Work heavier than the capacity runs alone. */
	async acquire(weight = 1): Promise<() => void> {
		const cappedWeight = Math.min(weight, this.capacity);
		await new Promise<void>((start) => {
			this.queue.push({ weight: cappedWeight, start });
			this.startNext();
		});
		return () => {
			this.free += cappedWeight;
			this.startNext();
		};
	}

	private startNext(): void {
		while (this.queue.length > 0 && this.queue[0].weight <= this.free) {
			const { weight, start } = this.queue.shift()!;
			this.free -= weight;
			start();
		}
	}
}

/** Spaces calls at least an interval apart. */
export class RateLimiter {
	private nextAt = 0;

	constructor(private readonly intervalSeconds: number) {}

	/** Waits for the next free slot, or until the signal aborts. */
	async wait(signal: AbortSignal): Promise<void> {
		if (this.intervalSeconds === 0) return;
		const at = Math.max(now(), this.nextAt);
		this.nextAt = at + this.intervalSeconds * 1000;
		if (at > now()) await pause((at - now()) / 1000, signal);
	}
}
