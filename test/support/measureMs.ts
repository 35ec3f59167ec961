/** The shortest of three runs in milliseconds, because the machine may be busy. */
export function measureMs(work: () => unknown): number {
	const times = [0, 1, 2].map(() => {
		const start = performance.now();
		work();
		return performance.now() - start;
	});
	return Math.min(...times);
}
