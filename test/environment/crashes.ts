import * as errors from '../../nodes/GrokVideo/errors';

/** The node turns every error into a message for the user. A TypeError is a bug, so it also fails the test, with its line. */

const { toGrokVideoError } = errors;
const crashes: unknown[] = [];

beforeEach(() => {
	jest.spyOn(errors, 'toGrokVideoError').mockImplementation((error) => {
		const isCrash = [TypeError, ReferenceError, RangeError].some((type) => error instanceof type);
		if (isCrash) crashes.push(error);
		return toGrokVideoError(error);
	});
});

afterEach(() => {
	const [crash] = crashes.splice(0);
	if (crash) throw crash;
});
