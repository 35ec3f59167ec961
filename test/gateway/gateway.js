'use strict';
const { newWorld, startServers } = require('../servers/control');
const { sampleVideo } = require('../servers/sample');
const { apiError, requestId } = require('./answers');
const { catalogue } = require('./catalogue');
const { apiRoutes, fileRoutes } = require('./routes');

/** @type {import('../servers/servers').Fault[]} */
const OWN_ERRORS = [
	{
		status: 429,
		body: { error: { message: 'Too many requests', type: 'new_api_error', code: '' } },
	},
	{ status: 500, body: { code: 'do_request_failed', message: 'upstream error', data: null } },
	{ status: 503, body: '', headers: { 'retry-after': '1' } },
];

/** @type {import('../servers/server').Dialect} */
const DIALECT = {
	headers: () => ({ 'x-oneapi-request-id': requestId() }),
	unknownPath(method, path) {
		const message = `Invalid URL (${method} ${path})`;
		const error = { message, type: 'invalid_request_error', param: '', code: '' };
		return { status: 404, body: { error } };
	},
	refused: ({ message, statusCode = 500 }) => apiError(statusCode, `无效的请求，${message}`),
};

/** @type {typeof import('./gateway').startGateway} */
async function startGateway({
	port,
	filePort,
	key = 'sk-local-test-key',
	models,
	taskSeconds = 1,
	plan = {},
	video,
} = {}) {
	/** @type {import('./routes').World} */
	const world = {
		...newWorld(key),
		...{ plan, tasks: [], tasksById: new Map() },
		...{ models: catalogue(models), sample: await sampleVideo(video), taskSeconds },
	};
	return await startServers(world, {
		...{ port, filePort, ownErrors: OWN_ERRORS, dialect: DIALECT },
		apiRoutes: apiRoutes(world),
		fileRoutes: fileRoutes(world),
	});
}

module.exports = { startGateway };
