import type {
	IBinaryData,
	INodeParameters,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import type { ProtocolName } from '../../nodes/GrokVideo/providers';
import { CLASSIC_MODEL, withNewestModel, withFiles } from '../support/videoToVideo';
import { runNode } from '../support/engine';
import { storedFile } from '../support/files';
import {
	modelByExpression,
	createAndWaitParameters,
	images,
	IMAGE_URL,
	items,
	modelField,
	taskParameters,
	options,
	sameImage,
	createParameters,
} from '../support/parameters';
import { failureOf, workflow, type Failure } from '../support/runs';
import { PROTOCOLS, useStandIn, useXai } from '../support/standIns';
import { shortPauses } from '../support/time';

/** Parameters that are rejected before anything is paid, and options that only xAI supports. */

const gateway = useStandIn(PROTOCOLS[0]);
const xai = useXai();

beforeEach(() => void shortPauses());

type Row = [name: string, parameters: INodeParameters, message: string, description?: string];

const DURATION = "'Duration (Seconds)' must be a whole number";
const UNKNOWN_MODEL = modelField('grok-video-2-preview', 'id');
const UNDEFINED = '={{ undefined }}';
const ONE_IMAGE_MODEL = modelByExpression('grok-video-1.5');
const DRIVE_LINK = 'https://drive.google.com/file/d/1/view';
const INCOMPLETE = 'a complete data URL';
const NOT_AN_OBJECT = "'Extra Body' must be a JSON object";
const link = (imageUrl: string) => ({ inputMode: 'image', imageUrl });
const file = (name: string) => ({ ...link(''), imageSource: 'binary', imageBinaryField: name });
const extra = (extraBody: INodeParameters[string]) => options({ extraBody });

/** Invalid parameters, and parts of the error's message and description. */
const REJECTED: Row[] = [
	['a blank prompt', { prompt: ' \n' }, "'Prompt' is empty", 'holds an expression'],
	['a list as the prompt', { prompt: '={{ [1] }}' }, "'Prompt' must be a text, not a list", 'pick'],
	[
		'an object in the prompt',
		{ prompt: '=A {{ {color: "red"} }} car' },
		"'Prompt' contains [object Object]",
		'title }}',
	],
	['an empty model', { model: modelByExpression('') }, "'Model' is empty", 'list'],
	['4.5 seconds', { seconds: 4.5 }, `${DURATION} from 1 to 15, not 4.5`, 'up to 15 seconds.'],
	['0 seconds', { seconds: 0 }, `${DURATION} from 1 to 15, not 0`],
	['16 seconds', { seconds: 16 }, `${DURATION} from 1 to 15, not 16`],
	// For several images, up to 15 seconds are shortened instead.
	[
		'a duration above the maximum of all modes',
		{ ...sameImage(2), seconds: 20 },
		`${DURATION} from 1 to 15, not 20`,
	],
	['an empty duration', { seconds: UNDEFINED }, `${DURATION} from 1 to 15, not nothing`],
	['a blank duration', { seconds: '={{ " " }}' }, 'from 1 to 15, not " "'],
	['NaN as the duration', { seconds: '={{ NaN }}' }, 'from 1 to 15, not NaN'],
	['a long text as the duration', { seconds: '={{ "x".repeat(99) }}' }, `not "${'x'.repeat(59)}…`],
	[
		'a fractional duration for an unknown model',
		{ model: UNKNOWN_MODEL, seconds: 1.5 },
		`${DURATION}, at least 1, not 1.5`,
		'e.g. 4',
	],
	[
		'an unsupported resolution',
		{ resolution: '4k' },
		"'Resolution' 4k is not supported",
		'of: 720p, 480p.',
	],
	['an empty resolution', { resolution: UNDEFINED }, "'Resolution' is empty", 'it returns nothing'],
	['an empty mode', { inputMode: UNDEFINED }, "'Mode' cannot be nothing", "'Text to Video' (text)"],
	['an unknown mode', { inputMode: '={{ "movie" }}' }, '\'Mode\' cannot be "movie"', 'to Video'],
	['a missing image', { model: ONE_IMAGE_MODEL }, '1.5 needs one image', "'Image to Video'"],
	[
		'two images for a model that takes one',
		{ ...sameImage(2), model: ONE_IMAGE_MODEL },
		'grok-video-1.5 takes exactly one image, but got 2',
		'Provide exactly one image.',
	],
	['eight images', sameImage(8), 'takes at most 7 images, but got 8', 'Remove some'],
	['an empty list of images', images(), "'Reference Images' is empty", "'Mode'"],
	[
		'a second image without a URL',
		images({ url: IMAGE_URL }, { url: '' }),
		"'Reference Images', image 2, 'URL' is empty",
	],
	['an empty list of links', link('={{ [] }}'), "'Image URL' is an empty list", 'one link'],
	['an empty link', link(''), "'Image URL' is empty", 'https://'],
	['base64 of a PNG', link('iVBORw0KGgoAAAANSUhEUg=='), 'lacks the data:image/png;base64, prefix'],
	['base64 of a JPEG', link('/9j/4AAQSkZJRg=='), 'lacks the data:image/jpeg;base64,', 'front'],
	['base64 of unknown data', link('QUJD'.repeat(40)), 'lacks the data:image/png;base64, prefix'],
	['an FTP URL', link('ftp://a.b/c.png'), "'Image URL' is not a web address: ftp", 'https://'],
	['a word as the link', link('picture'), "'Image URL' is not a web address: picture"],
	['a long path', link(`/${'x'.repeat(150)}.png`), `not a web address: /${'x'.repeat(99)}`],
	['an object as the link', link('={{ {u: 1} }}'), 'a text, not an object', 'pick the text'],
	...['\n', ' ', ',', ';', '，', '；'].map((separator): Row => [
		`links separated by ${JSON.stringify(separator)}`,
		link(IMAGE_URL + separator + IMAGE_URL),
		'contains more than one link',
		'images',
	]),
	['a Google Docs link', link('https://docs.google.com/document/d/1/edit'), 'link of Google Drive'],
	['a Google Drive share link', link(DRIVE_LINK), 'a share link of Google Drive', 'Download the'],
	[
		'a Dropbox share link',
		link('https://www.dropbox.com/scl/a.png?dl=0'),
		'a share link of Dropbox',
	],
	['a text data URL', link('data:text/plain;base64,QUJD'), INCOMPLETE, 'data:image/png;base64,'],
	[
		'an image data URL inside a text data URL',
		link('data:text/plain,data:image/png;base64,QUJD'),
		INCOMPLETE,
	],
	['a data URL with an invalid character', link('data:image/png;base64,iVBO!Rw0KGgo='), INCOMPLETE],
	[
		'a data URL with a character after the padding',
		link('data:image/png;base64,iVBORw0KGgo=!'),
		INCOMPLETE,
	],
	['a data URL without data', link('data:image/png;base64,'), INCOMPLETE],
	['HTML as an image', link('data:image/jpeg;base64,PGh0bWw+'), 'not an image that can be sent'],
	['a missing file', file('a'), "the item has no file in the field 'a'", 'It has: text'],
	['the field name constructor', file('constructor'), "no file in the field 'constructor'"],
	['a text file', file('text'), 'is not an image that can be sent', 'PNG or WebP'],
	['an SVG', file('svg'), 'is not an image that can be sent (image/svg+xml)', 'PNG'],
	['an SVG by expression', file('={{ $binary.svg }}'), "in the field 'logo.svg' is not an image"],
	['a file without data', file('missing'), "in the field 'missing' has no content", 'as base64'],
	['an empty file', file('empty'), "in the field 'empty' has no content", 'as base64'],
	['an empty field name', file(UNDEFINED), "'Input Data Field Name' is empty", 'e.g. data'],
	['only commas as the field name', file(' ,，'), "'Input Data Field Name' is empty", 'e.g. data'],
	['an object as the field', file('={{ {a: 1} }}'), "'Input Data Field Name' must be the name of"],
	[
		'two images in a request form for one',
		{ ...sameImage(2), ...options({ requestForm: 'input_reference' }) },
		"'Input Reference' in 'Request Form' takes one image, but got 2",
		"'Automatic'",
	],
	[
		'an unknown request form',
		options({ requestForm: 'x' }),
		'\'Request Form\' cannot be "x"',
		'image_urls,',
	],
	['a text as the extra body', extra('seed=1'), NOT_AN_OBJECT, '{"user": "customer-42"}'],
	['a list as the extra body', extra('[1]'), NOT_AN_OBJECT],
	['undefined as the extra body', extra(UNDEFINED), NOT_AN_OBJECT],
	['a date as the extra body', extra('={{ new Date() }}'), NOT_AN_OBJECT],
	['a regular expression as the extra body', extra('={{ /x/ }}'), NOT_AN_OBJECT],
	[
		'reserved fields in the extra body',
		extra('{"prompt":1,"a":1,"image_urls":1}'),
		"'Extra Body' must not set prompt, image_urls",
	],
	[
		'a reserved field that only toJSON returns',
		extra('={{ {toJSON: () => ({seconds: 15})} }}'),
		"'Extra Body' must not set seconds",
		'own',
	],
	['polls every 0.5 seconds', options({ pollInterval: 0.5 }), "'Poll Interval (Seconds)' must"],
	['a Max Wait of zero', options({ maxWait: 0 }), 'must be a number, at least 1', 'Correct the'],
	['true as a number', options({ maxParallel: true }), "'Max Parallel Tasks' must be a"],
	[
		'an object without a prototype as a number',
		options({ maxParallel: '={{ Object.create(null) }}' }),
		'a number, not {}',
	],
	[
		"an option's label instead of its value",
		options({ onTimeout: 'Return' }),
		'\'On Timeout\' cannot be "Return"',
		'(return)',
	],
	[
		'a text as a Boolean',
		{ downloadVideo: '={{ "maybe" }}' },
		"'Download Video' must be true or false",
	],
	['a list as a Boolean', { downloadVideo: '={{ [true] }}' }, "'Download Video' must be true or"],
	[
		'an object as the output field name',
		{ outputField: '={{ {a: 1} }}' },
		"'Output Data Field Name' must be",
	],
];

/** The error of a run that sends no requests. Every label that it quotes must exist in the node. */
async function rejection(server: typeof gateway, parameters: INodeParameters, binary = {}) {
	const failure = await failureOf(workflow(server, parameters, { input: [withFiles(binary)] }));
	expect(failure.message.length).toBeLessThan(200); // long values are shortened
	expect(failure.description).toMatch(/^\S.+[.…]$/);
	for (const label of quotedLabels(failure)) expect(LABELS).toContain(label);
	expect(server.requests).toHaveLength(0);
	return failure;
}

const quotedLabels = ({ message, description }: Failure) =>
	[...`${message} ${description}`.matchAll(/'([A-Z][\w ()]*)'/g)].map(([, label]) => label);

type Labeled = Partial<INodePropertyCollection & INodePropertyOptions> & { options?: unknown[] };

const LABELS = labelsOf(new GrokVideo().description.properties as Labeled[]);

function labelsOf(fields: Labeled[]): string[] {
	return fields.flatMap(({ displayName, name = '', options: inner = [], values = [] }) => [
		displayName ?? name,
		...labelsOf(inner as Labeled[]),
		...labelsOf(values as Labeled[]),
	]);
}

describe('before the first request', () => {
	it.each(REJECTED)('rejects %s', async (_name, parameters, message, description = '') => {
		const svg = await storedFile(Buffer.from('\ufeff<svg xmlns="x"/>'), 'image/svg+xml');
		const binary = {
			text: await storedFile(Buffer.from('Hello'), 'text/plain'),
			svg: { ...svg, fileName: 'logo.svg' },
			missing: { mimeType: 'image/png' } as IBinaryData,
			empty: { mimeType: 'image/png', data: '' },
		};
		const failure = await rejection(gateway, createAndWaitParameters(parameters), binary);
		expect(failure.message).toContain(message);
		expect(failure.description).toContain(description);
	});

	it.each(['get', 'wait'] as const)('rejects an invalid task ID of %s', async (operation) => {
		for (const [taskId, expectedMessage] of [
			[' ', "'Task ID' is empty"],
			['={{ [1] }}', "'Task ID' must be a text, not a list"],
			['x'.repeat(301), "'Task ID' must be the ID of a task, not \"xxx"],
		]) {
			const { message, description } = await rejection(gateway, taskParameters(operation, taskId));
			expect(message).toContain(expectedMessage);
			if (taskId !== '={{ [1] }}') expect(description).toContain('{{ $json.task_id }}');
		}
	});

	it('says that an item has no file', async () => {
		const { description } = await rejection(gateway, createParameters(file('data')));
		expect(description).toMatch(/^The item has no file\. Enter the name/);
	});
});

it.each([
	['null', false],
	['undefined', false],
	['""', false],
	['0', false],
	['1', true],
	['" TRUE "', true],
])('the expression %s turns Download Video on: %s', async (value, isOn) => {
	const parameters = createAndWaitParameters({ downloadVideo: `={{ ${value} }}` });
	const { output } = await runNode(workflow(gateway, parameters));
	expect(output[0].json.status).toBe('SUCCESS');
	expect('binary' in output[0]).toBe(isOn);
});

it('a task ID can be a number', async () => {
	const { message } = await failureOf(workflow(gateway, taskParameters('get', '={{ 42 }}')));
	expect(message).toContain('(task ID: 42)');
	expect(gateway.requests.map(({ path }) => path)).toEqual(['/v1/video/generations/42']);
});

it('videos from several images are shortened to 10 seconds, and a hint says so', async () => {
	const input = items({ s: 15 }, { s: 12 }, { s: 10 });
	const parameters = createParameters({ ...sameImage(2), seconds: '={{ $json.s }}' });
	const { hints } = await runNode(workflow(gateway, parameters, { input }));
	expect(gateway.tasks.map(({ body }) => body.seconds)).toEqual([10, 10, 10]);
	expect(hints.map(({ message }) => message)).toEqual([
		'grok-image-video: shortened from 15 to 10 seconds.',
		'grok-image-video: shortened from 12 to 10 seconds.',
		expect.stringContaining('3 videos started'),
	]);
});

const LINK = 'https://example.com/a.png';
const referenceImage = images({ url: LINK });
const urls = (count: number) => `={{ Array(${count}).fill('${LINK}') }}`;
const days = (publicLinkDays: INodeParameters[string]) => options({ publicLinkDays });
const voices = (names: string) => ({ ...referenceImage, ...options({ voices: names }) });
const audio = (generateAudio: string) => options({ generateAudio });
const withFrames = (...rows: INodeParameters[]) => ({
	...link(LINK),
	seconds: 4,
	frames: { frame: rows },
});
const frame = (overrides: INodeParameters) => withFrames({ at: 'end', url: LINK, ...overrides });
const keyframes = (...times: INodeParameters[string][]) =>
	withFrames(...times.map((time) => ({ at: 'time', time, url: LINK })));
const LITE_BY_EXPRESSION = modelByExpression('grok-imagine-video-1.5-lite');
const CLASSIC_BY_EXPRESSION = modelByExpression(CLASSIC_MODEL);
const LINK_DAYS = "'Public Link Days' must be a whole number from 1 to 30";
const AT_SECOND = "'At Second' must be between 0 and 4, in steps of 1/3";

const FORMAT_FIELDS = 'aspect_ratio, resolution';
const REFERENCE_FIELDS = 'input_reference, reference_images';
/** Fields that the node sets, and the names that other servers have for them. */
const RESERVED: Record<ProtocolName, string> = {
	newApi: `model, prompt, seconds, duration, ${FORMAT_FIELDS}, image, images, image_urls, ${REFERENCE_FIELDS}`,
	openAiVideos: `model, prompt, seconds, duration, size, ${FORMAT_FIELDS}, image, images, ${REFERENCE_FIELDS}`,
	openRouter: `model, prompt, duration, seconds, ${FORMAT_FIELDS}, size, frame_images, input_references, generate_audio`,
	xai: `model, prompt, duration, seconds, ${FORMAT_FIELDS}, image, ${REFERENCE_FIELDS}, reference_audios, last_frame, keyframes, generate_audio, storage_options, video`,
};

it.each(PROTOCOLS)("with $name, 'Extra Body' cannot set reserved fields", async ({ model, id }) => {
	const fields = RESERVED[id].split(', ').map((name) => [name, 1]);
	const parameters = createParameters({
		model: modelField(model, 'id'),
		...extra(Object.fromEntries(fields)),
	});
	const { key, url } = gateway;
	const target = { key, url, credential: { protocol: id } };
	const { message } = await failureOf(workflow(target, parameters));
	expect(message).toBe(`'Extra Body' must not set ${RESERVED[id]}`);
});

describe.each(PROTOCOLS.filter(({ id }) => id !== 'xai'))('with $name', (protocol) => {
	const server = useStandIn(protocol);

	it.each<[string, INodeParameters]>([
		['Generate Audio', options({ generateAudio: false })],
		['Public Link Days', days(7)],
		['Voices', voices('ara')],
		['Frames', frame({})],
	])("'%s' is rejected before the first request", async (label, parameters) => {
		const model = modelField('grok-video-9', 'id'); // the field is shown for unknown models
		const { message, description } = await rejection(
			server,
			createParameters({ ...parameters, model }),
		);
		expect(message).toBe(`${new URL(server.url).host} does not support '${label}'`);
		expect(description).toBe(`Remove '${label}', or use a credential for xAI.`);
	});
});

/** The same for xAI, with its newest model unless a row sets another. */
const REJECTED_FOR_XAI: Row[] = [
	['a prompt that is too long', { prompt: 'x'.repeat(4097) }, "'Prompt' has 4097 char", 'Shorten'],
	[
		'a gateway model',
		{ model: modelField('grok-image-video', 'id') },
		'does not offer grok-image-video',
		"in 'Model': grok-imagine-video-1.5, grok-imagine-video-1.5-lite, grok-imagine-video.",
	],
	[
		'a resolution that the model does not support',
		{ model: CLASSIC_BY_EXPRESSION, resolution: '1080p' },
		"'Resolution' 1080p is not supported",
		'720p, 480p',
	],
	[
		'a resolution that the mode does not support',
		{ ...referenceImage, resolution: '1080p' },
		"'Resolution' 1080p is",
		'720p',
	],
	['15 images', images({ url: urls(15) }), 'takes at most 14 images, but got 15', 'Remove'],
	[
		'a mode that the model does not support',
		{ ...referenceImage, model: LITE_BY_EXPRESSION },
		"'Multiple Images to Video' is not supported",
		"'Text to Video'",
	],
	[
		'a duration above the maximum of the mode',
		{ ...referenceImage, model: CLASSIC_BY_EXPRESSION, seconds: 11 },
		`${DURATION} from 1 to 10, not 11`,
		'in this mode.',
	],
	['two first frames', link(urls(2)), 'takes one image, but got 2', "'Multiple Images to Video'"],
	[
		'reserved fields in the extra body',
		extra('{"duration": 1, "image": 1}'),
		"'Extra Body' must not set duration, image",
		'own',
	],
	// Otherwise the user would pay for a silent video.
	[
		'an empty Generate Audio',
		audio('={{ null }}'),
		"'Generate Audio' must be true or false, not nothing",
		'Set',
	],
	[
		'a text for Generate Audio',
		audio('no'),
		'\'Generate Audio\' must be true or false, not "no"',
		'Set',
	],
	['an empty number of days', days(''), LINK_DAYS],
	['1.5 days', days(1.5), LINK_DAYS],
	['31 days', days(31), LINK_DAYS],
	['four voices', voices('a, b，c, d'), "'Voices' takes at most 3 names, but got 4", 'Remove'],
	['an object as the voice', voices('={{ { id: "ara" } }}'), "'Voices' must be a text", 'pick'],
	[
		'voices for a model without this option',
		{ ...voices('ara'), model: CLASSIC_BY_EXPRESSION },
		'is not supported by ' + CLASSIC_MODEL,
	],
	[
		'frames for a model without this option',
		{ ...keyframes(1), model: LITE_BY_EXPRESSION },
		"'Frames' is not supported by",
		'pick grok-imagine-video-1.5 in',
	],
	[
		'two last frames',
		withFrames({ url: LINK }, { url: LINK }),
		'at the end and 4 at other times, but got 2',
	],
	[
		'five keyframes',
		keyframes(1, 2, 3, 1.33, 2.67),
		'at the end and 4 at other times, but got 0 and 5',
	],
	[
		'two keyframes at the same time',
		keyframes(1.33, 2, 1.34),
		'two images at second 1.33',
		"another 'At Second'",
	],
	['a keyframe at the start', keyframes(0), `'Frames', image 1: ${AT_SECOND}`, "'At' to"],
	['a keyframe before the start', keyframes(-1), `${AT_SECOND}, not -1`],
	['a keyframe at the end', keyframes(4), `${AT_SECOND}, not 4`],
	['a keyframe between steps', keyframes(1.5), `${AT_SECOND}, not 1.5`],
	['a text as the time', keyframes('={{ "later" }}'), 'in steps of 1/3, not "later"'],
	[
		'an unknown value of At',
		frame({ at: '={{ "start" }}' }),
		"'Frames', image 1: 'At' cannot be \"start\"",
	],
	['a frame without an image', frame({ url: '={{ [] }}' }), "'Frames', image 1 must be one image"],
	['a frame with two images', frame({ url: urls(2) }), "'Frames', image 1 must be one image"],
	['a frame without a URL', frame({ url: '' }), "'Frames', image 1, 'Image URL' is empty"],
	[
		'a frame with two links',
		frame({ url: `${LINK},${LINK}` }),
		"'Image URL' contains more than one link",
	],
	[
		'a frame with a missing file',
		frame({ source: 'binary', binaryField: 'last' }),
		"no file in the field 'last'",
	],
];

describe('with xAI', () => {
	it.each(REJECTED_FOR_XAI)('rejects %s', async (_name, parameters, message, description = '') => {
		const failure = await rejection(xai, createParameters(withNewestModel(parameters)));
		expect(failure.message).toContain(message);
		expect(failure.description).toContain(description);
	});

	it('sends a prompt of 4096 characters with four bytes each', async () => {
		await runNode(workflow(xai, createParameters({ prompt: '🚤'.repeat(4096) })));
		expect(xai.tasks).toHaveLength(1);
	});
});

it('a video delivered to an upload URL has no hint about a missing link', async () => {
	const extraBody = { output: { upload_url: 'https://example.com/put' } };
	const parameters = { downloadVideo: false, ...options({ pollInterval: 1, extraBody }) };
	xai.setPlan({ noUrl: true });
	const { hints } = await runNode(workflow(xai, createParameters(withNewestModel(parameters))));
	expect(hints.map(({ message }) => message)).toEqual([
		expect.stringContaining('1 video started: 1 finished.'),
	]);
});

describe('a public link', () => {
	const run = async (overrides: INodeParameters = {}) => {
		const parameters = withNewestModel({
			...options({ pollInterval: 1, publicLinkDays: 7, fileName: 'summer' }),
			...overrides,
		});
		return await runNode(workflow(xai, createParameters(parameters)));
	};

	it('is in the output, with its expiration time and the file ID', async () => {
		const startedAt = Date.now();
		const [{ json }] = (await run({ downloadVideo: false })).output;
		const response = await fetch(String(json.public_url));
		expect(Buffer.from(await response.arrayBuffer())).toEqual(await xai.video(xai.tasks[0]));
		const expiresAt = Date.parse(String(json.public_url_expires_at));
		expect((expiresAt - startedAt) / 86_400_000).toBeCloseTo(7, 1);
		expect(xai.files.get(String(json.file_id))!.filename).toBe('summer.mp4');
	});

	it('is used for the download if the video has no other link', async () => {
		xai.setPlan({ noUrl: true });
		const [{ binary, json }] = (await run()).output;
		expect(json.result_url).toBe(json.public_url);
		expect(binary!.data.mimeType).toBe('video/mp4');
	});

	it('that is missing does not fail the run, and a hint says why', async () => {
		const REASON = 'is finished, but has no public link: No space left';
		const doneWithoutLink = {
			status: 200,
			body: { status: 'done', video: { url: `${xai.fileUrl}/v.mp4` } },
		};
		for (const [plan, hint] of [
			[{ storageError: 'No space left' }, REASON],
			[{ publicUrlError: 'No space left' }, REASON],
			[undefined, "returned no public link although 'Public Link Days' is set"],
		] as const) {
			if (plan) xai.setPlan(plan);
			else xai.fail('status', doneWithoutLink);
			const { output, hints } = await run({ downloadVideo: plan !== undefined });
			expect(output[0].json).not.toHaveProperty('public_url');
			expect(output[0].json.status).toBe('SUCCESS');
			expect(hints.map(({ message }) => message).join()).toContain(hint);
			if (plan) expect(output[0].binary!.data.mimeType).toBe('video/mp4');
		}
	});
});

it.each(['edit', 'extend'])('a missing public link of %s has a hint', async (operation) => {
	const body = { status: 'done', video: { url: `${xai.fileUrl}/v.mp4` } };
	xai.fail('status', { status: 200, body });
	const video = { videoSource: 'url', videoUrl: 'https://example.com/in.mp4' };
	const parameters = createParameters({
		operation,
		...video,
		downloadVideo: false,
		model: modelField(CLASSIC_MODEL),
		...options({ pollInterval: 1, publicLinkDays: 7 }),
	});
	const { hints } = await runNode(workflow(xai, parameters));
	expect(hints.map(({ message }) => message).join()).toContain('returned no public link');
});
