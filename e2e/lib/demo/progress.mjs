const TICK_SECONDS = 10;

/**
 * Runs `work` as a numbered step: prints its title, a message every ten seconds, and
 * the time that it took. `work` gets `report(text)` for its progress. The text that it returns
 * is printed after the time.
 */
export function stepper(total) {
	let number = 0;
	return async (title, work) => {
		number += 1;
		const label = `${number}/${total}`;
		const began = performance.now();
		const elapsed = () => (performance.now() - began) / 1000;
		let doing = '';
		let lineIsOpen = true;
		const line = (text) => {
			process.stdout.write(`${lineIsOpen ? '\n' : ''}     ${text}\n`);
			lineIsOpen = false;
		};

		process.stdout.write(`${label}  ${title}`);
		const ticker = setInterval(
			() => line(`… ${elapsed().toFixed(0)} s  ${doing}`.trimEnd()),
			TICK_SECONDS * 1000,
		);
		try {
			const result = await work((text) => {
				doing = text;
			});
			const done = `✓ ${elapsed().toFixed(1)} s`;
			const detail = typeof result === 'string' ? `  ${result}` : '';
			if (lineIsOpen) process.stdout.write(`  ${done}${detail}\n`);
			else line(`${done}${detail}`);
			return result;
		} catch (error) {
			line(`✗ ${elapsed().toFixed(1)} s`);
			throw error;
		} finally {
			clearInterval(ticker);
		}
	};
}
