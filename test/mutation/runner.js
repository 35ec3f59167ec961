const { default: TestRunner } = require('jest-runner');

/** Unit tests come first. */
const rankOf = ({ path }) => (/[\\/]test[\\/]unit[\\/]/.test(path) ? 0 : 1);

/** By file, the names of its tests, from the first time that it ran. */
const names = new Map();

/** For mutation testing: runs no test file after a failure, and skips files that have none of the wanted tests. */
module.exports = class FirstFailure extends TestRunner {
	async runTests(tests, watcher, options) {
		let failed = false;
		this.on('test-file-failure', () => (failed = true));
		this.on('test-file-success', ([{ path }, { testResults, numFailingTests }]) => {
			failed ||= numFailingTests > 0;
			names.set(
				path,
				testResults.map(({ fullName }) => fullName),
			);
		});
		const { testNamePattern } = this._globalConfig;
		const wanted = new RegExp(testNamePattern ?? '', 'i');
		for (const test of tests.sort((a, b) => rankOf(a) - rankOf(b))) {
			if (names.get(test.path)?.some((name) => wanted.test(name)) === false) continue;
			if (!failed) await super.runTests([test], watcher, options);
		}
	}
};
