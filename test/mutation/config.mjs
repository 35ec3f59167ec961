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
			testMatch: tests.map((test) => `<rootDir>/test/${test}.test.ts`), // whole paths: names come twice
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

/** Tests of pure functions, in the order in which most mutants meet the one that notices them soonest. */
export const OF_PURE = [
	...['protocol/errors', 'protocol/task', 'protocol/explain', 'protocol/calls'],
	...['protocol/account', 'protocol/xai/errors', 'protocol/xai/requestBody', 'protocol/xai/task'],
	...['transport/httpResult', 'transport/json', 'transport/text', 'transport/charset'],
	...['jsonBytes', 'mp4', 'fileName'],
	...['savedWorkflows', 'nodeStructure', 'guidelines', 'fields', 'priceHints', 'imageLink'],
	...['validation', 'extras', 'changes', 'modelList', 'references', 'properties', 'credential'],
	...[
		'protocol/xai/credential',
		'protocol/xai/request',
		'balance',
		'output',
		'protocol/newApi',
		'protocol/xai/status',
	],
	...['protocol/xai/money', 'uploads', 'errors', 'createdOnce', 'large'],
];

/** The same of what does I/O. */
export const OF_EFFECTS = [
	...['transport/http', 'transport/download', 'transport/fileHosts', 'transport/semaphore'],
	...['transport/largeAnswers', 'loadEngine', 'createdOnce'],
	...['paidOnce', 'retries', 'waiting', 'cancel', 'output', 'parallel', 'protocol/newApi'],
	...['failedRun', 'lostDownload', 'toolRetries', 'statusTrouble', 'pause', 'itemErrors'],
	...['protocol/xai/status', 'protocol/xai/money', 'protocol/xai/pace', 'protocol/xai/credential'],
	...['errors', 'download', 'uploads', 'changes', 'changesPaid', 'budget', 'costs', 'balance'],
	...['references', 'credential', 'validation', 'modelList', 'apiKey', 'properties', 'fields'],
];
