/* eslint-disable @n8n/community-nodes/no-restricted-imports -- stand-ins run in Node, not in n8n */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { respond, Faults, send, type MockResponse } from './faults';
import { fileError, noSuchFile, SAMPLE } from './files';
import type {
	BasePlan,
	BaseTask,
	Fault,
	FaultOptions,
	JsonObject,
	PlanSource,
	RecordedRequest,
	ServerOptions,
	Endpoint,
} from './types';

export type Handler = (
	request: RecordedRequest,
	parameters: Record<string, string>,
	raw: FastifyRequest,
) => MockResponse | Promise<MockResponse>;

export type Route = readonly [
	method: 'GET' | 'POST',
	path: string,
	where: Endpoint,
	handle: Handler,
];

/** How a server responds outside its routes. */
export interface Dialect {
	/** The path of the API, if it is not the root of its origin. Requests to other paths must not contain the key. */
	basePath?: string;
	headers?: () => Record<string, string>;
	unknownPath: (method: string, path: string) => MockResponse;
	error: (status: number, message: string) => MockResponse;
	/** The response to a request without a valid key. Undefined if no endpoint needs a key. */
	invalidKey?: () => MockResponse;
	/** The endpoint that needs no key. */
	publicEndpoint?: Endpoint;
	prepare?: (app: FastifyInstance) => unknown;
}

const BODY_LIMIT_BYTES = 256 * 1024 * 1024;

const FILE_DIALECT: Dialect = {
	unknownPath: noSuchFile,
	error: (status, message) => fileError(status, 'InvalidRequest', message),
};

/** The state that the routes of a stand-in share. */
export type ServerState<
	Task extends BaseTask = BaseTask,
	Account extends object = object,
> = ReturnType<typeof createState<Task, Account>>;

export function createState<Task extends BaseTask, Account extends object>(
	{
		account,
		key,
		plan = {},
		port = 0,
		taskSeconds = 1,
		video = SAMPLE,
	}: ServerOptions<Task, Account>,
	defaults: { key: string; account: Account; plan: Omit<Task['plan'], keyof BasePlan> },
) {
	const stop = new AbortController();
	setMaxListeners(0, stop.signal);
	const initial = { plan, account: { ...defaults.account, ...account } };
	const tasks: Task[] = [];
	return {
		// Set when the servers listen.
		url: '',
		fileUrl: '',
		key: key ?? defaults.key,
		port,
		account: { ...initial.account },
		plan,
		defaultPlan: {
			seconds: taskSeconds,
			resultUrl: 'file',
			expired: false,
			file: {},
			...defaults.plan,
		},
		initial,
		stop,
		closing: stop.signal,
		sample: video,
		faults: new Faults(),
		tasks,
		find: (id: string) => tasks.find((task) => task.id === id),
		requests: [] as RecordedRequest[],
		keyLeaks: [] as RecordedRequest[],
		inFlight: new Set<RecordedRequest>(),
	};
}

type TaskDefaults = 'createdAt' | 'plan' | 'polls' | 'downloads' | 'aborted' | 'urlsIssued';

/** Adds a task with its plan. */
export function addTask<Task extends BaseTask>(
	state: ServerState<Task>,
	fields: Omit<Task, TaskDefaults>,
): Task {
	const { defaultPlan, plan, tasks } = state;
	const defaults: Pick<BaseTask, TaskDefaults> = {
		createdAt: Date.now(),
		plan: { ...defaultPlan },
		polls: 0,
		downloads: 0,
		aborted: 0,
		urlsIssued: 0,
	};
	const task = { ...fields, ...defaults } as Task;
	Object.assign(task.plan, typeof plan === 'function' ? plan(task) : plan);
	tasks.push(task);
	return task;
}

/** The progress of a task, from 0 to 1. */
export function progressOf({ createdAt, plan: { seconds } }: BaseTask) {
	const elapsedSeconds = (Date.now() - createdAt) / 1000;
	if (elapsedSeconds >= seconds) return 1;
	return Number.isFinite(seconds) ? elapsedSeconds / seconds : 0.99;
}

/** The status of a running task. The plan's statuses have equal shares of its time. */
export const runningStatus = (statuses: string[], progress: number) =>
	statuses[Math.floor(progress * statuses.length)];

export const toUnixSeconds = (milliseconds: number) => Math.floor(milliseconds / 1000);

export const json = (body: JsonObject, status = 200): MockResponse => ({ status, body });

function containsKey({ headers, path }: RecordedRequest, key: string) {
	const text = JSON.stringify(headers) + path;
	return text.includes(key) || text.includes(encodeURIComponent(key));
}

/** An HTTP server that records its requests as soon as their headers arrive. */
async function httpServer(
	host: RecordedRequest['host'],
	routes: Route[],
	dialect: Dialect,
	state: Pick<ServerState, 'closing' | 'faults' | 'inFlight' | 'key' | 'keyLeaks' | 'requests'>,
) {
	const { closing, faults, inFlight, key, keyLeaks, requests } = state;
	const { basePath = '', publicEndpoint, invalidKey } = dialect;
	const app = fastify({
		bodyLimit: BODY_LIMIT_BYTES,
		forceCloseConnections: true,
		exposeHeadRoutes: false,
	});
	const records = new WeakMap<FastifyRequest, RecordedRequest>();

	app.addHook('onRequest', (request, reply, done) => {
		const { headers, method, url: path } = request;
		const route = routes.find(
			([routeMethod, url]) => routeMethod === method && url === request.routeOptions.url,
		);
		const endpoint = route?.[2] ?? 'other';
		const record: RecordedRequest = {
			startedAt: Date.now(),
			host,
			endpoint,
			method,
			path,
			headers: { ...headers },
		};
		// Jest prints this instead of headers and bodies.
		const toJSON = () => `${method} ${path}: HTTP ${record.status}`;
		Object.defineProperty(record, 'toJSON', { value: toJSON });
		records.set(request, record);
		requests.push(record);
		if ((host === 'file' || !path.startsWith(basePath)) && containsKey(record, key)) {
			keyLeaks.push(record);
		}
		inFlight.add(record);
		const end = () => {
			record.status = reply.raw.headersSent ? reply.raw.statusCode : 0;
			if (inFlight.delete(record)) record.endedAt = Date.now();
		};
		// `prefinish` fires when the last byte is written. `finish` may fire after the client has read it.
		reply.raw.once('prefinish', end).once('close', end);
		if (dialect.headers) reply.headers(dialect.headers());
		done();
	});

	await dialect.prepare?.(app);

	for (const [method, url, endpoint, handle] of routes) {
		const rejectKey = endpoint === publicEndpoint ? undefined : invalidKey;
		app.route({
			method,
			url,
			handler: async (request, reply) => {
				const record = records.get(request)!;
				record.body = (request.body as JsonObject | null) ?? undefined;
				const getResponse = () => {
					if (rejectKey && request.headers.authorization !== `Bearer ${key}`) {
						// Unread parts of an upload would break the connection before the response arrives.
						request.raw.resume();
						return rejectKey();
					}
					return handle(record, request.params as Record<string, string>, request);
				};
				await respond(reply, faults.next(record), getResponse, record, closing);
				if (reply.raw.headersSent) record.status = reply.raw.statusCode;
				return reply;
			},
		});
	}
	app.setNotFoundHandler(({ method, url }, reply) => send(reply, dialect.unknownPath(method, url)));
	app.setErrorHandler<{ message: string; statusCode?: number }>((error, _request, reply) =>
		send(reply, dialect.error(error.statusCode ?? 500, error.message)),
	);
	return app;
}

/** The part of a stand-in that tests use. */
export type Control<Task extends BaseTask = BaseTask, Account extends object = object> = Awaited<
	ReturnType<typeof startServers<Task, Account>>
>;

/** Starts an API and its file host, on two local origins. */
export async function startServers<Task extends BaseTask, Account extends object>(
	state: ServerState<Task, Account>,
	parts: {
		dialect: Dialect;
		apiRoutes: Route[];
		fileRoutes: Route[];
		billedUsd: () => number;
		onReset?: () => void;
	},
) {
	const { account, faults, inFlight, initial, key, keyLeaks, requests, tasks } = state;
	const { basePath = '' } = parts.dialect;
	const api = await httpServer('api', parts.apiRoutes, parts.dialect, state);
	const files = await httpServer('file', parts.fileRoutes, FILE_DIALECT, state);
	state.url = `${await api.listen({ host: '127.0.0.1', port: state.port })}${basePath}`;
	state.fileUrl = await files.listen({ host: '127.0.0.1', port: 0 });

	return {
		/** The base URL of the API. */
		url: state.url,
		/** The origin of the file host, which must never receive the key. */
		fileUrl: state.fileUrl,
		key,
		/** Can be changed at any time. `reset` restores it. */
		account,
		requests,
		/** In the order of creation. */
		tasks,
		/** Requests that sent the key to the file host, or outside the API's base path. */
		keyLeaks,
		/** Number of requests in flight on both servers. */
		get openRequests() {
			return inFlight.size;
		},
		/** The cost of all billed tasks. */
		get billedUsd() {
			return parts.billedUsd();
		},
		/** Resolves when no request is in flight. @throws if some still are after the timeout. */
		async idle(timeoutMs = 2000) {
			const deadline = Date.now() + timeoutMs;
			while (inFlight.size > 0) {
				if (Date.now() > deadline) {
					const open = [...inFlight].map(({ method, path }) => `${method} ${path}`);
					throw new Error(`Still in flight: ${open.join(', ')}`);
				}
				await sleep(5);
			}
		},
		/** Queues a fault. Each request uses the first one that matches. */
		fail(endpoint: Endpoint, fault: Fault, options?: FaultOptions) {
			faults.add(endpoint, fault, options);
		},
		/** Sets the plan of tasks that are created from now on. */
		setPlan(plan: PlanSource<Task>) {
			state.plan = plan;
		},
		/** Clears requests, tasks, faults and leaks, and restores the plan and the account. */
		reset() {
			for (const list of [requests, keyLeaks, tasks]) list.length = 0;
			state.plan = initial.plan;
			Object.assign(account, initial.account);
			faults.clear();
			parts.onReset?.();
		},
		/** Closes the servers and all open sockets. */
		async close() {
			state.stop.abort();
			await Promise.all([api.close(), files.close()]);
		},
	};
}
