import { now } from '../http/deadline';
import { pause } from './pause';

/** Lets its users go one after another, so many seconds apart. */
export class RateLimiter {
	private nextAt = 0;

	constructor(private readonly spacingSeconds: number) {}

	/** Waits for the caller's turn, or until the signal aborts. */
	async turn(signal: AbortSignal): Promise<void> {
		if (this.spacingSeconds === 0) return;
		const at = Math.max(now(), this.nextAt);
		this.nextAt = at + this.spacingSeconds * 1000;
		if (at > now()) await pause((at - now()) / 1000, signal);
	}
}
