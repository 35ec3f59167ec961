const { default: Sequencer } = require('@jest/test-sequencer');

/** For mutation testing: a mutant that a short file kills never gets to the long ones. */
module.exports = class ShortestFirst extends Sequencer {
	sort(tests) {
		return super.sort(tests).reverse();
	}
};
