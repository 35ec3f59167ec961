import { constants } from 'node:os';

/** A Ctrl-C may arrive twice, from the terminal and through npm. */
const SAME_REQUEST_MILLISECONDS = 1000;

const tasks = new Set();
let ending;

/** Whether the cleanup has started. Errors from then on are consequences of it. */
export const isEnding = () => ending !== undefined;

/**
 * Registers something to undo when this process ends for any reason.
 * Returns a function that undoes it now. A second call waits for the first.
 */
export function onEnd(undo) {
	let done;
	const task = () => {
		done ??= (async () => {
			try {
				await undo();
			} finally {
				tasks.delete(task);
			}
		})();
		return done;
	};
	tasks.add(task);
	return task;
}

/** Undoes everything that is still registered, the newest first. */
export function cleanUp() {
	ending ??= (async () => {
		for (const task of [...tasks].reverse()) {
			try {
				await task();
			} catch (error) {
				console.error(`While cleaning up: ${error.message}`);
			}
		}
	})();
	return ending;
}

let askedAt;

function endWith(code) {
	if (askedAt === undefined) {
		askedAt = performance.now();
		console.log('\nStopping …');
		void cleanUp().then(() => process.exit(process.exitCode ?? code));
	} else if (performance.now() - askedAt > SAME_REQUEST_MILLISECONDS) {
		// The second signal means "now": the exit handler of processes.mjs kills what is left.
		process.exit(code);
	}
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.on(signal, () => endWith(128 + constants.signals[signal]));
}

// After a Ctrl-C `node --test` ends at once; output that it no longer reads must not end the cleanup.
for (const output of [process.stdout, process.stderr]) {
	output.on('error', (error) => {
		if (!isEnding()) throw error;
	});
}

// A SIGTERM to `npm run` ends only npm, so its child has to notice.
if (process.env.npm_lifecycle_event) {
	const npm = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid === npm) return;
		clearInterval(watch);
		if (!isEnding()) endWith(128 + constants.signals.SIGTERM);
	}, 1000);
	watch.unref();
}
