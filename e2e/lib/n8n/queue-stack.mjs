import { join } from 'node:path';
import { buildPackage } from '../package/build.mjs';
import { createNpmWrapper } from '../package/npm-wrapper.mjs';
import { packPackage } from '../package/pack.mjs';
import { startPostgres, startRedis } from '../services/databases.mjs';
import { localCredential, startStandIn } from '../services/stand-ins.mjs';
import { temporaryFolder } from '../system/temporary-folder.mjs';
import { until } from '../system/until.mjs';
import { webhook } from '../workflows/nodes.mjs';
import { chain, CREDENTIAL_TYPE } from '../workflows/workflow.mjs';
import { N8nClient } from './client.mjs';
import { installN8n } from './install.mjs';
import { startN8n } from './server.mjs';
import { startWorker } from './worker.mjs';

const WORKER_NAMES = ['worker 1', 'worker 2'];

/**
 * Starts n8n in queue mode: a main process, two workers with their own folders as on separate machines,
 * PostgreSQL and Redis. Installs the packed package through the main process, as a user would.
 * Everything is stopped when this process ends or calls cleanUp().
 *
 * - `major`: 1 or 2. Defaults to N8N_MAJOR of the environment, or 2
 * - `env`: additional settings for all of n8n's processes; `workerEnv`: for the workers
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
		this.installation = { install, npmWrapper };
		this.sharedEnv = {
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			N8N_ENCRYPTION_KEY: 'a key that all processes share',
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			// A worker with an empty folder (a new container) installs the main process's packages.
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

	/** One worker is running when the package is installed. The other one starts afterwards. */
	async setUp(packed) {
		await this.client.signIn();
		const firstWorker = await this.startWorker(WORKER_NAMES[0]);
		await this.client.installPackage(packed.name, packed.version);
		await this.startWorker(WORKER_NAMES[1]);
		await until('the worker has installed the package', () =>
			firstWorker.log().includes(`Community package installed: ${packed.name}`),
		);
		const data = localCredential(this.gateway);
		this.credential = await this.client.createCredential('Grok Video', CREDENTIAL_TYPE, data);
	}

	async startMain() {
		this.main = await startN8n(this.#options('main'));
		this.client = new N8nClient(this.main);
	}

	/** Starts a worker in its folder, by default a stopped one. */
	async startWorker(name = WORKER_NAMES.find((workerName) => !this.#workers.has(workerName))) {
		const options = this.#options(name);
		const worker = await startWorker(name, {
			...options,
			env: { ...options.env, ...this.workerEnv },
		});
		this.#workers.set(name, worker);
		void worker.exited.then(() => this.#workers.delete(name));
		return worker;
	}

	/** Restarts all n8n processes with other settings. Keeps data and packages. */
	async restart(env) {
		await Promise.all([this.main, ...this.workers].map((server) => server.stop()));
		this.env = env;
		await this.startMain();
		await this.client.signIn();
		await Promise.all(WORKER_NAMES.map((name) => this.startWorker(name)));
	}

	/** The worker of an execution. Undefined while the execution is in the queue. */
	workerOf(executionId) {
		return this.workers.find((worker) => worker.executionIds().includes(String(executionId)));
	}

	/**
	 * Activates a workflow that starts with a webhook.
	 * Returns { id, call(body) (returns the webhook's response), executionIds() (newest first) }.
	 */
	async publish(name, nodes, { webhookParameters, settings = {} } = {}) {
		const path = crypto.randomUUID();
		const workflow = await this.client.createWorkflow({
			...chain(name, [webhook(path, webhookParameters), ...nodes]),
			settings: { executionOrder: 'v1', ...settings },
		});
		await this.client.activate(workflow.id);
		const url = `${this.main.url}/webhook/${path}`;
		const executionIds = async () =>
			(await this.client.executions({ workflowId: workflow.id })).results.map(({ id }) => id);
		return { id: workflow.id, executionIds, call: (body) => post(url, body) };
	}

	/** Starts an execution that makes one video. Returns { id, task, worker } after the first status request. */
	async startVideo(nodes, options) {
		const { tasks } = this.gateway;
		const index = tasks.length;
		const { call, executionIds } = await this.publish('One video', nodes, options);
		await call();
		const task = await until('the task is polled', () => tasks[index]?.polls > 0 && tasks[index]);
		const [id] = await executionIds();
		return { id, task, worker: this.workerOf(id) };
	}

	#options(name) {
		const env = { ...this.sharedEnv, ...this.env };
		return { ...this.installation, userFolder: join(this.workFolder, name), env };
	}
}

/** For a moment after the activation, n8n responds with 404 and starts no execution. */
const post = async (url, body = {}) =>
	await until('the webhook is registered', async () => {
		const headers = { 'content-type': 'application/json' };
		const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
		return response.status !== 404 && response;
	});
