require('./n8nSettings');
const { AsyncLocalStorage } = require('node:async_hooks');
const { ModuleMocker } = require('jest-mock');
const vm = require('node:vm');

/**
 * By default, Jest runs each test file in a separate realm with a separate module registry. This environment runs them
 * in Node's realm, where Node's errors are an `instanceof Error`, as in n8n, and loads n8n-core once per worker
 * (`loadOnce.js`). The project's modules are still loaded for each file.
 */
module.exports = class NodeRealmEnvironment {
	constructor({ projectConfig }) {
		this.global = Object.assign(globalThis, projectConfig.globals, { loadOnce: require });
		this.moduleMocker = new ModuleMocker(globalThis);
		this.fakeTimers = null;
		this.fakeTimersModern = null;
	}

	async setup() {
		delete this.global[Symbol.for('EVENT_HANDLERS')]; // removes Jest's event handlers of earlier files
		Error.stackTraceLimit = 10; // as in n8n: Jest's 100 costs time for every error that is handled
	}

	async teardown() {
		this.moduleMocker.restoreAllMocks(); // shared modules outlive the file
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	/** The context for which Jest compiles modules. */
	getVmContext() {
		return THIS_REALM;
	}
};

/**
 * Before Node 24, an active AsyncLocalStorage slows down every promise: tests took a third longer. Jest stores the running
 * test in one. Tests run sequentially, so a property is enough.
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
// Node has no object for its main context. A function is compiled for it by omitting `parsingContext`.
vm.compileFunction = (code, parameters, { parsingContext, ...options } = {}) =>
	compileFunction(
		code,
		parameters,
		parsingContext === THIS_REALM ? options : { ...options, parsingContext },
	);
