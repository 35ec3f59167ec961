'use strict';
const { fileError, redirect } = require('./answers');

/**
 * @typedef {import('./servers').TaskWithFile} TaskWithFile
 * @typedef {import('./server').Dialect} Dialect
 * @typedef {import('./server').Route} Route
 */

/** @type {Dialect} */
const FILE_DIALECT = {
	unknownPath: () => fileError(404, 'NoSuchKey', 'The specified key does not exist.'),
	refused: ({ message }) => fileError(400, 'InvalidRequest', message),
};

/**
 * Whether the file host refuses the URL with this number.
 * @param {TaskWithFile} task @param {number} number
 */
function isDead({ plan, urlsIssued, urlDownloads }, number) {
	if (number !== urlsIssued || (plan.expired && number === 1)) return true;
	return plan.expireUrlAfterDownloads !== undefined && urlDownloads >= plan.expireUrlAfterDownloads;
}

/** Sees to it that a task has a URL that is alive. @param {TaskWithFile} task */
function issueUrl(task) {
	if (task.urlsIssued > 0 && !isDead(task, task.urlsIssued)) return;
	task.urlsIssued += 1;
	task.urlDownloads = 0;
}

/**
 * The routes of a file host: the folder that result URLs name, and `cdn`, to which some of them redirect.
 * @template {TaskWithFile} T
 * @param {{
 *   folder: string,
 *   find: (name: string) => T | undefined,
 *   numberOf: (query: URLSearchParams) => number,
 *   path: (task: T, folder: string) => string,
 *   video: (task: T) => Buffer | Promise<Buffer>,
 * }} host
 * @returns {Route[]}
 */
function videoRoutes({ folder, find, numberOf, path, video }) {
	return [folder, 'cdn'].map((place) => ({
		method: 'GET',
		path: `/${place}/:name`,
		where: 'file',
		async handle(request, { name }) {
			const task = find(name);
			if (!task) return fileError(404, 'NoSuchKey', 'The specified key does not exist.');
			const { searchParams } = new URL(request.path, 'http://file.host');
			if (isDead(task, numberOf(searchParams))) {
				return fileError(403, 'AccessDenied', 'Request has expired');
			}
			const { resultUrl, file } = task.plan;
			if (resultUrl === 'redirect-file' && place === folder) return redirect(path(task, 'cdn'));
			return { status: 200, video: { file, sample: await video(task), task } };
		},
	}));
}

module.exports = { FILE_DIALECT, issueUrl, videoRoutes };
