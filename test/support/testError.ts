/** An error for which Jest shows the line of the test instead of a line in `test/support/`. */
export function testError(message: string, details: object = {}): Error {
	const error = new Error(message);
	const lines = error.stack!.split('\n').filter((line) => !line.includes('/test/support/'));
	return Object.assign(error, details, { stack: lines.join('\n') });
}
