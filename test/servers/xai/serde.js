'use strict';

/**
 * Reads a body as Rust's serde does: unknown members are ignored, null is absent, and what does not fit is told
 * with its path and place.
 *
 * @typedef {(value: unknown, at: Place) => unknown} Reader
 * @typedef {{ text: string, path: string[] }} Place
 */

class Mismatch extends Error {}

/** @param {unknown} value */
function describe(value) {
	if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
	if (typeof value === 'boolean') return `boolean \`${value}\``;
	if (typeof value !== 'number') return Array.isArray(value) ? 'sequence' : 'map';
	return Number.isInteger(value) ? `integer \`${value}\`` : `floating point \`${value}\``;
}

/** @param {string} text @param {number} end */
function position(text, end) {
	const before = text.slice(0, end).split('\n');
	return `line ${before.length} column ${before[before.length - 1].length}`;
}

/** @param {Place} at @param {string} message @param {unknown} [value] What is wrong; the whole body when left out. */
function mismatch({ text, path }, message, value) {
	const key = path.filter((part) => !part.startsWith('[')).at(-1);
	const found =
		value === undefined
			? -1
			: text.indexOf(JSON.stringify(value), text.indexOf(JSON.stringify(key)) + 1);
	const end = found < 0 ? text.length : found + JSON.stringify(value).length;
	const where = path.join('.').replace(/\.\[/g, '[');
	return new Mismatch(`${where && `${where}: `}${message} at ${position(text, end)}`);
}

/** @param {string} expected @param {(value: unknown) => boolean} fits @returns {Reader} */
const plain = (expected, fits) => (value, at) => {
	if (fits(value)) return value;
	throw mismatch(at, `invalid type: ${describe(value)}, expected ${expected}`, value);
};

const text = plain('a string', (value) => typeof value === 'string');
const boolean = plain('a boolean', (value) => typeof value === 'boolean');
const integer = plain('i32', Number.isInteger);
const number = plain('f64', (value) => typeof value === 'number');

/** @param {string[]} variants @returns {Reader} */
const oneOf = (variants) => (value, at) => {
	if (typeof value !== 'string') {
		throw mismatch(at, `invalid type: ${describe(value)}, expected string or map`, value);
	}
	if (variants.includes(value)) return value;
	const known = variants.map((variant) => `\`${variant}\``).join(', ');
	throw mismatch(at, `unknown variant \`${value}\`, expected one of ${known}`, value);
};

/** @param {Reader} each @returns {Reader} */
const list = (each) => (value, at) => {
	if (!Array.isArray(value)) {
		throw mismatch(at, `invalid type: ${describe(value)}, expected a sequence`, value);
	}
	return value.map((entry, i) => each(entry, { ...at, path: [...at.path, `[${i}]`] }));
};

/**
 * @param {string} name
 * @param {Record<string, Reader>} members By every name that they go by.
 * @param {{ required?: string[], aliases?: Record<string, string> }} [more]
 * @returns {Reader}
 */
const struct =
	(name, members, { required = [], aliases = {} } = {}) =>
	(value, at) => {
		if (typeof value !== 'object' || value === null || Array.isArray(value)) {
			throw mismatch(at, `invalid type: ${describe(value)}, expected struct ${name}`, value);
		}
		/** @type {Record<string, unknown>} */
		const read = {};
		for (const [key, member] of Object.entries(value)) {
			if (!Object.hasOwn(members, key) || member === null) continue;
			const field = aliases[key] ?? key;
			if (field in read) throw mismatch(at, `duplicate field \`${field}\``);
			read[field] = members[key](member, { ...at, path: [...at.path, key] });
		}
		const missing = required.find((field) => !(field in read));
		if (missing) throw mismatch(at, `missing field \`${missing}\``);
		return read;
	};

/** @param {Reader} reader @param {unknown} value @param {string} json Its text. */
function read(reader, value, json) {
	return reader(value, { text: json, path: [] });
}

module.exports = { Mismatch, boolean, integer, list, mismatch, number, oneOf, read, struct, text };
