/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a test runs in Node, not in n8n */
import { pause, pauseAfter } from '../../../nodes/GrokVideo/tasks/pause';

describe('a pause', () => {
	it.each<[number, number | undefined, number | undefined, number, number]>([
		[1, undefined, undefined, 1, 1.5],
		[2, undefined, undefined, 2, 3],
		[3, undefined, undefined, 4, 6],
		[7, undefined, undefined, 60, 90],
		[2, undefined, 5, 10, 15],
		[1, undefined, 90, 90, 90],
		[3, 8, undefined, 8, 8],
		[1, 0, undefined, 1, 1],
		[1, 3, 5, 5, 5],
		[1, 200, undefined, 200, 200],
	])(
		'after failure %i (asked for: %s s, interval: %s s) takes %s to %s s',
		(n, asked, first, ...ends) => {
			const random = jest.spyOn(Math, 'random');
			const seconds = [0, 1].map((luck) => {
				random.mockReturnValue(luck);
				return pauseAfter(n, asked, first);
			});
			expect(seconds).toEqual(ends);
		},
	);

	it('takes its time, and ends early when it is stopped', async () => {
		const stop = new AbortController();
		const timed = async (seconds: number) => {
			const began = performance.now();
			await pause(seconds, stop.signal);
			return performance.now() - began;
		};
		const short = await timed(0.02);
		expect(short).toBeGreaterThan(15);
		expect(short).toBeLessThan(180);
		expect(await timed(-1)).toBeLessThan(150);
		setTimeout(() => stop.abort(), 20);
		expect(await timed(600)).toBeLessThan(600);
		expect(await timed(600)).toBeLessThan(150);
	});
});
