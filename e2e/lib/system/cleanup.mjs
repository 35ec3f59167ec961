import { constants } from 'node:os';

/** A Ctrl-C may arrive twice, from the terminal and through npm. */
const SAME_REQUEST_MILLISECONDS = 1000;

const tasks = new Set();
let ending;

/** Whether the run is on its way out: errors met from here on only echo that. */
export const isEnding = () => ending !== undefined;

/**
 * Registers something to undo when this process ends, whatever the reason.
 * Gives a function that undoes it now; called again, it waits for the same end.
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

/** Undoes everything still registered, the newest first. */
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
		// Asked again means "now": the exit handler of processes.mjs kills what is left.
		process.exit(code);
	}
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.on(signal, () => endWith(128 + constants.signals[signal]));
}

// After a Ctrl-C `node --test` ends at once; what it would have read must not end the cleaning up.
for (const output of [process.stdout, process.stderr]) {
	output.on('error', (error) => {
		if (!isEnding()) throw error;
	});
}

// A SIGTERM to `npm run` ends npm alone: what it has started must notice by itself.
if (process.env.npm_lifecycle_event) {
	const npm = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid === npm) return;
		clearInterval(watch);
		if (!isEnding()) endWith(128 + constants.signals.SIGTERM);
	}, 1000);
	watch.unref();
}
