'use strict';
const { randomBytes, randomInt } = require('node:crypto');

/** @typedef {import('../answers').Answer} Answer */

/** new-api's form: the time down to the second, nine digits, eight letters. */
function requestId() {
	const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
	return `${time}${randomInt(1e8, 1e9)}${randomBytes(6).toString('base64url')}`;
}

/**
 * Authentication, routing and quota errors.
 * @param {number} status @param {string} message @returns {Answer}
 */
function apiError(status, message, code = '') {
	const text = `${message} (request id: ${requestId()})`;
	return { status, body: { error: { message: text, type: 'new_api_error', code } } };
}

/**
 * Errors of the task endpoints.
 * @param {number} status @param {string} code @returns {Answer}
 */
function taskError(status, code, message = code) {
	return { status, body: { code, message, data: null } };
}

/**
 * Errors of the video content endpoint.
 * @param {number} status @param {string} message @returns {Answer}
 */
function contentError(status, message) {
	return { status, body: { error: { message, type: 'invalid_request_error' } } };
}

module.exports = { apiError, contentError, requestId, taskError };
