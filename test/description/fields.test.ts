/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import { MODELS, modesOf, type Mode, type Model } from '../../nodes/GrokVideo/models';
import { readProvider } from '../../nodes/GrokVideo/input/credential';
import { checkRequest, type Draft } from '../../nodes/GrokVideo/input/check';
import { issuesOf, offeredOptions, shownFields, valuesOf } from '../support/editor';
import { modelTable } from '../support/modelTable';
import { IMAGE_URL, modelField, video } from '../support/parameters';

const UNKNOWN = modelField('grok-video-9', 'id');
const EXPRESSION = modelField('={{ $json.model }}', 'id');

/** Names of the shown fields, without those that every operation has. */
const namesOf = (parameters: INodeParameters) =>
	shownFields(parameters)
		.map(({ name }) => name)
		.filter((name) => !['resource', 'operation', 'simplify', 'options'].includes(name));

/** The choices of a shown field; undefined where any value can be entered. */
function choicesOf(name: string, parameters: INodeParameters) {
	const fields = shownFields(parameters).filter((field) => field.name === name);
	expect(fields).toHaveLength(1);
	const choices = fields[0].options as INodePropertyOptions[] | undefined;
	return choices?.map(({ value }) => value);
}

const ONE_IMAGE = ['imageSource', 'imageUrl'];
/** Of a model that may be one of xAI's. */
const WITH_FRAMES = [...ONE_IMAGE, 'frames'];
const END = ['seconds', 'aspectRatio', 'resolution'];
const EVERY_MODE = MODELS.flatMap((model) =>
	modesOf(model).map((mode) => [model.id, mode, model] as const),
);

describe('the fields of a new video', () => {
	it.each<[string, INodeParameters, string[]]>([
		['the default model', {}, ['inputMode', 'prompt']],
		[
			'the default model with an image',
			{ inputMode: 'image' },
			['inputMode', 'prompt', ...ONE_IMAGE],
		],
		['the default model with images', { inputMode: 'images' }, ['inputMode', 'prompt', 'images']],
		['grok-video-1.5', { model: modelField('grok-video-1.5') }, ['prompt', ...ONE_IMAGE]],
		[
			'grok-video-1.5 after another mode was set',
			{ model: modelField('grok-video-1.5'), inputMode: 'images' },
			['prompt', ...ONE_IMAGE],
		],
		['an unknown model', { model: UNKNOWN }, ['inputMode', 'prompt']],
		[
			'an unknown model with an image',
			{ model: UNKNOWN, inputMode: 'image' },
			['inputMode', 'prompt', ...WITH_FRAMES],
		],
		[
			'an unknown model with images',
			{ model: UNKNOWN, inputMode: 'images' },
			['inputMode', 'prompt', 'images'],
		],
		['a model by expression', { model: EXPRESSION }, ['inputMode', 'prompt']],
		[
			'a model by expression with an image',
			{ model: EXPRESSION, inputMode: 'image' },
			['inputMode', 'prompt', ...WITH_FRAMES],
		],
		[
			'a model by expression with images',
			{ model: EXPRESSION, inputMode: 'images' },
			['inputMode', 'prompt', 'images'],
		],
	])('for %s are those that it takes, each once', (_what, parameters, expected) => {
		expect(namesOf(video(parameters))).toEqual(['model', ...expected, ...END]);
		const names = namesOf(video({ ...parameters, operation: 'createAndWait' }));
		expect(names).toEqual(['model', ...expected, ...END, 'downloadVideo', 'outputField']);
	});

	it('ask for the binary field where the image is binary data', () => {
		const own = { model: modelField('grok-video-1.5'), imageSource: 'binary' };
		for (const parameters of [own, { inputMode: 'image', imageSource: 'binary' }]) {
			const names = namesOf(video(parameters));
			expect(names).toContain('imageBinaryField');
			expect(names).not.toContain('imageUrl');
		}
	});

	it.each(EVERY_MODE)('offer for %s in the mode %s what the table has', (id, mode, model) => {
		const parameters = video({ model: modelField(id), inputMode: mode });
		const { seconds, aspectRatios, resolutions } = model.modes[mode]!;
		expect(choicesOf('seconds', parameters)).toEqual(seconds);
		expect(choicesOf('resolution', parameters)).toEqual(resolutions);
		const own = aspectRatios.length > 0 ? [aspectRatios] : []; // none: the field is not there
		const shown = shownFields(parameters).filter(({ name }) => name === 'aspectRatio');
		expect(shown.map(({ options }) => options!.map((o) => 'value' in o && o.value))).toEqual(own);
		const modes = modesOf(model);
		const asked = shownFields(parameters).some(({ name }) => name === 'inputMode');
		expect(asked).toBe(modes.length > 1);
		if (asked) expect(choicesOf('inputMode', parameters)).toEqual(modes);
	});

	it('offer the choices of the providers’ documents', () => {
		const own = video({ model: modelField('grok-video-1.5') });
		expect(choicesOf('aspectRatio', own)).toEqual(['16:9', '9:16']);
		const ratios = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
		expect(choicesOf('aspectRatio', video())).toEqual(ratios);
		expect(choicesOf('seconds', video())).toEqual([4, 6, 8, 10, 12, 15]);
		expect(choicesOf('seconds', video({ inputMode: 'images' }))).toEqual([4, 6, 8, 10]);
		expect(choicesOf('resolution', video())).toEqual(['720p', '480p']);
	});

	it.each([
		['an unknown model', UNKNOWN],
		['a model by expression', EXPRESSION],
	])('take any value for %s', (_what, model) => {
		for (const mode of ['text', 'image', 'images']) {
			for (const name of END)
				expect(choicesOf(name, video({ model, inputMode: mode }))).toBeUndefined();
		}
	});

	it('say of reference images how many there may be, in rows with a label', () => {
		const [images] = shownFields(video({ inputMode: 'images' })).filter(
			({ name }) => name === 'images',
		);
		expect(images).toMatchObject({
			description: expect.stringMatching(
				/^Images that go into the video, in this order: up to 7 for grok-image-video, /,
			),
			options: [{ name: 'image', displayName: 'Image' }],
		});
	});

	it('keep the values that were entered where another model has the same field', () => {
		const entered = { seconds: 8, aspectRatio: '9:16', resolution: '480p' };
		const values = valuesOf(video({ ...entered, model: modelField('grok-video-1.5') }));
		expect(values).toMatchObject(entered);
		expect(valuesOf(video({ ...values, model: UNKNOWN }))).toMatchObject(entered);
	});

	it('start with 4 seconds, 16:9 and 720p for every model', () => {
		for (const model of [...MODELS.map(({ id }) => modelField(id)), UNKNOWN]) {
			const start = { seconds: 4, aspectRatio: '16:9', resolution: '720p' };
			expect(valuesOf(video({ model }))).toMatchObject(start);
		}
	});

	it('mark in red what is missing, and only what is shown', () => {
		expect(Object.keys(issuesOf(video({ prompt: '' })))).toEqual(['prompt']);
		const own = { model: modelField('grok-video-1.5') };
		expect(issuesOf(video(own))).toEqual({}); // the node itself says that the image is missing
		expect(Object.keys(issuesOf(video({ model: modelField('') })))).toEqual(['model']);
	});
});

describe('the options', () => {
	it.each([
		['create', ['extraBody', 'maxParallel', 'maxVideos', 'requestForm', 'imagesAs']],
		[
			'createAndWait',
			[
				'extraBody',
				'fileName',
				'maxParallel',
				'maxVideos',
				'maxWait',
				'onTimeout',
				'pollInterval',
				'requestForm',
				'imagesAs',
			],
		],
		[
			'edit',
			[
				'extraBody',
				'fileName',
				'maxCostUsd',
				'maxParallel',
				'maxVideos',
				'maxWait',
				'onTimeout',
				'pollInterval',
				'publicLinkDays',
			],
		],
		['get', ['fileName', 'maxParallel']],
		['wait', ['fileName', 'maxParallel', 'maxWait', 'onTimeout', 'pollInterval']],
	])('of %s are those that it uses', (operation, expected) => {
		expect(offeredOptions(video({ operation }))).toEqual(expected);
	});

	it.each<[string, string, string[]]>([
		['grok-imagine-video-1.5', 'text', []],
		['grok-imagine-video-1.5', 'images', ['voices']],
		['grok-imagine-video-1.5-lite', 'text', []],
		['grok-imagine-video', 'images', []],
	])('of %s in the mode %s are also those of xAI: %j', (id, inputMode, more) => {
		expect(offeredOptions(video({ model: modelField(id), inputMode }))).toEqual([
			'extraBody',
			'generateAudio',
			'maxCostUsd',
			'maxParallel',
			'maxVideos',
			'publicLinkDays',
			'imagesAs',
			...more,
		]);
	});
});

describe('the fields of a change', () => {
	const change = (operation: string, more: INodeParameters = {}) =>
		namesOf(video({ operation, ...more }));
	const FILE = ['videoSource', 'videoBinaryField'];
	const DOWNLOAD = ['downloadVideo', 'outputField'];

	it.each([
		['edit', []],
		['extend', ['seconds']],
	])('%s asks for a prompt and a video, and offers to wait', (operation, more) => {
		const own = ['model', 'prompt', ...FILE, ...more, 'waitForCompletion'];
		expect(change(operation)).toEqual([...own, ...DOWNLOAD]);
		expect(change(operation, { waitForCompletion: false })).toEqual(own);
		expect(change(operation, { downloadVideo: false })).toEqual([...own, 'downloadVideo']);
		expect(change(operation, { videoSource: 'url' })).toContain('videoUrl');
		expect(change(operation, { videoSource: 'url' })).not.toContain('videoBinaryField');
		expect(Object.keys(issuesOf(video({ operation, prompt: '' })))).toEqual(['prompt']);
	});

	it('start with the model that can, and with 6 seconds', () => {
		const { model, seconds } = valuesOf(video({ operation: 'extend' }));
		expect(model).toMatchObject({ mode: 'list', value: 'grok-imagine-video' });
		expect(seconds).toBe(6);
	});
});

describe('frames', () => {
	it.each([
		['grok-imagine-video-1.5', 'image', true],
		['grok-imagine-video-1.5', 'text', false],
		['grok-imagine-video-1.5', 'images', false],
		['grok-imagine-video-1.5-lite', 'image', false],
		['grok-imagine-video', 'image', false],
		['grok-image-video', 'image', false],
	])('of %s in the mode %s are offered: %s', (id, inputMode, expected) => {
		const names = namesOf(video({ model: modelField(id), inputMode }));
		expect(names.includes('frames')).toBe(expected);
	});
});

describe('fields and validation agree', () => {
	const images = (count: number) =>
		Array.from({ length: count }, () => ({ kind: 'url' as const, url: IMAGE_URL }));
	const passes = (model: Model, mode: Mode, draft: Partial<Draft>) => {
		const provider = { newApi: 'apixgo', xai: 'xai' }[model.protocol];
		const all = {
			model: model.id,
			prompt: 'A red car',
			seconds: 4,
			aspectRatio: '16:9',
			resolution: '720p',
			mode,
			images: images(model.modes[mode]?.images.max ?? 1),
			form: 'auto',
			extraBody: {},
			...draft,
		};
		try {
			return checkRequest(all, readProvider({ provider, apiKey: 'sk-1' })).adjustments.length === 0;
		} catch {
			return false;
		}
	};
	const everything = (field: 'aspectRatios' | 'resolutions') =>
		MODELS.flatMap(({ modes }) => Object.values(modes).flatMap((limits) => limits[field]));

	it.each(EVERY_MODE)(
		'for %s in the mode %s: what is offered passes unchanged, what is not offered does not',
		(id, mode, model) => {
			const parameters = video({ model: modelField(id), inputMode: mode });
			const limits = model.modes[mode]!;
			const { max } = limits.images;
			expect(passes(model, mode, { images: images(max) })).toBe(true);
			// At a gateway the number of images makes the mode: with none or one more it is another one.
			const isTextThen = model.protocol === 'newApi' && 'text' in model.modes;
			expect(passes(model, mode, { images: [] })).toBe(mode === 'text' || isTextThen);
			const isLargest = Object.values(model.modes).every(({ images }) => images.max <= max);
			if (isLargest) expect(passes(model, mode, { images: images(max + 1) })).toBe(false);

			const seconds = choicesOf('seconds', parameters) as number[];
			for (const value of seconds) {
				expect([value, passes(model, mode, { seconds: value })]).toEqual([value, true]);
			}
			expect(passes(model, mode, { seconds: Math.max(...seconds) + 1 })).toBe(false);

			const resolutions = choicesOf('resolution', parameters)!;
			for (const value of [...everything('resolutions'), '4k', '']) {
				const found = passes(model, mode, { resolution: value });
				expect([value, found]).toEqual([value, resolutions.includes(value)]);
			}
			if (limits.aspectRatios.length === 0) return; // none is sent
			const ratios = choicesOf('aspectRatio', parameters)!;
			for (const value of [...everything('aspectRatios'), '21:9', '']) {
				const found = passes(model, mode, { aspectRatio: value });
				expect([value, found]).toEqual([value, ratios.includes(value)]);
			}
		},
	);

	it.each(MODELS.map((model) => [model.id, model] as const))(
		'a mode that %s does not have does not pass',
		(_id, model) => {
			for (const mode of ['text', 'image', 'images'] as const) {
				if (mode in model.modes) continue;
				const draft = { images: images({ text: 0, image: 1, images: 2 }[mode]) };
				expect([mode, passes(model, mode, draft)]).toEqual([mode, false]);
			}
		},
	);
});

it('the README has the table of models that the node has', () => {
	const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
	const [, table] = /<!-- models:begin -->\n([\s\S]*?)<!-- models:end -->/.exec(readme) ?? [];
	// The expected text in a failure is what belongs between the two marks.
	expect(table?.trim()).toBe(modelTable());
});
