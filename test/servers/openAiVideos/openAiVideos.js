'use strict';
const { randomBytes } = require('node:crypto');
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
	error: { code: 'video_generation_failed', message: 'The video could not be generated.' },
	resultUrl: 'content',
};

/** @param {object} body */
const ok = (body) => ({ status: 200, body });

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

/** A task in OpenAI's form. Counts as a poll. @param {Task} task @param {World} world */
function videoObject(task, world) {
	task.polls += 1;
	const { createdAt, id, model, plan, seconds } = task;
	const part = progressOf(task);
	const base = { id, object: 'video', model, created_at: unix(createdAt) };
	if (part < 1) {
		return { ...base, status: runningStatus(task, part), progress: Math.floor(part * 100) };
	}
	const completed_at = unix(createdAt + plan.seconds * 1000);
	const ended = { ...base, status: plan.outcome, progress: 100, completed_at };
	if (plan.outcome === 'failed') return { ...ended, error: plan.error };
	const url = linkOf(task, world);
	return { ...ended, seconds: String(seconds), ...(url && { video_url: url }) };
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
		const created_at = unix(task.createdAt);
		return ok({
			id,
			object: 'video',
			model: task.model,
			status: 'queued',
			progress: 0,
			created_at,
		});
	};

	const notFound = {
		status: 400,
		body: { code: 'task_not_exist', message: 'task_not_exist', data: null },
	};

	const status = (_request, { id }) => {
		const task = world.tasksById.get(id);
		return task ? ok(videoObject(task, world)) : notFound;
	};

	const content = (_request, { id }) => {
		const task = world.tasksById.get(id);
		if (!task) return notFound;
		if (progressOf(task) < 1 || task.plan.outcome !== 'completed') {
			return account.apiError(400, 'The video is not available');
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
	return [
		['GET', '/v1/models', 'models', withKey(list)],
		['POST', '/v1/videos', 'create', withKey(create)],
		['GET', '/v1/videos/:id', 'status', withKey(status)],
		['GET', '/v1/videos/:id/content', 'content', withKey(content)],
	];
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
		dialect: account.DIALECT,
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
