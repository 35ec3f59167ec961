'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { fileError } = require('../answers');
const { videoRoutes } = require('../fileHost');
const { FIXTURES } = require('../sample');
const { apiError, invalid } = require('./answers');
const { blocked, keyInformation, wrongKey } = require('./auth');
const { create } = require('./create');
const { content, metadata, upload } = require('./files');
const { isWellFormed } = require('./ids');
const { OTHER_MODELS, findModel, modelEntry, videoModelEntry } = require('./models');
const { poll } = require('./status');
const { filePath, videoOf } = require('./tasks');

/**
 * @typedef {import('../server').Handler} Handler
 * @typedef {import('../server').Route} Route
 * @typedef {import('./task').Task} Task
 * @typedef {import('../servers').World<Task, import('./task').PlanSource> & {
 *   account: import('./xai').Account,
 *   files: Map<string, import('./xai').StoredFile>,
 *   fixedVideo: boolean,
 *   made: Map<string, Promise<Buffer>>,
 *   models: import('./models').Model[],
 *   readers: Record<import('./task').Kind, import('./serde').Reader>,
 *   recentCreates: Map<string, number[]>,
 *   sample: Buffer,
 *   taskSeconds: number,
 *   uploadLimitBytes: number,
 *   voices: string[],
 * }} World
 */

const MEDIA_TYPES = { mp4: 'video/mp4', png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' };

/** @param {object} body */
const ok = (body) => ({ status: 200, body });

/** @param {World} world @returns {Route[]} */
function apiRoutes(world) {
	/** @param {Handler} handle @param {(account: World['account']) => ReturnType<typeof blocked>} [stopped] @returns {Handler} */
	const signedIn =
		(handle, stopped = blocked) =>
		(record, parameters, raw) => {
			const refused = wrongKey(record.headers.authorization, world.key) ?? stopped(world.account);
			// What is not read of an upload would break the connection before the answer has come.
			if (refused) raw.raw.resume();
			return refused ?? handle(record, parameters, raw);
		};

	/** @type {Handler} */
	const models = () => {
		const others = OTHER_MODELS.map((id) => ({ id }));
		return ok({ object: 'list', data: [...others, ...world.models].map(modelEntry) });
	};

	/** @param {(model: import('./models').Model) => object} entry @returns {Handler} */
	const model =
		(entry) =>
		(_record, { id }) => {
			const found = findModel(world.models, id);
			return found
				? ok(entry(found))
				: apiError(404, 'not-found', `The model ${id} does not exist.`);
		};

	/** @param {import('./task').Kind} kind @returns {Handler} */
	const creates = (kind) => (record, _parameters, raw) =>
		create(kind, record, /** @type {{ json?: string }} */ (raw).json ?? '', world);

	/** @type {Handler} */
	const status = (_record, { id }) => {
		if (!isWellFormed(id)) return invalid('Malformed request ID');
		const task = world.tasksById.get(id);
		return task ? poll(task, world) : apiError(404, 'not-found', 'Request not found.');
	};

	/** @param {(file: import('./xai').StoredFile) => import('../answers').Answer} answer @returns {Handler} */
	const ofFile =
		(answer) =>
		(_record, { id }) => {
			const file = world.files.get(id);
			return file ? answer(file) : apiError(404, 'not-found', `File ${id} was not found.`);
		};

	/** @type {Array<[Route['method'], string, import('./xai').Where | 'other', Handler]>} */
	const routes = [
		['GET', '/v1/models', 'models', signedIn(models)],
		['GET', '/v1/models/:id', 'models', signedIn(model(modelEntry))],
		[
			'GET',
			'/v1/video-generation-models',
			'models',
			signedIn(() => ok({ models: world.models.map(videoModelEntry) })),
		],
		['GET', '/v1/video-generation-models/:id', 'models', signedIn(model(videoModelEntry))],
		[
			'GET',
			'/v1/api-key',
			'key',
			signedIn(
				() => ok(keyInformation(world.key, world.account)),
				() => undefined,
			),
		],
		['POST', '/v1/videos/generations', 'create', signedIn(creates('generation'))],
		['POST', '/v1/videos/edits', 'create', signedIn(creates('edit'))],
		['POST', '/v1/videos/extensions', 'create', signedIn(creates('extension'))],
		['GET', '/v1/videos/:id', 'status', signedIn(status)],
		['POST', '/v1/videos/:other', 'other', () => ({ status: 405, body: '' })],
		['POST', '/v1/files', 'upload', signedIn((record, _, raw) => upload(record, raw, world))],
		['GET', '/v1/files/:id', 'metadata', signedIn(ofFile((file) => ok(metadata(file))))],
		['GET', '/v1/files/:id/content', 'content', signedIn(ofFile(content))],
	];
	return routes.map(([method, path, where, handle]) => ({ method, path, where, handle }));
}

/** @param {World} world @returns {Route[]} */
function fileRoutes(world) {
	const notFound = () => fileError(404, 'NoSuchKey', 'The specified key does not exist.');
	return [
		...videoRoutes({
			folder: 'xai-vidgen-bucket',
			find: (name) => world.tasksById.get(name.replace(/^xai-video-(.*)\.mp4$/, '$1')),
			numberOf: (query) => Number(query.get('v') ?? 1),
			path: filePath,
			video: (task) => videoOf(task, world),
		}),
		{
			method: 'GET',
			path: '/files-cdn/:token/:name',
			where: 'file',
			handle: (_record, { name, token }) => {
				const file = world.files.get(name.replace(/\.mp4$/, ''));
				return file?.publicToken === token ? content(file) : notFound();
			},
		},
		{
			method: 'GET',
			path: '/media/:name',
			where: 'media',
			handle: (_record, { name }) => mediaFile(basename(name)) ?? notFound(),
		},
	];
}

/** A file of test/fixtures. @param {string} name */
function mediaFile(name) {
	const contentType = Object.entries(MEDIA_TYPES).find(([end]) => name.endsWith(`.${end}`))?.[1];
	if (!contentType || !existsSync(join(FIXTURES, name))) return undefined;
	const counts = { downloads: 0, aborted: 0, urlDownloads: 0 };
	const sample = readFileSync(join(FIXTURES, name));
	return { status: 200, video: { file: { contentType }, sample, task: counts } };
}

module.exports = { apiRoutes, fileRoutes };
