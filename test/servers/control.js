'use strict';
const { setMaxListeners } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { Faults } = require('./faults');
const { FILE_DIALECT } = require('./fileHost');
const { server } = require('./server');

/**
 * @template {string} [Where=string]
 * @typedef {import('./servers').RecordedRequest<Where>} RecordedRequest
 */

/** @param {RecordedRequest} request @param {string} key */
function carries({ headers, path }, key) {
	const text = JSON.stringify(headers) + path;
	return text.includes(key) || text.includes(encodeURIComponent(key));
}

/** What every stand-in's routes know; the addresses are there once it listens. @param {string} key */
function newWorld(key) {
	const stop = new AbortController();
	setMaxListeners(0, stop.signal);
	return { key, stop, closing: stop.signal, url: '', fileUrl: '' };
}

/**
 * Starts an API and its file host, on two origins of this machine.
 * @template {string} Where
 * @template Task
 * @template Source
 * @param {import('./servers').World<Task, Source>} world
 * @param {{
 *   port?: number,
 *   filePort?: number,
 *   ownErrors: import('./servers').Fault[],
 *   dialect: import('./server').Dialect,
 *   apiRoutes: import('./server').Route[],
 *   fileRoutes: import('./server').Route[],
 *   forget?: () => void,
 * }} parts `forget`: what else `reset` does.
 * @returns {Promise<import('./servers').Control<Where, Task, Source>>}
 */
async function startServers(world, { port = 0, filePort = 0, ownErrors, dialect, ...parts }) {
	const { closing, key, plan } = world;
	/** @type {Set<RecordedRequest>} */
	const inFlight = new Set();
	/** @type {RecordedRequest<Where>[]} */
	const requests = [];
	/** @type {RecordedRequest<Where>[]} */
	const keyLeaks = [];
	const faults = new Faults(ownErrors);
	const shared = { requests, inFlight, faults, closing };
	const api = await server('api', parts.apiRoutes, dialect, shared);
	const files = await server('file', parts.fileRoutes, FILE_DIALECT, {
		...shared,
		onRequest: (request) => {
			const record = /** @type {RecordedRequest<Where>} */ (request);
			if (carries(record, key)) keyLeaks.push(record);
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
		fail(where, fault, options) {
			faults.add(where, fault, /** @type {import('./servers').FaultOptions} */ (options));
		},
		chaos: (options) => faults.setChaos(options),
		setPlan(source) {
			world.plan = source;
		},
		reset() {
			for (const list of [requests, keyLeaks, world.tasks]) list.length = 0;
			world.tasksById.clear();
			world.plan = plan;
			faults.clear();
			parts.forget?.();
		},
		async close() {
			world.stop.abort();
			await Promise.all([api.close(), files.close()]);
		},
	};
}

module.exports = { newWorld, startServers };
