/* eslint-disable @n8n/community-nodes/no-restricted-globals -- the fuzz test runs in Node, not in n8n */
import type { CallKind } from '../plan';

export interface Limits {
	/** Seconds from the beginning of a call to its end; of a file, without a byte. */
	calls: Record<CallKind, number>;
	/** Seconds that a file may take in all. */
	file: number;
	/** Seconds without any call. */
	silence: number;
}

/** What the server must be told beside the plan. */
export interface RunSettings {
	key: string;
	limits: Limits;
	/** The user has a task from before for each item. */
	given: boolean;
}

/** For a machine that has others to serve too. */
const SLACK_MS = 1500;
const SILENCE_SLACK_MS = 4000;

/** Whether the client gives a call up in time. */
export class CallWatch {
	private readonly isFile: boolean;
	private readonly whole: NodeJS.Timeout | undefined;
	private timer: NodeJS.Timeout;

	constructor(
		private readonly kind: CallKind,
		private readonly limits: Limits,
		private readonly onOverdue: () => void,
	) {
		this.isFile = kind === 'file' || kind === 'content';
		this.timer = this.begin();
		if (this.isFile) this.whole = setTimeout(onOverdue, limits.file * 1000 + SLACK_MS);
	}

	/** Something was sent. */
	progress(): void {
		if (!this.isFile) return;
		clearTimeout(this.timer);
		this.timer = this.begin();
	}

	end(): void {
		clearTimeout(this.timer);
		clearTimeout(this.whole);
	}

	private begin(): NodeJS.Timeout {
		return setTimeout(this.onOverdue, this.limits.calls[this.kind] * 1000 + SLACK_MS);
	}
}

/** Whether the node goes on between its calls, and ends after the last one. */
export class SilenceWatch {
	private open = 0;
	private timer: NodeJS.Timeout;

	constructor(
		private readonly seconds: number,
		private readonly onSilence: (seconds: number) => void,
	) {
		this.timer = this.listen();
	}

	begin(): void {
		this.open++;
		clearTimeout(this.timer);
	}

	finish(): void {
		if (--this.open === 0) this.timer = this.listen();
	}

	end(): void {
		clearTimeout(this.timer);
		this.open = Infinity;
	}

	private listen(): NodeJS.Timeout {
		return setTimeout(() => this.onSilence(this.seconds), this.seconds * 1000 + SILENCE_SLACK_MS);
	}
}
