import { readFileSync } from 'node:fs';
import { startN8n } from './server.mjs';

/** Starts a queue-mode worker; takes what startN8n() takes and gives what it gives, with more beside it. */
export async function startWorker(name, options) {
	const server = await startN8n({ ...options, worker: true });
	const log = () => readFileSync(server.logFile, 'utf8');
	return {
		...server,
		name,
		log,
		/** The ids of the executions that it has begun, in their order. */
		executions: () => [...log().matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id),
		/** The tasks that it has created in an execution, from its log. */
		tasksOf: (executionId) =>
			[...log().matchAll(/execution (\d+), item \d+: created task (\S+)/g)]
				.filter(([, execution]) => execution === String(executionId))
				.map(([, , taskId]) => taskId),
		/** Asks it to end, as a deployment does; gives when it has. */
		async retire() {
			process.kill(server.pid, 'SIGTERM');
			return await server.exited;
		},
		/** Ends it as a machine that fails: nothing is tidied up and nobody is told. */
		async kill() {
			process.kill(server.pid, 'SIGKILL');
			await server.exited;
		},
	};
}
