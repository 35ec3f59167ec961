import { readFileSync } from 'node:fs';
import { startN8n } from './server.mjs';

/** Starts a queue-mode worker. Extends the result of startN8n(). */
export async function startWorker(name, options) {
	const server = await startN8n({ ...options, worker: true });
	const log = () => readFileSync(server.logFile, 'utf8');
	return {
		...server,
		name,
		log,
		/** The IDs of its executions, in order. */
		executionIds: () => [...log().matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id),
		/** The IDs of the tasks that it created in an execution, from its log. */
		taskIdsOf: (executionId) =>
			[...log().matchAll(/execution (\d+), item \d+: created task (\S+)/g)]
				.filter(([, execution]) => execution === String(executionId))
				.map(([, , taskId]) => taskId),
		/** Stops it with SIGTERM, as a deployment does. Resolves when it has exited. */
		async shutDown() {
			process.kill(server.pid, 'SIGTERM');
			return await server.exited;
		},
		/** Kills it without any cleanup, like a machine failure. */
		async kill() {
			process.kill(server.pid, 'SIGKILL');
			await server.exited;
		},
	};
}
