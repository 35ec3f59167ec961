require('./n8nSettings');
const { AsyncLocalStorage } = require('node:async_hooks');
const { ModuleMocker } = require('jest-mock');
const vm = require('node:vm');

/**
 * Jest gives every test file a realm and a module registry of its own. This environment runs them in
 * Node's own realm, where an error made by Node is an `instanceof Error` as it is in n8n, and lets a
 * worker load n8n-core once instead of once a file (`loadOnce`, see the files beside this one). The
 * project's own modules are still loaded anew for every file.
 */
module.exports = class OwnRealm {
	constructor({ projectConfig }) {
		this.global = Object.assign(globalThis, projectConfig.globals, { loadOnce: require });
		this.moduleMocker = new ModuleMocker(globalThis);
		this.fakeTimers = null;
		this.fakeTimersModern = null;
	}

	async setup() {
		Error.stackTraceLimit = 10; // as in n8n: Jest's 100 costs time for every error that is handled
	}

	async teardown() {
		this.moduleMocker.restoreAllMocks(); // what a file has replaced in shared modules
		for (const storage of storages) storage.disable();
		storages.clear();
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	/** Jest compiles every module for this context. */
	getVmContext() {
		return THIS_REALM;
	}
};

/**
 * Before Node 24, each storage that was used makes every promise slower from then on. Jest uses a new one for each test
 * file, which cost a third of the time of all tests.
 */
const storages = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...args) {
	storages.add(this);
	return run.apply(this, args);
};

const THIS_REALM = vm.createContext();
const { compileFunction } = vm;
// Node has no object that stands for its own realm: there, a function is compiled without a context.
vm.compileFunction = (code, parameters, { parsingContext, ...options } = {}) =>
	compileFunction(
		code,
		parameters,
		parsingContext === THIS_REALM ? options : { ...options, parsingContext },
	);
