'use strict';
const { randomBytes } = require('node:crypto');
const { issueUrl } = require('../fileHost');
const { plainVideo } = require('../sendVideo');
const { effectiveSeconds } = require('./validate');

/**
 * @typedef {import('../servers').JsonObject} JsonObject
 * @typedef {import('./gateway').Plan} Plan
 * @typedef {import('./gateway').PlanSource} PlanSource
 * @typedef {import('./gateway').Task} Task
 * @typedef {{ url: string, fileUrl: string }} Origins
 */

const URL_LIFE_SECONDS = 3600;
const FLOOR = /** @type {Record<string, number>} */ ({ NOT_START: 0, SUBMITTED: 10, QUEUED: 20 });

/** @param {number} milliseconds */
const unix = (milliseconds) => Math.floor(milliseconds / 1000);

/**
 * @param {JsonObject} body
 * @param {number} taskSeconds
 * @param {PlanSource} source
 * @returns {Task}
 */
function newTask(body, taskSeconds, source) {
	const task = {
		id: `task_${randomBytes(16).toString('hex')}`,
		model: String(body.model),
		body,
		seconds: effectiveSeconds(body),
		quota: 0,
		createdAt: Date.now(),
		plan: /** @type {Plan} */ ({
			seconds: taskSeconds,
			statuses: ['NOT_START', 'SUBMITTED', 'QUEUED', 'IN_PROGRESS'],
			outcome: 'success',
			failReason: 'Video generation failed: the request was rejected by content moderation.',
			resultUrl: 'file',
			urlDelayPolls: 0,
			bare: false,
			idOnly: false,
			expired: false,
			file: {},
		}),
		polls: 0,
		downloads: 0,
		aborted: 0,
		urlsIssued: 0,
		urlDownloads: 0,
		successPolls: 0,
	};
	Object.assign(task.plan, typeof source === 'function' ? source(task) : source);
	return task;
}

/**
 * Where a task stands now.
 * @param {Task} task
 */
function standing({ createdAt, plan }) {
	const elapsedSeconds = (Date.now() - createdAt) / 1000;
	if (elapsedSeconds >= plan.seconds) {
		const status = plan.outcome === 'failure' ? 'FAILURE' : 'SUCCESS';
		return { status, progress: '100%' };
	}
	const part = Number.isFinite(plan.seconds) ? elapsedSeconds / plan.seconds : 0.99;
	const status = plan.statuses[Math.floor(part * plan.statuses.length)] ?? 'IN_PROGRESS';
	const percent = FLOOR[status] ?? Math.max(30, Math.floor(part * 100));
	return { status, progress: `${percent}%` };
}

/** @param {Task} task @param {Origins} origins @param {Buffer} sample */
function resultUrl(task, { url, fileUrl }, sample) {
	const content = `/v1/videos/${task.id}/content`;
	switch (task.plan.resultUrl) {
		case 'content-relative':
			return content;
		case 'content':
		case 'redirect-same':
		case 'redirect-cross':
			return url + content;
		case 'data':
			return `data:video/mp4;base64,${plainVideo(task.plan.file, sample).toString('base64')}`;
		case 'file':
		case 'legacy':
		case 'redirect-file':
			issueUrl(task);
			return fileUrl + filePath(task);
		default:
			return task.plan.resultUrl;
	}
}

/** @param {Task} task */
function filePath(task, folder = 'vidgen') {
	// One URL until it is dead, whenever it is asked for.
	const expires = unix(task.createdAt) + URL_LIFE_SECONDS;
	return `/${folder}/${task.id}.mp4?expires=${expires}&sig=${task.urlsIssued}`;
}

module.exports = { filePath, newTask, resultUrl, standing, unix };
