/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	mutate: ['nodes/GrokVideo/{actions,request,task,transport}/**/*.ts'],
	testRunner: 'jest',
	jest: {
		enableFindRelatedTests: false, // it looks below jest's roots only, where the node is not
		config: {
			testEnvironment: './test/mutation/environment.js',
			runner: './test/mutation/runner.js',
			// They test the stand-in for the gateway, and what all other tests do already at random.
			testPathIgnorePatterns: ['gateway.test.ts', 'soak.test.ts'],
			testTimeout: 10000,
		},
	},
	coverageAnalysis: 'perTest',
	ignorePatterns: ['/bench', '/dist', '/docs/images', '/e2e'],
	// Most tests wait for something most of the time.
	concurrency: 3,
	timeoutFactor: 1.2,
	timeoutMS: 10000,
	reporters: ['clear-text', 'progress', 'html', 'json'],
	clearTextReporter: { allowColor: false, reportTests: false },
	thresholds: { high: 95, low: 90, break: 90 },
};
