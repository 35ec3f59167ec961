import { NodeHelpers, type INodeParameters } from 'n8n-workflow';
import { MODELS } from '../../nodes/GrokVideo/models';
import { fieldsFor, issuesOf, offeredOptions, shownFields, valuesOf } from '../support/editor';
import { operations } from '../support/outputs';
import { getMany, modelField, createVideo } from '../support/parameters';
import { credential, description, allFields } from '../support/descriptionFields';

/** Which fields the editor shows, and with which values. */

const UNKNOWN = modelField('grok-video-9', 'id');

/** Names of the shown fields, after Resource and Operation. */
const shown = (parameters: INodeParameters, asTool = false) =>
	shownFields(parameters, asTool)
		.map(({ name }) => name)
		.slice(2);

const IMAGE = ['imageSource', 'imageUrl'];
const AND_FRAMES = [...IMAGE, 'frames'];
const NO_RATIO = ['seconds', 'resolution'];
const SHAPE = ['seconds', 'aspectRatio', 'resolution'];
const DOWNLOAD = ['downloadVideo', 'outputField'];
const END = ['simplify', 'options'];

describe('Create and Create and Wait', () => {
	it.each<[string, string, string[]]>([
		['grok-image-video', 'text', ['inputMode', 'prompt', ...SHAPE]],
		['grok-image-video', 'image', ['inputMode', 'prompt', ...IMAGE, ...SHAPE]],
		['grok-image-video', 'images', ['inputMode', 'prompt', 'images', ...SHAPE]],
		['grok-video-1.5', 'text', ['prompt', ...IMAGE, ...SHAPE]], // it has one mode
		['grok-video-1.5', 'images', ['prompt', ...IMAGE, ...SHAPE]],
		['grok-imagine-video', 'image', ['inputMode', 'prompt', ...IMAGE, ...NO_RATIO]],
		['grok-imagine-video-1.5', 'text', ['inputMode', 'prompt', ...SHAPE]],
		['grok-imagine-video-1.5', 'image', ['inputMode', 'prompt', ...AND_FRAMES, ...NO_RATIO]],
		['grok-imagine-video-1.5', 'images', ['inputMode', 'prompt', 'images', ...SHAPE]],
		['grok-imagine-video-1.5-lite', 'image', ['inputMode', 'prompt', ...IMAGE, ...NO_RATIO]],
		['grok-video-9', 'text', ['inputMode', 'prompt', ...SHAPE]],
		['grok-video-9', 'image', ['inputMode', 'prompt', ...AND_FRAMES, ...SHAPE]],
		['grok-video-9', 'images', ['inputMode', 'prompt', 'images', ...SHAPE]],
		['={{ $json.model }}', 'text', ['inputMode', 'prompt', ...SHAPE]],
		['={{ $json.model }}', 'image', ['inputMode', 'prompt', ...AND_FRAMES, ...SHAPE]],
		['={{ $json.model }}', 'images', ['inputMode', 'prompt', 'images', ...SHAPE]],
	])('show the fields that apply to %s in the mode %s', (id, inputMode, expected) => {
		const parameters = { model: modelField(id, 'id'), inputMode };
		expect(shown(createVideo(parameters))).toEqual(['model', ...expected, ...END]);
		const waiting = createVideo({ ...parameters, operation: 'createAndWait' });
		expect(shown(waiting)).toEqual(['model', ...expected, ...DOWNLOAD, ...END]);
	});

	it('ask for a field name instead of a link if the image is a file', () => {
		const oneMode = { model: modelField('grok-video-1.5'), imageSource: 'binary' };
		for (const parameters of [oneMode, { inputMode: 'image', imageSource: 'binary' }]) {
			expect(shown(createVideo(parameters))).toContain('imageBinaryField');
			expect(shown(createVideo(parameters))).not.toContain('imageUrl');
		}
	});

	it('say that the video takes the shape of the image where Aspect Ratio is not shown', () => {
		const hints = (model: string, imageSource: string) =>
			shownFields(createVideo({ model: modelField(model), inputMode: 'image', imageSource }))
				.filter(({ name }) => ['imageUrl', 'imageBinaryField'].includes(name))
				.map(({ hint }) => hint);
		const ofFile = 'The name of the input field that holds the image file';
		const ofShape = 'The video takes the shape of the image';
		expect(hints('grok-imagine-video', 'url')).toEqual([ofShape]);
		expect(hints('grok-imagine-video', 'binary')).toEqual([`${ofFile}. ${ofShape}.`]);
		expect(hints('grok-image-video', 'url')).toEqual([undefined]);
		expect(hints('grok-image-video', 'binary')).toEqual([ofFile]);
	});

	it('keep the entered values when the model changes', () => {
		const entered = { seconds: 8, aspectRatio: '9:16', resolution: '480p' };
		const values = valuesOf(createVideo({ ...entered, model: modelField('grok-video-1.5') }));
		expect(values).toMatchObject(entered);
		expect(valuesOf(createVideo({ ...values, model: UNKNOWN }))).toMatchObject(entered);
	});

	it('start with 4 seconds, 16:9 and 720p for every model', () => {
		for (const model of [...MODELS.map(({ id }) => modelField(id)), UNKNOWN]) {
			const defaults = { seconds: 4, aspectRatio: '16:9', resolution: '720p' };
			expect(valuesOf(createVideo({ model }))).toMatchObject(defaults);
		}
	});

	it('mark a missing prompt and a missing model', () => {
		expect(Object.keys(issuesOf(createVideo({ prompt: '' })))).toEqual(['prompt']);
		expect(Object.keys(issuesOf(createVideo({ model: modelField('') })))).toEqual(['model']);
		expect(issuesOf(createVideo({ model: modelField('grok-video-1.5') }))).toEqual({});
	});
});

describe('Edit and Extend', () => {
	const FILE = ['videoSource', 'videoBinaryField'];

	it.each([
		['edit', []],
		['extend', ['seconds']],
	])('%s asks for a prompt and a video', (operation, more) => {
		const expected = ['model', 'prompt', ...FILE, ...more, 'waitForCompletion'];
		const withFields = (parameters: INodeParameters) =>
			shown(createVideo({ operation, ...parameters }));
		expect(withFields({})).toEqual([...expected, ...DOWNLOAD, ...END]);
		expect(withFields({ waitForCompletion: false })).toEqual([...expected, ...END]);
		expect(withFields({ downloadVideo: false })).toEqual([...expected, 'downloadVideo', ...END]);
		expect(withFields({ videoSource: 'url' })).toContain('videoUrl');
		expect(withFields({ videoSource: 'url' })).not.toContain('videoBinaryField');
		expect(Object.keys(issuesOf(createVideo({ operation, prompt: '' })))).toEqual(['prompt']);
	});

	it('start with a model that can extend, and with 6 seconds', () => {
		const { model, seconds } = valuesOf(createVideo({ operation: 'extend' }));
		expect(model).toMatchObject({ mode: 'list', value: 'grok-imagine-video' });
		expect(seconds).toBe(6);
	});
});

describe('other operations', () => {
	it.each<[string, INodeParameters, string[]]>([
		['createAndWait', {}, ['model', 'inputMode', 'prompt', ...SHAPE, 'downloadVideo']],
		['get', {}, ['taskId', 'downloadVideo']],
		['get', { downloadVideo: true }, ['taskId', ...DOWNLOAD]],
		['wait', { downloadVideo: true }, ['taskId', ...DOWNLOAD]],
	])('%s shows its fields with %j', (operation, more, expected) => {
		const parameters = { operation, downloadVideo: false, ...more };
		expect(shown(createVideo(parameters))).toEqual([...expected, ...END]);
	});

	it('get many shows a limit only if not all are returned', () => {
		const rest = ['videoOnly', 'simplify'];
		expect(shown(getMany())).toEqual(['returnAll', ...rest]);
		expect(shown(getMany({ returnAll: false }))).toEqual(['returnAll', 'limit', ...rest]);
	});
});

describe('a tool of an AI agent', () => {
	it.each<[string, INodeParameters, string[]]>([
		['create', {}, ['model', 'inputMode', 'prompt', ...SHAPE, 'output', 'options']],
		['createAndWait', {}, ['model', 'inputMode', 'prompt', ...SHAPE, 'output', 'options']],
		['get', {}, ['taskId', 'output', 'options']],
		['wait', { output: 'selected' }, ['taskId', 'output', 'selectedFields', 'options']],
	])('has Output instead of Simplify and no download: %s', (operation, more, expected) => {
		expect(shown(createVideo({ operation, ...more }), true)).toEqual(expected);
		expect(offeredOptions(createVideo({ operation }), true)).not.toContain('fileName');
	});
});

describe('the options', () => {
	const ITEMS = ['maxParallel', 'maxVideos'];
	const WAIT = ['maxWait', 'onTimeout', 'pollInterval'];
	const FORM = ['requestForm', 'imagesAs'];
	const FOR_CREATE = ['extraBody', ...ITEMS, ...FORM];

	it.each([
		['create', FOR_CREATE],
		['createAndWait', ['extraBody', 'fileName', ...ITEMS, ...WAIT, ...FORM]],
		['edit', ['extraBody', 'fileName', 'maxCostUsd', ...ITEMS, ...WAIT, 'publicLinkDays']],
		['get', ['fileName', 'maxParallel']],
		['wait', ['fileName', 'maxParallel', ...WAIT]],
	])('of %s are those that it uses', (operation, expected) => {
		expect(offeredOptions(createVideo({ operation }))).toEqual(expected);
	});

	it.each<[string, string, string[]]>([
		['grok-imagine-video-1.5', 'text', []],
		['grok-imagine-video-1.5', 'images', ['voices']],
		['grok-imagine-video-1.5-lite', 'text', []],
		['grok-imagine-video', 'images', []],
		['x-ai/grok-imagine-video-1.5', 'images', ['voices']],
		['grok-video-9', 'images', ['voices']],
	])('of %s in the mode %s include what the model can do: %j', (id, inputMode, more) => {
		const expected = [...FOR_CREATE, 'generateAudio', 'maxCostUsd', 'publicLinkDays', ...more];
		const offered = offeredOptions(createVideo({ model: modelField(id, 'id'), inputMode }));
		expect(offered.sort()).toEqual(expected.sort());
	});
});

describe('the credential', () => {
	it.each([
		['apixgo', ['provider', 'apiKey', 'header']],
		['constreet', ['provider', 'apiKey', 'header']],
		['openRouter', ['provider', 'apiKey', 'header']],
		['xai', ['provider', 'apiKey', 'header']],
		['custom', ['provider', 'baseUrl', 'protocol', 'apiKey', 'header']],
	])('of %s asks for what it needs', (provider, expected) => {
		const shownWith = (values: INodeParameters) =>
			credential.properties
				.filter((field) => NodeHelpers.displayParameter(values, field, null, null))
				.map(({ name }) => name);
		const withHeader = [...expected, 'headerName', 'headerValue'];
		expect(shownWith({ provider, header: false })).toEqual(expected);
		expect(shownWith({ provider, header: true })).toEqual(withHeader);
	});

	it('hides the key and the value of the header', () => {
		const secrets = credential.properties.filter(({ typeOptions }) => typeOptions?.password);
		expect(secrets.map(({ name }) => name)).toEqual(['apiKey', 'headerValue']);
	});
});

describe('all fields', () => {
	it.each([
		['images', 'url', ['source', 'url']],
		['images', 'binary', ['source', 'binaryField']],
		['frames', 'url', ['at', 'source', 'url']],
		['frames', 'binary', ['at', 'source', 'binaryField']],
	])('of a row of %s from %s ask for one address', (collection, source, expected) => {
		const values = { source, at: 'end' };
		const names = allFields
			.filter(({ path }) => path.startsWith(`${collection}.`))
			.filter(({ field }) => NodeHelpers.displayParameter(values, field, null, description))
			.map(({ field }) => field.name);
		expect([...new Set(names)]).toEqual(expected);
	});

	it('that an expression may need are shown', () => {
		const source = createVideo({ inputMode: 'image', imageSource: '={{ $json.source }}' });
		expect(shown(source)).toEqual(expect.arrayContaining([...IMAGE, 'imageBinaryField']));
		const mode = createVideo({ inputMode: '={{ $json.mode }}' });
		expect(shown(mode)).toEqual(expect.arrayContaining([...IMAGE, 'images']));
		const download = createVideo({ operation: 'get', downloadVideo: '={{ $json.download }}' });
		expect(shown(download)).toContain('outputField');
	});

	it('are shown once, whatever is chosen', () => {
		const expression = '={{ $json.x }}';
		const ids = [...MODELS.map(({ id }) => id), 'x-ai/grok-imagine-video', 'x', '', expression];
		const perModel = ids.flatMap((id) =>
			['text', 'image', 'images', expression].map((inputMode) =>
				createVideo({ model: modelField(id, 'id'), inputMode, imageSource: expression }),
			),
		);
		const perOperation = Object.keys(operations.video).flatMap((operation) =>
			[true, false, expression].map((downloadVideo) => createVideo({ operation, downloadVideo })),
		);
		for (const parameters of [...perModel, ...perOperation, getMany()]) {
			const ofTool = shownFields(parameters, true);
			for (const fields of [shownFields(parameters), fieldsFor(parameters), ofTool]) {
				const names = fields.map(({ name }) => name);
				expect({ parameters, names }).toEqual({ parameters, names: [...new Set(names)] });
			}
		}
	});
});
