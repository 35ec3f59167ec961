'use strict';
const { Buffer } = require('node:buffer');
const { randomUUID } = require('node:crypto');
const { unix } = require('../server');

/**
 * A file of the account.
 * @param {string} filename @param {Buffer} bytes @param {number | undefined} life Seconds.
 * @param {import('../servers').VideoFile} file How it is sent.
 * @returns {import('./xai').StoredFile}
 */
function storedFile(filename, bytes, life, file) {
	const createdAt = unix(Date.now());
	const expiresAt = life === undefined ? undefined : createdAt + life;
	return {
		...{ id: `file_${randomUUID()}`, filename, bytes, file, publicToken: undefined },
		...{ createdAt, expiresAt, downloads: 0, aborted: 0, urlDownloads: 0 },
	};
}

/** The fields and the file of a form, and whether a lifetime came too late. @param {import('fastify').FastifyRequest} request @param {number} limit Bytes. */
async function readForm(request, limit) {
	/** @type {Record<string, string>} */
	const fields = {};
	let file;
	let isLate = false;
	for await (const part of request.parts({ limits: { fileSize: limit } })) {
		if (part.type === 'field') {
			fields[part.fieldname] = String(part.value);
			isLate ||= file !== undefined && part.fieldname === 'expires_after';
			continue;
		}
		const chunks = [];
		for await (const chunk of part.file) chunks.push(chunk);
		if (part.fieldname !== 'file') continue;
		const { filename, mimetype } = part;
		file = { filename, mimetype, bytes: Buffer.concat(chunks), isTooLarge: part.file.truncated };
	}
	return { fields, file, isLate };
}

module.exports = { readForm, storedFile };
