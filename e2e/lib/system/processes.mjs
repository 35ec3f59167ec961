import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { isEnding, onEnd } from './cleanup.mjs';

const IS_WINDOWS = process.platform === 'win32';
const GRACE_SECONDS = 12;
const running = new Set();

process.on('exit', () => {
	for (const child of running) killGroup(child);
});

/** Kills the child and all that it started: each child leads a process group of its own. */
function killGroup(child) {
	if (child.pid === undefined) return;
	try {
		if (IS_WINDOWS) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
		else process.kill(-child.pid, 'SIGKILL');
	} catch (error) {
		// macOS answers EPERM for a group that has only just ended.
		if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
	}
}

/**
 * Starts a program whose output goes to `logFile`, and which never outlives this process.
 * Gives { pid, exited, isRunning(), stop() }: `exited` resolves to what ended it
 * ({ code, signal, error }), `stop()` asks it to end and insists after a while.
 */
export function start(command, args, { cwd, env = process.env, logFile }) {
	if (isEnding()) throw new Error('Nothing is started any more: this run is ending.');
	const log = openSync(logFile, 'a');
	const child = spawn(command, args, {
		cwd,
		env,
		stdio: ['ignore', log, log],
		detached: !IS_WINDOWS,
		windowsHide: true,
	});
	closeSync(log);
	running.add(child);

	const exited = new Promise((resolve) => {
		child.once('error', (error) => resolve({ error }));
		child.once('exit', (code, signal) => resolve({ code, signal }));
	}).then((end) => {
		running.delete(child);
		// What the child itself started may outlive it.
		killGroup(child);
		return end;
	});

	const isRunning = () => running.has(child);
	const stop = onEnd(async () => {
		if (!isRunning()) return;
		child.kill('SIGTERM');
		const insist = setTimeout(() => killGroup(child), GRACE_SECONDS * 1000);
		await exited;
		clearTimeout(insist);
	});
	void exited.then(stop);

	return { pid: child.pid, exited, isRunning, stop };
}

/** Runs a program to its end; throws with the tail of its log when it fails. */
export async function run(command, args, { what, advice, ...options }) {
	const { code, signal, error } = await start(command, args, options).exited;
	if (code === 0) return;
	const how = error?.message ?? (signal ? `ended by ${signal}` : `exit code ${code}`);
	throw new StepError(`${what} failed (${how}).`, { logFile: options.logFile, advice });
}

/** A failure to show to a person: what failed, the end of the log, what to do about it. */
export class StepError extends Error {
	constructor(message, { logFile, advice } = {}) {
		const parts = [message];
		if (logFile && existsSync(logFile)) {
			parts.push(`The end of ${logFile}:\n${tail(logFile)}`);
		}
		if (advice) parts.push(advice);
		super(parts.join('\n\n'));
		this.name = 'StepError';
	}
}

export function tail(file, lines = 20) {
	const text = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines);
	return text.map((line) => `    ${line}`).join('\n');
}
