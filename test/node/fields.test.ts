import type {
	IBinaryData,
	INodeParameters,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { inspectVideo } from '../servers/xai/video';
import type { Plan } from '../servers/xai/xai';
import { BAD_REQUESTS } from '../support/badRequests';
import { atXai, CLASSIC, MP4_URL, newest, withFiles } from '../support/changed';
import { runNode } from '../support/engine';
import { bytesOf, fixture, storedFile } from '../support/files';
import {
	byExpression,
	createAndWait,
	images,
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
import { KINDS, useStandIn } from '../support/standIns';
import { shortPauses } from '../support/time';
import { useGateway } from '../support/useGateway';
import { useXai } from '../support/useXai';

/** Fields of the node: values that are rejected before anything is paid, and features of xAI. */

const gateway = useGateway();
const xai = useXai();

beforeEach(() => {
	shortPauses();
});

const inputOf = async () => [
	{
		json: {},
		binary: {
			text: await storedFile(Buffer.from('Hello'), 'text/plain'),
			page: await storedFile(Buffer.from('<!doctype html><p>Sign in'), 'image/png'),
			svg: {
				...(await storedFile(Buffer.from('\ufeff<svg xmlns="x"/>'), 'image/svg+xml')),
				fileName: 'logo.svg',
			},
			missing: { mimeType: 'image/png' } as IBinaryData,
			empty: { mimeType: 'image/png', data: '' },
		},
	},
];

describe('a value', () => {
	it.each(BAD_REQUESTS)(
		'%s is named by its field',
		async (_what, parameters, message, description) => {
			const run = workflow(gateway, createAndWait(parameters), { input: await inputOf() });
			const failure = await failureOf(run);
			expect(failure.message).toContain(message);
			expect(failure.message.length).toBeLessThan(200); // long values are shortened
			expect(failure.description).toContain(description);
			expectKnownLabels(failure);
			expect(gateway.requests).toHaveLength(0);
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

	it('a task ID has at most 300 characters', async () => {
		const long = await failureOf(workflow(gateway, ofTask('get', 'x'.repeat(301))));
		expect(long.message).toMatch(/^'Task ID' must be the ID of a task, not "x{10}/);
		expect(long.description).toContain('{{ $json.task_id }}');
		expect(gateway.requests).toHaveLength(0);
		const { message } = await failureOf(workflow(gateway, ofTask('get', 'x'.repeat(300))));
		expect(message).toContain('HTTP 414'); // of this server
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
		expect(failure.description).toBe(`Correct the value or the expression in '${label}'.`);
		expectKnownLabels(failure);
		expect(gateway.requests).toHaveLength(0);
	});

	it.each<[string, INodeParameters]>([
		['NaN as a duration', { seconds: '={{ NaN }}' }],
		['a word as a switch', { downloadVideo: '={{ "maybe" }}' }],
		['an object as the output field', { outputField: '={{ {a: 1} }}' }],
		['an object as the file name', options({ fileName: '={{ {a: 1} }}' })],
		['true as the number of parallel tasks', options({ maxParallel: '={{ true }}' })],
		['an object without methods', options({ maxParallel: '={{ Object.create(null) }}' })],
		['another case of a choice', options({ onTimeout: '={{ "Return" }}' })],
	])('%s is not paid for', async (_what, parameters) => {
		const own = workflow(gateway, createAndWait(parameters));
		const { message, description } = await failureOf(own);
		expect(description).toMatch(/^\S.+\.$/);
		expect(message).toMatch(/^'.+' (must be|cannot be|must)/);
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

it('videos from several images are shortened to 10 seconds, and a hint says so', async () => {
	const input = items({ s: 15 }, { s: 12 }, { s: 12 }, { s: 10 });
	const parameters = video({ ...sameImage(2), seconds: '={{ $json.s }}' });
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
});

const A = 'https://example.com/a.png';
const many = (count: number) => `={{ Array(${count}).fill('${A}') }}`;
const own = (o: INodeParameters) => options({ pollInterval: 1, ...o });
const withImage = (...frame: INodeParameters[]) =>
	newest({ inputMode: 'image', imageUrl: A, seconds: 4, frames: { frame } });
const at = (time: unknown) => ({ at: 'time', time, url: A }) as INodeParameters;
const runOf = (parameters: INodeParameters) => atXai(xai, { downloadVideo: false, ...parameters });
async function refusalOf(parameters: INodeParameters) {
	const failure = await failureOf(runOf(parameters));
	expect(failure.description).toMatch(/^\S.+\.$/);
	expect(xai.requests).toHaveLength(0);
	return failure;
}

it.each([
	[true, true],
	['={{ "false" }}', false],
	['={{ 0 }}', false],
	[false, false],
])('Generate Audio %s: the video has sound: %s', async (generateAudio, hasSound) => {
	const { output } = await runNode(
		runOf({ ...newest(own({ generateAudio })), downloadVideo: true }),
	);
	expect(await inspectVideo(await bytesOf(output[0].binary!.data))).toMatchObject({ hasSound });
});

it.each(['={{ undefined }}', '={{ null }}', '', 'no'])(
	'Generate Audio must not be %j, or a silent video would be paid',
	async (generateAudio) => {
		const { message } = await refusalOf(newest(own({ generateAudio })));
		expect(message).toContain("'Generate Audio' must be true or false, not");
	},
);

describe.each(KINDS.filter(({ protocol }) => protocol !== 'xai'))('with $name', (kind) => {
	const server = useStandIn(kind);

	it.each<[string, INodeParameters]>([
		['Generate Audio', own({ generateAudio: false })],
		['Public Link Days', own({ publicLinkDays: 7 })],
		['Voices', { ...images({ url: A }), ...own({ voices: 'ara' }) }],
		['Frames', { inputMode: 'image', imageUrl: A, frames: { frame: [{ at: 'end', url: A }] } }],
	])("'%s' is rejected before anything is sent", async (label, fields) => {
		const model = modelField('grok-video-9', 'id'); // unknown, so that the field is shown
		const { message, description } = await failureOf(workflow(server, video({ ...fields, model })));
		const { host } = new URL(server.url);
		expect(message).toBe(`${host} does not support '${label}'`);
		expect(description).toBe(`Remove '${label}', or use a credential for xAI.`);
		expect(server.requests).toHaveLength(0);
	});
});

describe('with xAI', () => {
	it.each<[string, INodeParameters, string, string]>([
		[
			'a prompt of 4097 characters',
			{ prompt: 'x'.repeat(4097) },
			"'Prompt' has 4097 characters, but",
			'Shorten the prompt.',
		],
		[
			"a gateway's model",
			{ model: modelField('grok-image-video', 'id') },
			'grok-image-video',
			'grok-imagine-video-1.5',
		],
		[
			'1080p of the classic model',
			{ model: byExpression(CLASSIC), resolution: '1080p' },
			"'Resolution' 1080p is not supported",
			'720p, 480p',
		],
		['1080p with references', { ...images({ url: A }), resolution: '1080p' }, '1080p', '720p'],
		[
			'8 references of the classic model',
			{ model: byExpression(CLASSIC), ...images({ url: many(8) }) },
			'takes at most 7 images, but got 8',
			'',
		],
		[
			'references of the low-price model',
			{ model: byExpression('grok-imagine-video-1.5-lite'), ...images({ url: A }) },
			"'Multiple Images to Video' is not supported by grok-imagine-video-1.5-lite",
			"Set 'Mode' to 'Text to Video' or 'Image to Video'",
		],
		['15 references', images({ url: many(15) }), 'takes at most 14 images, but got 15', ''],
		[
			'11 seconds with references of the classic model',
			{ model: byExpression(CLASSIC), ...images({ url: A }), seconds: 11 },
			"'Duration (Seconds)' must be a whole number from 1 to 10, not 11",
			'up to 10 seconds in this mode.',
		],
		[
			'two images for one',
			{ inputMode: 'image', imageUrl: many(2) },
			'takes one image, but got 2',
			"'Multiple Images to Video'",
		],
		[
			'an extra body that sets fields of xAI',
			options({ extraBody: '{"duration": 1, "seconds": 1, "image": 1}' }),
			"'Extra Body' must not set duration, seconds, image",
			'own fields',
		],
	])('%s is rejected before anything is sent', async (_what, fields, message, description) => {
		const failure = await failureOf(runOf(newest(fields)));
		expect(failure.message).toContain(message);
		expect(failure.description).toContain(description);
		expect(xai.requests).toHaveLength(0);
	});

	it('a prompt of 4096 characters is sent, whatever their bytes', async () => {
		await runNode(runOf(newest({ prompt: '🚤'.repeat(4096) })));
		expect(xai.tasks).toHaveLength(1);
	});
});

describe('voices', () => {
	const voices = (names: unknown, more: INodeParameters = {}) =>
		newest({ ...images({ url: A }), ...own({ voices: names as string }), ...more });

	it.each<[string, INodeParameters, string]>([
		['four', voices('a, b, c, d'), "'Voices' takes at most 3 names, but got 4"],
		['four with Chinese commas', voices('a，b，c，d'), 'at most 3 names, but got 4'],
		['an object', voices('={{ { id: "ara" } }}'), "'Voices' must be a text, not an object"],
		[
			'another model',
			voices('ara', { model: modelField(`={{ "${CLASSIC}" }}`, 'id') }),
			`'Voices' is not supported by ${CLASSIC}`,
		],
	])('%s are refused before anything is sent', async (_what, parameters, message) => {
		expect((await refusalOf(parameters)).message).toContain(message);
	});

	it.each(['', ' , ', '={{ null }}', '={{ [] }}'])('%j is none', async (names) => {
		await runNode(runOf(voices(names)));
		expect(xai.tasks[0].body).not.toHaveProperty('reference_audios');
	});

	it.each(['ara, rex', 'ara，rex', '={{ ["ara", "rex"] }}'])('%j are two', async (names) => {
		await runNode(runOf(voices(names)));
		expect(xai.tasks[0].body.reference_audios).toEqual([{ voice_id: 'ara' }, { voice_id: 'rex' }]);
	});

	it('with a custom name are sent, and the server names those that it does not know', async () => {
		const { message } = await failureOf(runOf(voices('mine')));
		expect(message).toContain('Unknown voice_id "mine"');
	});
});

describe('frames', () => {
	it.each<[string, INodeParameters[], RegExp]>([
		['two ends', [{ at: 'end', url: A }, { url: A }], /takes one image at the end and 4/],
		['five times', [1, 2, 3, 1.33, 2.67].map(at), /but got 0 and 5/],
		['the same time twice', [at(1.33), at(2), at(1.34)], /'Frames' has two images at second 1.33$/],
		[
			'the start',
			[at(0)],
			/image 1: 'At Second' must be between 0 and 4, in steps of 1\/3, not 0$/,
		],
		['the very end', [at(4)], /not 4$/],
		['a time before the start', [at(-1)], /not -1$/],
		['half a second', [at(1.5)], /in steps of 1\/3, not 1.5$/],
		['a word for a time', [at('={{ "later" }}')], /not "later"$/],
		['another place', [{ at: '={{ "start" }}', url: A }], /image 1: 'At' cannot be "start"/],
		['no image', [{ at: 'end', url: '={{ [] }}' }], /image 1 must be one image/],
		['an empty link', [{ at: 'end' }], /'Frames', image 1, 'Image URL' is empty/],
		['two links', [{ url: `${A},${A}` }], /'Image URL' contains more than one link/],
		['two images', [{ url: '={{ ["https://a.example", "https://b.example"] }}' }], /one image/],
		['no file', [{ source: 'binary', binaryField: 'last' }], /no file in the field 'last'/],
	])('with %s are refused before anything is sent', async (_what, frames, message) => {
		expect((await refusalOf(withImage(...frames))).message).toMatch(message);
	});

	it('of a model that cannot are refused, naming the one that can', async () => {
		const model = modelField('={{ "grok-imagine-video-1.5-lite" }}', 'id');
		const { message, description } = await refusalOf({ ...withImage(at(1)), model });
		expect(message).toBe("'Frames' is not supported by grok-imagine-video-1.5-lite");
		expect(description).toBe("Remove 'Frames', or pick grok-imagine-video-1.5 in 'Model'.");
	});

	it('cost what images cost, which the limit of cost knows', async () => {
		const { message } = await refusalOf({
			...withImage({ at: 'end', url: A }, at(1)),
			...own({ maxCostUsd: 0.58 }),
		});
		expect(message).toContain('about 0.59 USD'); // 4 s at 0.14 and 3 images at 0.01
	});

	it('bring a video between two pictures, of files too', async () => {
		const last = await storedFile(fixture('product.jpg'), 'image/jpeg');
		const run = withImage({ at: 'end', source: 'binary', binaryField: 'last' }, at(3.67));
		const { output } = await runNode(atXai(xai, run, { input: [withFiles({ last })] }));
		expect(output[0].json).toMatchObject({ status: 'SUCCESS', cost_usd: xai.billedUsd });
		expect(xai.tasks[0].body).toMatchObject({
			last_frame: { url: expect.stringMatching(/^data:image\/jpeg;base64,/) },
			keyframes: [{ image: { url: A }, timestamp_s: 11 / 3 }],
		});
	});
});

describe('a public link', () => {
	const kept = newest(own({ publicLinkDays: 7, fileName: 'summer' }));

	it('is in the output, with its end and the file’s ID', async () => {
		const before = Date.now();
		const { output } = await runNode(runOf(kept));
		const { public_url, public_url_expires_at, file_id } = output[0].json;
		const response = await fetch(String(public_url));
		expect(Buffer.from(await response.arrayBuffer())).toEqual(await xai.video(xai.tasks[0]));
		const days = (Date.parse(String(public_url_expires_at)) - before) / 86_400_000;
		expect(days).toBeGreaterThan(6.9);
		expect(days).toBeLessThan(7.1);
		expect(xai.files.get(String(file_id))!.filename).toBe('summer.mp4');
	});

	it.each<[string, Partial<Plan>]>([
		['storing', { storageError: 'no space left' }],
		['the link', { publicUrlError: 'no space left' }],
	])('keeps the video if %s failed, and a hint says why', async (_what, plan) => {
		xai.setPlan(plan);
		for (const parameters of [
			kept,
			{ operation: 'extend', videoSource: 'url', videoUrl: MP4_URL, ...own({ publicLinkDays: 1 }) },
		]) {
			const { output, hints } = await runNode(runOf({ ...parameters, downloadVideo: true }));
			expect(output[0].json).toMatchObject({ status: 'SUCCESS' });
			expect(output[0].json).not.toHaveProperty('public_url');
			expect(output[0].binary!.data.mimeType).toBe('video/mp4');
			const id = String(output[0].json.task_id);
			expect(hints.map(({ message }) => message)).toContain(
				`The video of task ${id} is finished, but has no public link: no space left`,
			);
		}
	});

	it.each(['', 'a week', '={{ null }}', 0, 1.5, 31])(
		'of %j days is refused before anything is sent',
		async (publicLinkDays) => {
			const { message } = await refusalOf(newest(own({ publicLinkDays })));
			expect(message).toContain("'Public Link Days' must be a whole number from 1 to 30");
		},
	);

	it('of a video that has only this one is the one that is downloaded', async () => {
		xai.setPlan({ noUrl: true });
		const { output } = await runNode(runOf({ ...kept, downloadVideo: true }));
		expect(output[0].json.result_url).toBe(output[0].json.public_url);
		expect(output[0].binary!.data.mimeType).toBe('video/mp4');
	});
});
