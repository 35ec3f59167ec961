import type { INodeParameters } from 'n8n-workflow';
import { atXai, clips, MP4_URL, withFiles } from '../support/changed';
import { retryExecution, runNode, runToEnd, startNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { modelField, options } from '../support/parameters';
import { failureIn, failureOf } from '../support/runs';
import { shorten, shortPauses, until } from '../support/time';
import { useXai } from '../support/useXai';

/** What is true of a create is true of a change: paid once, never lost, named in every error. */

const xai = useXai();

beforeEach(() => {
	shortPauses();
});

const creates = () => xai.requests.filter(({ where }) => where === 'create');
const paid = () => xai.tasks.length;
const refused = { status: 401, body: { error: 'no' } };

describe.each(['edit', 'extend'])('%s', (operation) => {
	const change = async (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
		atXai(
			xai,
			{ operation, downloadVideo: false, ...parameters },
			{ input: await clips(), ...more },
		);
	const retry = { maxTries: 3 };

	it.each<[string, INodeParameters]>([
		['a file', {}],
		['a prompt that changes', { prompt: '={{ Math.random() }}' }],
	])('of %s is paid once under Retry On Fail', async (_what, parameters) => {
		xai.fail('status', refused, { times: 2 });
		const { output } = await runNode(await change(parameters, { retry }));
		expect(output[0].json).toMatchObject({ task_id: xai.tasks[0].id, status: 'SUCCESS' });
		expect(paid()).toBe(1);
	});

	it('that is uploaded is uploaded once, too', async () => {
		shorten('MIN_UPLOAD_BYTES', 1000);
		xai.fail('status', refused, { times: 2 });
		await runNode(await change({}, { retry }));
		expect(xai.files.size).toBe(1);
		expect(paid()).toBe(1);
	});

	it('is paid once when a person retries the execution', async () => {
		xai.fail('status', refused);
		const failed = await runToEnd(await change());
		const { output } = await retryExecution(await change(), failed);
		expect(output[0].json.task_id).toBe(xai.tasks[0].id);
		expect(paid()).toBe(1);
	});

	it.each(['reset-after', 'reset', 'html', 'garbage', { status: 500 }] as const)(
		'is not sent again after %j',
		async (fault) => {
			xai.fail('create', fault, { times: Infinity });
			const { description } = await failureOf(await change({}, { retry }));
			expect(description).toContain('A video may have been created and billed all the same');
			expect(creates()).toHaveLength(1);
		},
	);

	it('is sent again after 429, which creates nothing', async () => {
		xai.fail('create', { status: 429, body: { code: 'resource-exhausted' } }, { times: 2 });
		await runNode(await change());
		expect(creates()).toHaveLength(3);
		expect(paid()).toBe(1);
	});

	it('names its task in every error', async () => {
		xai.setPlan({ outcome: 'failed', error: { code: 'invalid_argument', message: 'Too dark' } });
		const failed = await failureOf(await change());
		expect(failed.message).toContain('Too dark');
		xai.setPlan({ outcome: 'moderated' });
		const blocked = await failureOf(await change());
		expect(blocked.context.cost_usd).toBeGreaterThan(0);
		xai.setPlan({});
		xai.fail('status', refused);
		const unread = await failureOf(await change());
		xai.fail('file', { status: 404 }, { times: Infinity });
		const lost = await failureOf(await change({ downloadVideo: true }));
		expect(lost.message).toContain('The video is finished, but could not be downloaded');
		for (const [n, { message, context }] of [failed, blocked, unread, lost].entries()) {
			expect(message).toContain(`(task ID: ${xai.tasks[n].id})`);
			expect(context.task_id).toBe(xai.tasks[n].id);
		}
	});

	it('names it when the time is over, or gives the task so far', async () => {
		xai.setPlan({ seconds: Infinity });
		const { message, description } = await failureOf(
			await change(options({ pollInterval: 1, maxWait: 1 })),
		);
		expect(message).toContain(`(task ID: ${xai.tasks[0].id})`);
		expect(description).toContain('Wait for Completion');
		const onTimeout = options({ pollInterval: 1, maxWait: 1, onTimeout: 'return' });
		const { output } = await runNode(await change(onTimeout));
		expect(output[0].json).toMatchObject({ task_id: xai.tasks[1].id, timed_out: true });
	});

	it('goes on with the other items under Continue On Fail', async () => {
		const prompt = '={{ $json.n === 1 ? "" : "Snow" }}';
		const input = await clips(3);
		const { output } = await runNode(
			await change({ prompt }, { input, onError: 'continueRegularOutput' }),
		);
		expect(output.map(({ json }) => json.status ?? json.error)).toEqual([
			'SUCCESS',
			"'Prompt' is empty",
			'SUCCESS',
		]);
		const { errorOutput } = await runNode(
			await change({ prompt }, { input, onError: 'continueErrorOutput' }),
		);
		expect(errorOutput.map(({ json }) => json.error)).toEqual(["'Prompt' is empty"]);
		expect(paid()).toBe(4);
	});

	it('is worked on side by side, and comes out in order', async () => {
		xai.setPlan({ seconds: 0.5 });
		const prompt = '=video {{ $json.n }}';
		const { output } = await runNode(await change({ prompt }, { input: await clips(5) }));
		const tasks = output.map(({ json }) => xai.tasks.find(({ id }) => id === json.task_id)!);
		expect(tasks.map(({ body }) => body.prompt)).toEqual([0, 1, 2, 3, 4].map((n) => `video ${n}`));
		const [first, last] = [Math.min, Math.max].map((of) => of(...tasks.map((t) => t.createdAt)));
		expect(last - first).toBeLessThan(5 * 500);
	});

	it('is stopped at once, and its task is in the log', async () => {
		xai.setPlan({ seconds: Infinity });
		const execution = await startNode(await change());
		await until(() => paid() === 1 && xai.open === 0);
		execution.cancel();
		const finished = await execution.done;
		expect(finished.run.status).toBe('canceled');
		expect(failureIn(finished).message).toContain(xai.tasks[0].id);
		expect(finished.log.join()).toContain(`created task ${xai.tasks[0].id}`);
	});

	it('is a tool that takes a link, gives no file, and pays once when it is asked again', async () => {
		const own = { videoSource: 'url', videoUrl: MP4_URL, downloadVideo: true };
		const input = [{ json: {} }];
		xai.fail('status', refused);
		const { output } = await runNode(
			await change(own, { input, asTool: true, rounds: 1, onError: 'continueRegularOutput' }),
		);
		expect(output[0].json).toMatchObject({ task_id: xai.tasks[0].id });
		xai.fail('status', refused);
		await runNode(await change(own, { input, asTool: true, retry }));
		expect(paid()).toBe(2);
		const done = await runNode(await change(own, { input, asTool: true }));
		expect(done.output[0].binary).toBeUndefined();
		expect(done.output[0].json.result_url).toContain(xai.fileUrl);
	});

	it('is counted and priced before the first is paid', async () => {
		const input = await clips(3);
		const many = await failureOf(await change(options({ maxVideos: 2 }), { input }));
		expect(many.message).toContain('This run would create 3 videos');
		const { message } = await failureOf(await change(options({ maxCostUsd: 0.5 }), { input }));
		// 4 s given at 0.01, and 4 or 6 s made at 0.07
		expect(message).toContain(`about ${operation === 'edit' ? 0.96 : 1.38} USD`);
		expect(xai.requests).toHaveLength(0);
		await runNode(
			await change(options({ pollInterval: 1, maxCostUsd: 1.5, maxVideos: 3 }), { input }),
		);
		expect(paid()).toBe(3);
	});

	it('tells the key to nobody', async () => {
		shorten('MIN_UPLOAD_BYTES', 1000);
		xai.fail('upload', { status: 400, body: { error: `bad key ${xai.key}` } });
		const onUpload = await failureOf(await change());
		xai.fail('create', { status: 400, body: { error: `bad key ${xai.key}` } });
		const onCreate = await failureOf(await change());
		for (const { kept } of [onUpload, onCreate]) {
			expect(kept).toContain('bad key [API key]');
			const inCredential = kept.split(xai.key).length - 1;
			expect(inCredential).toBe(0);
		}
	});
});

it('a link to the video is fetched by the provider, and never by the node', async () => {
	const videoUrl = xai.mediaUrl('sample.mp4');
	const input = [withFiles({})];
	const own = {
		operation: 'edit',
		videoSource: 'url',
		videoUrl,
		model: modelField('grok-imagine-video'),
	};
	await runNode(atXai(xai, { ...own, downloadVideo: false }, { input }));
	expect(xai.requests.filter(({ where }) => where === 'media')).toHaveLength(1); // the stand-in's own
	expect(xai.tasks[0].body.video).toEqual({ url: videoUrl });
});
