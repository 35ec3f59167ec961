import { readFileSync } from 'node:fs';
import { startN8n } from './server.mjs';

/** Starts a queue-mode worker. Like startN8n(), with more in the result. */
export async function startWorker(name, options) {
	const server = await startN8n({ ...options, worker: true });
	const log = () => readFileSync(server.logFile, 'utf8');
	return {
		...server,
		name,
		log,
		/** The IDs of its executions, in their order. */
		executions: () => [...log().matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id),
		/** The tasks that it created in an execution, from its log. */
		tasksOf: (executionId) =>
			[...log().matchAll(/execution (\d+), item \d+: created task (\S+)/g)]
				.filter(([, execution]) => execution === String(executionId))
				.map(([, , taskId]) => taskId),
		/** Ends it as a deployment does. Resolves when it has ended. */
		async retire() {
			process.kill(server.pid, 'SIGTERM');
			return await server.exited;
		},
		/** Ends it like a machine that fails, without any cleanup. */
		async kill() {
			process.kill(server.pid, 'SIGKILL');
			await server.exited;
		},
	};
}
