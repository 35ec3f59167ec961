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
		delete this.global[Symbol.for('EVENT_HANDLERS')]; // Jest's handlers for earlier files, which would also get each event
		Error.stackTraceLimit = 10; // as in n8n: Jest's 100 costs time for every error that is handled
	}

	async teardown() {
		this.moduleMocker.restoreAllMocks(); // what a file has replaced in shared modules
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
 * Before Node 24, a storage in use makes every promise slower, which cost a third of the time of all tests. Jest keeps
 * the running test in one. Its tests run one after another, so a property is enough.
 */
AsyncLocalStorage.prototype.run = function (store, callback, ...args) {
	this.store = store;
	return callback(...args);
};
AsyncLocalStorage.prototype.getStore = function () {
	return this.store;
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
