'use strict';
const { newWorld, startServers } = require('../control');
const { sampleVideo } = require('../sample');
const { DEFAULT_ACCOUNT, billedQuota } = require('./account');
const { apiError, requestId } = require('./answers');
const { catalogue } = require('./catalogue');
const { apiRoutes, fileRoutes } = require('./routes');

/** @type {import('../servers').Fault[]} */
const OWN_ERRORS = [
	{
		status: 429,
		body: { error: { message: 'Too many requests', type: 'new_api_error', code: '' } },
	},
	{ status: 500, body: { code: 'do_request_failed', message: 'upstream error', data: null } },
	{ status: 503, body: '', headers: { 'retry-after': '1' } },
];

/** @type {import('../server').Dialect} */
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
	account: startAccount = {},
	taskSeconds = 1,
	plan = {},
	video,
} = {}) {
	const account = { ...DEFAULT_ACCOUNT, ...startAccount };
	/** @type {import('./routes').World} */
	const world = {
		...newWorld(key),
		account,
		...{ plan, tasks: [], tasksById: new Map() },
		...{ models: catalogue(models), sample: await sampleVideo(video), taskSeconds },
	};
	/** @type {import('../servers').Control<import('./gateway').Where, import('./task').Task, import('./task').PlanSource>} */
	const control = await startServers(world, {
		...{ port, filePort, ownErrors: OWN_ERRORS, dialect: DIALECT },
		apiRoutes: apiRoutes(world),
		fileRoutes: fileRoutes(world),
		forget: () => void Object.assign(account, DEFAULT_ACCOUNT, startAccount),
	});
	return {
		...control,
		account,
		get open() {
			return control.open;
		},
		get billedQuota() {
			return billedQuota(world);
		},
		get billedUsd() {
			return billedQuota(world) / account.quotaPerUnit;
		},
	};
}

module.exports = { startGateway };
