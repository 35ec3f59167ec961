import { constants } from 'node:os';

/** Ctrl-C may arrive twice, from the terminal and through npm. */
const DUPLICATE_SIGNAL_MILLISECONDS = 1000;

const tasks = new Set();
let cleanupPromise;

/** Whether the cleanup has started. Later errors are consequences of it. */
export const isEnding = () => cleanupPromise !== undefined;

/**
 * Registers a cleanup that runs when this process ends for any reason.
 * Returns a function that runs it now. A second call waits for the first.
 */
export function onEnd(cleanup) {
	let done;
	const task = () => {
		done ??= (async () => {
			try {
				await cleanup();
			} finally {
				tasks.delete(task);
			}
		})();
		return done;
	};
	tasks.add(task);
	return task;
}

/** Runs all registered cleanups, newest first. */
export function cleanUp() {
	cleanupPromise ??= (async () => {
		for (const task of [...tasks].reverse()) {
			try {
				await task();
			} catch (error) {
				console.error(`While cleaning up: ${error.message}`);
			}
		}
	})();
	return cleanupPromise;
}

let firstSignalAt;

function exitWith(code) {
	if (firstSignalAt === undefined) {
		firstSignalAt = performance.now();
		console.log('\nStopping …');
		void cleanUp().then(() => process.exit(process.exitCode ?? code));
	} else if (performance.now() - firstSignalAt > DUPLICATE_SIGNAL_MILLISECONDS) {
		// A second signal means "now": the exit handler of processes.mjs kills what is still running.
		process.exit(code);
	}
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.on(signal, () => exitWith(128 + constants.signals[signal]));
}

// After Ctrl-C, `node --test` exits immediately. Writing to its closed pipe must not end the cleanup.
for (const output of [process.stdout, process.stderr]) {
	output.on('error', (error) => {
		if (!isEnding()) throw error;
	});
}

// A SIGTERM to `npm run` ends only npm. This process notices because its parent changes.
if (process.env.npm_lifecycle_event) {
	const npm = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === npm) return;
		clearInterval(timer);
		if (!isEnding()) exitWith(128 + constants.signals.SIGTERM);
	}, 1000);
	timer.unref();
}
