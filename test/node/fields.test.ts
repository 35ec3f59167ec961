import type {
	IBinaryData,
	INodeParameters,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { CLASSIC, newest, withFiles } from '../support/changed';
import { runNode } from '../support/engine';
import { storedFile } from '../support/files';
import {
	byExpression,
	createAndWait,
	images,
	IMAGE_URL,
	items,
	modelField,
	ofTask,
	options,
	sameImage,
	video,
} from '../support/parameters';
import { failureOf, workflow, type Failure } from '../support/runs';
import { KINDS, useStandIn, useXaiNode } from '../support/standIns';
import { shortPauses } from '../support/time';

/** Fields of the node: values that are rejected before anything is paid, and features of xAI. */

const gateway = useStandIn(KINDS[0]);
const xai = useXaiNode();

beforeEach(() => void shortPauses());

type Row = [message: string, description: string, fields: INodeParameters];

const DURATION = "'Duration (Seconds)' must be a whole number";
const UNKNOWN_MODEL = modelField('grok-video-2-preview', 'id');
const TWO_LINKS = ['\n', ' ', ',', ';', '，', '；'].map((mark) => IMAGE_URL + mark + IMAGE_URL);
const link = (imageUrl: string) => ({ inputMode: 'image', imageUrl });
const file = (name: string) => ({ ...link(''), imageSource: 'binary', imageBinaryField: name });
const extra = (extraBody: INodeParameters[string]) => options({ extraBody });

/** Parts of the error and of its description, and the fields that are rejected. */
const REJECTED: Row[] = [
	["'Prompt' is empty", 'If the field holds an expression, it returns', { prompt: ' \n' }],
	["'Prompt' must be a text, not a list", 'pick', { prompt: '={{ [1] }}' }],
	["'Prompt' contains [object Object]", 'title }}', { prompt: '=A {{ {color: "red"} }} car' }],
	["'Model' is empty", 'list', { model: byExpression('') }],
	[`${DURATION} from 1 to 15, not 4.5`, 'up to 15 seconds.', { seconds: 4.5 }],
	[`${DURATION} from 1 to 15, not 0`, '15', { seconds: 0 }],
	[`${DURATION} from 1 to 15, not 16`, '15', { seconds: 16 }],
	[`${DURATION} from 1 to 15, not 20`, '15', { ...sameImage(2), seconds: 20 }],
	[`${DURATION} from 1 to 15, not nothing`, '15', { seconds: '={{ undefined }}' }],
	[`${DURATION} from 1 to 15, not NaN`, '15', { seconds: '={{ NaN }}' }],
	[`not "${'x'.repeat(59)}…`, '15', { seconds: '={{ "x".repeat(99) }}' }],
	[`${DURATION}, at least 1, not 1.5`, 'e.g. 4', { model: UNKNOWN_MODEL, seconds: 1.5 }],
	["'Resolution' 4k is not supported", 'Use one of: 720p, 480p.', { resolution: '4k' }],
	["'Resolution' is empty", 'it returns nothing for', { resolution: '={{ undefined }}' }],
	["'Mode' cannot be nothing", "'Text to Video' (text)", { inputMode: '={{ undefined }}' }],
	['\'Mode\' cannot be "movie"', "'Image to Video' (image)", { inputMode: '={{ "movie" }}' }],
	['1.5 needs one image', "'Image to Video'", { model: byExpression('grok-video-1.5') }],
	[
		'grok-video-1.5 takes exactly one image, but got 2',
		'Provide exactly one image.',
		{ ...sameImage(2), model: byExpression('grok-video-1.5') },
	],
	['grok-image-video takes at most 7 images, but got 8', 'Remove some', sameImage(8)],
	["'Reference Images' is empty", "'Mode'", images()],
	["'Reference Images', image 2, 'URL' is empty", '', images({ url: IMAGE_URL }, { url: '' })],
	["'Image URL' is an empty list", 'at least one link', link('={{ [] }}')],
	["'Image URL' is empty", 'https://', link('')],
	[
		"'Image URL' lacks the data:image/png;base64, prefix",
		'front',
		link('iVBORw0KGgoAAAANSUhEUg=='),
	],
	["'Image URL' lacks the data:image/jpeg;base64, prefix", 'front', link('/9j/4AAQSkZJRg==')],
	["'Image URL' lacks the data:image/png;base64, prefix", 'front', link('QUJD'.repeat(40))],
	["'Image URL' is not a web address: ftp", 'https://', link('ftp://a.b/c.png')],
	["'Image URL' is not a web address: picture", 'https://', link('picture')],
	[`not a web address: /${'x'.repeat(99)}`, '', link(`/${'x'.repeat(150)}.png`)],
	["'Image URL' must be a text, not an object", 'pick the text in it', link('={{ {u: 1} }}')],
	...TWO_LINKS.map((links): Row => ['contains more than one link', 'images', link(links)]),
	['a share link of Google Drive', 'Download the', link('https://drive.google.com/file/d/1/view')],
	['a share link of Dropbox', 'Download the', link('https://www.dropbox.com/scl/a.png?dl=0')],
	['a complete data URL', 'data:image/png;base64,', link('data:text/plain;base64,QUJD')],
	['a complete data URL', '', link('data:text/plain,data:image/png;base64,QUJD')],
	['a complete data URL', '', link('data:image/png;base64,iVBO!Rw0KGgo=')],
	['a complete data URL', '', link('data:image/png;base64,iVBORw0KGgo=!')],
	['a complete data URL', '', link('data:image/png;base64,')],
	['not an image that can be sent (image/jpeg)', '', link('data:image/jpeg;base64,PGh0bWw+')],
	["'Input Data Field Name': the item has no file in the field 'a'", 'It has: text', file('a')],
	["has no file in the field 'constructor'", 'It has: text', file('constructor')],
	["in the field 'text' is not an image that can be sent", 'PNG or WebP', file('text')],
	["in the field 'svg' is not an image that can be sent (image/svg+xml)", 'PNG', file('svg')],
	["in the field 'logo.svg' is not an image", 'PNG', file('={{ $binary.svg }}')],
	["the file in the field 'missing' has no content", 'as base64', file('missing')],
	["the file in the field 'empty' has no content", 'as base64', file('empty')],
	["'Input Data Field Name' is empty", 'e.g. data', file('={{ undefined }}')],
	["'Input Data Field Name' is empty", 'e.g. data', file(' ,，')],
	["'Input Data Field Name' must be the name of a field", '', file('={{ {a: 1} }}')],
	[
		"'Input Reference' in 'Request Form' takes one image, but got 2",
		"'Automatic'",
		{ ...sameImage(2), ...options({ requestForm: 'input_reference' }) },
	],
	['\'Request Form\' cannot be "x"', 'image_urls, input', options({ requestForm: 'x' })],
	["'Extra Body' must be a JSON object", '{"user": "customer-42"}', extra('seed=1')],
	["'Extra Body' must be a JSON object", '', extra('[1]')],
	["'Extra Body' must be a JSON object", '', extra('={{ undefined }}')],
	["'Extra Body' must be a JSON object", '', extra('={{ new Date() }}')],
	["'Extra Body' must be a JSON object", '', extra('={{ /x/ }}')],
	["'Extra Body' must not set prompt, image_urls", '', extra('{"prompt":1,"a":1,"image_urls":1}')],
	["'Extra Body' must not set seconds", 'own', extra('={{ {toJSON: () => ({seconds: 15})} }}')],
	["'Poll Interval (Seconds)' must be a number, at least 1", '', options({ pollInterval: 0.5 })],
	["'Max Wait (Seconds)' must be a number, at least 1", 'Correct the', options({ maxWait: 0 })],
	["'Max Parallel Tasks' must be a number, not true", '', options({ maxParallel: true })],
	['must be a number, not {}', '', options({ maxParallel: '={{ Object.create(null) }}' })],
	['\'On Timeout\' cannot be "Return"', '(return)', options({ onTimeout: 'Return' })],
	["'Download Video' must be true or false", '', { downloadVideo: '={{ "maybe" }}' }],
	["'Output Data Field Name' must be a text", 'pick', { outputField: '={{ {a: 1} }}' }],
];

/** The error of a run that calls nothing. Every label that it quotes is one that the user sees. */
async function rejection(server: typeof gateway, fields: INodeParameters, binary = {}) {
	const failure = await failureOf(workflow(server, fields, { input: [withFiles(binary)] }));
	expect(failure.message.length).toBeLessThan(200); // long values are shortened
	expect(failure.description).toMatch(/^\S.+[.…]$/);
	for (const label of quoted(failure)) expect(LABELS).toContain(label);
	expect(server.requests).toHaveLength(0);
	return failure;
}

const quoted = ({ message, description }: Failure) =>
	[...`${message} ${description}`.matchAll(/'([A-Z][\w ()]*)'/g)].map(([, label]) => label);

type Labelled = Partial<INodePropertyCollection & INodePropertyOptions> & { options?: unknown[] };

const LABELS = labelsOf(new GrokVideo().description.properties as Labelled[]);

function labelsOf(fields: Labelled[]): string[] {
	return fields.flatMap(({ displayName, name = '', options: inner = [], values = [] }) => [
		displayName ?? name,
		...labelsOf(inner as Labelled[]),
		...labelsOf(values as Labelled[]),
	]);
}

describe('before anything is sent', () => {
	it.each(REJECTED)('the error is %s (%s) for %j', async (message, description, fields) => {
		const svg = await storedFile(Buffer.from('\ufeff<svg xmlns="x"/>'), 'image/svg+xml');
		const binary = {
			text: await storedFile(Buffer.from('Hello'), 'text/plain'),
			svg: { ...svg, fileName: 'logo.svg' },
			missing: { mimeType: 'image/png' } as IBinaryData,
			empty: { mimeType: 'image/png', data: '' },
		};
		const failure = await rejection(gateway, createAndWait(fields), binary);
		expect(failure.message).toContain(message);
		expect(failure.description).toContain(description);
	});

	it.each(['get', 'wait'] as const)('%s needs a task ID', async (operation) => {
		for (const [taskId, words] of [
			[' ', "'Task ID' is empty"],
			['={{ [1] }}', "'Task ID' must be a text, not a list"],
			['x'.repeat(301), "'Task ID' must be the ID of a task, not \"xxx"],
		]) {
			const { message, description } = await rejection(gateway, ofTask(operation, taskId));
			expect(message).toContain(words);
			if (taskId !== '={{ [1] }}') expect(description).toContain('{{ $json.task_id }}');
		}
	});

	it('an image is not looked for in an item without files', async () => {
		const { description } = await rejection(gateway, video(file('data')));
		expect(description).toMatch(/^The item has no file\. Enter the name/);
	});
});

it('a task ID can be a number', async () => {
	const { message } = await failureOf(workflow(gateway, ofTask('get', '={{ 42 }}')));
	expect(message).toContain('(task ID: 42)');
	expect(gateway.requests.map(({ path }) => path)).toEqual(['/v1/video/generations/42']);
});

it('videos from several images are shortened to 10 seconds, and a hint says so', async () => {
	const input = items({ s: 15 }, { s: 12 }, { s: 10 });
	const parameters = video({ ...sameImage(2), seconds: '={{ $json.s }}' });
	const { hints } = await runNode(workflow(gateway, parameters, { input }));
	expect(gateway.tasks.map(({ body }) => body.seconds)).toEqual([10, 10, 10]);
	expect(hints.map(({ message }) => message)).toEqual([
		'grok-image-video: shortened from 15 to 10 seconds.',
		'grok-image-video: shortened from 12 to 10 seconds.',
		expect.stringContaining('3 videos started'),
	]);
});

const A = 'https://example.com/a.png';
const refs = images({ url: A });
const many = (count: number) => `={{ Array(${count}).fill('${A}') }}`;
const days = (publicLinkDays: INodeParameters[string]) => options({ publicLinkDays });
const voices = (names: string) => ({ ...refs, ...options({ voices: names }) });
const audio = (generateAudio: string) => options({ generateAudio });
const withFrames = (...frame: INodeParameters[]) => ({ ...link(A), seconds: 4, frames: { frame } });
const frame = (more: INodeParameters) => withFrames({ at: 'end', url: A, ...more });
const at = (...times: INodeParameters[string][]) =>
	withFrames(...times.map((time) => ({ at: 'time', time, url: A })));
const LITE = byExpression('grok-imagine-video-1.5-lite');
const OLD = byExpression(CLASSIC);

describe.each(KINDS.filter(({ protocol }) => protocol !== 'xai'))('with $name', (kind) => {
	const server = useStandIn(kind);

	it.each<[string, INodeParameters]>([
		['Generate Audio', options({ generateAudio: false })],
		['Public Link Days', days(7)],
		['Voices', voices('ara')],
		['Frames', frame({})],
	])("'%s' is rejected before anything is sent", async (label, fields) => {
		const model = modelField('grok-video-9', 'id'); // unknown, so that the field is shown
		const { message, description } = await rejection(server, video({ ...fields, model }));
		expect(message).toBe(`${new URL(server.url).host} does not support '${label}'`);
		expect(description).toBe(`Remove '${label}', or use a credential for xAI.`);
	});
});

/** The same with xAI's newest model. */
const REJECTED_FOR_XAI: Row[] = [
	["'Prompt' has 4097 characters, but", 'Shorten', { prompt: 'x'.repeat(4097) }],
	['offer grok-image-video', '-1.5', { model: modelField('grok-image-video', 'id') }],
	["'Resolution' 1080p is not supported", '720p, 480p', { model: OLD, resolution: '1080p' }],
	["'Resolution' 1080p is not supported", '720p', { ...refs, resolution: '1080p' }],
	['takes at most 14 images, but got 15', 'Remove', images({ url: many(15) })],
	["'Multiple Images to Video' is not supported", "'Text to Video'", { ...refs, model: LITE }],
	[`${DURATION} from 1 to 10, not 11`, 'in this mode.', { ...refs, model: OLD, seconds: 11 }],
	['takes one image, but got 2', "'Multiple Images to Video'", link(many(2))],
	["'Extra Body' must not set duration, image", 'own', extra('{"duration": 1, "image": 1}')],
	// A silent video would be paid.
	["'Generate Audio' must be true or false, not nothing", 'Set', audio('={{ null }}')],
	['\'Generate Audio\' must be true or false, not "no"', 'Set', audio('no')],
	["'Public Link Days' must be a whole number from 1 to 30", '', days('')],
	["'Public Link Days' must be a whole number from 1 to 30", '', days(1.5)],
	["'Public Link Days' must be a whole number from 1 to 30", '', days(31)],
	["'Voices' takes at most 3 names, but got 4", 'Remove', voices('a, b，c, d')],
	["'Voices' must be a text, not an object", 'pick', voices('={{ { id: "ara" } }}')],
	[`'Voices' is not supported by ${CLASSIC}`, '', { ...voices('ara'), model: OLD }],
	["'Frames' is not supported by", 'pick grok-imagine-video-1.5 in', { ...at(1), model: LITE }],
	['image at the end and 4 at other times, but got 2', '', withFrames({ url: A }, { url: A })],
	['at the end and 4 at other times, but got 0 and 5', '', at(1, 2, 3, 1.33, 2.67)],
	["'Frames' has two images at second 1.33", "another 'At Second'", at(1.33, 2, 1.34)],
	["'Frames', image 1: 'At Second' must be between 0 and 4, in steps of 1/3", "'At' to", at(0)],
	["'At Second' must be between 0 and 4, in steps of 1/3, not -1", '', at(-1)],
	["'At Second' must be between 0 and 4, in steps of 1/3, not 4", '', at(4)],
	["'At Second' must be between 0 and 4, in steps of 1/3, not 1.5", '', at(1.5)],
	['in steps of 1/3, not "later"', '', at('={{ "later" }}')],
	["'Frames', image 1: 'At' cannot be \"start\"", '', frame({ at: '={{ "start" }}' })],
	["'Frames', image 1 must be one image", '', frame({ url: '={{ [] }}' })],
	["'Frames', image 1 must be one image", '', frame({ url: many(2) })],
	["'Frames', image 1, 'Image URL' is empty", '', frame({ url: '' })],
	["'Frames', image 1, 'Image URL' contains more than one link", '', frame({ url: `${A},${A}` })],
	["no file in the field 'last'", '', frame({ source: 'binary', binaryField: 'last' })],
];

describe('with xAI', () => {
	it.each(REJECTED_FOR_XAI)('the error is %s (%s) for %j', async (message, description, fields) => {
		const failure = await rejection(xai, video(newest(fields)));
		expect(failure.message).toContain(message);
		expect(failure.description).toContain(description);
	});

	it('a prompt of 4096 characters is sent, whatever their bytes', async () => {
		await runNode(workflow(xai, video({ prompt: '🚤'.repeat(4096) })));
		expect(xai.tasks).toHaveLength(1);
	});
});

describe('a public link', () => {
	const linked = (more: INodeParameters = {}) =>
		newest({ ...options({ pollInterval: 1, publicLinkDays: 7, fileName: 'summer' }), ...more });
	const run = async (more: INodeParameters = {}) =>
		await runNode(workflow(xai, video(linked(more))));

	it('is in the output, with its end and the file’s ID', async () => {
		const before = Date.now();
		const [{ json }] = (await run({ downloadVideo: false })).output;
		const response = await fetch(String(json.public_url));
		expect(Buffer.from(await response.arrayBuffer())).toEqual(await xai.video(xai.tasks[0]));
		const end = Date.parse(String(json.public_url_expires_at));
		expect((end - before) / 86_400_000).toBeCloseTo(7, 1);
		expect(xai.files.get(String(json.file_id))!.filename).toBe('summer.mp4');
	});

	it('of a video that has only this one is the one that is downloaded', async () => {
		xai.setPlan({ noUrl: true });
		const [{ binary, json }] = (await run()).output;
		expect(json.result_url).toBe(json.public_url);
		expect(binary!.data.mimeType).toBe('video/mp4');
	});

	it('that is missing does not keep the video back, and a hint says why', async () => {
		const REASON = 'is finished, but has no public link: No space left';
		const stored = {
			status: 200,
			body: { status: 'done', video: { url: `${xai.fileUrl}/v.mp4` } },
		};
		for (const [plan, hint] of [
			[{ storageError: 'No space left' }, REASON],
			[{ publicUrlError: 'No space left' }, REASON],
			[undefined, "returned no public link although 'Public Link Days' is set"],
		] as const) {
			if (plan) xai.setPlan(plan);
			else xai.fail('status', stored);
			const { output, hints } = await run({ downloadVideo: plan !== undefined });
			expect(output[0].json).not.toHaveProperty('public_url');
			expect(output[0].json.status).toBe('SUCCESS');
			expect(hints.map(({ message }) => message).join()).toContain(hint);
			if (plan) expect(output[0].binary!.data.mimeType).toBe('video/mp4');
		}
	});
});
