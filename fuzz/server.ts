/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- the fuzz test runs in Node, not in n8n */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Plan } from './plan';
import type { Order } from './server/process';
import type { Truth } from './server/truth';
import type { RunSettings } from './server/watch';

type Told = { run: number } & (
	| { what: 'started'; origins: { gateway: string; files: string } }
	| { what: 'stop' | 'stuck' }
	| { what: 'ended'; truth: Truth }
);

/** The servers of one run, in the servers' process. */
export interface Servers {
	gateway: string;
	files: string;
	/** Closes them, and tells what they have seen. */
	end(): Promise<Truth>;
}

/** The process that all runs' servers live in. */
export class ServerProcess {
	private runs = 0;
	private readonly listeners = new Map<number, (told: Told) => void>();

	private readonly died: Promise<never>;

	private constructor(private readonly child: ChildProcess) {
		child.on('message', (told: Told) => this.listeners.get(told.run)?.(told));
		this.died = once(child, 'exit').then(([code]) => {
			throw new Error(`The process of the servers has ended with code ${String(code)}`);
		});
		this.died.catch(() => {}); // expected at the end
	}

	static async start(): Promise<ServerProcess> {
		const child = fork(join(__dirname, 'server', 'process.ts'), [], {
			execArgv: ['-r', join(__dirname, 'register.js')],
		});
		await once(child, 'message');
		return new ServerProcess(child);
	}

	/** @param on is told when the user is to stop, and when the run does not get on. */
	async open(
		plan: Plan,
		settings: RunSettings,
		on: (what: 'stop' | 'stuck') => void,
	): Promise<Servers> {
		const run = ++this.runs;
		let ended: (truth: Truth) => void;
		const truth = new Promise<Truth>((done) => (ended = done));
		const starting = new Promise<{ gateway: string; files: string }>((started) => {
			this.listeners.set(run, (told) => {
				if (told.what === 'started') started(told.origins);
				else if (told.what === 'ended') ended(told.truth);
				else on(told.what);
			});
			this.send({ run, what: 'start', plan, settings });
		});
		const origins = await Promise.race([starting, this.died]);
		const end = async () => {
			this.send({ run, what: 'end' });
			const seen = await Promise.race([truth, this.died]);
			this.listeners.delete(run);
			return seen;
		};
		return { ...origins, end };
	}

	async close(): Promise<void> {
		this.child.disconnect();
		await once(this.child, 'exit');
	}

	private send(order: Order): void {
		this.child.send(order);
	}
}
