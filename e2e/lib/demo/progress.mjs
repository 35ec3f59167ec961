const TICK_SECONDS = 10;

/**
 * Returns a function that runs `action` as a numbered step: prints its title, its progress every ten
 * seconds, and its duration. `action` gets `report(text)` to set the progress. If it returns a text, that
 * is printed after the duration.
 */
export function stepper(total) {
	let number = 0;
	return async (title, action) => {
		number += 1;
		const label = `${number}/${total}`;
		const startedAt = performance.now();
		const elapsed = () => (performance.now() - startedAt) / 1000;
		let progress = '';
		let lineIsOpen = true;
		const printLine = (text) => {
			process.stdout.write(`${lineIsOpen ? '\n' : ''}     ${text}\n`);
			lineIsOpen = false;
		};

		process.stdout.write(`${label}  ${title}`);
		const ticker = setInterval(
			() => printLine(`… ${elapsed().toFixed(0)} s  ${progress}`.trimEnd()),
			TICK_SECONDS * 1000,
		);
		try {
			const result = await action((text) => {
				progress = text;
			});
			const duration = `✓ ${elapsed().toFixed(1)} s`;
			const detail = typeof result === 'string' ? `  ${result}` : '';
			if (lineIsOpen) process.stdout.write(`  ${duration}${detail}\n`);
			else printLine(`${duration}${detail}`);
			return result;
		} catch (error) {
			printLine(`✗ ${elapsed().toFixed(1)} s`);
			throw error;
		} finally {
			clearInterval(ticker);
		}
	};
}
