import { GrokVideoError } from '../../../nodes/GrokVideo/errors';
import * as deadline from '../../../nodes/GrokVideo/http/deadline';
import {
	isTransientStatus,
	retry,
	retryDelaySeconds,
	type Attempt,
} from '../../../nodes/GrokVideo/http/retry';

it.each<[number, number | undefined, number | undefined, number, number]>([
	[1, undefined, undefined, 1, 1.5],
	[3, undefined, undefined, 4, 6],
	[7, undefined, undefined, 60, 90],
	[2, undefined, 5, 10, 15],
	[1, undefined, 90, 90, 90],
	[1, 0, undefined, 1, 1],
	[1, 3, 5, 5, 5],
	[1, 200, undefined, 200, 200],
])(
	'after failure %i (Retry-After %s, minimum %s), the delay is %s to %s s',
	(failures, retryAfter, min, ...expected) => {
		const random = jest.spyOn(Math, 'random');
		const delays = [0, 1].map((value) => {
			random.mockReturnValue(value);
			return retryDelaySeconds(failures, retryAfter, min);
		});
		expect(delays).toEqual(expected);
	},
);

it('isTransientStatus accepts statuses that a retry may fix', () => {
	const statuses = [200, 399, 400, 401, 403, 404, 408, 409, 425, 429, 499, 500, 501, 502, 529];
	expect(statuses.filter(isTransientStatus)).toEqual([408, 409, 425, 429, 500, 502, 529]);
});

describe('retry', () => {
	const { signal } = new AbortController();
	const failure = (message: string, retryAfter?: number) => ({
		error: new GrokVideoError(message),
		retryAfter,
	});
	/** Retries an attempt with these results, without waiting. */
	const run = async (results: Array<Attempt<string>>, options = {}) => {
		const delays: number[] = [];
		jest.spyOn(deadline, 'pause').mockImplementation(async (seconds) => void delays.push(seconds));
		const retried: string[] = [];
		const result = retry(async () => results.shift()!, {
			signal,
			maxSeconds: 100,
			onRetry: ({ message }) => retried.push(message),
			...options,
		});
		const outcome = await result.catch((error: Error) => error.message);
		return { outcome, delays, retried };
	};

	it('repeats an attempt until it returns a value', async () => {
		const results = [failure('busy', 7), failure('still busy', 9), { value: 'ok' }];
		const retried = ['busy', 'still busy'];
		expect(await run(results)).toEqual({ outcome: 'ok', delays: [7, 9], retried });
	});

	it('throws the last error when it runs out of attempts or time', async () => {
		const results = () => [failure('first', 1), failure('second', 101), { value: 'ok' }];
		expect((await run(results())).outcome).toBe('second');
		expect((await run(results(), { maxAttempts: 1 })).outcome).toBe('first');
		const maxSeconds = ({ message }: Error) => (message === 'first' ? 0 : 1000);
		expect((await run(results(), { maxSeconds })).outcome).toBe('first');
	});

	it('stops when the execution is canceled', async () => {
		const controller = new AbortController();
		const attempt = jest.fn(async () => {
			controller.abort();
			return failure('busy');
		});
		const options = { signal: controller.signal, maxSeconds: 100 };
		await expect(retry(attempt, options)).rejects.toThrow('The execution was canceled');
		await expect(retry(attempt, options)).rejects.toThrow('The execution was canceled');
		expect(attempt).toHaveBeenCalledTimes(1);
	});
});
