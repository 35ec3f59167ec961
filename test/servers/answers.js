'use strict';

/**
 * What a handler gives back: a JSON or text answer, or a video to stream.
 * @typedef {{ status: number, body?: object | string, headers?: Record<string, string>, video?: import('./sendVideo').Video }} Answer
 */

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

module.exports = { fileError, htmlPage, redirect };
