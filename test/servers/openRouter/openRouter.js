'use strict';
const { randomBytes } = require('node:crypto');
const { htmlPage } = require('../faults');
const { issuePath, videoRoutes } = require('../files');
const {
	addTask,
	newTask,
	newWorld,
	progressOf,
	runningStatus,
	startServers,
} = require('../server');
const { MODELS, apiError, costOf, readRequest } = require('./requests');

/**
 * @typedef {import('./openRouter').Task} Task
 * @typedef {import('../server').World} World
 */

const FILES = { folder: 'openrouter-videos' };

/** @type {import('./openRouter').Account} */
const DEFAULT_ACCOUNT = {
	label: 'sk-or-v1-loc...key',
	limit: 100,
	usedBefore: 0,
	expiresAt: null,
};

/** @type {Omit<import('./openRouter').Plan, 'seconds' | 'expired' | 'file'>} */
const DEFAULT_PLAN = {
	statuses: ['pending', 'in_progress'],
	outcome: 'completed',
	error: 'The provider could not generate the video.',
	resultUrl: 'file',
};

/** @type {import('../server').Dialect} */
const DIALECT = {
	unknownPath: (_method, path) =>
		path.startsWith('/api/') ? apiError(404, 'Not Found') : htmlPage(404, 'OpenRouter'),
	unreadable: ({ message, statusCode = 500 }) => apiError(statusCode, message),
	isForeign: ({ path }) => !path.startsWith('/api/'),
};

/** @param {object} body */
const ok = (body, status = 200) => ({ status, body });

/** @param {Task} task */
const isBilled = (task) => progressOf(task) < 1 || task.plan.outcome === 'completed';

/** @param {World} world */
const billedUsd = ({ tasks }) =>
	tasks.filter(isBilled).reduce((sum, { costUsd }) => sum + costUsd, 0);

/** Where the video of a task is. @param {Task} task @param {World} world */
function links(task, { fileUrl, url }) {
	const { resultUrl } = task.plan;
	if (resultUrl === 'none') return {};
	const file = () => fileUrl + issuePath(task, FILES);
	if (resultUrl === 'unsigned-file') return { unsigned_urls: [file()] };
	const own = { unsigned_urls: [`${url}/v1/videos/${task.id}/content?index=0`] };
	if (resultUrl === 'content') return own;
	const isFile = resultUrl === 'file' || resultUrl === 'redirect-file';
	return { ...own, urls: [isFile ? file() : resultUrl] };
}

/** The answer to a status call. Counts as a poll. @param {Task} task @param {World} world */
function statusBody(task, world) {
	task.polls += 1;
	const { costUsd, id, plan } = task;
	const base = { id, polling_url: `/api/v1/videos/${id}` };
	const progress = progressOf(task);
	if (progress < 1) return { ...base, status: runningStatus(task, progress) };
	if (plan.outcome !== 'completed') return { ...base, status: plan.outcome, error: plan.error };
	return {
		...base,
		status: 'completed',
		...links(task, world),
		usage: { cost: plan.cost === undefined ? costUsd : plan.cost, is_byok: false },
	};
}

/** @param {World} world @returns {import('../server').Route[]} */
function apiRoutes(world) {
	const { account } = world;

	const create = ({ body = {} }) => {
		const { error, request } = readRequest(body);
		if (error) return error;
		const id = `gen-vid-${Date.now()}-${randomBytes(10).toString('base64url')}`;
		const costUsd = costOf(body.model, request);
		const own = { id, model: body.model, body, costUsd, ...request };
		const task = addTask(world, newTask(world, own, DEFAULT_PLAN));
		return ok({ id: task.id, polling_url: `/api/v1/videos/${id}`, status: 'pending' }, 202);
	};

	const ofTask = (answer) => (request, parameters) => {
		const task = world.tasksById.get(parameters.id);
		return task ? answer(task, request) : apiError(404, `Job ${parameters.id} not found`);
	};

	const content = (task) => {
		if (progressOf(task) < 1 || task.plan.outcome !== 'completed') {
			return apiError(404, 'The video is not available');
		}
		// Chunked, and without ranges.
		const file = { ...task.plan.file, noLength: true };
		return { status: 200, video: { file, sample: world.sample, task } };
	};

	const key = () => {
		const usage = account.usedBefore + billedUsd(world);
		const { expiresAt, label, limit } = account;
		const limit_remaining = limit === null ? null : limit - usage;
		return ok({ data: { label, limit, limit_remaining, usage, expires_at: expiresAt } });
	};

	/** @param {import('../server').Handler} handle @returns {import('../server').Handler} */
	const withKey = (handle) => (request, parameters, raw) => {
		const { authorization } = request.headers;
		if (!authorization) return apiError(401, 'Missing Authentication header');
		if (authorization !== `Bearer ${world.key}`) return apiError(401, 'User not found.');
		return handle(request, parameters, raw);
	};

	return [
		['POST', '/videos', 'create', withKey(create)],
		['GET', '/videos/models', 'models', () => ok({ data: MODELS })],
		['GET', '/videos/:id', 'status', withKey(ofTask((task) => ok(statusBody(task, world))))],
		['GET', '/videos/:id/content', 'content', withKey(ofTask(content))],
		['GET', '/key', 'key', withKey(key)],
	].map(([method, path, ...more]) => [method, `/api/v1${path}`, ...more]);
}

/** @type {typeof import('./openRouter').startOpenRouter} */
async function startOpenRouter({ key = 'sk-or-v1-local-test-key', ...options } = {}) {
	/** @type {World} */
	const world = await newWorld({ key, ...options }, DEFAULT_ACCOUNT);
	const control = await startServers(world, {
		...options,
		dialect: DIALECT,
		apiRoutes: apiRoutes(world),
		fileRoutes: videoRoutes(world, FILES),
		extra: {
			get billedUsd() {
				return billedUsd(world);
			},
		},
	});
	world.origin = world.url;
	world.url = control.url = `${world.origin}/api`;
	return control;
}

module.exports = { startOpenRouter };
