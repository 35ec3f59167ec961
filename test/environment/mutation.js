const OwnRealm = require('./index');

let killed;

/** For mutation testing: after a mutant's first failed test, its other tests are skipped. */
module.exports = class FirstFailure extends OwnRealm {
	handleTestEvent({ name, test }) {
		const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
		if (mutant === undefined) return;
		if (name === 'test_fn_failure' || name === 'hook_failure') killed = mutant;
		if (name === 'test_start' && killed === mutant) test.mode = 'skip';
	}
};
