import type { INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import { readProvider } from '../../nodes/GrokVideo/input/credential';
import { readVideoRequest } from '../../nodes/GrokVideo/input/videoRequest';
import { findModel, MODELS, modesOf, type Mode, type Model } from '../../nodes/GrokVideo/models';
import { documentation } from '../support/documentation';
import { shownFields, valuesOf } from '../support/editor';
import { itemContext } from '../support/itemContext';
import { modelTable } from '../support/modelTable';
import { IMAGE_URL, modelField, createVideo } from '../support/parameters';

/** The choices that each model offers. */

const EVERY_MODE = MODELS.flatMap((model) =>
	modesOf(model).map((mode) => [model.id, mode, model] as const),
);

/** The choices of a field that is shown once. Undefined if any value can be entered. */
function choicesOf(name: string, parameters: INodeParameters) {
	const fields = shownFields(parameters).filter((field) => field.name === name);
	expect(fields).toHaveLength(1);
	const choices = fields[0].options as INodePropertyOptions[] | undefined;
	return choices?.map(({ value }) => value);
}

describe('the choices', () => {
	it.each(EVERY_MODE)('of %s in the mode %s are those of the table', (id, mode, model) => {
		const parameters = createVideo({ model: modelField(id), inputMode: mode });
		const { seconds, aspectRatios, resolutions } = model.modes[mode]!;
		expect(choicesOf('seconds', parameters)).toEqual(seconds);
		expect(choicesOf('resolution', parameters)).toEqual(resolutions);
		const names = shownFields(parameters).map(({ name }) => name);
		expect(names.includes('aspectRatio')).toBe(aspectRatios.length > 0);
		if (aspectRatios.length > 0) {
			expect(choicesOf('aspectRatio', parameters)).toEqual(aspectRatios);
		}
		const modes = modesOf(model);
		expect(names.includes('inputMode')).toBe(modes.length > 1);
		if (modes.length > 1) expect(choicesOf('inputMode', parameters)).toEqual(modes);
	});

	it('are those of the providers’ documentation', () => {
		const ratios = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
		expect(choicesOf('aspectRatio', createVideo())).toEqual(ratios);
		expect(choicesOf('seconds', createVideo())).toEqual([4, 6, 8, 10, 12, 15]);
		expect(choicesOf('seconds', createVideo({ inputMode: 'images' }))).toEqual([4, 6, 8, 10]);
		expect(choicesOf('resolution', createVideo())).toEqual(['720p', '480p']);
		const oneImage = createVideo({ model: modelField('grok-video-1.5') });
		expect(choicesOf('aspectRatio', oneImage)).toEqual(['16:9', '9:16']);
		const newest = createVideo({ model: modelField('grok-imagine-video-1.5') });
		expect(choicesOf('resolution', newest)).toEqual(['1080p', '720p', '480p']);
	});

	it.each(['grok-video-9', '={{ $json.model }}'])('of the unknown model %s are free', (id) => {
		for (const inputMode of ['text', 'image', 'images']) {
			for (const name of ['seconds', 'aspectRatio', 'resolution']) {
				const parameters = createVideo({ model: modelField(id, 'id'), inputMode });
				expect(choicesOf(name, parameters)).toBeUndefined();
			}
		}
	});
});

describe('fields and validation agree', () => {
	/** Whether the node accepts these parameters without changing them. */
	async function passes(model: Model, mode: Mode, images: number, more: INodeParameters = {}) {
		const provider = { gateway: 'apixgo', imagine: 'xai' }[model.family];
		const context = itemContext({
			...valuesOf(createVideo({ model: modelField(model.id), inputMode: mode })),
			model: model.id,
			inputMode: mode,
			imageSource: 'url',
			imageUrl: images > 0 ? IMAGE_URL : '',
			images: { image: Array(images).fill({ source: 'url', url: IMAGE_URL }) as object[] },
			...more,
		});
		const endpoint = readProvider({ provider, apiKey: 'sk-1' });
		const request = await readVideoRequest(context, endpoint, 0).catch(() => undefined);
		return request?.adjustments.length === 0;
	}

	const everyValue = (field: 'aspectRatios' | 'resolutions') => [
		...new Set(MODELS.flatMap(({ modes }) => Object.values(modes).flatMap((m) => m[field]))),
	];

	it.each(EVERY_MODE)(
		'for %s in the mode %s: what is offered passes, anything else does not',
		async (id, mode, model) => {
			const shown = createVideo({ model: modelField(id), inputMode: mode });
			const limits = model.modes[mode]!;
			const { min, max } = limits.images;
			const check = async (more: INodeParameters) => await passes(model, mode, max, more);
			expect(await check({})).toBe(true);
			expect(await check({ aspectRatio: '', resolution: '' })).toBe(true); // the defaults
			if (min > 0 && mode !== 'images') expect(await passes(model, mode, 0)).toBe(false);
			if (mode === 'images') expect(await passes(model, mode, max + 1)).toBe(false);

			const seconds = choicesOf('seconds', shown) as number[];
			for (const value of seconds)
				expect([value, await check({ seconds: value })]).toEqual([value, true]);
			expect(await check({ seconds: Math.max(...seconds) + 1 })).toBe(false);

			const resolutions = choicesOf('resolution', shown)!;
			for (const value of [...everyValue('resolutions'), '4k']) {
				const found = await check({ resolution: value });
				expect([value, found]).toEqual([value, resolutions.includes(value)]);
			}
			if (limits.aspectRatios.length === 0) return; // not sent
			const ratios = choicesOf('aspectRatio', shown)!;
			for (const value of [...everyValue('aspectRatios'), '21:9']) {
				const found = await check({ aspectRatio: value });
				expect([value, found]).toEqual([value, ratios.includes(value)]);
			}
		},
	);

	it.each(MODELS)('a mode that $id does not have is rejected', async (model) => {
		for (const mode of ['text', 'image', 'images'] as const) {
			if (mode in model.modes) continue;
			const images = { text: 0, image: 1, images: 2 }[mode];
			expect([mode, await passes(model, mode, images)]).toEqual([mode, false]);
		}
	});
});

describe('a model is found', () => {
	it.each([
		['grok-imagine-video-1.5'],
		['grok-imagine-video-1.5-preview'],
		['x-ai/grok-imagine-video-1.5'],
		['xai/grok-imagine-video-1.5'],
		['grok/grok-imagine-video-1.5'],
	])('by %s', (id) => {
		expect(findModel(id)?.id).toBe('grok-imagine-video-1.5');
		expect(findModel(id, 'imagine')?.id).toBe('grok-imagine-video-1.5');
		expect(findModel(id, 'gateway')).toBeUndefined();
	});

	it.each(['grok-imagine-video-1x5', 'my/grok-imagine-video', 'grok-imagine-video-99', ''])(
		'but not by %s',
		(id) => {
			expect(findModel(id)).toBeUndefined();
		},
	);
});

it('the documentation has the table of models that the node has', () => {
	const [, table] =
		/<!-- models:begin -->\n([\s\S]*?)<!-- models:end -->/.exec(documentation()) ?? [];
	// If this fails, the expected text is what belongs between the two marks.
	expect(table?.trim()).toBe(modelTable());
});
