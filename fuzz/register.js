'use strict';
// Runs the TypeScript files directly. `GrokVideo.node` is a module and also a JSON file: `.ts` must be tried first.
require('../test/environment/register');

const { extensions } = require;
for (const extension of ['.json', '.node']) {
	const load = extensions[extension];
	delete extensions[extension];
	extensions[extension] = load;
}

// The stand-ins in test/support use `expect`.
globalThis.expect = require('expect').expect;
