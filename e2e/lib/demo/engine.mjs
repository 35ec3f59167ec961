import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onEnd } from '../system/cleanup.mjs';

const PROGRAM = fileURLToPath(new URL('engine-process.js', import.meta.url));

/**
 * The n8n engine among the repository's own dependencies, in its own process. Loading it takes as
 * long as building the package, so it starts first.
 *
 * Returns { run({ parameters, credential, file }) }: runs the built node once, writes its MP4 to the
 * file, and gives the JSON of its item.
 */
export function startEngine() {
	const child = fork(PROGRAM, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
	const exited = once(child, 'exit');
	onEnd(async () => {
		// It then ends and removes its files. A signal would leave them.
		if (child.connected) child.disconnect();
		await exited;
	});
	return {
		async run(order) {
			const answer = once(child, 'message');
			if (child.connected) child.send(order);
			const [{ json, error } = {}] = await Promise.race([answer, exited.then(() => [])]);
			if (!json) throw new Error(error ?? 'n8n’s engine has ended without an answer.');
			return json;
		},
	};
}
