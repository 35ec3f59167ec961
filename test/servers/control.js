'use strict';
/* global AbortController */
const { setMaxListeners } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { Faults } = require('./faults');
const { FILE_DIALECT } = require('./fileHost');
const { server } = require('./server');

/**
 * @typedef {import('./servers').RecordedRequest} RecordedRequest
 * @typedef {import('./server').Route} Route
 * @typedef {{
 *   key: string,
 *   plan: unknown,
 *   tasks: Array<{ id: string }>,
 *   tasksById: Map<string, { id: string }>,
 *   url: string,
 *   fileUrl: string,
 *   closing: AbortSignal,
 * }} World
 */

/** @param {RecordedRequest} request @param {string} key */
function carries({ headers, path }, key) {
	const text = JSON.stringify(headers) + path;
	return text.includes(key) || text.includes(encodeURIComponent(key));
}

/**
 * Starts an API and its file host, on two origins of this machine.
 * @template {object} W
 * @param {{
 *   port?: number,
 *   filePort?: number,
 *   key: string,
 *   plan: unknown,
 *   ownErrors: import('./servers').Fault[],
 *   dialect: import('./server').Dialect,
 *   world: W,
 *   apiRoutes: (world: World & W) => Route[],
 *   fileRoutes: (world: World & W) => Route[],
 *   forget?: (world: World & W) => void,
 * }} parts
 */
async function startServers({ port = 0, filePort = 0, key, plan, ownErrors, dialect, ...parts }) {
	const stop = new AbortController();
	setMaxListeners(0, stop.signal);
	/** @type {Set<RecordedRequest>} */
	const inFlight = new Set();
	/** @type {RecordedRequest[]} */
	const requests = [];
	/** @type {RecordedRequest[]} */
	const keyLeaks = [];
	const faults = new Faults(ownErrors);
	const world = Object.assign(parts.world, {
		key,
		plan,
		/** @type {Array<{ id: string }>} */
		tasks: [],
		/** @type {Map<string, { id: string }>} */
		tasksById: new Map(),
		url: '',
		fileUrl: '',
		closing: stop.signal,
	});
	const shared = { requests, inFlight, faults, closing: stop.signal };
	const api = await server('api', parts.apiRoutes(world), dialect, shared);
	const files = await server('file', parts.fileRoutes(world), FILE_DIALECT, {
		...shared,
		onRequest: (request) => {
			if (carries(request, key)) keyLeaks.push(request);
		},
	});
	world.url = await api.listen({ port, host: '127.0.0.1' });
	world.fileUrl = await files.listen({ port: filePort, host: '127.0.0.1' });

	return {
		url: world.url,
		fileUrl: world.fileUrl,
		key,
		requests,
		tasks: world.tasks,
		keyLeaks,
		get open() {
			return inFlight.size;
		},
		/** @param {number} [timeoutMilliseconds] */
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
		/** @type {import('./servers').Control['fail']} */
		fail: (where, fault, options) => faults.add(where, fault, options),
		/** @type {import('./servers').Control['chaos']} */
		chaos: (options) => faults.setChaos(options),
		/** @param {unknown} source */
		setPlan(source) {
			world.plan = source;
		},
		reset() {
			for (const list of [requests, keyLeaks, world.tasks]) list.length = 0;
			world.tasksById.clear();
			world.plan = plan;
			faults.clear();
			parts.forget?.(world);
		},
		async close() {
			stop.abort();
			await Promise.all([api.close(), files.close()]);
		},
	};
}

module.exports = { startServers };
