import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { outputs } from '../support/outputs';
import {
	createAndWait,
	getMany,
	modelField,
	taskOperation,
	options,
	createVideo,
} from '../support/parameters';
import { workflow } from '../support/runs';
import { shortPauses } from '../support/time';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';

/** The preview of an operation's output has the fields that the operation returns. */

const gateway = useStandIn(PROTOCOLS[0]);
const xai = useXai();

beforeEach(() => {
	shortPauses();
});

const outputOf = async (parameters: INodeParameters): Promise<IDataObject[]> =>
	(await runNode(workflow(gateway, parameters))).output.map(({ json }) => json);

const timesOut: INodeParameters = options({ pollInterval: 1, maxWait: 1, onTimeout: 'return' });

/** The same at xAI, which returns costs and public links. */
async function atXai(parameters: INodeParameters): Promise<IDataObject[]> {
	const { key, url, credential } = xai;
	const run = workflow({ key, url, credential }, { ...parameters, downloadVideo: false });
	const { output } = await runNode(run);
	return output.map(({ json }) => json);
}

const STORED = { filename: 'a.mp4', expires_after: 86_400, public_url: { expires_after: 86_400 } };
const xaiTask = async () => (await xai.createTask({ storage_options: STORED })).id;
const withLink = options({ pollInterval: 1, publicLinkDays: 7 });

async function unfinished(server: typeof gateway | typeof xai, run: () => Promise<IDataObject[]>) {
	server.setPlan({ seconds: Infinity });
	return await run();
}

async function failed(run: () => Promise<IDataObject[]>) {
	gateway.setPlan({ outcome: 'failure' });
	return await run();
}

const existing = async (operation: 'get' | 'wait', more: INodeParameters = {}) =>
	await outputOf(taskOperation(operation, (await gateway.createTask()).id, more));

/** A video from a video: once with a public link, once not finished in time. */
const videoToVideo = async (operation: string) => {
	const own = { operation, videoSource: 'url', videoUrl: 'https://example.com/clip.mp4' };
	return [
		await atXai(createVideo({ ...own, ...withLink })),
		await unfinished(xai, async () => await atXai(createVideo({ ...own, ...timesOut }))),
	];
};

/** Runs that together return every field of an operation. */
const RUNS: Record<string, () => Promise<IDataObject[][]>> = {
	create: async () => [await outputOf(createVideo())],
	createAndWait: async () => [
		await outputOf(createAndWait()),
		await atXai(createAndWait({ model: modelField('grok-imagine-video-1.5'), ...withLink })),
		await unfinished(gateway, async () => await outputOf(createAndWait(timesOut))),
	],
	edit: async () => await videoToVideo('edit'),
	extend: async () => await videoToVideo('extend'),
	get: async () => [
		await existing('get'),
		await atXai(taskOperation('get', await xaiTask())),
		await failed(async () => await existing('get')),
	],
	wait: async () => [
		await existing('wait'),
		await atXai(taskOperation('wait', await xaiTask())),
		await unfinished(gateway, async () => await existing('wait', timesOut)),
	],
	getMany: async () => [await outputOf(getMany())],
};

it.each(Object.entries({ ...outputs.video, ...outputs.model }))(
	'%s returns the fields of its preview, with their types, and no others',
	async (name, outputFields) => {
		const expected = Object.entries(outputFields).map(([field, { type }]) => `${field}: ${type}`);
		const found = (await RUNS[name]())
			.flat()
			.flatMap((json) => Object.entries(json))
			.map(([field, value]) => `${field}: ${typeof value}`);
		expect([...new Set(found)].sort()).toEqual(expected.sort());
	},
);

describe('as a tool of an AI agent', () => {
	const toolOutputOf = async (parameters: INodeParameters) =>
		(await runNode(workflow(gateway, parameters, { asTool: true }))).output;

	it('returns simplified fields by default, else the raw response or the selected fields', async () => {
		const firstOf = async (parameters: INodeParameters) => (await toolOutputOf(parameters))[0].json;
		const simplified = await firstOf(createVideo());
		expect(Object.keys(simplified).sort()).toEqual(Object.keys(outputs.video.create).sort());
		expect(await firstOf(createVideo({ output: 'raw' }))).toMatchObject({ object: 'video' });
		expect(await firstOf(getMany({ output: 'raw' }))).toMatchObject({ object: 'model' });
		const selected = getMany({ output: 'selected', selectedFields: ['summary'] });
		expect(Object.keys(await firstOf(selected))).toEqual(['id', 'summary']);
		expect(Object.keys(await firstOf(createVideo({ output: 'selected' })))).toEqual(['task_id']);
	});

	it('downloads nothing, even if that was on before', async () => {
		const [item] = await toolOutputOf(createAndWait({ downloadVideo: true, simplify: false }));
		expect(item.binary).toBeUndefined();
		expect(item.json).toMatchObject({ status: 'SUCCESS', model: 'grok-image-video' });
		expect(gateway.requests.filter(({ endpoint }) => endpoint === 'file')).toEqual([]);
	});

	it('marks a task that was not finished in time, even if the field is not selected', async () => {
		gateway.setPlan({ seconds: Infinity });
		const own = { output: 'selected', selectedFields: ['result_url'], ...timesOut };
		const [{ json }] = await toolOutputOf(createAndWait(own));
		expect(json).toEqual({ task_id: gateway.tasks[0].id, timed_out: true });
	});
});

it('a node outside an agent ignores the fields of a tool', async () => {
	const [json] = await outputOf(createVideo({ output: 'selected', selectedFields: [] }));
	expect(json).toMatchObject({ status: 'QUEUED', model: 'grok-image-video' });
});
