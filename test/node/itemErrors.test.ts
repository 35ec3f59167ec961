import { runNode } from '../support/engine';
import { createAndWait, items, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shortPauses } from '../support/time';

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';

const NOTHING = 'Nothing was created or billed.';

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind, { key: KEY });

	beforeEach(() => {
		shortPauses();
	});

	describe('with several items', () => {
		const PROMPTS = items({ p: 'one', n: 0 }, { p: 'two', n: 1 }, { p: 'three', n: 2 });
		const prompt = '={{ $json.p }}';
		const refuseTwo = () =>
			server.fail('create', kind.error(403, `额度不足, credit of ${KEY}`), {
				when: ({ body }) => body?.prompt === 'two',
			});
		const failTwo = () =>
			server.setPlan(({ body }) => (body.prompt === 'two' ? kind.failure.plan : {}));

		it('an error names its item, and the tasks that the others have', async () => {
			refuseTwo();
			const { message, description, context } = await failureOf(
				workflow(server, video({ prompt }), { input: PROMPTS }),
			);
			expect(message).toMatch(/额度不足.*\[item 1\]$/);
			expect(context.itemIndex).toBe(1);
			for (const { id } of server.tasks) {
				expect(description).toContain(id);
				expect(context.other_task_ids).toContain(id);
			}
		});

		it('an error that nothing more is known of says so in as many words', async () => {
			const local = await failureOf(workflow(server, video({ prompt: ' ' })));
			expect(local.name).toBe('NodeOperationError');
			expect(local.description).toBe('Describe the video that you want.');
			expect(local.context).not.toHaveProperty('other_task_ids');
			refuseTwo();
			const refused = await failureOf(workflow(server, video({ prompt: 'two' })));
			expect(refused.name).toBe('NodeApiError');
			expect(refused.description).toBe(
				`The video could not be created. Top up the account, or raise the quota of this API key in the provider’s console. ${NOTHING}`,
			);
			expect(refused.context).not.toHaveProperty('other_task_ids');
		});

		it('Continue On Fail gives each item its own result, in order', async () => {
			refuseTwo();
			const more = { input: PROMPTS, onError: 'continueRegularOutput' } as const;
			const finished = await runNode(workflow(server, video({ prompt }), more));
			const { output } = finished;
			expect(output.map(({ json }) => json.status ?? 'error')).toEqual([
				'QUEUED',
				'error',
				'QUEUED',
			]);
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2].map((item) => ({ item })),
			);
			expect(Object.keys(output[1].json)).toEqual(['error', 'description']);
			expect(output[1].json.error).toContain('额度不足');
			expect(output[1].json.description).toContain(NOTHING);
			expect(JSON.stringify(finished)).not.toContain(KEY);
		});

		it('Continue On Fail keeps the task ID of an item whose video failed', async () => {
			failTwo();
			const parameters = createAndWait({ prompt, downloadVideo: false });
			const more = { input: PROMPTS, onError: 'continueRegularOutput' } as const;
			const { output } = await runNode(workflow(server, parameters, more));
			const { id } = server.tasks.find(({ body }) => body.prompt === 'two')!;
			expect(output.map(({ json }) => json.status)).toEqual(['SUCCESS', undefined, 'SUCCESS']);
			expect(output[1].json).toMatchObject({
				error: expect.stringContaining(`The video generation failed: ${kind.failure.reason}`),
				task_id: id,
			});
		});

		it('the error output gets the failed items with their input, and the task ID', async () => {
			failTwo();
			const parameters = createAndWait({ prompt, downloadVideo: false });
			const more = { input: PROMPTS, onError: 'continueErrorOutput' } as const;
			const { output, errorOutput } = await runNode(workflow(server, parameters, more));
			const { id } = server.tasks.find(({ body }) => body.prompt === 'two')!;
			expect(output.map(({ json }) => json.status)).toEqual(['SUCCESS', 'SUCCESS']);
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
			expect(errorOutput).toHaveLength(1);
			expect(errorOutput[0].json).toMatchObject({
				p: 'two',
				n: 1,
				task_id: id,
				error: expect.stringContaining('The video generation failed'),
				description: expect.stringContaining('Keep the task ID'),
			});
		});

		it('the error output gets items that were refused before anything was paid', async () => {
			const input = items({ p: '' }, { p: 'two' });
			const more = { input, onError: 'continueErrorOutput' } as const;
			const { output, errorOutput } = await runNode(workflow(server, video({ prompt }), more));
			expect(output).toHaveLength(1);
			expect(errorOutput.map(({ json }) => json)).toEqual([
				{ p: '', error: "'Prompt' is empty", description: 'Describe the video that you want.' },
			]);
		});
	});
});
