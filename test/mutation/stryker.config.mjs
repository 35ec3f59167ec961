/**
 * Pass the files to mutate: npm run mutation -- --mutate nodes/GrokVideo/tasks/store.ts
 * All files together take a whole night.
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	mutate: ['nodes/GrokVideo/**/*.ts'],
	testRunner: 'jest',
	jest: {
		enableFindRelatedTests: false, // it only searches Jest's roots, and the node is elsewhere
		config: {
			testEnvironment: './test/mutation/environment.js',
			runner: './test/mutation/runner.js',
			// Unit tests come first because they are faster.
			testMatch: ['<rootDir>/test/unit/**/*.test.ts', '<rootDir>/test/node/**/*.test.ts'],
			testTimeout: 10000,
		},
	},
	coverageAnalysis: 'perTest',
	ignorePatterns: [
		'/.github',
		'/bench',
		'/dist',
		'/docs/images',
		'/e2e',
		'/release',
		'/scan',
		'/versions',
	],
	ignoreStatic: true,
	dryRunTimeoutMinutes: 20, // all tests in one process
	concurrency: 3,
	maxTestRunnerReuse: 25, // test files share memory, so it grows
	// A surviving mutant runs all of its tests, in parallel with others. That must not count as a timeout.
	timeoutFactor: 2,
	timeoutMS: 90000,
	reporters: ['clear-text', 'progress', 'html', 'json'],
	clearTextReporter: { allowColor: false, reportTests: false },
	htmlReporter: { fileName: 'reports/mutation/report.html' },
	jsonReporter: { fileName: 'reports/mutation/report.json' },
	incremental: true,
	incrementalFile: 'reports/mutation/incremental.json',
	thresholds: { high: 95, low: 90, break: 90 },
};
