/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node, not in n8n */
import { RateLimiter, Semaphore } from '../../../nodes/GrokVideo/http/limiters';

const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

describe('Semaphore', () => {
	/** The weights that run together whenever work starts. */
	async function concurrent(capacity: number, ...weights: number[]): Promise<number[][]> {
		const semaphore = new Semaphore(capacity);
		const running: number[] = [];
		const seen: number[][] = [];
		const work = async (weight: number) => {
			const release = await semaphore.acquire(weight);
			running.push(weight);
			seen.push([...running]);
			await sleep(20);
			running.splice(running.indexOf(weight), 1);
			release();
		};
		await Promise.all(weights.map(work));
		return seen;
	}

	it('runs work together up to its capacity', async () => {
		expect(await concurrent(10, 4, 6, 3)).toEqual([[4], [4, 6], expect.arrayContaining([3])]);
	});

	it('does not let light work overtake heavy work', async () => {
		const seen = await concurrent(10, 6, 5, 1);
		expect(seen.map((weights) => weights.at(-1))).toEqual([6, 5, 1]);
		expect(seen[1]).toEqual([5]);
	});

	it('runs work alone that is heavier than its capacity', async () => {
		const seen = await concurrent(10, 1, 25, 1);
		expect(seen.slice(1)).toEqual([[25], [1]]);
	});

	it('does not delay work without weight', async () => {
		expect(await concurrent(10, 10, 0)).toEqual([[10], [10, 0]]);
	});
});

it('a RateLimiter does not wait after the signal aborts', async () => {
	const limiter = new RateLimiter(60);
	const start = performance.now();
	for (let call = 0; call < 3; call++) await limiter.wait(AbortSignal.abort());
	expect(performance.now() - start).toBeLessThan(100);
});
