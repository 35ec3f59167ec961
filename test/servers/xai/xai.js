'use strict';
const { default: multipart } = require('@fastify/multipart');
const { newWorld, startServers } = require('../control');
const { sampleVideo } = require('../sample');
const { apiError, notJson, unknownPath } = require('./answers');
const { DEFAULT_ACCOUNT } = require('./auth');
const { readers } = require('./body');
const { billedTicks } = require('./create');
const { TICKS_PER_USD, catalogue } = require('./models');
const { apiRoutes, fileRoutes } = require('./routes');
const { videoOf } = require('./tasks');

/** @type {import('../servers').Fault[]} */
const OWN_ERRORS = [
	{ status: 429, body: { code: 'resource-exhausted', error: 'Too many requests' } },
	{ status: 500, body: { code: 'internal-error', error: 'Internal error' } },
	{ status: 503, body: 'error code: 502', headers: { 'content-type': 'text/plain' } },
];

/**
 * Keeps the text of a JSON body beside the value: the server's errors tell the place.
 * @param {import('fastify').FastifyInstance} app
 */
async function prepare(app) {
	await app.register(multipart, { throwFileSizeLimit: false });
	app.removeContentTypeParser(['application/json', 'text/plain']);
	app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, json, done) => {
		Object.assign(request, { json });
		try {
			done(null, JSON.parse(String(json)));
		} catch {
			done(null, undefined);
		}
	});
}

/** @type {typeof import('./xai').startXai} */
async function startXai({
	port,
	filePort,
	key = 'xai-local-test-key',
	models,
	voices = [],
	moreRatios = [],
	uploadLimitBytes = 50_000_000,
	account: startAccount = {},
	taskSeconds = 1,
	plan = {},
	video,
} = {}) {
	const account = { ...DEFAULT_ACCOUNT, ...startAccount };
	/** @type {import('./routes').World} */
	const world = {
		...newWorld(key),
		...{ plan, tasks: [], tasksById: new Map() },
		account,
		files: new Map(),
		fixedVideo: video !== undefined,
		made: new Map(),
		models: catalogue(models),
		readers: readers(moreRatios),
		recentCreates: new Map(),
		sample: await sampleVideo(video),
		...{ taskSeconds, uploadLimitBytes, voices },
	};
	/** @type {import('../servers').Control<import('./xai').Where, import('./task').Task, import('./task').PlanSource>} */
	const control = await startServers(world, {
		...{ port, filePort, ownErrors: OWN_ERRORS },
		apiRoutes: apiRoutes(world),
		fileRoutes: fileRoutes(world),
		dialect: {
			headers: () => ({ 'x-zero-data-retention': String(account.zeroDataRetention) }),
			unknownPath,
			refused: ({ message, statusCode = 500 }) =>
				statusCode === 415 ? notJson() : apiError(statusCode, 'invalid-argument', message),
			prepare,
		},
		forget: () => {
			Object.assign(account, DEFAULT_ACCOUNT, startAccount);
			world.files.clear();
			world.recentCreates.clear();
		},
	});
	return {
		...control,
		account,
		files: world.files,
		get open() {
			return control.open;
		},
		get billedUsd() {
			return billedTicks(world) / TICKS_PER_USD;
		},
		mediaUrl: (fixture) => `${control.fileUrl}/media/${fixture}`,
		video: (task) => videoOf(task, world),
	};
}

module.exports = { startXai };
