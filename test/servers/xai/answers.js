'use strict';

/** @typedef {import('../answers').Answer} Answer */

const TEAM = '5d0c3f6e-2b41-4a7d-9c1e-7f3b8a6d4e20';

/**
 * @param {number} status @param {string} code @param {string} error @param {object} [more]
 * @returns {Answer}
 */
function apiError(status, code, error, more) {
	return { status, body: { code, error, ...more } };
}

/** @param {string} error */
const invalid = (error) => apiError(400, 'invalid-argument', error);

/** What the framework of the server says by itself. @param {number} status @param {string} body @returns {Answer} */
function plainText(status, body) {
	return { status, body, headers: { 'content-type': 'text/plain; charset=utf-8' } };
}

/** @returns {Answer} */
function unknownPath() {
	const message =
		'The requested resource was not found. Please check the URL and try again. Documentation is available at https://docs.x.ai/';
	return { status: 404, body: { error: { code: 404, message } } };
}

/** @returns {Answer} */
const notJson = () => plainText(415, 'Expected request with `Content-Type: application/json`');

/** @param {string} model */
function unknownModel(model) {
	const error = `The model ${model} does not exist or your team ${TEAM} does not have access to it. If you believe this is a mistake, please contact support and quote your team ID and the model name.`;
	return apiError(404, 'not-found', error);
}

/** @param {string} model @param {number} limit */
function tooManyRequests(model, limit) {
	const error = `Too many requests for team ${TEAM} and model ${model}. Your team's rate limit is — Requests per Second (actual/limit): ${limit}/${limit}. Your rate limit tier is determined based on your historical API spend. To learn how to increase your rate limit tier, please visit https://console.x.ai/team/default/rate-limits.`;
	return apiError(429, 'resource-exhausted', error);
}

function outOfCredit() {
	const error = `Your team ${TEAM} has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit.`;
	return apiError(403, 'permission-denied', error);
}

module.exports = {
	TEAM,
	apiError,
	invalid,
	notJson,
	outOfCredit,
	plainText,
	tooManyRequests,
	unknownModel,
	unknownPath,
};
