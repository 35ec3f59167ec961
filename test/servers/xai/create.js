'use strict';
const {
	apiError,
	invalid,
	notJson,
	outOfCredit,
	plainText,
	tooManyRequests,
	unknownModel,
} = require('./answers');
const { refusal } = require('./check');
const { DEFAULT_MODEL, TICKS_PER_USD, cost, findModel } = require('./models');
const { Mismatch, read } = require('./serde');
const { isBilled, newTask, work } = require('./tasks');

/**
 * @typedef {import('../answers').Answer} Answer
 * @typedef {import('./body').Body} Body
 * @typedef {import('./routes').World} World
 * @typedef {import('./task').Kind} Kind
 */

const ZERO_RETENTION =
	'Zero Data Retention teams must provide output.upload_url for video generation.';

/** What the accepted tasks cost when they have ended. @param {World} world */
function billedTicks({ tasks }) {
	return tasks.filter(isBilled).reduce((sum, { costTicks }) => sum + costTicks, 0);
}

/** @param {Kind} kind @param {string} text @param {World} world @returns {Answer | Body} */
function readBody(kind, text, { readers }) {
	let sent;
	try {
		sent = JSON.parse(text);
	} catch {
		return plainText(
			400,
			'Failed to parse the request body as JSON: expected value at line 1 column 1',
		);
	}
	try {
		return /** @type {Body} */ (read(readers[kind], sent, text));
	} catch (error) {
		if (!(error instanceof Mismatch)) throw error;
		const start = 'Failed to deserialize the JSON body into the target type: ';
		return plainText(422, start + error.message);
	}
}

/** Counts a create of now. @param {string} model @param {World} world */
function isTooFast(model, { account, recentCreates }) {
	const second = Date.now() - 1000;
	const recent = (recentCreates.get(model) ?? []).filter((time) => time > second);
	const tooFast = recent.length >= account.createsPerSecond;
	recentCreates.set(model, tooFast ? recent : [...recent, Date.now()]);
	return tooFast;
}

/**
 * The answer to one of the three POST calls.
 * @param {Kind} kind
 * @param {import('../servers').RecordedRequest} record
 * @param {string} text The body as it came.
 * @param {World} world
 * @returns {Answer}
 */
function create(kind, { body: sent = {} }, text, world) {
	if (text === '') return notJson();
	const body = readBody(kind, text, world);
	if ('status' in body) return body;
	const model = findModel(world.models, body.model ?? DEFAULT_MODEL);
	if (!model) return unknownModel(body.model ?? DEFAULT_MODEL);
	const { account } = world;
	if (isTooFast(model.id, world)) return tooManyRequests(model.id, account.createsPerSecond);
	const refused = refusal(kind, body, model, world.voices);
	if (refused) return refused;
	if (account.zeroDataRetention && !body.output) return invalid(ZERO_RETENTION);
	const task = newTask(kind, body, sent, model.id, world);
	if (task.plan.outcome === 'moderated-at-once') {
		return apiError(400, 'imagine:content-moderated', 'Request rejected by content moderation.');
	}
	const spent = billedTicks(world) + cost(model, task);
	if (spent > account.creditUsd * TICKS_PER_USD) return outOfCredit();
	world.tasks.push(task);
	world.tasksById.set(task.id, task);
	void work(task, body, world).catch((error) => {
		if (!world.closing.aborted) throw error;
	});
	return { status: 200, body: { request_id: task.id } };
}

module.exports = { billedTicks, create };
