import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onEnd } from '../system/cleanup.mjs';

const PROGRAM = fileURLToPath(new URL('engine-process.js', import.meta.url));

/**
 * Starts n8n's engine, one of the repository's own dependencies, in its own process. Loading it takes
 * as long as building the package, so start it first.
 *
 * Returns { run({ parameters, credential, file }) }, which runs the built node once, writes its MP4 to the
 * file, and returns the JSON of its item.
 */
export function startEngine() {
	const child = fork(PROGRAM, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
	const exited = once(child, 'exit');
	onEnd(async () => {
		// On disconnect, it removes its files and exits. A signal would leave them.
		if (child.connected) child.disconnect();
		await exited;
	});
	return {
		async run(request) {
			const response = once(child, 'message');
			if (child.connected) child.send(request);
			const [{ json, error } = {}] = await Promise.race([response, exited.then(() => [])]);
			if (!json) throw new Error(error ?? 'n8n’s engine exited without a result.');
			return json;
		},
	};
}
