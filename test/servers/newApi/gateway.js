'use strict';
const { randomBytes } = require('node:crypto');
const { issuePath, plainVideo, redirect, videoRoutes } = require('../files');
const {
	addTask,
	newTask,
	newWorld,
	progressOf,
	runningStatus,
	startServers,
	unix,
} = require('../server');
const { DEFAULT_ACCOUNT, DIALECT, accountRoutes, apiError, withKey } = require('./account');
const { effectiveSeconds, refusal, taskError } = require('./requests');

/**
 * @typedef {import('./gateway').Task} Task
 * @typedef {import('../server').World} World
 */

const FILES = { folder: 'vidgen' };
const VIDEO = ['openai-video'];
const DEFAULT_MODELS = [
	{ id: 'gpt-4o-mini', owned_by: 'openai', supported_endpoint_types: ['openai'] },
	{ id: 'grok-4', owned_by: 'xai', supported_endpoint_types: ['openai'] },
	{ id: 'grok-image-video', supported_endpoint_types: VIDEO },
	{ id: 'gemini-2.5-flash-image', supported_endpoint_types: ['image-generation', 'openai'] },
	{ id: 'grok-video-1.5', supported_endpoint_types: VIDEO },
	{ id: 'grok-video-2-preview', supported_endpoint_types: VIDEO },
	{ id: 'grok-video-legacy' }, // older gateways send no endpoint types
];

/** @type {Omit<import('./gateway').Plan, 'seconds' | 'expired' | 'file'>} */
const DEFAULT_PLAN = {
	statuses: ['NOT_START', 'SUBMITTED', 'QUEUED', 'IN_PROGRESS'],
	outcome: 'success',
	failReason: 'Video generation failed: the request was rejected by content moderation.',
	resultUrl: 'file',
	urlDelayPolls: 0,
	bare: false,
};

const FLOOR = { NOT_START: 0, SUBMITTED: 10, QUEUED: 20 };

/** Failures that keep their money. */
const NOT_REFUNDED = /^$|不进行退款|^Failed to get channel info/;

/** @param {Task} task */
function standing(task) {
	const part = progressOf(task);
	if (part === 1) {
		return { status: task.plan.outcome === 'failure' ? 'FAILURE' : 'SUCCESS', percent: 100 };
	}
	const status = runningStatus(task, part);
	return { status, percent: FLOOR[status] ?? Math.max(30, Math.floor(part * 100)) };
}

/** @param {Task} task */
const isBilled = (task) =>
	standing(task).status !== 'FAILURE' || NOT_REFUNDED.test(task.plan.failReason);

/** @param {Task} task @param {World} world */
function resultUrl(task, { fileUrl, sample, url }) {
	const { file, resultUrl: wanted } = task.plan;
	const content = `/v1/videos/${task.id}/content`;
	if (wanted === 'content-relative') return content;
	if (wanted === 'localhost') return `http://localhost:3000${content}`;
	if (['content', 'redirect-same', 'redirect-cross'].includes(wanted)) return url + content;
	if (wanted === 'data') {
		return `data:video/mp4;base64,${plainVideo(file, sample).toString('base64')}`;
	}
	if (!['file', 'legacy', 'redirect-file'].includes(wanted)) return wanted;
	return fileUrl + issuePath(task, FILES);
}

/** What new-api adds to the documented fields. The numeric `id` is a row number, not the task's ID. @param {Task} task */
const extras = ({ createdAt, model, plan, quota }, hasEnded) => ({
	...{ id: unix(createdAt) % 100000, created_at: unix(createdAt), quota },
	finish_time: hasEnded ? unix(createdAt + plan.seconds * 1000) : 0,
	properties: { origin_model_name: model },
	data: { object: 'video', model },
});

/** The body of a status answer. Counts as a poll. @param {Task} task @param {World} world */
function statusBody(task, world) {
	task.polls += 1;
	const { id, plan } = task;
	const { status, percent } = standing(task);
	let url = '';
	if (status === 'SUCCESS') {
		task.successPolls += 1;
		if (task.successPolls > plan.urlDelayPolls) url = resultUrl(task, world);
	}
	const isLegacy = plan.resultUrl === 'legacy' && url !== '';
	const data = {
		...(!plan.bare && extras(task, percent === 100)),
		...{ task_id: id, status, progress: `${percent}%` },
		fail_reason: isLegacy ? url : status === 'FAILURE' ? plan.failReason : '',
		result_url: isLegacy ? '' : url,
	};
	return { code: 'success', message: '', data };
}

/** @param {World} world @param {import('./gateway').ModelEntry[]} models @returns {import('../server').Route[]} */
function apiRoutes(world, models) {
	const ok = (body) => ({ status: 200, body });

	const create = ({ body = {} }) => {
		const knows = (model) => models.some(({ id }) => id === model);
		const refused = refusal(body, knows, world.account.stock);
		if (refused) return refused;
		const id = `task_${randomBytes(16).toString('hex')}`;
		const own = { id, model: body.model, body, seconds: effectiveSeconds(body) };
		const task = addTask(
			world,
			newTask(world, { ...own, quota: 0, successPolls: 0 }, DEFAULT_PLAN),
		);
		task.quota = world.account.price(task);
		return ok({
			...{ id, task_id: id, object: 'video', model: task.model, status: 'queued', progress: 0 },
			created_at: unix(task.createdAt),
		});
	};

	const status = (_request, { id }) => {
		const task = world.tasksById.get(id);
		return task ? ok(statusBody(task, world)) : taskError(400, 'task_not_exist');
	};

	const content = ({ path }, { id }) => {
		const task = world.tasksById.get(id);
		if (!task || standing(task).status !== 'SUCCESS') {
			return apiError(404, 'The video is not available');
		}
		const { file, resultUrl: wanted } = task.plan;
		if (wanted === 'redirect-cross') return redirect(world.fileUrl + issuePath(task, FILES));
		if (wanted === 'redirect-same' && !path.includes('?')) return redirect(`${path}?part=video`);
		return { status: 200, video: { file, sample: world.sample, task } };
	};

	const list = () => ok({ success: true, object: 'list', data: models });
	const keyed = withKey(world);
	return [
		['GET', '/v1/models', 'models', keyed(list)],
		['POST', '/v1/video/generations', 'create', keyed(create)],
		['GET', '/v1/video/generations/:id', 'status', keyed(status)],
		['GET', '/v1/videos/:id/content', 'content', keyed(content)],
	];
}

/** @type {typeof import('./gateway').startGateway} */
async function startGateway({
	key = 'sk-local-test-key',
	models = DEFAULT_MODELS,
	...options
} = {}) {
	/** @type {World} */
	const world = await newWorld({ key, ...options }, DEFAULT_ACCOUNT);
	const billedQuota = () => world.tasks.filter(isBilled).reduce((sum, { quota }) => sum + quota, 0);
	const entries = models.map((model) => ({
		...{ object: 'model', created: 1626777600, owned_by: 'custom' },
		...(typeof model === 'string' ? { id: model, supported_endpoint_types: VIDEO } : model),
	}));
	return await startServers(world, {
		...options,
		dialect: DIALECT,
		apiRoutes: [...accountRoutes(world, billedQuota), ...apiRoutes(world, entries)],
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

module.exports = { startGateway };
