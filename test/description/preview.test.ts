import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { outputs } from '../support/outputs';
import {
	createAndWaitParameters,
	getManyParameters,
	modelField,
	taskParameters,
	options,
	createParameters,
} from '../support/parameters';
import { workflow } from '../support/runs';
import { shortPauses } from '../support/time';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';

/** The preview of an operation's output shows the fields that the operation returns. */

const gateway = useStandIn(PROTOCOLS[0]);
const xai = useXai();

beforeEach(() => {
	shortPauses();
});

const outputOf = async (parameters: INodeParameters): Promise<IDataObject[]> =>
	(await runNode(workflow(gateway, parameters))).output.map(({ json }) => json);

const timesOut: INodeParameters = options({ pollInterval: 1, maxWait: 1, onTimeout: 'return' });

/** The output of a run on xAI, which returns costs and public links. */
async function xaiOutputOf(parameters: INodeParameters): Promise<IDataObject[]> {
	const { key, url, credential } = xai;
	const { output } = await runNode(
		workflow({ key, url, credential }, { ...parameters, downloadVideo: false }),
	);
	return output.map(({ json }) => json);
}

const STORAGE_OPTIONS = {
	filename: 'a.mp4',
	expires_after: 86_400,
	public_url: { expires_after: 86_400 },
};
const createStoredXaiTask = async () =>
	(await xai.createTask({ storage_options: STORAGE_OPTIONS })).id;
const withLink = options({ pollInterval: 1, publicLinkDays: 7 });

async function withUnfinishedTask(
	server: typeof gateway | typeof xai,
	run: () => Promise<IDataObject[]>,
) {
	server.setPlan({ seconds: Infinity });
	return await run();
}

async function withFailedTask(run: () => Promise<IDataObject[]>) {
	gateway.setPlan({ outcome: 'failure' });
	return await run();
}

const outputOfTask = async (operation: 'get' | 'wait', parameters: INodeParameters = {}) =>
	await outputOf(taskParameters(operation, (await gateway.createTask()).id, parameters));

/** Edit or Extend, once with a public link and once with a timeout. */
const videoToVideoOutputs = async (operation: string) => {
	const input = { operation, videoSource: 'url', videoUrl: 'https://example.com/clip.mp4' };
	return [
		await xaiOutputOf(createParameters({ ...input, ...withLink })),
		await withUnfinishedTask(
			xai,
			async () => await xaiOutputOf(createParameters({ ...input, ...timesOut })),
		),
	];
};

/** Runs that together return every field of an operation. */
const RUNS: Record<string, () => Promise<IDataObject[][]>> = {
	create: async () => [await outputOf(createParameters())],
	createAndWait: async () => [
		await outputOf(createAndWaitParameters()),
		await xaiOutputOf(
			createAndWaitParameters({ model: modelField('grok-imagine-video-1.5'), ...withLink }),
		),
		await withUnfinishedTask(
			gateway,
			async () => await outputOf(createAndWaitParameters(timesOut)),
		),
	],
	edit: async () => await videoToVideoOutputs('edit'),
	extend: async () => await videoToVideoOutputs('extend'),
	get: async () => [
		await outputOfTask('get'),
		await xaiOutputOf(taskParameters('get', await createStoredXaiTask())),
		await withFailedTask(async () => await outputOfTask('get')),
	],
	wait: async () => [
		await outputOfTask('wait'),
		await xaiOutputOf(taskParameters('wait', await createStoredXaiTask())),
		await withUnfinishedTask(gateway, async () => await outputOfTask('wait', timesOut)),
	],
	getMany: async () => [await outputOf(getManyParameters())],
};

it.each(Object.entries({ ...outputs.video, ...outputs.model }))(
	'%s returns the fields of its preview, with their types, and no others',
	async (name, outputFields) => {
		const expected = Object.entries(outputFields).map(([field, { type }]) => `${field}: ${type}`);
		const returned = (await RUNS[name]())
			.flat()
			.flatMap((json) => Object.entries(json))
			.map(([field, value]) => `${field}: ${typeof value}`);
		expect([...new Set(returned)].sort()).toEqual(expected.sort());
	},
);

describe('a tool of an AI agent', () => {
	const toolOutputOf = async (parameters: INodeParameters) =>
		(await runNode(workflow(gateway, parameters, { asTool: true }))).output;

	it('returns simplified fields by default, or the raw response or selected fields', async () => {
		const firstOf = async (parameters: INodeParameters) => (await toolOutputOf(parameters))[0].json;
		const simplified = await firstOf(createParameters());
		expect(Object.keys(simplified).sort()).toEqual(Object.keys(outputs.video.create).sort());
		expect(await firstOf(createParameters({ output: 'raw' }))).toMatchObject({ object: 'video' });
		expect(await firstOf(getManyParameters({ output: 'raw' }))).toMatchObject({ object: 'model' });
		const withSummary = getManyParameters({ output: 'selected', selectedFields: ['summary'] });
		expect(Object.keys(await firstOf(withSummary))).toEqual(['id', 'summary']);
		expect(Object.keys(await firstOf(createParameters({ output: 'selected' })))).toEqual([
			'task_id',
		]);
	});

	it('downloads nothing, even if Download Video was on before', async () => {
		const [item] = await toolOutputOf(
			createAndWaitParameters({ downloadVideo: true, simplify: false }),
		);
		expect(item.binary).toBeUndefined();
		expect(item.json).toMatchObject({ status: 'SUCCESS', model: 'grok-image-video' });
		expect(gateway.requests.filter(({ endpoint }) => endpoint === 'file')).toEqual([]);
	});

	it('reports a timeout even if the field is not selected', async () => {
		gateway.setPlan({ seconds: Infinity });
		const parameters = createAndWaitParameters({
			output: 'selected',
			selectedFields: ['result_url'],
			...timesOut,
		});
		const [{ json }] = await toolOutputOf(parameters);
		expect(json).toEqual({ task_id: gateway.tasks[0].id, timed_out: true });
	});
});

it('a node that is not a tool ignores the fields for tools', async () => {
	const [json] = await outputOf(createParameters({ output: 'selected', selectedFields: [] }));
	expect(json).toMatchObject({ status: 'QUEUED', model: 'grok-image-video' });
});
