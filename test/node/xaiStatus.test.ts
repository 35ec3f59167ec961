import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Fault } from '../servers/servers';
import { runNode } from '../support/engine';
import { createAndWait, ofTask, options } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { useXaiNode } from '../support/standIns';
import { shortPauses } from '../support/time';
import type { Plan } from '../servers/xai/xai';

/** What the node makes of each status response of xAI. */

const xai = useXaiNode();

beforeEach(() => {
	shortPauses(200);
});

const run = (parameters: INodeParameters = {}) => workflow(xai, createAndWait(parameters));
const waitFor = (id: string, parameters: INodeParameters = {}) =>
	workflow(xai, ofTask('wait', id, { options: { pollInterval: 1 }, ...parameters }));
const getStatus = async (id: string, parameters: INodeParameters = {}) =>
	(await runNode(workflow(xai, ofTask('get', id, parameters)))).output[0].json;
const polls = () => xai.requestsTo('status').length;
const STORED = options({ pollInterval: 1, publicLinkDays: 1 });

describe('a task goes on', () => {
	it.each<[string, Fault, IDataObject]>([
		[
			'202 pending',
			{ status: 202, body: { status: 'pending', progress: 24 } },
			{ status: 'IN_PROGRESS', progress: 24 },
		],
		[
			'202 pending without progress yet',
			{ status: 202, body: { status: 'pending', progress: 0 } },
			{ status: 'QUEUED', progress: 0 },
		],
		[
			'202 that names the model',
			{ status: 202, body: { status: 'pending', progress: 9, model: 'grok-imagine-video' } },
			{ status: 'IN_PROGRESS', progress: 9, model: 'grok-imagine-video' },
		],
		['202 with an empty body', { status: 202, body: '' }, { status: 'QUEUED' }],
		['200 pending', { status: 200, body: { status: 'pending' } }, { status: 'QUEUED' }],
		[
			'200 with a word that nobody knows, whatever the progress says',
			{ status: 200, body: { status: 'rendering', progress: 100 } },
			{ status: 'IN_PROGRESS', progress: 100 },
		],
		[
			'200 pending with a video that is not finished',
			{ status: 200, body: { status: 'pending', video: { url: 'https://a.example/v.mp4' } } },
			{ status: 'QUEUED' },
		],
	])('%s', async (_what, answer, known) => {
		const { id } = await xai.createdBefore();
		xai.fail('status', answer);
		expect(await getStatus(id)).toEqual({ task_id: id, ...known });
		xai.fail('status', answer);
		const { output, hints } = await runNode(waitFor(id));
		expect(output[0].json).toMatchObject({ task_id: id, status: 'SUCCESS' });
		expect(hints).toEqual([]);
		expect(polls()).toBe(3);
	});

	it('200 with a video that has no link and no status yet', async () => {
		const { id } = await xai.createdBefore();
		xai.fail('status', { status: 200, body: { video: {} } });
		const { output } = await runNode(waitFor(id));
		expect(output[0].json.status).toBe('SUCCESS');
	});

	it('a 400 that passes right after the create', async () => {
		xai.setPlan({ badPolls: 1 });
		const { output } = await runNode(run());
		expect(output[0]).toMatchObject({
			json: { status: 'SUCCESS' },
			binary: { data: { mimeType: 'video/mp4' } },
		});
		expect(polls()).toBe(2);
		const { id } = await xai.createdBefore();
		expect(await getStatus(id)).toMatchObject({ status: 'SUCCESS' });
		expect(polls()).toBe(4);
	});
});

describe('a task is done', () => {
	it.each<[string, Partial<Plan>]>([
		['with its status', {}],
		['without a status, by the link', { noStatus: true }],
	])('%s', async (_what, plan) => {
		xai.setPlan(plan);
		const { output } = await runNode(run());
		const [{ id }] = xai.tasks;
		expect(output[0]).toMatchObject({
			json: {
				task_id: id,
				status: 'SUCCESS',
				progress: 100,
				model: 'grok-imagine-video-1.5',
				result_url: `${xai.fileUrl}/xai-vidgen-bucket/xai-video-${id}.mp4`,
				cost_usd: 0.56,
			},
			binary: { data: { fileName: `grok-video-${id}.mp4`, mimeType: 'video/mp4' } },
		});
	});

	it('and the raw output is the server’s own, with the task’s ID', async () => {
		const { output } = await runNode(run({ simplify: false }));
		const [{ id }] = xai.tasks;
		expect(output[0].json).toEqual({
			status: 'done',
			progress: 100,
			model: 'grok-imagine-video-1.5',
			video: expect.objectContaining({ duration: 4, respect_moderation: true }),
			usage: { cost_in_usd_ticks: 5_600_000_000 },
			task_id: id,
		});
	});

	it('at a file that xAI keeps, where there is no other link', async () => {
		xai.setPlan({ noUrl: true });
		const { output } = await runNode(run(STORED));
		expect(output[0].json.result_url).toContain(`${xai.fileUrl}/files-cdn/`);
		expect(output[0].binary).toBeDefined();
	});

	it('though storing it went wrong', async () => {
		xai.setPlan({ storageError: 'quota' });
		const { output, hints } = await runNode(run(STORED));
		expect(output[0].binary).toBeDefined();
		expect(hints.map(({ message }) => message)).toContainEqual(
			expect.stringMatching(/^The video of task .* is finished, but has no public link: quota$/),
		);
	});

	it.each<[string, Fault]>([
		['an empty link', { status: 200, body: { status: 'done', video: { url: '' } } }],
		['no link', { status: 200, body: { status: 'done', video: { duration: 4 } } }],
		['no video', { status: 200, body: { status: 'done' } }],
	])('with %s: the error names the task', async (_what, answer) => {
		const { id } = await xai.createdBefore();
		xai.fail('status', answer, { times: Infinity });
		const { message, description } = await failureOf(waitFor(id));
		expect(message).toMatch(/^The video is finished, but no download link was returned/);
		expect(message).toContain(`(task ID: ${id})`);
		expect(description).toContain("turn off 'Download Video'");
		const { output } = await runNode(waitFor(id, { downloadVideo: false }));
		expect(output[0].json).toEqual({ task_id: id, status: 'SUCCESS', progress: 100 });
	});
});

const REJECTED = 'Generated video rejected by content moderation.';

describe('a task has failed', () => {
	it.each<[string, Partial<Plan>, string, number | undefined]>([
		['moderated after rendering', { outcome: 'moderated' }, REJECTED, 0.56],
		['moderated, before July 2026', { outcome: 'moderated-old' }, REJECTED, 0.56],
		[
			'moderated, done with a flag',
			{ outcome: 'moderated-flag' },
			'blocked by content moderation',
			undefined,
		],
		[
			'moderated, as failed',
			{ outcome: 'moderated-failed' },
			`${REJECTED} (invalid_argument)`,
			undefined,
		],
	])('%s', async (_what, plan, reason, costUsd) => {
		xai.setPlan(plan);
		const { message, description, context } = await failureOf(run());
		const [{ id }] = xai.tasks;
		expect(message).toBe(`The video generation failed: ${reason} (task ID: ${id})`);
		expect(description).toMatch(/^Change the prompt or the images\. .* is billed\.$/);
		expect(context).toMatchObject({ task_id: id });
		expect(context.cost_usd).toBe(costUsd);
		expect(polls()).toBe(1);
		expect(await getStatus(id)).toEqual(
			expect.objectContaining({ task_id: id, status: 'FAILURE', fail_reason: reason }),
		);
		const on = { ...waitFor(id), onError: 'continueRegularOutput' } as const;
		const [{ json }] = (await runNode(on)).output;
		expect(json).toMatchObject({ task_id: id, error: message });
		expect(json.cost_usd).toBe(costUsd);
	});

	it.each([
		['invalid_argument', 'Duration is wrong.'],
		['permission_denied', 'Not for you.'],
		['failed_precondition', 'Not with this resolution.'],
		['internal_error', 'An internal error occurred.'],
	])('with the code %s', async (code, said) => {
		xai.setPlan({ outcome: 'failed', error: { code, message: said } });
		const { id } = await xai.createdBefore();
		const { message, description } = await failureOf(waitFor(id));
		expect(message).toBe(`The video generation failed: ${said} (${code}) (task ID: ${id})`);
		expect(description).toContain('Keep the task ID for questions to');
		expect(polls()).toBe(1);
	});

	it('expired', async () => {
		xai.setPlan({ outcome: 'expired' });
		const { id } = await xai.createdBefore();
		const { message } = await failureOf(waitFor(id));
		expect(message).toContain(
			`The video generation failed: the task expired at ${new URL(xai.url).host}`,
		);
		expect(await getStatus(id)).toMatchObject({ status: 'FAILURE' });
	});

	it('with nothing said of why', async () => {
		const { id } = await xai.createdBefore();
		xai.fail('status', { status: 200, body: { status: 'failed' } });
		const { message } = await failureOf(waitFor(id));
		expect(message).toContain('The video generation failed: no reason given');
	});

	it('because of an image that cannot be fetched', async () => {
		const imageUrl = xai.mediaUrl('none.png');
		const { message, description } = await failureOf(run({ inputMode: 'image', imageUrl }));
		expect(message).toContain('Failed to fetch the image from its URL (HTTP 404).');
		expect(description).toMatch(/^Use a public HTTPS link/);
	});
});

describe('a task cannot be read', () => {
	it.each([
		['a malformed ID', 'task_1', 'Malformed request ID'],
		['an unknown ID', '00000000-0000-b000-0000-000000000000', 'Request not found.'],
	])('for %s', async (_what, id, said) => {
		for (const operation of ['get', 'wait'] as const) {
			const { message, description } = await failureOf(workflow(xai, ofTask(operation, id)));
			expect(message).toContain(`does not know this task`);
			expect(message).toContain(`${said} (task ID: ${id})`);
			expect(description).toContain('the account that created the task');
		}
		expect(polls()).toBe(2);
	});

	it('if a 400 repeats', async () => {
		xai.setPlan({ badPolls: 9 });
		const { id } = await xai.createdBefore();
		const { message } = await failureOf(waitFor(id));
		expect(message).toContain('rejected the request (HTTP 400): The request is not ready.');
		expect(message).toContain(`(task ID: ${xai.tasks[0].id})`);
		expect(polls()).toBe(2);
	});

	it('an ID stays within its part of the path', async () => {
		await failureOf(workflow(xai, ofTask('get', '../api-key?x=/1')));
		expect(xai.requestsTo('status')[0].path).toBe('/v1/videos/..%2Fapi-key%3Fx%3D%2F1');
	});
});
