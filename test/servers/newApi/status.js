'use strict';
const { resultUrl, standing, unix } = require('./tasks');
const { referenceImages } = require('./validate');

/**
 * @typedef {import('../servers').JsonObject} JsonObject
 * @typedef {import('./gateway').Task} Task
 * @typedef {import('./tasks').Origins} Origins
 */

/**
 * What new-api adds to the documented fields. The numeric `id` is a row of its table, not the task's id.
 * @param {Task} task @param {string} status
 */
function extras({ body, createdAt, model, plan, quota }, status) {
	const created = unix(createdAt);
	const ended = status === 'SUCCESS' || status === 'FAILURE';
	const finished = ended ? unix(createdAt + plan.seconds * 1000) : 0;
	return {
		id: created % 100000,
		created_at: created,
		updated_at: finished || unix(Date.now()),
		platform: '48',
		user_id: 7,
		group: 'default',
		channel_id: 12,
		quota,
		action: referenceImages(body).length > 0 ? 'generate' : 'textGenerate',
		submit_time: created,
		start_time: ended || status === 'IN_PROGRESS' ? created : 0,
		finish_time: finished,
		properties: { input: '', upstream_model_name: model, origin_model_name: model },
		username: 'local',
		data: { object: 'video', model, status: ended ? 'completed' : 'in_progress' },
	};
}

/**
 * The `data` of a status answer. Counts as a poll.
 * @param {Task} task @param {Origins} origins @param {Buffer} sample
 * @returns {JsonObject}
 */
function poll(task, origins, sample) {
	task.polls += 1;
	const { plan } = task;
	const { status, progress } = standing(task);
	const basic = { task_id: task.id, status, progress };
	let url = '';
	let reason = '';
	if (status === 'SUCCESS') {
		task.successPolls += 1;
		if (task.successPolls > plan.urlDelayPolls) url = resultUrl(task, origins, sample);
		if (plan.resultUrl === 'legacy') [url, reason] = ['', url];
	}
	if (status === 'FAILURE') reason = plan.failReason;
	if (plan.bare) return { ...basic, result_url: url, fail_reason: reason };
	// new-api fills an empty result URL from fail_reason, so a failed task carries its reason twice.
	const shownUrl = url || (status === 'FAILURE' ? reason : '');
	return {
		...extras(task, status),
		...basic,
		fail_reason: reason,
		...(shownUrl && { result_url: shownUrl }),
	};
}

module.exports = { poll };
