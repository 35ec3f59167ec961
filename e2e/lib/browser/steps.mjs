import { it } from 'node:test';

/**
 * Steps that build on one another: after a failed step, the others fail without being run.
 * `keepEvidence` is then called once and returns its folder, if any.
 */
export function steps(keepEvidence) {
	let failed = false;
	return (name, work) =>
		it(name, async () => {
			if (failed) throw new Error('Not run, because an earlier step failed.');
			try {
				await work();
			} catch (error) {
				failed = true;
				await keepEvidence().then(
					(folder) => folder && console.error(`What it looked like: ${folder}`),
					(problem) => console.error(`No evidence was kept: ${problem.message}`),
				);
				throw error;
			}
		});
}
