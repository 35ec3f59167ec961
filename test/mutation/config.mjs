/**
 * Stryker's configuration for some of the sources and the tests that can tell their mutants.
 * @returns {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export const config = ({ name, sources, tests, concurrency }) => ({
	mutate: sources.map((path) => `nodes/GrokVideo/${path}`),
	testRunner: 'jest',
	jest: {
		enableFindRelatedTests: false, // it looks below jest's roots only, where the node is not
		config: {
			testEnvironment: './test/mutation/environment.js',
			runner: './test/mutation/runner.js',
			testMatch: tests.map((test) => `**/${test}.test.ts`),
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
	concurrency,
	maxTestRunnerReuse: 25, // what all test files share keeps some of each of them
	// A mutant that nobody notices runs all its tests, beside others: that is no time-out.
	timeoutFactor: 2,
	timeoutMS: 90000,
	reporters: ['clear-text', 'progress', 'html', 'json'],
	clearTextReporter: { allowColor: false, reportTests: false },
	htmlReporter: { fileName: `reports/mutation/${name}.html` },
	jsonReporter: { fileName: `reports/mutation/${name}.json` },
	incremental: true,
	incrementalFile: `reports/mutation/${name}.incremental.json`,
	thresholds: { high: 95, low: 90, break: 90 },
});

/** Tests of what is said, in the order in which most mutants meet the one that notices them soonest. */
export const OF_WORDS = [
	...['savedWorkflows', 'nodeStructure', 'guidelines', 'fields', 'validation', 'modelList'],
	...['words', 'reply', 'references', 'fileName', 'properties', 'credential', 'errors', 'output'],
];

/** The same of what is done. */
export const OF_DEEDS = [
	...['reply', 'download', 'createdOnce', 'retries', 'waiting', 'cancel', 'output', 'parallel'],
	...[
		'failedRun',
		'lostDownload',
		'toolRetries',
		'statusTrouble',
		'pause',
		'paidOnce',
		'itemErrors',
	],
	...['protocol/newApi', 'protocol/xai/status', 'protocol/xai/money', 'protocol/xai/pace'],
	...['errors', 'references', 'credential', 'validation', 'modelList', 'properties', 'fields'],
];
