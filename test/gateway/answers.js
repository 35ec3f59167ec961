'use strict';
const { randomBytes, randomInt } = require('node:crypto');

/**
 * What a handler gives back: a JSON or text answer, or a video to stream.
 * @typedef {{ status: number, body?: object | string, headers?: Record<string, string>, video?: import('./files').Video }} Answer
 */

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

/**
 * Errors of an S3-like file host.
 * @param {number} status @param {string} code @param {string} message @returns {Answer}
 */
function fileError(status, code, message) {
	return {
		status,
		headers: { 'content-type': 'application/xml' },
		body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
	};
}

/** @param {number} status @param {string} title @returns {Answer} */
function htmlPage(status, title) {
	return {
		status,
		headers: { 'content-type': 'text/html' },
		body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
	};
}

/** @param {string} location @returns {Answer} */
function redirect(location) {
	return { status: 302, headers: { location }, body: '' };
}

module.exports = { apiError, contentError, fileError, htmlPage, redirect, requestId, taskError };
