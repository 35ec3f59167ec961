import { it } from 'node:test';

/**
 * Returns a function that adds a step as a test. Steps build on one another: after one fails, the others
 * fail without running. `saveDebugFiles` is called once, after the failed step, and returns a folder or undefined.
 */
export function steps(saveDebugFiles) {
	let failed = false;
	return (name, run) =>
		it(name, async () => {
			if (failed) throw new Error('Not run, because an earlier step failed.');
			try {
				await run();
			} catch (error) {
				failed = true;
				await saveDebugFiles().then(
					(folder) => folder && console.error(`Screenshot and logs: ${folder}`),
					({ message }) => console.error(`Could not save a screenshot and logs: ${message}`),
				);
				throw error;
			}
		});
}
