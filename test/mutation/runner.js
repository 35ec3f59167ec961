const { default: TestRunner } = require('jest-runner');

/** Sorts unit tests first. */
const rankOf = ({ path }) => (/[\\/]test[\\/]unit[\\/]/.test(path) ? 0 : 1);

/** The names of each file's tests, known after its first run. */
const testNames = new Map();

/** For mutation testing: stops after the first file that fails, and skips files without a matching test. */
module.exports = class FailFastRunner extends TestRunner {
	async runTests(tests, watcher, options) {
		let failed = false;
		this.on('test-file-failure', () => (failed = true));
		this.on('test-file-success', ([{ path }, { testResults, numFailingTests }]) => {
			failed ||= numFailingTests > 0;
			testNames.set(
				path,
				testResults.map(({ fullName }) => fullName),
			);
		});
		const { testNamePattern } = this._globalConfig;
		const pattern = new RegExp(testNamePattern ?? '', 'i');
		for (const test of tests.sort((a, b) => rankOf(a) - rankOf(b))) {
			if (testNames.get(test.path)?.some((name) => pattern.test(name)) === false) continue;
			if (!failed) await super.runTests([test], watcher, options);
		}
	}
};
