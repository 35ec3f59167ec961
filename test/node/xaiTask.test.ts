import type { JsonObject, Plan } from '../servers/xai/xai';
import { end, generate, poll, taskOf, useXai } from '../support/useXai';

const xai = useXai();

describe('a running task', () => {
	const answersWith = async (plan: Partial<Plan>) => {
		xai.setPlan({ seconds: Infinity, ...plan });
		return await poll(xai, await taskOf(xai, generate(xai)));
	};

	it('is 202 with a whole number of percent', async () => {
		expect(await answersWith({})).toMatchObject({
			status: 202,
			text: '{"status":"pending","progress":99}',
		});
	});

	it('can be 202 with nothing, or with its model', async () => {
		expect(await answersWith({ statuses: [''] })).toMatchObject({ status: 202, text: '' });
		expect(await answersWith({ pendingWithModel: true })).toMatchObject({
			status: 202,
			body: { model: 'grok-imagine-video-1.5' },
		});
	});

	it('can have a word that nobody knows', async () => {
		expect(await answersWith({ statuses: ['queued'] })).toMatchObject({
			status: 200,
			body: { status: 'queued' },
		});
	});

	it('can answer 400 at first, which passes', async () => {
		xai.setPlan({ badPolls: 1 });
		const task = await taskOf(xai, generate(xai));
		expect(await poll(xai, task)).toMatchObject({
			status: 400,
			body: { code: 'invalid-argument' },
		});
		expect(await poll(xai, task)).toMatchObject({ status: 200, body: { status: 'done' } });
	});

	it('goes through its words in equal parts of its time', async () => {
		xai.setPlan({ seconds: 0.8, statuses: ['pending', 'rendering'] });
		const task = await taskOf(xai, generate(xai));
		const seen = new Set<unknown>();
		while (!seen.has('done')) seen.add((await poll(xai, task)).body.status);
		expect([...seen]).toEqual(['pending', 'rendering', 'done']);
	});
});

describe('an ID', () => {
	it('that is no UUID is malformed, and another is not found', async () => {
		expect(await poll(xai, { id: 'task_1' })).toMatchObject({
			status: 400,
			body: { code: 'invalid-argument', error: 'Malformed request ID' },
		});
		expect(await poll(xai, { id: 'd97415a1-5796-b7ec-379f-0123456789ab' })).toMatchObject({
			status: 404,
			body: { code: 'not-found', error: expect.any(String) },
		});
	});
});

describe('a task that is done', () => {
	it('has its address, length and price', async () => {
		const { body, status } = await end(xai, generate(xai, { resolution: '720p' }));
		expect(status).toBe(200);
		expect(body).toEqual({
			status: 'done',
			progress: 100,
			model: 'grok-imagine-video-1.5',
			video: {
				url: `${xai.fileUrl}/xai-vidgen-bucket/xai-video-${xai.tasks[0].id}.mp4`,
				duration: 6,
				respect_moderation: true,
			},
			usage: { cost_in_usd_ticks: 8_400_000_000 },
		});
	});

	it('can have no status', async () => {
		xai.setPlan({ noStatus: true });
		const { body } = await end(xai, generate(xai));
		expect(body).not.toHaveProperty('status');
		expect(body).toHaveProperty('video.url');
	});

	it.each<[string, Partial<Plan>, JsonObject]>([
		[
			'is kept as a file with a public address',
			{},
			{ file_id: expect.any(String), filename: 'a.mp4', public_url: expect.any(String) },
		],
		['can have only that address', { noUrl: true }, { public_url: expect.any(String) }],
		['can lack the address', { publicUrlError: 'quota' }, { public_url_error: 'quota' }],
	])('%s', async (_case, plan, output) => {
		xai.setPlan(plan);
		const storage_options = { filename: 'a.mp4', public_url: true };
		const { body } = await end(xai, generate(xai, { storage_options }));
		expect(body.video).toMatchObject({ file_output: output });
		expect('url' in (body.video as JsonObject)).toBe(!plan.noUrl);
		expect('public_url' in (body.video as { file_output: object }).file_output).toBe(
			!plan.publicUrlError,
		);
	});

	it('can have failed to be kept', async () => {
		xai.setPlan({ storageError: 'no space' });
		const { body } = await end(xai, generate(xai, { storage_options: { filename: 'a.mp4' } }));
		expect(body.video).toMatchObject({ url: expect.any(String), storage_error: 'no space' });
		expect(body.video).not.toHaveProperty('file_output');
	});
});
