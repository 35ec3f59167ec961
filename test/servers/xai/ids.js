'use strict';
const { randomBytes } = require('node:crypto');

/** A UUID by its form only: of a version that there is not, as many of the server's. */
function newId() {
	const hex = randomBytes(16)
		.toString('hex')
		.replace(/^(.{12})./, '$1b');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** @param {string} id */
const isWellFormed = (id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

module.exports = { isWellFormed, newId };
