import { join } from 'node:path';
import { buildPackage } from '../package/build.mjs';
import { createNpmWrapper } from '../package/npm-wrapper.mjs';
import { packPackage } from '../package/pack.mjs';
import { startPostgres, startRedis } from '../services/databases.mjs';
import { localCredential, startStandIn } from '../services/standIns.mjs';
import { temporaryFolder } from '../system/temporary-folder.mjs';
import { until } from '../system/until.mjs';
import { webhook } from '../workflows/nodes.mjs';
import { chain, CREDENTIAL_TYPE } from '../workflows/workflow.mjs';
import { N8nClient } from './client.mjs';
import { installN8n } from './install.mjs';
import { startN8n } from './server.mjs';
import { startWorker } from './worker.mjs';

const NAMES = ['worker 1', 'worker 2'];

/**
 * n8n in queue mode: a main process, two workers with their own folders as on separate machines,
 * PostgreSQL and Redis. The packed package is installed through the main process, as a user would.
 * Everything ends with this process or cleanUp().
 *
 * - `major`: 1 or 2, by default N8N_MAJOR of the environment, else 2
 * - `env`: more settings for all of n8n's processes, `workerEnv`: for the workers
 */
export async function startQueueStack({
	major = Number(process.env.N8N_MAJOR ?? 2),
	...settings
} = {}) {
	const workFolder = temporaryFolder('queue');
	const install = await installN8n({ major, report: (text) => console.log(`# ${text}`) });
	const npmWrapper = createNpmWrapper(workFolder);
	const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
	const queue = new QueueStack({ workFolder, install, npmWrapper, redis, postgres, ...settings });
	const starting = queue.startMain();
	starting.catch(() => {});
	await buildPackage();
	const packed = await packPackage(workFolder);
	npmWrapper.add(packed);
	queue.gateway = await startStandIn('newApi', { taskSeconds: 2 });
	await starting;
	await queue.setUp(packed);
	return queue;
}

class QueueStack {
	#workers = new Map();

	constructor({ workFolder, install, npmWrapper, redis, postgres, env, workerEnv }) {
		this.workFolder = workFolder;
		this.major = install.major;
		this.env = env;
		this.workerEnv = workerEnv;
		this.boot = { install, npmWrapper };
		this.shared = {
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			N8N_ENCRYPTION_KEY: 'a key that all processes share',
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			// A worker with an empty folder (a new container) fetches what the main has installed.
			N8N_REINSTALL_MISSING_PACKAGES: 'true',
			N8N_DEFAULT_BINARY_DATA_MODE: 'database',
			QUEUE_BULL_REDIS_HOST: redis.host,
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: postgres.host,
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_DATABASE: postgres.database,
			DB_POSTGRESDB_USER: postgres.user,
			DB_POSTGRESDB_PASSWORD: 'trusted',
		};
	}

	get workers() {
		return [...this.#workers.values()];
	}

	/** One worker runs when the package is installed. The other one starts later. */
	async setUp(packed) {
		await this.client.signIn();
		const first = await this.startWorker(NAMES[0]);
		await this.client.installPackage(packed.name, packed.version);
		await this.startWorker(NAMES[1]);
		await until('the worker has installed the package', () =>
			first.log().includes(`Community package installed: ${packed.name}`),
		);
		const data = localCredential(this.gateway);
		this.credential = await this.client.createCredential('Grok Video', CREDENTIAL_TYPE, data);
	}

	async startMain() {
		this.main = await startN8n(this.#options('main'));
		this.client = new N8nClient(this.main);
	}

	/** Starts a worker, by default the stopped one, with its folder. */
	async startWorker(name = NAMES.find((known) => !this.#workers.has(known))) {
		const options = this.#options(name);
		const worker = await startWorker(name, {
			...options,
			env: { ...options.env, ...this.workerEnv },
		});
		this.#workers.set(name, worker);
		void worker.exited.then(() => this.#workers.delete(name));
		return worker;
	}

	/** Stops all of n8n and starts it again with other settings; data and packages stay. */
	async restart(env) {
		await Promise.all([this.main, ...this.workers].map((server) => server.stop()));
		this.env = env;
		await this.startMain();
		await this.client.signIn();
		await Promise.all(NAMES.map((name) => this.startWorker(name)));
	}

	/** The worker of an execution. Undefined while the execution is in the queue. */
	workerOf(executionId) {
		return this.workers.find((worker) => worker.executions().includes(String(executionId)));
	}

	/**
	 * Activates a workflow that starts with a webhook; `answer` are the parameters of its response.
	 * Returns { id, call(body) (its answer), executions() (their ids, the newest first) }.
	 */
	async publish(name, nodes, { answer, settings = {} } = {}) {
		const path = crypto.randomUUID();
		const workflow = await this.client.createWorkflow({
			...chain(name, [webhook(path, answer), ...nodes]),
			settings: { executionOrder: 'v1', ...settings },
		});
		await this.client.activate(workflow.id);
		const url = `${this.main.url}/webhook/${path}`;
		const executions = async () =>
			(await this.client.executions({ workflowId: workflow.id })).results.map(({ id }) => id);
		return { id: workflow.id, executions, call: (body) => post(url, body) };
	}

	/** Starts an execution of nodes that make one video. Returns { id, task, worker } after the first status request. */
	async begin(nodes, options) {
		const { tasks } = this.gateway;
		const { length } = tasks;
		const { call, executions } = await this.publish('One video', nodes, options);
		await call();
		const task = await until(
			'the status is asked for',
			() => tasks[length]?.polls > 0 && tasks[length],
		);
		const [id] = await executions();
		return { id, task, worker: this.workerOf(id) };
	}

	#options(name) {
		const env = { ...this.shared, ...this.env };
		return { ...this.boot, userFolder: join(this.workFolder, name), env };
	}
}

/** After the activation n8n responds with 404 for a moment, and starts nothing. */
const post = async (url, body = {}) =>
	await until('the webhook is there', async () => {
		const headers = { 'content-type': 'application/json' };
		const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
		return answer.status !== 404 && answer;
	});
