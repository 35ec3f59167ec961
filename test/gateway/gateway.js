'use strict';
const { Buffer } = require('node:buffer');
const { setMaxListeners } = require('node:events');
const { readFile } = require('node:fs/promises');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { catalogue } = require('./catalogue');
const { Faults } = require('./faults');
const { apiRoutes, fileRoutes } = require('./routes');
const { server } = require('./server');

/**
 * @typedef {import('./gateway').RecordedRequest} RecordedRequest
 * @typedef {import('./gateway').Task} Task
 */

const SAMPLE = join(__dirname, '..', 'fixtures', 'sample.mp4');

/** @param {RecordedRequest} request @param {string} key */
function carries({ headers, path }, key) {
	const text = JSON.stringify(headers) + path;
	return text.includes(key) || text.includes(encodeURIComponent(key));
}

/**
 * Starts the API and the file host, on two origins of this machine.
 * @type {typeof import('./gateway').startGateway}
 */
async function startGateway({
	port = 0,
	filePort = 0,
	key = 'sk-local-test-key',
	models,
	taskSeconds = 1,
	plan = {},
	video = SAMPLE,
} = {}) {
	const closing = new AbortController();
	setMaxListeners(0, closing.signal);
	/** @type {Set<RecordedRequest>} */
	const inFlight = new Set();
	/** @type {RecordedRequest[]} */
	const requests = [];
	/** @type {RecordedRequest[]} */
	const keyLeaks = [];
	const faults = new Faults();
	const world = {
		key,
		models: catalogue(models),
		sample: Buffer.isBuffer(video) ? video : await readFile(video),
		taskSeconds,
		plan,
		/** @type {Task[]} */
		tasks: [],
		/** @type {Map<string, Task>} */
		tasksById: new Map(),
		url: '',
		fileUrl: '',
	};
	const shared = { requests, inFlight, faults, closing: closing.signal };
	const api = server('api', apiRoutes(world), shared);
	const files = server('file', fileRoutes(world), {
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
		chaos: (options) => faults.setChaos(options),
		setPlan(source) {
			world.plan = source;
		},
		reset() {
			for (const list of [requests, keyLeaks, world.tasks]) list.length = 0;
			world.tasksById.clear();
			world.plan = plan;
			faults.clear();
		},
		async close() {
			closing.abort();
			await Promise.all([api.close(), files.close()]);
		},
	};
}

module.exports = { startGateway };
