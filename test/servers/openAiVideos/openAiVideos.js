'use strict';
const { randomBytes } = require('node:crypto');
const { default: multipart } = require('@fastify/multipart');
const { issuePath, videoRoutes } = require('../files');
const account = require('../newApi/account');
const {
	addTask,
	newTask,
	newWorld,
	progressOf,
	runningStatus,
	startServers,
	unix,
} = require('../server');
const { readRequest } = require('./requests');

/**
 * @typedef {import('./openAiVideos').Task} Task
 * @typedef {import('../server').World} World
 */

const FILES = { folder: 'videos' };
const MODELS = ['grok-imagine-video', 'grok-imagine-video-1.5', 'grok-imagine-video-1.5-lite'];
const OTHER_MODELS = [
	{ id: 'gpt-4o-mini', supported_endpoint_types: ['openai'] },
	{ id: 'grok-4', supported_endpoint_types: ['openai'] },
];

/** @type {Omit<import('./openAiVideos').Plan, 'seconds' | 'expired' | 'file'>} */
const DEFAULT_PLAN = {
	statuses: ['queued', 'in_progress'],
	outcome: 'completed',
	doneStatus: 'completed',
	failedStatus: 'failed',
	error: { code: 'video_generation_failed', message: 'The video could not be generated.' },
	resultUrl: 'content',
	linkIn: 'video_url',
	idField: 'id',
	wrapped: false,
	more: {},
};

const BLOCKED = { code: 'moderation_blocked', message: 'Rejected by content moderation.' };

/** @param {object} body */
const ok = (body) => ({ status: 200, body });

/** @param {Task} task @param {object} body */
const enveloped = ({ plan }, body) =>
	ok(plan.wrapped ? { code: 'success', message: '', data: body } : body);

/** @param {Task} task @param {World} world */
function linkOf(task, { fileUrl, url }) {
	const content = `/v1/videos/${task.id}/content`;
	const { resultUrl } = task.plan;
	const links = {
		'content-link': url + content,
		'content-relative': content,
		localhost: `http://localhost:3000${content}`,
	};
	if (resultUrl === 'content') return undefined;
	if (resultUrl !== 'file' && resultUrl !== 'redirect-file') return links[resultUrl] ?? resultUrl;
	return fileUrl + issuePath(task, FILES);
}

/** @param {string | undefined} url @param {import('./openAiVideos').Plan['linkIn']} linkIn */
function link(url, linkIn) {
	if (url === undefined) return {};
	const [member, isNested] = linkIn.split(/\[0\]\.url|\.url/);
	if (isNested === undefined) return { [member]: url };
	return { [member]: linkIn.includes('[') ? [{ url }] : { url } };
}

/** A task in OpenAI's form. Counts as a poll. @param {Task} task @param {World} world */
function videoObject(task, world) {
	task.polls += 1;
	const { createdAt, id, model, plan, seconds } = task;
	const part = progressOf(task);
	const base = { id, object: 'video', model, created_at: unix(createdAt) };
	if (part < 1) {
		const progress = Math.floor(part * 100);
		return { ...base, status: runningStatus(task, part), progress, ...plan.more };
	}
	const hasFailed = plan.outcome === 'failed';
	return {
		...base,
		status: hasFailed ? plan.failedStatus : plan.doneStatus,
		progress: 100,
		completed_at: unix(createdAt + plan.seconds * 1000),
		...(!hasFailed && { seconds: String(seconds) }),
		...(hasFailed && { error: plan.error }),
		...(plan.outcome === 'moderated' && { error: BLOCKED }),
		...(plan.outcome === 'completed' && link(linkOf(task, world), plan.linkIn)),
		...plan.more,
	};
}

/**
 * @param {World} world @param {string[]} models @param {object} defaults
 * @returns {import('../server').Route[]}
 */
function apiRoutes(world, models, defaults) {
	const create = ({ body = {} }) => {
		const { error, request } = readRequest(body, models, world.account.seller);
		if (error) return error;
		const id = `task_${randomBytes(16).toString('base64url')}`;
		const own = { id, model: body.model, body, quota: 0, ...request };
		const task = addTask(world, newTask(world, own, { ...DEFAULT_PLAN, ...defaults }));
		task.quota = world.account.price(task);
		const { createdAt, model, plan } = task;
		return enveloped(task, {
			[plan.idField]: id,
			...{ object: 'video', model, status: 'queued', progress: 0, created_at: unix(createdAt) },
		});
	};

	const notFound = {
		status: 400,
		body: { code: 'task_not_exist', message: 'task_not_exist', data: null },
	};

	const status = (_request, { id }) => {
		const task = world.tasksById.get(id);
		return task ? enveloped(task, videoObject(task, world)) : notFound;
	};

	const content = (_request, { id }) => {
		const task = world.tasksById.get(id);
		if (!task) return notFound;
		const error = (httpStatus, message, code = '') => ({
			status: httpStatus,
			body: { error: { message, type: 'invalid_request_error', code } },
		});
		if (progressOf(task) < 1) {
			return error(400, 'Task is not completed yet, current status: IN_PROGRESS');
		}
		if (task.plan.outcome !== 'completed') {
			return error(410, 'The video is no longer available.', 'artifact_gone');
		}
		return { status: 200, video: { file: task.plan.file, sample: world.sample, task } };
	};

	const list = () => {
		const videos = models.map((id) => ({ id, supported_endpoint_types: ['openai-video'] }));
		const data = [...OTHER_MODELS, ...videos].map((entry) =>
			Object.assign({ object: 'model', created: 1626777600, owned_by: 'custom' }, entry),
		);
		return ok({ object: 'list', data });
	};

	const withKey = account.withKey(world);
	/** CLIProxyAPI speaks this form under `/openai` only. */
	const at = (prefix, handle) => (request, parameters) => {
		const isServed = (world.account.seller === 'cliProxyApi') === (prefix !== '');
		return isServed
			? handle(request, parameters)
			: account.DIALECT.unknownPath(request.method, request.path);
	};
	const videos = ['', '/openai'].flatMap((prefix) => [
		['POST', `${prefix}/v1/videos`, 'create', at(prefix, withKey(create))],
		['GET', `${prefix}/v1/videos/:id`, 'status', at(prefix, withKey(status))],
		['GET', `${prefix}/v1/videos/:id/content`, 'content', at(prefix, withKey(content))],
	]);
	return [['GET', '/v1/models', 'models', withKey(list)], ...videos];
}

/** @type {typeof import('./openAiVideos').startOpenAiVideos} */
async function startOpenAiVideos({
	key = 'sk-local-test-key',
	models = MODELS,
	defaults = {},
	...options
} = {}) {
	/** @type {World} */
	const world = await newWorld(
		{ key, ...options },
		{ ...account.DEFAULT_ACCOUNT, seller: 'newApi' },
	);
	const isBilled = (task) => progressOf(task) < 1 || task.plan.outcome !== 'failed';
	const billedQuota = () => world.tasks.filter(isBilled).reduce((sum, { quota }) => sum + quota, 0);
	return await startServers(world, {
		...options,
		dialect: {
			...account.DIALECT,
			// OpenAI's SDK sends a create as a form.
			prepare: (app) => app.register(multipart, { attachFieldsToBody: 'keyValues' }),
		},
		apiRoutes: [
			...account.accountRoutes(world, billedQuota),
			...apiRoutes(world, models, defaults),
		],
		fileRoutes: videoRoutes(world, FILES),
		extra: {
			get billedQuota() {
				return billedQuota();
			},
			get billedUsd() {
				return billedQuota() / world.account.quotaPerUnit;
			},
		},
	});
}

module.exports = { startOpenAiVideos };
