'use strict';
const { setMaxListeners } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { default: fastify } = require('fastify');
const { Faults, deliver, send } = require('./faults');
const { fileError, noSuchFile, sampleVideo } = require('./files');

/**
 * @typedef {import('./servers').RecordedRequest} RecordedRequest
 * @typedef {import('./servers').FaultAnswer & { video?: object }} Answer A handler's answer: JSON, text or a video.
 * @typedef {(request: RecordedRequest, parameters: Record<string, string>, raw: import('fastify').FastifyRequest) => Answer | Promise<Answer>} Handler
 * @typedef {[method: 'GET' | 'POST', path: string, where: string, handle: Handler]} Route
 * @typedef {{
 *   headers?: () => Record<string, string>,
 *   unknownPath: (method: string, path: string) => Answer,
 *   unreadable: (error: import('fastify').FastifyError) => Answer,
 *   prepare?: (app: import('fastify').FastifyInstance) => unknown,
 *   isForeign?: (request: RecordedRequest) => boolean,
 * }} Dialect How a server answers outside of its routes. `isForeign`: a request of its origin without a right to the key.
 * @typedef {any} World What the routes of a stand-in share.
 */

const BODY_LIMIT_BYTES = 256 * 1024 * 1024;

/** @type {Dialect} */
const FILE_DIALECT = {
	unknownPath: noSuchFile,
	unreadable: ({ message }) => fileError(400, 'InvalidRequest', message),
};

/** @param {import('./servers').ServerOptions} options @param {object} defaultAccount @returns {Promise<World>} */
async function newWorld({ account, key, plan = {}, taskSeconds = 1, video }, defaultAccount) {
	const stop = new AbortController();
	setMaxListeners(0, stop.signal);
	const initialAccount = { ...defaultAccount, ...account };
	return {
		...{ key, plan, taskSeconds, account: { ...initialAccount }, sample: await sampleVideo(video) },
		...{ initial: { plan, account: initialAccount }, tasks: [], tasksById: new Map() },
		...{ stop, closing: stop.signal, url: '', fileUrl: '' }, // the addresses are set once it listens
	};
}

/** A task with its plan, not yet created. @param {object} own @param {object} defaults Its plan where none is set. */
function newTask(world, own, defaults) {
	const task = {
		...own,
		createdAt: Date.now(),
		plan: { seconds: world.taskSeconds, resultUrl: 'file', expired: false, file: {}, ...defaults },
		...{ polls: 0, downloads: 0, aborted: 0, urlsIssued: 0, urlDownloads: 0 },
	};
	const { plan } = world;
	Object.assign(task.plan, typeof plan === 'function' ? plan(task) : plan);
	return task;
}

function addTask(world, task) {
	world.tasks.push(task);
	world.tasksById.set(task.id, task);
	return task;
}

/** How much of its time a task has run: 1 when it has ended. */
function progressOf({ createdAt, plan: { seconds } }) {
	const elapsedSeconds = (Date.now() - createdAt) / 1000;
	if (elapsedSeconds >= seconds) return 1;
	return Number.isFinite(seconds) ? elapsedSeconds / seconds : 0.99;
}

/** The status that a running task shows, of those that its plan has for equal parts of its time. */
function runningStatus({ plan: { statuses } }, progress) {
	return statuses[Math.floor(progress * statuses.length)] ?? statuses.at(-1);
}

/** @param {number} milliseconds */
const unix = (milliseconds) => Math.floor(milliseconds / 1000);

/** @param {RecordedRequest} request @param {string} key */
function carries({ headers, path }, key) {
	const text = JSON.stringify(headers) + path;
	return text.includes(key) || text.includes(encodeURIComponent(key));
}

/**
 * An HTTP server that records its requests from the first header on.
 * @param {'api' | 'file'} host
 * @param {Route[]} routes
 * @param {Dialect} dialect
 * @param {{ requests: RecordedRequest[], inFlight: Set<RecordedRequest>, faults: Faults, closing: AbortSignal, onRequest: (request: RecordedRequest) => void }} shared
 */
async function httpServer(host, routes, dialect, { closing, faults, inFlight, ...shared }) {
	const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
	/** @type {WeakMap<object, RecordedRequest>} */
	const records = new WeakMap();

	app.addHook('onRequest', (request, reply, done) => {
		const { method, url: path } = request;
		const asked = method === 'HEAD' ? 'GET' : method;
		const route = routes.find(
			([known, url]) => known === asked && url === request.routeOptions.url,
		);
		/** @type {RecordedRequest} */
		const record = {
			...{ at: Date.now(), endedAt: undefined, host, where: route?.[2] ?? 'other' },
			...{ method, path, headers: { ...request.headers }, body: undefined },
			...{ status: undefined, finished: false },
		};
		records.set(request, record);
		shared.requests.push(record);
		shared.onRequest(record);
		inFlight.add(record);
		const end = () => {
			record.status = reply.raw.headersSent ? reply.raw.statusCode : 0;
			record.finished = reply.raw.writableEnded;
			if (inFlight.delete(record)) record.endedAt = Date.now();
		};
		// `prefinish` is when the last byte goes to the socket; `finish` may come after the caller has read it.
		reply.raw.once('prefinish', end).once('close', end);
		if (dialect.headers) reply.headers(dialect.headers());
		done();
	});

	await dialect.prepare?.(app);

	for (const [method, url, , handle] of routes) {
		app.route({
			method,
			url,
			handler: async (request, reply) => {
				const record = /** @type {RecordedRequest} */ (records.get(request));
				record.body = request.body ?? undefined;
				const getAnswer = () => handle(record, { ...request.params }, request);
				await deliver(reply, faults.next(record), getAnswer, record, closing);
				if (reply.raw.headersSent) record.status = reply.raw.statusCode;
				return reply;
			},
		});
	}
	app.setNotFoundHandler(({ method, url }, reply) => send(reply, dialect.unknownPath(method, url)));
	app.setErrorHandler((error, _request, reply) => send(reply, dialect.unreadable(error)));
	return app;
}

/**
 * Starts an API and its file host, on two origins of this machine.
 * @param {World} world
 * @param {{ port?: number, filePort?: number, dialect: Dialect, apiRoutes: Route[], fileRoutes: Route[], onReset?: () => void, extra?: object }} parts
 *   `extra`: members that only this control has.
 */
async function startServers(world, { port = 0, filePort = 0, ...parts }) {
	const { closing, initial, key } = world;
	const inFlight = new Set();
	const requests = [];
	const keyLeaks = [];
	const faults = new Faults();
	const shared = { requests, inFlight, faults, closing };
	/** @param {(request: RecordedRequest) => boolean} isForeign */
	const watch = (isForeign) => (request) => {
		if (isForeign(request) && carries(request, key)) keyLeaks.push(request);
	};
	const { isForeign = () => false } = parts.dialect;
	const api = await httpServer('api', parts.apiRoutes, parts.dialect, {
		...shared,
		onRequest: watch(isForeign),
	});
	const files = await httpServer('file', parts.fileRoutes, FILE_DIALECT, {
		...shared,
		onRequest: watch(() => true),
	});
	world.url = await api.listen({ port, host: '127.0.0.1' });
	world.fileUrl = await files.listen({ port: filePort, host: '127.0.0.1' });

	const control = {
		...{ url: world.url, fileUrl: world.fileUrl, key, requests, tasks: world.tasks, keyLeaks },
		account: world.account,
		get open() {
			return inFlight.size;
		},
		async idle(timeoutMilliseconds = 2000) {
			const deadline = Date.now() + timeoutMilliseconds;
			while (inFlight.size > 0) {
				if (Date.now() > deadline) {
					const left = [...inFlight].map(({ method, path }) => `${method} ${path}`);
					throw new Error(`Still in flight: ${left.join(', ')}`);
				}
				await sleep(5);
			}
		},
		fail: (where, fault, options) => faults.add(where, fault, options),
		setPlan(plan) {
			world.plan = plan;
		},
		reset() {
			for (const list of [requests, keyLeaks, world.tasks]) list.length = 0;
			world.tasksById.clear();
			world.plan = initial.plan;
			Object.assign(world.account, initial.account);
			faults.clear();
			parts.onReset?.();
		},
		async close() {
			world.stop.abort();
			await Promise.all([api.close(), files.close()]);
		},
	};
	return Object.defineProperties(control, Object.getOwnPropertyDescriptors(parts.extra ?? {}));
}

module.exports = { addTask, newTask, newWorld, progressOf, runningStatus, startServers, unix };
