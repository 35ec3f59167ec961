const { default: TestRunner } = require('jest-runner');

/** The place of a test file in the configuration's list. */
const placeIn = (patterns, path) =>
	patterns.findIndex((pattern) =>
		path.replaceAll('\\', '/').endsWith(pattern.slice(pattern.lastIndexOf('/test/'))),
	);

/** By file, the names of its tests, from the first time that it ran. */
const names = new Map();

/**
 * For mutation testing, where a mutant's first failed test is the answer: runs the files in the order in
 * which the configuration lists them, none after a failure, and leaves out files that have none of the wanted tests.
 */
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
		const place = ({ path, context }) => placeIn(context.config.testMatch, path);
		for (const test of tests.sort((a, b) => place(a) - place(b))) {
			if (names.get(test.path)?.some((name) => wanted.test(name)) === false) continue;
			if (!failed) await super.runTests([test], watcher, options);
		}
	}
};
