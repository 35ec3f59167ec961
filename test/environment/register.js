'use strict';
// Runs TypeScript in Node without a build.
const { readFileSync } = require('node:fs');
const ts = require('typescript');

const compilerOptions = {
	module: ts.ModuleKind.CommonJS,
	target: ts.ScriptTarget.ES2022,
	esModuleInterop: true,
};

require.extensions['.ts'] = (module, fileName) => {
	const source = readFileSync(fileName, 'utf8');
	module._compile(ts.transpileModule(source, { compilerOptions, fileName }).outputText, fileName);
};
