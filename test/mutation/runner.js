const { basename } = require('node:path');
const { default: TestRunner } = require('jest-runner');

/** Those that wait much; before them come the others, the quickest first. */
const SLOW = ['output', 'createdOnce', 'download', 'parallel', 'cancel', 'retries', 'waiting'];
const QUICK = [
	'savedWorkflows',
	'nodeStructure',
	'guidelines',
	'fields',
	'validation',
	'modelList',
	'references',
];

const place = ({ path }) => {
	const name = basename(path, '.test.ts');
	return QUICK.includes(name) ? QUICK.indexOf(name) - QUICK.length : SLOW.indexOf(name) + 1;
};

/** By file, the names of its tests, from the first time that it ran. */
const names = new Map();

/**
 * For mutation testing, where a mutant's first failed test is the answer: runs the quick files first and
 * none after a failure, and leaves out files that have none of the wanted tests.
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
		for (const test of tests.sort((a, b) => place(a) - place(b))) {
			if (names.get(test.path)?.some((name) => wanted.test(name)) === false) continue;
			if (!failed) await super.runTests([test], watcher, options);
		}
	}
};
