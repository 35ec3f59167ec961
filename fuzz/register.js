'use strict';
// Lets Node run the TypeScript here and in nodes/ as it stands. `GrokVideo.node` is a module and also a JSON
// file, so Node must look for `.ts` first.
require('../bench/register');

const { extensions } = require;
for (const later of ['.json', '.node']) {
	const load = extensions[later];
	delete extensions[later];
	extensions[later] = load;
}
