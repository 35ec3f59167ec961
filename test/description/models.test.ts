import type { INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import { readProvider } from '../../nodes/GrokVideo/input/credential';
import { readVideoRequest } from '../../nodes/GrokVideo/input/videoRequest';
import { findModel, MODELS, modesOf, type Mode, type Model } from '../../nodes/GrokVideo/models';
import { documentation } from '../support/documentation';
import { shownFields, valuesOf } from '../support/editor';
import { itemContext } from '../support/itemContext';
import { modelTable } from '../support/modelTable';
import { IMAGE_URL, modelField, createParameters } from '../support/parameters';

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
	it.each(EVERY_MODE)('of %s in %s mode match the table of models', (id, mode, model) => {
		const parameters = createParameters({ model: modelField(id), inputMode: mode });
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

	it('match the documentation of the providers', () => {
		const ratios = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'];
		expect(choicesOf('aspectRatio', createParameters())).toEqual(ratios);
		expect(choicesOf('seconds', createParameters())).toEqual([4, 6, 8, 10, 12, 15]);
		expect(choicesOf('seconds', createParameters({ inputMode: 'images' }))).toEqual([4, 6, 8, 10]);
		expect(choicesOf('resolution', createParameters())).toEqual(['720p', '480p']);
		const oneImage = createParameters({ model: modelField('grok-video-1.5') });
		expect(choicesOf('aspectRatio', oneImage)).toEqual(['16:9', '9:16']);
		const newest = createParameters({ model: modelField('grok-imagine-video-1.5') });
		expect(choicesOf('resolution', newest)).toEqual(['1080p', '720p', '480p']);
	});

	it.each(['grok-video-9', '={{ $json.model }}'])(
		'are not restricted for the unknown model %s',
		(id) => {
			for (const inputMode of ['text', 'image', 'images']) {
				for (const name of ['seconds', 'aspectRatio', 'resolution']) {
					const parameters = createParameters({ model: modelField(id, 'id'), inputMode });
					expect(choicesOf(name, parameters)).toBeUndefined();
				}
			}
		},
	);
});

describe('fields and validation agree', () => {
	/** Whether the node accepts these parameters without changing them. */
	async function isAccepted(
		model: Model,
		mode: Mode,
		imageCount: number,
		parameters: INodeParameters = {},
	) {
		const providerName = { gateway: 'apixgo', imagine: 'xai' }[model.family];
		const context = itemContext({
			...valuesOf(createParameters({ model: modelField(model.id), inputMode: mode })),
			model: model.id,
			inputMode: mode,
			imageSource: 'url',
			imageUrl: imageCount > 0 ? IMAGE_URL : '',
			images: { image: Array(imageCount).fill({ source: 'url', url: IMAGE_URL }) as object[] },
			...parameters,
		});
		const provider = readProvider({ provider: providerName, apiKey: 'sk-1' });
		const request = await readVideoRequest(context, provider, 0).catch(() => undefined);
		return request?.adjustments.length === 0;
	}

	const valuesOfAllModels = (field: 'aspectRatios' | 'resolutions') => [
		...new Set(MODELS.flatMap(({ modes }) => Object.values(modes).flatMap((mode) => mode[field]))),
	];

	it.each(EVERY_MODE)('on the values allowed for %s in %s mode', async (id, mode, model) => {
		const parameters = createParameters({ model: modelField(id), inputMode: mode });
		const limits = model.modes[mode]!;
		const { min, max } = limits.images;
		const accepts = async (parameters: INodeParameters) =>
			await isAccepted(model, mode, max, parameters);
		expect(await accepts({})).toBe(true);
		expect(await accepts({ aspectRatio: '', resolution: '' })).toBe(true); // the defaults
		if (min > 0 && mode !== 'images') expect(await isAccepted(model, mode, 0)).toBe(false);
		if (mode === 'images') expect(await isAccepted(model, mode, max + 1)).toBe(false);

		const seconds = choicesOf('seconds', parameters) as number[];
		for (const value of seconds) {
			expect([value, await accepts({ seconds: value })]).toEqual([value, true]);
		}
		expect(await accepts({ seconds: Math.max(...seconds) + 1 })).toBe(false);

		const resolutions = choicesOf('resolution', parameters)!;
		for (const value of [...valuesOfAllModels('resolutions'), '4k']) {
			const accepted = await accepts({ resolution: value });
			expect([value, accepted]).toEqual([value, resolutions.includes(value)]);
		}
		if (limits.aspectRatios.length === 0) return; // not sent
		const ratios = choicesOf('aspectRatio', parameters)!;
		for (const value of [...valuesOfAllModels('aspectRatios'), '21:9']) {
			const accepted = await accepts({ aspectRatio: value });
			expect([value, accepted]).toEqual([value, ratios.includes(value)]);
		}
	});

	it.each(MODELS)('on the modes of $id: others are rejected', async (model) => {
		for (const mode of ['text', 'image', 'images'] as const) {
			if (mode in model.modes) continue;
			const imageCount = { text: 0, image: 1, images: 2 }[mode];
			expect([mode, await isAccepted(model, mode, imageCount)]).toEqual([mode, false]);
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

it('the documentation contains the current table of models', () => {
	const [, table] =
		/<!-- models:begin -->\n([\s\S]*?)<!-- models:end -->/.exec(documentation()) ?? [];
	// If this fails, copy the expected text between the two markers.
	expect(table?.trim()).toBe(modelTable());
});
