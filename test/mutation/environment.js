const OwnRealm = require('../environment');

let killed;

/** Skips what comes in a file after a mutant's first failed test. */
module.exports = class FirstFailure extends OwnRealm {
	handleTestEvent({ name, test }) {
		const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
		if (mutant === undefined) return;
		if (name === 'test_fn_failure' || name === 'hook_failure') killed = mutant;
		if (name === 'test_start' && killed === mutant) test.mode = 'skip';
	}
};
