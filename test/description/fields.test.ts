import { NodeHelpers, type INodeParameters } from 'n8n-workflow';
import { MODELS } from '../../nodes/GrokVideo/models';
import { fieldsFor, issuesOf, offeredOptions, shownFields, valuesOf } from '../support/editor';
import { operations } from '../support/outputs';
import { getManyParameters, modelField, createParameters } from '../support/parameters';
import { credential, description, allFields } from '../support/descriptionFields';

/** Which fields the editor shows, and with which values. */

const UNKNOWN = modelField('grok-video-9', 'id');

/** Names of the shown fields, after Resource and Operation. */
const shownNames = (parameters: INodeParameters, asTool = false) =>
	shownFields(parameters, asTool)
		.map(({ name }) => name)
		.slice(2);

const IMAGE = ['imageSource', 'imageUrl'];
const IMAGE_AND_FRAMES = [...IMAGE, 'frames'];
const FORMAT = ['seconds', 'aspectRatio', 'resolution'];
const NO_RATIO = ['seconds', 'resolution'];
const DOWNLOAD = ['downloadVideo', 'outputField'];
const LAST = ['simplify', 'options'];

describe('Create and Create and Wait', () => {
	it.each<[string, string, string[]]>([
		['grok-image-video', 'text', ['inputMode', 'prompt', ...FORMAT]],
		['grok-image-video', 'image', ['inputMode', 'prompt', ...IMAGE, ...FORMAT]],
		['grok-image-video', 'images', ['inputMode', 'prompt', 'images', ...FORMAT]],
		['grok-video-1.5', 'text', ['prompt', ...IMAGE, ...FORMAT]], // its only mode
		['grok-video-1.5', 'images', ['prompt', ...IMAGE, ...FORMAT]],
		['grok-imagine-video', 'image', ['inputMode', 'prompt', ...IMAGE, ...NO_RATIO]],
		['grok-imagine-video-1.5', 'text', ['inputMode', 'prompt', ...FORMAT]],
		['grok-imagine-video-1.5', 'image', ['inputMode', 'prompt', ...IMAGE_AND_FRAMES, ...NO_RATIO]],
		['grok-imagine-video-1.5', 'images', ['inputMode', 'prompt', 'images', ...FORMAT]],
		['grok-imagine-video-1.5-lite', 'image', ['inputMode', 'prompt', ...IMAGE, ...NO_RATIO]],
		['grok-video-9', 'text', ['inputMode', 'prompt', ...FORMAT]],
		['grok-video-9', 'image', ['inputMode', 'prompt', ...IMAGE_AND_FRAMES, ...FORMAT]],
		['grok-video-9', 'images', ['inputMode', 'prompt', 'images', ...FORMAT]],
		['={{ $json.model }}', 'text', ['inputMode', 'prompt', ...FORMAT]],
		['={{ $json.model }}', 'image', ['inputMode', 'prompt', ...IMAGE_AND_FRAMES, ...FORMAT]],
		['={{ $json.model }}', 'images', ['inputMode', 'prompt', 'images', ...FORMAT]],
	])('show the fields that apply to %s in %s mode', (id, inputMode, expected) => {
		const parameters = { model: modelField(id, 'id'), inputMode };
		expect(shownNames(createParameters(parameters))).toEqual(['model', ...expected, ...LAST]);
		const createAndWait = createParameters({ ...parameters, operation: 'createAndWait' });
		expect(shownNames(createAndWait)).toEqual(['model', ...expected, ...DOWNLOAD, ...LAST]);
	});

	it('ask for a field name instead of a URL if the image is a file', () => {
		const oneImageModel = { model: modelField('grok-video-1.5'), imageSource: 'binary' };
		for (const parameters of [oneImageModel, { inputMode: 'image', imageSource: 'binary' }]) {
			expect(shownNames(createParameters(parameters))).toContain('imageBinaryField');
			expect(shownNames(createParameters(parameters))).not.toContain('imageUrl');
		}
	});

	it('say that the video takes the shape of the image if Aspect Ratio is hidden', () => {
		const hints = (model: string, imageSource: string) =>
			shownFields(createParameters({ model: modelField(model), inputMode: 'image', imageSource }))
				.filter(({ name }) => ['imageUrl', 'imageBinaryField'].includes(name))
				.map(({ hint }) => hint);
		const fileHint = 'The name of the input field that holds the image file';
		const shapeHint = 'The video takes the shape of the image';
		expect(hints('grok-imagine-video', 'url')).toEqual([shapeHint]);
		expect(hints('grok-imagine-video', 'binary')).toEqual([`${fileHint}. ${shapeHint}.`]);
		expect(hints('grok-image-video', 'url')).toEqual([undefined]);
		expect(hints('grok-image-video', 'binary')).toEqual([fileHint]);
	});

	it('keep the entered values when the model changes', () => {
		const entered = { seconds: 8, aspectRatio: '9:16', resolution: '480p' };
		const values = valuesOf(createParameters({ ...entered, model: modelField('grok-video-1.5') }));
		expect(values).toMatchObject(entered);
		expect(valuesOf(createParameters({ ...values, model: UNKNOWN }))).toMatchObject(entered);
	});

	it('default to 4 seconds, 16:9 and 720p for every model', () => {
		for (const model of [...MODELS.map(({ id }) => modelField(id)), UNKNOWN]) {
			const defaults = { seconds: 4, aspectRatio: '16:9', resolution: '720p' };
			expect(valuesOf(createParameters({ model }))).toMatchObject(defaults);
		}
	});

	it('report a missing prompt and a missing model', () => {
		expect(Object.keys(issuesOf(createParameters({ prompt: '' })))).toEqual(['prompt']);
		expect(Object.keys(issuesOf(createParameters({ model: modelField('') })))).toEqual(['model']);
		expect(issuesOf(createParameters({ model: modelField('grok-video-1.5') }))).toEqual({});
	});
});

describe('Edit and Extend', () => {
	const VIDEO = ['videoSource', 'videoBinaryField'];

	it.each([
		['edit', []],
		['extend', ['seconds']],
	])('ask for a prompt and a video: %s', (operation, extraFields) => {
		const expected = ['model', 'prompt', ...VIDEO, ...extraFields, 'waitForCompletion'];
		const shownWith = (parameters: INodeParameters) =>
			shownNames(createParameters({ operation, ...parameters }));
		expect(shownWith({})).toEqual([...expected, ...DOWNLOAD, ...LAST]);
		expect(shownWith({ waitForCompletion: false })).toEqual([...expected, ...LAST]);
		expect(shownWith({ downloadVideo: false })).toEqual([...expected, 'downloadVideo', ...LAST]);
		expect(shownWith({ videoSource: 'url' })).toContain('videoUrl');
		expect(shownWith({ videoSource: 'url' })).not.toContain('videoBinaryField');
		expect(Object.keys(issuesOf(createParameters({ operation, prompt: '' })))).toEqual(['prompt']);
	});

	it('default to a model that can extend and to 6 seconds: extend', () => {
		const { model, seconds } = valuesOf(createParameters({ operation: 'extend' }));
		expect(model).toMatchObject({ mode: 'list', value: 'grok-imagine-video' });
		expect(seconds).toBe(6);
	});
});

describe('the operations', () => {
	it.each<[string, INodeParameters, string[]]>([
		['createAndWait', {}, ['model', 'inputMode', 'prompt', ...FORMAT, 'downloadVideo']],
		['get', {}, ['taskId', 'downloadVideo']],
		['get', { downloadVideo: true }, ['taskId', ...DOWNLOAD]],
		['wait', { downloadVideo: true }, ['taskId', ...DOWNLOAD]],
	])('show their fields: %s with %j', (operation, overrides, expected) => {
		const parameters = createParameters({ operation, downloadVideo: false, ...overrides });
		expect(shownNames(parameters)).toEqual([...expected, ...LAST]);
	});

	it('show a limit in Get Many only if Return All is off', () => {
		expect(shownNames(getManyParameters())).toEqual(['returnAll', 'videoOnly', 'simplify']);
		const withLimit = ['returnAll', 'limit', 'videoOnly', 'simplify'];
		expect(shownNames(getManyParameters({ returnAll: false }))).toEqual(withLimit);
	});
});

describe('a tool of an AI agent', () => {
	it.each<[string, INodeParameters, string[]]>([
		['create', {}, ['model', 'inputMode', 'prompt', ...FORMAT, 'output', 'options']],
		['createAndWait', {}, ['model', 'inputMode', 'prompt', ...FORMAT, 'output', 'options']],
		['get', {}, ['taskId', 'output', 'options']],
		['wait', { output: 'selected' }, ['taskId', 'output', 'selectedFields', 'options']],
	])('has Output instead of Simplify, and no download: %s', (operation, parameters, expected) => {
		expect(shownNames(createParameters({ operation, ...parameters }), true)).toEqual(expected);
		expect(offeredOptions(createParameters({ operation }), true)).not.toContain('fileName');
	});
});

describe('the options', () => {
	const LIMITS = ['maxParallel', 'maxVideos'];
	const WAIT = ['maxWait', 'onTimeout', 'pollInterval'];
	const IMAGES = ['requestForm', 'imagesAs'];
	const CREATE = ['extraBody', ...LIMITS, ...IMAGES];

	it.each([
		['create', CREATE],
		['createAndWait', ['extraBody', 'fileName', ...LIMITS, ...WAIT, ...IMAGES]],
		['edit', ['extraBody', 'fileName', 'maxCostUsd', ...LIMITS, ...WAIT, 'publicLinkDays']],
		['get', ['fileName', 'maxParallel']],
		['wait', ['fileName', 'maxParallel', ...WAIT]],
	])('of %s are the ones that it uses', (operation, expected) => {
		expect(offeredOptions(createParameters({ operation }))).toEqual(expected);
	});

	it.each<[string, string, string[]]>([
		['grok-imagine-video-1.5', 'text', []],
		['grok-imagine-video-1.5', 'images', ['voices']],
		['grok-imagine-video-1.5-lite', 'text', []],
		['grok-imagine-video', 'images', []],
		['x-ai/grok-imagine-video-1.5', 'images', ['voices']],
		['grok-video-9', 'images', ['voices']],
	])('of %s in %s mode depend on the model: %j', (id, inputMode, modelOptions) => {
		const expected = [...CREATE, 'generateAudio', 'maxCostUsd', 'publicLinkDays', ...modelOptions];
		const offered = offeredOptions(createParameters({ model: modelField(id, 'id'), inputMode }));
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
	])('asks for the fields of %s', (provider, expected) => {
		const shownWith = (values: INodeParameters) =>
			credential.properties
				.filter((field) => NodeHelpers.displayParameter(values, field, null, null))
				.map(({ name }) => name);
		const withHeader = [...expected, 'headerName', 'headerValue'];
		expect(shownWith({ provider, header: false })).toEqual(expected);
		expect(shownWith({ provider, header: true })).toEqual(withHeader);
	});

	it('masks the API key and the header value', () => {
		const secrets = credential.properties.filter(({ typeOptions }) => typeOptions?.password);
		expect(secrets.map(({ name }) => name)).toEqual(['apiKey', 'headerValue']);
	});
});

describe('the fields', () => {
	it.each([
		['images', 'url', ['source', 'url']],
		['images', 'binary', ['source', 'binaryField']],
		['frames', 'url', ['at', 'source', 'url']],
		['frames', 'binary', ['at', 'source', 'binaryField']],
	])('in a row of %s depend on its source: %s', (collection, source, expected) => {
		const values = { source, at: 'end' };
		const names = allFields
			.filter(({ path }) => path.startsWith(`${collection}.`))
			.filter(({ field }) => NodeHelpers.displayParameter(values, field, null, description))
			.map(({ field }) => field.name);
		expect([...new Set(names)]).toEqual(expected);
	});

	it('are shown if an expression may need them', () => {
		const source = createParameters({ inputMode: 'image', imageSource: '={{ $json.source }}' });
		expect(shownNames(source)).toEqual(expect.arrayContaining([...IMAGE, 'imageBinaryField']));
		const mode = createParameters({ inputMode: '={{ $json.mode }}' });
		expect(shownNames(mode)).toEqual(expect.arrayContaining([...IMAGE, 'images']));
		const download = createParameters({ operation: 'get', downloadVideo: '={{ $json.download }}' });
		expect(shownNames(download)).toContain('outputField');
	});

	it('are never shown twice', () => {
		const expression = '={{ $json.x }}';
		const ids = [...MODELS.map(({ id }) => id), 'x-ai/grok-imagine-video', 'x', '', expression];
		const perModel = ids.flatMap((id) =>
			['text', 'image', 'images', expression].map((inputMode) =>
				createParameters({ model: modelField(id, 'id'), inputMode, imageSource: expression }),
			),
		);
		const perOperation = Object.keys(operations.video).flatMap((operation) =>
			[true, false, expression].map((downloadVideo) =>
				createParameters({ operation, downloadVideo }),
			),
		);
		for (const parameters of [...perModel, ...perOperation, getManyParameters()]) {
			const toolFields = shownFields(parameters, true);
			for (const fields of [shownFields(parameters), fieldsFor(parameters), toolFields]) {
				const names = fields.map(({ name }) => name);
				expect({ parameters, names }).toEqual({ parameters, names: [...new Set(names)] });
			}
		}
	});
});
