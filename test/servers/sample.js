'use strict';
const { Buffer } = require('node:buffer');
const { readFile } = require('node:fs/promises');
const { join } = require('node:path');

const FIXTURES = join(__dirname, '..', 'fixtures');

/** @param {string | Buffer} [video] A file's path or the bytes; the repository's sample when left out. */
async function sampleVideo(video = join(FIXTURES, 'sample.mp4')) {
	return Buffer.isBuffer(video) ? video : await readFile(video);
}

module.exports = { FIXTURES, sampleVideo };
