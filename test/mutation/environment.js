const Environment = require('../environment');

let killedMutant;

/** Skips the rest of a file after the first failed test of a mutant. */
module.exports = class FailFastEnvironment extends Environment {
	handleTestEvent({ name, test }) {
		const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
		if (mutant === undefined) return;
		if (name === 'test_fn_failure' || name === 'hook_failure') killedMutant = mutant;
		if (name === 'test_start' && killedMutant === mutant) test.mode = 'skip';
	}
};
