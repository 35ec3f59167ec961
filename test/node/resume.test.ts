import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { atXai, CLASSIC, clips } from '../support/changed';
import { retryExecution, runToEnd } from '../support/engine';
import { bytesOf } from '../support/files';
import {
	createAndWait,
	modelField,
	numberedItems,
	NUMBERED_PROMPT,
	options,
} from '../support/parameters';
import { failureIn, paidRun, savedData, workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { fastClock, shortPauses } from '../support/time';
import { useXai } from '../support/useXai';
import { ofItem, taskOf } from '../support/useGateway';

const [newApi] = KINDS;
const xai = useXai();

describe('Retry execution', () => {
	const server = useStandIn(newApi);

	let pauses: ReturnType<typeof shortPauses>;
	beforeEach(() => {
		pauses = shortPauses();
	});

	const paid = () => server.tasks.length;
	const list = (value: string, more = {}) => ({ ...modelField(value), ...more });

	/** A run that fails after its video was paid. */
	const failedRun = async (parameters: INodeParameters = {}) => {
		server.fail('status', newApi.wrongKey);
		const failed = await runToEnd(paidRun(server, parameters));
		expect(failed.error?.message).toContain(server.tasks[0].id);
		return failed;
	};

	it('resumes the task at once, and leaves nothing with the execution', async () => {
		const failed = await failedRun();
		expect(savedData(failed)).toHaveProperty('grokVideoTasks'); // a later version reads it
		pauses.mockClear();
		const finished = await retryExecution(paidRun(server), failed);
		const [{ json }] = finished.output;
		expect(json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
		expect(pauses.mock.calls[0][0]).toBe(0); // the task is old, so the first poll does not wait
		expect(savedData(finished)).toEqual({});
		expect(paid()).toBe(1);
	});

	/** Another request each time, so that only the fields tell that the video is the same. */
	const RANDOM = '={{ "A red car " + Math.random() }}';
	/** What the retries of one failed run with other fields returned, by the names of the changes. */
	const retriedWith = async (changes: Record<string, INodeParameters>, first: INodeParameters) => {
		const failed = await failedRun(first);
		const taskIds: Record<string, unknown> = {};
		for (const [name, changed] of Object.entries(changes)) {
			const again = paidRun(server, { ...first, ...changed });
			const { output } = await retryExecution(again, failed);
			taskIds[name] = output[0].json.task_id;
		}
		return taskIds;
	};

	it('resumes the task after a change that means nothing', async () => {
		const changes = {
			'the model by its ID': { model: modelField(newApi.model, 'id') },
			'another name of the model': { model: list(newApi.model, { cachedResultName: 'x' }) },
			'a space after the prompt': { prompt: `${RANDOM} ` },
			'an option at its default': options({ pollInterval: 1, maxWait: 20, extraBody: '{}' }),
			'a field of a newer version at its default': { inputMode: 'text', resolution: '720p' },
			'a longer Max Wait': options({ pollInterval: 1, maxWait: 60 }),
			'Create instead of Create and Wait': { operation: 'create' },
			'Download Video': { downloadVideo: true },
		};
		const taskIds = await retriedWith(changes, { prompt: RANDOM });
		for (const name of Object.keys(changes)) {
			expect([name, taskIds[name]]).toEqual([name, server.tasks[0].id]);
		}
		expect(paid()).toBe(1);
	});

	it('creates another video after a change of the request', async () => {
		const changes = {
			'another prompt': { prompt: 'A blue car' },
			'another model': { model: modelField(newApi.otherModel) },
			'another image': { imageUrl: 'https://example.com/b.png' },
			'another length': { seconds: 7 },
		};
		const image = { inputMode: 'image', imageSource: 'url', imageUrl: 'https://example.com/a.png' };
		const taskIds = await retriedWith(changes, image);
		for (const [n, name] of Object.keys(changes).entries()) {
			expect([name, taskIds[name]]).toEqual([name, server.tasks[n + 1].id]);
		}
	});

	it('creates another video with another credential, or another server in it', async () => {
		const otherCredential = paidRun(server);
		otherCredential.credentials!.grokVideoApi.id = 'second';
		const otherServer = paidRun(server);
		otherServer.credentials!.grokVideoApi.data.baseUrl = server.url.replace(
			'127.0.0.1',
			'localhost',
		);
		const failed = await failedRun();
		for (const again of [otherCredential, otherServer]) {
			const { output } = await retryExecution(again, failed);
			expect(output[0].json.task_id).toBe(server.tasks.at(-1)!.id);
		}
		expect(paid()).toBe(3);
	});

	it.each<[string, unknown]>([
		['an older version', { runIndex: 0, tasks: { '0:x': { id: 'task_1' } }, unknownOutcomes: {} }],
		['a damaged list', { format: 2, runIndex: 0, records: null }],
		['a text', 'task_1'],
	])('creates the video again if the execution contains data of %s', async (_what, data) => {
		const failed = await failedRun();
		(savedData(failed) as IDataObject).grokVideoTasks = data as IDataObject;
		const { output } = await retryExecution(paidRun(server), failed);
		expect(output[0].json).toMatchObject({ task_id: server.tasks[1].id, status: 'SUCCESS' });
	});

	it('waits on after a timeout, and downloads the video', async () => {
		fastClock();
		let isFirstRun = true;
		server.fail('status', newApi.running(20), { when: () => isFirstRun, times: Infinity });
		const run = workflow(server, createAndWait(options({ pollInterval: 1, maxWait: 1 })));
		const failed = await runToEnd(run);
		expect(failed.error?.message).toContain('is not finished after 1 second');
		isFirstRun = false;
		const { output } = await retryExecution(run, failed);
		expect((await bytesOf(output[0].binary!.data)).subarray(4, 8).toString()).toBe('ftyp');
		expect(paid()).toBe(1);
	});

	describe('of several items', () => {
		const items = (parameters: INodeParameters = {}) =>
			paidRun(server, { prompt: NUMBERED_PROMPT, ...parameters }, { input: numberedItems(4) });
		/** Items 2 and 3 are rejected, after the first two were created. */
		const failedItems = async () => {
			const rejected = { delay: 150, then: { status: 400, body: {} } };
			for (const item of [2, 3]) server.fail('create', rejected, { when: ofItem(item) });
			const failed = await runToEnd(items());
			expect(failed.error?.message).toMatch(/\[item [23]\]$/);
			expect(paid()).toBe(2);
			return failed;
		};

		it('creates only what was not created', async () => {
			const { output, hints } = await retryExecution(items(), await failedItems());
			const ids = [0, 1, 2, 3].map((item) => taskOf(server, item).id);
			expect(output.map(({ json }) => json.task_id)).toEqual(ids);
			expect(hints.at(-1)!.message).toMatch(/^4 videos started \(2 by an earlier attempt\)/);
			expect(paid()).toBe(4);
		});

		it('passes a limit that was lowered to the number of new videos', async () => {
			const lowered = items(options({ pollInterval: 1, maxVideos: 2 }));
			const { output } = await retryExecution(lowered, await failedItems());
			expect(output.map(({ json }) => json.status)).toEqual(Array(4).fill('SUCCESS'));
			expect(paid()).toBe(4);
		});

		it('says that nothing more was created if even the new videos exceed the limit', async () => {
			const lowered = items(options({ pollInterval: 1, maxVideos: 1 }));
			const again = await retryExecution(lowered, await failedItems());
			const { message, description } = failureIn(again);
			expect(message).toContain("This run would create 2 videos, but 'Max Videos per Run' is 1");
			expect(description).toContain('No further video was created or billed.');
			expect(description).toContain(taskOf(server, 1).id);
			expect(paid()).toBe(2);
		});
	});
});

it('Retry execution resumes an edit, and creates another video for another request', async () => {
	shortPauses();
	const edit = async (more: INodeParameters = {}) => {
		const own = { operation: 'edit', model: modelField(CLASSIC), downloadVideo: false };
		return atXai(xai, { ...own, ...more }, { input: await clips() });
	};
	xai.fail('status', { status: 401, body: { error: 'no' } });
	const failed = await runToEnd(await edit());
	const again = [
		await edit(options({ pollInterval: 1, fileName: 'snow' })),
		await edit({ prompt: 'Make it rain' }),
		await edit(options({ pollInterval: 1, publicLinkDays: 7 })),
	];
	for (const [n, run] of again.entries()) {
		const { output } = await retryExecution(run, failed);
		expect(output[0].json).toMatchObject({ task_id: xai.tasks[n].id, status: 'SUCCESS' });
	}
});
