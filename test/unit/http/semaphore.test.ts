/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a test runs in Node, not in n8n */
import { Semaphore } from '../../../nodes/GrokVideo/http/limiters';

const sleep = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

it('work has its turn in order, and the place of one that has failed is free again', async () => {
	const semaphore = new Semaphore(2);
	let [now, max] = [0, 0];
	const order: number[] = [];
	const work = async (n: number) =>
		await semaphore.use(async () => {
			order.push(n);
			max = Math.max(max, ++now);
			await sleep(5);
			now--;
			if (n % 2 === 1) throw new Error(`work ${n}`);
			return n;
		});
	for (const round of [0, 1]) {
		const results = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
		expect(results.map(({ status }) => status === 'fulfilled')).toEqual([
			...[true, false, true, false, true],
		]);
		expect(order.slice(round * 5)).toEqual([0, 1, 2, 3, 4]);
		expect(max).toBe(2);
	}
});

describe('work of several weights', () => {
	/** What runs beside what: the weights under way whenever some work begins. */
	async function together(capacity: number, ...weights: number[]): Promise<number[][]> {
		const semaphore = new Semaphore(capacity);
		const running: number[] = [];
		const seen: number[][] = [];
		const work = async (weight: number) =>
			await semaphore.use(async () => {
				running.push(weight);
				seen.push([...running]);
				await sleep(20);
				running.splice(running.indexOf(weight), 1);
			}, weight);
		await Promise.all(weights.map(work));
		return seen;
	}

	it('runs at the same time as long as there is room', async () => {
		expect(await together(10, 4, 6, 3)).toEqual([[4], [4, 6], expect.arrayContaining([3])]);
	});

	it('waits for its turn behind heavier work, so that the heavy is not passed by for ever', async () => {
		const seen = await together(10, 6, 5, 1);
		expect(seen.map((weights) => weights.at(-1))).toEqual([6, 5, 1]);
		expect(seen[1]).toEqual([5]);
	});

	it('runs alone where it is heavier than all the room there is', async () => {
		const seen = await together(10, 1, 25, 1);
		expect(seen[1]).toEqual([25]);
		expect(seen[2]).toEqual([1]);
	});

	it('waits for nobody when it weighs nothing', async () => {
		expect(await together(10, 10, 0)).toEqual([[10], [10, 0]]);
	});
});
