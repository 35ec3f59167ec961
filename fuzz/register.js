'use strict';
// Runs the TypeScript files directly. `GrokVideo.node` is a module and also a JSON file: `.ts` must be tried first.
require('../test/environment/register');

const { extensions } = require;
for (const later of ['.json', '.node']) {
	const load = extensions[later];
	delete extensions[later];
	extensions[later] = load;
}

// The table of stand-ins has expectations for tests.
globalThis.expect = require('expect').expect;
