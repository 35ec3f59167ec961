/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a test runs in Node, not in n8n */
import type { INodeExecutionData } from 'n8n-workflow';
import type { Fault, Task } from './gateway/gateway';
import { runNode } from './support/engine';
import { bytesOf } from './support/files';
import { numberedItems, NUMBERED_PROMPT, video } from './support/parameters';
import { workflow } from './support/runs';
import { shorten, shortPauses, until } from './support/time';
import { numberOf, requestsTo, useGateway } from './support/useGateway';

const COUNT = 500;
const gateway = useGateway();

beforeEach(() => {
	shortPauses();
	shorten('CREATE_LIMIT_SECONDS', 2);
	shorten('STATUS_LIMIT_SECONDS', 2);
	shorten('FILE_SILENCE_LIMIT_SECONDS', 1);
});

/** Every kind of fault that the gateway draws by itself, and those that never end by themselves. */
const KINDS: Fault[] = [
	'reset',
	'reset-after',
	'html',
	'html-200',
	'garbage',
	'truncate',
	'short',
	'stall',
	{ delay: 50 },
	{ status: 429, body: { error: { message: 'Too many requests', code: '' } } },
	{ status: 429, headers: { 'retry-after': '0' } },
	{ status: 500, body: { code: 'do_request_failed', message: 'upstream error', data: null } },
	{ status: 503, body: '', headers: { 'retry-after': '1' } },
];

/** Plans of all sorts, the same ones for the same item. */
function plan({ body }: Task) {
	const n = numberOf(body);
	const kinds = ['file', 'content', 'redirect-cross', 'redirect-file', 'legacy', 'data'];
	return {
		seconds: (n % 7) * 0.05,
		outcome: n % 25 === 3 ? ('failure' as const) : ('success' as const),
		resultUrl: kinds[n % kinds.length],
		urlDelayPolls: n % 3,
		bare: n % 2 === 0,
		idOnly: n % 5 === 0,
		expired: n % 11 === 0,
	};
}

function isClearError({ json }: INodeExecutionData): boolean {
	const text = `${String(json.error)} ${String(json.description)}`;
	const isRight =
		/may have been created and billed/.test(text) ||
		/Nothing was created or billed/.test(text) ||
		(/The video generation failed: \w+/.test(text) && json.task_id !== undefined) ||
		(/finished, but could not be downloaded/.test(text) && json.result_url !== undefined);
	return isRight && !text.includes(gateway.key);
}

it(`${COUNT} tasks under random faults on every call: each ends in its video or a clear error, and none is paid twice`, async () => {
	const timers = () => process.getActiveResourcesInfo().filter((n) => n === 'Timeout').length;
	const before = timers();
	gateway.setPlan(plan);
	gateway.chaos({ seed: 20260728, rate: 0.15, kinds: KINDS });
	const { output } = await runNode(
		workflow(
			gateway,
			video({
				operation: 'createAndWait',
				prompt: NUMBERED_PROMPT,
				options: { pollInterval: 2, maxWait: 600, maxParallel: 100 },
			}),
			{ input: numberedItems(COUNT), onError: 'continueRegularOutput' },
		),
	);
	gateway.chaos(null);
	expect(output).toHaveLength(COUNT);

	const tasksOf = new Map<number, Task[]>();
	for (const task of gateway.tasks) {
		const n = numberOf(task.body);
		tasksOf.set(n, [...(tasksOf.get(n) ?? []), task]);
	}
	const count = { videos: 0, errors: 0, unsure: 0 };
	for (const [n, item] of output.entries()) {
		expect(item.pairedItem).toEqual({ item: n });
		const tasks = tasksOf.get(n) ?? [];
		if (item.json.error !== undefined) {
			expect({ n, item: item.json, clear: isClearError(item) }).toMatchObject({ clear: true });
			const unsure = String(item.json.description).includes('may have been');
			// Sent once, and so paid once at most; a task that is known was paid once.
			expect(tasks.length).toBeLessThanOrEqual(1);
			if (!unsure) expect(tasks[0]?.id).toBe(item.json.task_id);
			count[unsure ? 'unsure' : 'errors']++;
			continue;
		}
		expect(tasks.map(({ id }) => id)).toEqual([item.json.task_id]);
		expect(item.json.status).toBe('SUCCESS');
		const bytes = await bytesOf(item.binary!.data);
		expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
		expect(item.binary!.data.bytes).toBe(bytes.length);
		count.videos++;
	}
	// The faults were there, and most items came through all the same.
	expect(requestsTo(gateway, 'create').length).toBeGreaterThan(COUNT);
	expect(count.videos).toBeGreaterThan(COUNT / 2); // on a busy machine some more run out of time
	expect(count.unsure).toBeGreaterThan(10);
	expect(count.errors).toBeGreaterThanOrEqual(10);
	await gateway.idle();
	await until(() => timers() <= before + 1); // the wait's own
}, 60_000);
