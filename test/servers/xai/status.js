'use strict';
const { apiError, invalid } = require('./answers');
const { storeResult } = require('./files');
const { elapsedSeconds, isOver, resultUrl } = require('./tasks');

/**
 * @typedef {import('../answers').Answer} Answer
 * @typedef {import('./routes').World} World
 * @typedef {import('./task').Task} Task
 */

const REJECTED = 'Generated video rejected by content moderation.';

/** @param {object} body @returns {Answer} */
const ok = (body) => ({ status: 200, body });

/** @param {Task} task @returns {Answer} */
function running(task) {
	const { mediaRead, model, plan } = task;
	const limited = Number.isFinite(plan.seconds);
	const part = Math.min(0.99, limited ? elapsedSeconds(task) / plan.seconds : 0.99);
	const status = plan.statuses[Math.floor(part * plan.statuses.length)] ?? 'pending';
	if (status === '') return { status: 202, body: '' };
	const progress = mediaRead ? Math.floor(part * 100) : 0;
	const body = { status, progress, ...(plan.pendingWithModel && { model }) };
	return { status: status === 'pending' ? 202 : 200, body };
}

/** @param {import('./task').Failure} failure @returns {Answer} */
function failed({ asBadRequest, code, message }) {
	return asBadRequest
		? apiError(400, code, message)
		: ok({ status: 'failed', error: { code, message } });
}

/** @param {Task} task @param {World} world @returns {Promise<Answer>} */
async function done(task, world) {
	const { inputSeconds = 0, kind, model, plan } = task;
	const length = task.seconds + (kind === 'extension' ? inputSeconds : 0);
	const hasUrl = !plan.noUrl && !task.body.output;
	return ok({
		...(!plan.noStatus && { status: 'done' }),
		progress: 100,
		model,
		video: {
			...(hasUrl && { url: resultUrl(task, world) }),
			duration: Math.round(length),
			respect_moderation: true,
			...(await storeResult(task, world)),
		},
		usage: { cost_in_usd_ticks: task.costTicks },
	});
}

/** @type {Record<import('./task').Outcome, (task: Task, world: World) => Answer | Promise<Answer>>} */
const ENDS = {
	done,
	failed: ({ plan }) => failed(plan.error),
	expired: () => ok({ status: 'expired' }),
	moderated: ({ costTicks }) =>
		apiError(400, 'imagine:content-moderated', REJECTED, {
			usage: { cost_in_usd_ticks: costTicks },
		}),
	'moderated-old': ({ costTicks }) =>
		apiError(400, 'Client specified an invalid argument', REJECTED, {
			usage: { cost_in_usd_ticks: costTicks },
		}),
	'moderated-flag': ({ model }) =>
		ok({ status: 'done', video: { url: '', duration: 0, respect_moderation: false }, model }),
	'moderated-failed': () => failed({ code: 'invalid_argument', message: REJECTED }),
	'moderated-at-once': () => failed({ code: 'invalid_argument', message: REJECTED }),
};

/** The answer to a status call. Counts as a poll. @param {Task} task @param {World} world @returns {Promise<Answer>} */
async function poll(task, world) {
	task.polls += 1;
	if (task.polls <= task.plan.badPolls) return invalid('The request is not ready.');
	if (!isOver(task)) return running(task);
	if (task.failure) return failed(task.failure);
	return await ENDS[task.plan.outcome](task, world);
}

module.exports = { REJECTED, poll };
