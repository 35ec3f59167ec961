/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a test runs in Node, not in n8n */
import type { INodeExecutionData } from 'n8n-workflow';
import type { Fault } from '../servers/servers';
import { runNode } from '../support/engine';
import { bytesOf } from '../support/files';
import { numberedItems, NUMBERED_PROMPT, video } from '../support/parameters';
import { workflow } from '../support/runs';
import { KINDS, useStandIn, type AnyTask } from '../support/standIns';
import { shorten, shortPauses, until } from '../support/time';
import { numberOf } from '../support/useGateway';

const COUNT = 500;

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);

	beforeEach(() => {
		shortPauses();
		shorten('CREATE_TIMEOUT_SECONDS', 2);
		shorten('STATUS_TIMEOUT_SECONDS', 2);
		shorten('DOWNLOAD_IDLE_TIMEOUT_SECONDS', 1);
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
		kind.tooMany(),
		kind.tooMany({ 'retry-after': '0' }),
		kind.error(500, 'upstream error'),
		{ status: 503, body: '', headers: { 'retry-after': '1' } },
	];

	/** Plans of all sorts, the same ones for the same item. */
	function plan({ body }: AnyTask) {
		const n = numberOf(body);
		return {
			seconds: (n % 7) * 0.05,
			expired: n % 11 === 0,
			...kind.variety(n),
			...(n % 25 === 3 && kind.failure.plan),
		};
	}

	function isClearError({ json }: INodeExecutionData): boolean {
		const text = `${String(json.error)} ${String(json.description)}`;
		const isRight =
			/may have been created and billed/.test(text) ||
			/Nothing was created or billed/.test(text) ||
			(/The video generation failed: \w+/.test(text) && json.task_id !== undefined) ||
			(/finished, but could not be downloaded/.test(text) && json.result_url !== undefined);
		return isRight && !text.includes(server.key);
	}

	it(`${COUNT} tasks under random faults on every call: each ends in its video or a clear error, and none is paid twice`, async () => {
		const timers = () => process.getActiveResourcesInfo().filter((n) => n === 'Timeout').length;
		const before = timers();
		server.setPlan(plan);
		server.chaos({ seed: 20260728, rate: 0.15, kinds: KINDS });
		const { output } = await runNode(
			workflow(
				server,
				video({
					operation: 'createAndWait',
					prompt: NUMBERED_PROMPT,
					options: { pollInterval: 2, maxWait: 600, maxParallel: 100 },
				}),
				{ input: numberedItems(COUNT), onError: 'continueRegularOutput' },
			),
		);
		server.chaos(null);
		expect(output).toHaveLength(COUNT);

		const tasksOf = new Map<number, AnyTask[]>();
		for (const task of server.tasks) {
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
		expect(server.requestsTo('create').length).toBeGreaterThan(COUNT);
		expect(count.videos).toBeGreaterThan(COUNT / 5); // on a busy machine many more run out of time
		expect(count.unsure).toBeGreaterThan(10);
		expect(count.errors).toBeGreaterThanOrEqual(10);
		await server.idle();
		await until(() => timers() <= before + 1); // the wait's own
	}, 60_000);
});
