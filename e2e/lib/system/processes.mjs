import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { isEnding, onEnd } from './cleanup.mjs';

const IS_WINDOWS = process.platform === 'win32';
const GRACE_SECONDS = 12;
const running = new Set();

process.on('exit', () => {
	for (const child of running) killGroup(child);
});

/** Kills the child and its children: each child leads its own process group. */
function killGroup(child) {
	if (child.pid === undefined) return;
	try {
		if (IS_WINDOWS) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
		else process.kill(-child.pid, 'SIGKILL');
	} catch (error) {
		// macOS reports EPERM for a group that has just ended.
		if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
	}
}

/**
 * Starts a program that writes its output to `logFile` and is stopped when this process ends.
 * Returns { pid, exited, isRunning(), stop() }: `exited` resolves to { code, signal, error };
 * `stop()` sends SIGTERM, then SIGKILL after GRACE_SECONDS.
 */
export function start(command, args, { cwd, env = process.env, logFile }) {
	if (isEnding()) throw new Error('Cannot start a program, because this process is ending.');
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
	}).then((result) => {
		running.delete(child);
		// Its own children may still be running.
		killGroup(child);
		return result;
	});

	const isRunning = () => running.has(child);
	const stop = onEnd(async () => {
		if (!isRunning()) return;
		child.kill('SIGTERM');
		const killTimer = setTimeout(() => killGroup(child), GRACE_SECONDS * 1000);
		await exited;
		clearTimeout(killTimer);
	});
	void exited.then(stop);

	return { pid: child.pid, exited, isRunning, stop };
}

/** Runs a program to its end. Throws an error with the last lines of its log if it fails. */
export async function run(command, args, { title, hint, ...options }) {
	const { code, signal, error } = await start(command, args, options).exited;
	if (code === 0) return;
	const reason = error?.message ?? (signal ? `ended by ${signal}` : `exit code ${code}`);
	throw new StepError(`${title} failed (${reason}).`, { logFile: options.logFile, hint });
}

/** An error message for users: what failed, the last lines of the log, and the next step. */
export class StepError extends Error {
	constructor(message, { logFile, hint } = {}) {
		const parts = [message];
		if (logFile && existsSync(logFile)) {
			parts.push(`The end of ${logFile}:\n${tail(logFile)}`);
		}
		if (hint) parts.push(hint);
		super(parts.join('\n\n'));
		this.name = 'StepError';
	}
}

export function tail(file, lines = 20) {
	const text = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines);
	return text.map((line) => `    ${line}`).join('\n');
}
