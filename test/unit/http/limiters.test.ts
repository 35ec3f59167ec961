/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node, not in n8n */
import { RateLimiter, Semaphore } from '../../../nodes/GrokVideo/http/limiters';

const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

describe('Semaphore', () => {
	/** The weights of all running jobs, each time a job starts. */
	async function runningWeights(capacity: number, ...weights: number[]): Promise<number[][]> {
		const semaphore = new Semaphore(capacity);
		const running: number[] = [];
		const snapshots: number[][] = [];
		const runJob = async (weight: number) => {
			const release = await semaphore.acquire(weight);
			running.push(weight);
			snapshots.push([...running]);
			await sleep(20);
			running.splice(running.indexOf(weight), 1);
			release();
		};
		await Promise.all(weights.map(runJob));
		return snapshots;
	}

	it('runs jobs in parallel up to its capacity', async () => {
		const snapshots = await runningWeights(10, 4, 6, 3);
		expect(snapshots).toEqual([[4], [4, 6], expect.arrayContaining([3])]);
	});

	it('does not let light jobs overtake heavy ones', async () => {
		const snapshots = await runningWeights(10, 6, 5, 1);
		expect(snapshots.map((weights) => weights.at(-1))).toEqual([6, 5, 1]);
		expect(snapshots[1]).toEqual([5]);
	});

	it('runs a job that is heavier than its capacity alone', async () => {
		const snapshots = await runningWeights(10, 1, 25, 1);
		expect(snapshots.slice(1)).toEqual([[25], [1]]);
	});

	it('does not delay a job without weight', async () => {
		expect(await runningWeights(10, 10, 0)).toEqual([[10], [10, 0]]);
	});
});

it('RateLimiter does not wait after the signal aborts', async () => {
	const limiter = new RateLimiter(60);
	const start = performance.now();
	for (let call = 0; call < 3; call++) await limiter.wait(AbortSignal.abort());
	expect(performance.now() - start).toBeLessThan(100);
});
