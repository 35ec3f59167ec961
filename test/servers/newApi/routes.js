'use strict';
const { redirect } = require('../answers');
const { videoRoutes } = require('../fileHost');
const { accountRoutes } = require('./account');
const { apiError, contentError, taskError } = require('./answers');
const { poll } = require('./status');
const { filePath, newTask, standing, unix } = require('./tasks');
const { refusal } = require('./validate');

/**
 * @typedef {import('../answers').Answer} Answer
 * @typedef {import('./gateway').Task} Task
 * @typedef {import('../server').Handler} Handler
 * @typedef {import('../server').Route} Route
 * @typedef {import('../servers').World<Task, import('./gateway').PlanSource> & {
 *   account: import('./gateway').Account,
 *   models: import('./gateway').ModelEntry[],
 *   sample: Buffer,
 *   taskSeconds: number,
 * }} World
 */

/** @param {Task} task @returns {Answer} */
function created({ id, model, createdAt, plan }) {
	return {
		status: 200,
		body: {
			id,
			...(!plan.idOnly && { task_id: id }),
			object: 'video',
			model,
			status: 'queued',
			progress: 0,
			created_at: unix(createdAt),
		},
	};
}

/** @param {World} world @returns {Route[]} */
function apiRoutes(world) {
	/** @param {Handler} handle @returns {Handler} */
	const signedIn = (handle) => (request, parameters, raw) =>
		request.headers.authorization === `Bearer ${world.key}`
			? handle(request, parameters, raw)
			: apiError(401, '无效的令牌');

	/** @type {Handler} */
	const models = () => ({
		status: 200,
		body: { success: true, object: 'list', data: world.models },
	});

	/** @type {Handler} */
	const create = ({ body = {} }) => {
		const refused = refusal(body, (model) => world.models.some(({ id }) => id === model));
		if (refused) return refused;
		const task = newTask(body, world.taskSeconds, world.plan);
		task.quota = world.account.price(task);
		world.tasks.push(task);
		world.tasksById.set(task.id, task);
		return created(task);
	};

	/** @type {Handler} */
	const status = (_request, { id }) => {
		const task = world.tasksById.get(id);
		if (!task) return taskError(400, 'task_not_exist');
		return {
			status: 200,
			body: { code: 'success', message: '', data: poll(task, world, world.sample) },
		};
	};

	/** @type {Handler} */
	const content = ({ path }, { id }) => {
		const task = world.tasksById.get(id);
		if (!task) return contentError(404, 'Task not found');
		const { status: current } = standing(task);
		if (current !== 'SUCCESS') {
			return contentError(400, `Task is not completed yet, current status: ${current}`);
		}
		const { resultUrl, file } = task.plan;
		if (resultUrl === 'redirect-cross') return redirect(world.fileUrl + filePath(task));
		if (resultUrl === 'redirect-same' && !path.includes('?')) return redirect(`${path}?part=video`);
		return { status: 200, video: { file, sample: world.sample, task } };
	};

	return [
		...accountRoutes(world, signedIn),
		{ method: 'GET', path: '/v1/models', where: 'models', handle: signedIn(models) },
		{ method: 'POST', path: '/v1/video/generations', where: 'create', handle: signedIn(create) },
		{ method: 'GET', path: '/v1/video/generations/:id', where: 'status', handle: signedIn(status) },
		{ method: 'GET', path: '/v1/videos/:id/content', where: 'content', handle: signedIn(content) },
	];
}

/** @param {World} world @returns {Route[]} */
function fileRoutes(world) {
	return videoRoutes({
		folder: 'vidgen',
		find: (name) => world.tasksById.get(name.replace(/\.mp4$/, '')),
		numberOf: (query) => Number(query.get('sig') ?? NaN),
		path: filePath,
		video: () => world.sample,
	});
}

module.exports = { apiRoutes, fileRoutes };
