import * as errors from '../../nodes/GrokVideo/errors';

/** The node shows any error to the user in words. A crash of its code also fails the test, with the line of the crash. */

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
