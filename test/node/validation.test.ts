import type { IBinaryData, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { BAD_REQUESTS } from '../support/badRequests';
import { runNode } from '../support/engine';
import { storedFile } from '../support/files';
import {
	byExpression,
	createAndWait,
	IMAGE_URL,
	items,
	modelField,
	ofTask,
	oneImage,
	options,
	sameImage,
	video,
} from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { shortPauses } from '../support/time';
import { useGateway } from '../support/useGateway';

const gateway = useGateway();

const inputOf = async () => [
	{
		json: {},
		binary: {
			text: await storedFile(Buffer.from('Hello'), 'text/plain'),
			page: await storedFile(Buffer.from('<!doctype html><p>Sign in'), 'image/png'),
			svg: await storedFile(Buffer.from('\ufeff<svg xmlns="x"/>'), 'image/svg+xml'),
			empty: { mimeType: 'image/png' } as IBinaryData,
		},
	},
];

describe('before anything is paid', () => {
	it.each(BAD_REQUESTS)(
		'%s is named by its field',
		async (_what, parameters, message, description) => {
			for (const operation of ['create', 'createAndWait']) {
				const own = video({ ...parameters, operation });
				const failure = await failureOf(workflow(gateway, own, { input: await inputOf() }));
				expect(failure.message).toContain(message);
				expect(failure.message.length).toBeLessThan(200); // long values are shortened
				expect(failure.description).toContain(description);
				expectKnownLabels(failure);
				expect(gateway.requests).toHaveLength(0);
			}
		},
	);

	it.each(['get', 'wait'] as const)('%s needs a task ID', async (operation) => {
		const failure = await failureOf(workflow(gateway, ofTask(operation, ' ')));
		expect(failure.message).toBe("'Task ID' is empty");
		expect(failure.description).toContain('{{ $json.task_id }}');
		expectKnownLabels(failure);
		expect(gateway.requests).toHaveLength(0);
		const list = await failureOf(workflow(gateway, ofTask(operation, '={{ [1] }}')));
		expect(list.message).toBe("'Task ID' must be a text, not a list");
	});

	it('a task ID can be a number', async () => {
		const { message } = await failureOf(workflow(gateway, ofTask('get', '={{ 42 }}')));
		expect(message).toContain('(task ID: 42)');
		expect(gateway.requests.map(({ path }) => path)).toEqual(['/v1/video/generations/42']);
	});

	it('an image is not looked for in an item without files', async () => {
		const own = video(oneImage({ imageSource: 'binary' }));
		const { message, description } = await failureOf(workflow(gateway, own));
		expect(message).toBe("'Input Data Field Name': the item has no file in the field 'data'");
		expect(description).toMatch(/^The item has no file\. Enter the name/);
	});

	it.each([
		['pollInterval', 'Poll Interval (Seconds)', 0.5],
		['pollInterval', 'Poll Interval (Seconds)', '={{ "often" }}'],
		['maxWait', 'Max Wait (Seconds)', 0],
	])('%s must be a number of seconds', async (name, label, value) => {
		const own = createAndWait(options({ [name]: value }));
		const failure = await failureOf(workflow(gateway, own));
		expect(failure.message).toContain(`'${label}' must be a number, at least 1, not`);
		expect(failure.description).toContain(`Set '${label}' in the options to 1 or more.`);
		expectKnownLabels(failure);
		expect(gateway.requests).toHaveLength(0);
	});

	it('all items are checked: a bad one at the end stops the run with nothing created', async () => {
		const input = items({ p: 'one' }, { p: 'two' }, { p: '' });
		const own = video({ prompt: '={{ $json.p }}' });
		const failure = await failureOf(workflow(gateway, own, { input }));
		expect(failure.message).toBe("'Prompt' is empty [item 2]");
		expect(failure.context.itemIndex).toBe(2);
		expect(gateway.requests).toHaveLength(0);
	});

	it('a bad item stands for itself alone with Continue On Fail', async () => {
		const input = items({ p: 'one' }, { p: '' }, { p: 'three' });
		const more = { input, onError: 'continueRegularOutput' } as const;
		const { output } = await runNode(workflow(gateway, video({ prompt: '={{ $json.p }}' }), more));
		expect(gateway.tasks.map(({ body }) => body.prompt)).toEqual(['one', 'three']);
		expect(output.map(({ json }) => json.task_id)).toEqual([
			gateway.tasks[0].id,
			undefined,
			gateway.tasks[1].id,
		]);
		expect(output[1]).toEqual({
			json: {
				error: "'Prompt' is empty",
				description:
					'Describe the video. If the field holds an expression, it returns nothing for this item.',
			},
			pairedItem: { item: 1 },
		});
	});

	it('a model that an expression gives runs, without fields that only other models need', async () => {
		const input = items({ m: 'grok-image-video' }, { m: 'grok-video-2-preview' });
		const model = modelField('={{ $json.m }}', 'id');
		await runNode(workflow(gateway, video({ model }), { input }));
		expect(gateway.tasks.map(({ model }) => model)).toEqual(input.map(({ json }) => json.m));
		gateway.reset();
		const own = { model: byExpression('grok-video-1.5'), inputMode: 'image', imageUrl: IMAGE_URL };
		await runNode(workflow(gateway, video(own)));
		expect(gateway.tasks[0].body.image_urls).toEqual([IMAGE_URL]);
	});

	it('an unknown model is checked only for what holds for all', async () => {
		const own = { model: modelField('grok-video-2-preview', 'id'), ...sameImage(9) };
		const values = { seconds: 60, aspectRatio: '21:9', resolution: '8k' };
		await runNode(workflow(gateway, video({ ...own, ...values })));
		expect(gateway.tasks[0].body).toMatchObject({
			model: 'grok-video-2-preview',
			seconds: 60,
			aspect_ratio: '21:9',
			resolution: '8k',
			image_urls: Array(9).fill(IMAGE_URL),
		});
	});
});

/** Every label that a message quotes is one that the user sees. */
function expectKnownLabels({ message, description }: { message: string; description: string }) {
	const quoted = [...`${message} ${description}`.matchAll(/'([A-Z][\w ()]*)'/g)].map(
		([, name]) => name,
	);
	for (const name of quoted) expect(LABELS).toContain(name);
}

type Labelled = Partial<INodePropertyCollection & INodePropertyOptions> & { options?: unknown[] };

const LABELS = labelsOf(new GrokVideo().description.properties as Labelled[]);

function labelsOf(fields: Labelled[]): string[] {
	return fields.flatMap(({ displayName, name = '', options: inner = [], values = [] }) => [
		displayName ?? name,
		...labelsOf(inner as Labelled[]),
		...labelsOf(values as Labelled[]),
	]);
}

describe('an empty Aspect Ratio or Resolution means the default of the model', () => {
	it.each([
		['from the list', modelField('grok-image-video')],
		['by expression', byExpression('grok-image-video')],
		['that is unknown', modelField('grok-video-2-preview', 'id')],
	])('for a model %s', async (_what, model) => {
		await runNode(workflow(gateway, video({ model, aspectRatio: '', resolution: ' ' })));
		expect(Object.keys(gateway.tasks[0].body)).toEqual(['model', 'prompt', 'seconds']);
	});
});

it.each([
	['Create', video()],
	['Create and Wait', createAndWait({ downloadVideo: false })],
])(
	'%s shortens videos from several images to 10 seconds, and a hint says so',
	async (_name, own) => {
		shortPauses();
		const input = items({ s: 15 }, { s: 12 }, { s: 12 }, { s: 10 });
		const parameters = { ...own, ...sameImage(2), seconds: '={{ $json.s }}' };
		const { hints } = await runNode(workflow(gateway, parameters, { input }));
		expect(gateway.tasks.map(({ body }) => body.seconds)).toEqual([10, 10, 10, 10]);
		expect(hints.map(({ message }) => message)).toEqual(
			expect.arrayContaining([
				'grok-image-video: shortened from 15 to 10 seconds.',
				'grok-image-video: shortened from 12 to 10 seconds.',
			]),
		);
		gateway.reset();
		await runNode(workflow(gateway, video({ ...sameImage(1), seconds: 15 })));
		expect(gateway.tasks[0].body.seconds).toBe(15);
	},
);
