import type { INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { readProvider } from '../../nodes/GrokVideo/input/credential';
import { checkRequest } from '../../nodes/GrokVideo/input/check';
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

const inputOf = async (json = {}) => [
	{
		json,
		binary: {
			text: await storedFile(Buffer.from('Hello'), 'text/plain'),
			page: await storedFile(Buffer.from('<!doctype html><p>Sign in'), 'image/png'),
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
				expect(failure.message.length).toBeLessThan(180); // what was entered is cut
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
		expect(list.message).toBe("'Task ID' is empty");
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
		expect(description).toMatch(/^It has no file at all\. Enter the name/);
	});

	it.each([
		['pollInterval', 'Poll Interval', 0.5],
		['pollInterval', 'Poll Interval', '={{ "often" }}'],
		['maxWait', 'Max Wait', 0],
	])('%s must be a number of seconds', async (name, label, value) => {
		const own = createAndWait(options({ [name]: value }));
		const failure = await failureOf(workflow(gateway, own));
		expect(failure.message).toBe(`'${label}' must be a number of seconds, at least 1`);
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
			json: { error: "'Prompt' is empty", description: 'Describe the video that you want.' },
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
		gateway.reset();
		const free = { model: own.model, aspectRatio: '', resolution: ' ' };
		await runNode(workflow(gateway, video(free)));
		expect(Object.keys(gateway.tasks[0].body)).toEqual(['model', 'prompt', 'seconds']);
	});
});

/** Every label that a message quotes, or begins with, is one that the user sees. */
function expectKnownLabels({ message, description }: { message: string; description: string }) {
	const quoted = [...`${message} ${description}`.matchAll(/'([A-Z][\w ]*)'/g)].map(
		([, name]) => name,
	);
	for (const name of quoted) expect(LABELS).toContain(name);
	const first = LABELS.filter((label) => message.startsWith(`'${label}'`));
	expect([message, first.length > 0]).toEqual([message, true]);
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

it.each([
	['Create', video()],
	['Create and Wait', createAndWait({ downloadVideo: false })],
])('%s cuts more than 10 seconds from several images to 10, and a hint says so', async (...of) => {
	shortPauses();
	const input = items({ s: 15 }, { s: 12 }, { s: 12 }, { s: 10 });
	const own = { ...of[1], ...sameImage(2), seconds: '={{ $json.s }}' };
	const { hints } = await runNode(workflow(gateway, own, { input }));
	expect(gateway.tasks.map(({ body }) => body.seconds)).toEqual([10, 10, 10, 10]);
	expect(hints.map(({ message }) => message)).toEqual([
		expect.stringMatching(/at max 10 seconds from several reference images, so 15 .* cut to 10/),
		expect.stringMatching(/so 12 seconds were cut to 10/),
		expect.stringMatching(/^4 videos were created\./),
	]);
	gateway.reset();
	await runNode(workflow(gateway, video({ ...sameImage(1), seconds: 15 })));
	expect(gateway.tasks[0].body.seconds).toBe(15);
});

it('a model that needs an image says how to give one, should the fields ever let that through', () => {
	const draft = { model: 'grok-video-1.5', prompt: 'A red car', seconds: 4, images: [] };
	const more = { aspectRatio: '16:9', resolution: '720p', form: 'auto', extraBody: {} };
	const provider = readProvider({ provider: 'apixgo', apiKey: 'sk-1' });
	expect(() => checkRequest({ ...draft, ...more, mode: 'text' }, provider)).toThrow(
		expect.objectContaining({
			message: "'Reference Images': grok-video-1.5 takes exactly 1 image, but got none",
			details: { description: "Give the image in 'Image URL' or 'Input Data Field Name'." },
		}),
	);
});
