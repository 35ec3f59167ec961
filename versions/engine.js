'use strict';
// Preloaded for cases.ts: runs the test engine (test/support) with another release of n8n.
require('../test/environment/register');
require('../test/environment/n8nSettings');
const Module = require('node:module');
const { join } = require('node:path');

const RELEASE_FOLDER = process.argv[2];
const RELEASE_PACKAGES = /^(n8n-core|n8n-workflow|@n8n\/di)(\/|$)/;
const fromRelease = { paths: [RELEASE_FOLDER] };

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, parent, isMain, options) {
	const isOfRelease = RELEASE_PACKAGES.test(request);
	return resolve.call(this, request, parent, isMain, isOfRelease ? fromRelease : options);
};

// APIs that the test engine uses and that older releases lack or define differently.

const workflow = require('n8n-workflow');
workflow.createRunExecutionData ??= ({ executionData }) => ({
	startData: {},
	resultData: { runData: {} },
	executionData: {
		contextData: {},
		metadata: {},
		waitingExecution: {},
		waitingExecutionSource: {},
		...executionData,
	},
});

const store = require('n8n-core').BinaryDataService.prototype;
const { init } = store;
if (init.length > 0) {
	store.init = async function () {
		await init.call(this, {
			mode: 'filesystem',
			availableModes: ['filesystem'],
			localStoragePath: join(process.env.N8N_USER_FOLDER, 'binaryData'),
		});
	};
}
