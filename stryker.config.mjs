/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	mutate: ['nodes/GrokVideo/{actions,request,task,transport}/**/*.ts'],
	testRunner: 'jest',
	jest: {
		enableFindRelatedTests: false, // it looks below jest's roots only, where the node is not
		config: {
			testEnvironment: './test/mutation/environment.js',
			runner: './test/mutation/runner.js',
			// They test the stand-in for the gateway, the documents, the packed package, and at random what
			// the others test.
			testPathIgnorePatterns: ['gateway', 'docs', 'pack', 'soak'].map((name) => `${name}.test.ts`),
			testTimeout: 10000,
		},
	},
	coverageAnalysis: 'perTest',
	ignorePatterns: ['/.github', '/bench', '/dist', '/docs/images', '/e2e', '/release', '/scan'],
	// Most tests wait for something most of the time.
	concurrency: 3,
	timeoutFactor: 1.2,
	timeoutMS: 10000,
	reporters: ['clear-text', 'progress', 'html', 'json'],
	clearTextReporter: { allowColor: false, reportTests: false },
	thresholds: { high: 95, low: 90, break: 90 },
};
