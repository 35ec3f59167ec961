import type { INodeProperties } from 'n8n-workflow';
import { forAiBuilder } from '../../aiBuilder';
import {
	DEFAULT_ASPECT_RATIO,
	DEFAULT_RESOLUTION,
	DEFAULT_SECONDS,
	MODELS,
	modesOf,
	type Mode,
	type Model,
	type ModeLimits,
} from '../../models';

/**
 * Fields whose choices depend on the model, derived from the table of models: one variant for each set of choices, and
 * one with free values for models that are not in the table.
 *
 * Conditions use `hide` wherever the user can enter an expression. n8n shows a field whenever a value that its `show`
 * names is an expression, so all variants would appear at once. Prefixed IDs and aliases get the free values, because
 * `hide` cannot express "none of these".
 */

type Hide = NonNullable<NonNullable<INodeProperties['displayOptions']>['hide']>;

/** Condition: any other value, expressions included. */
export const not = (value: string) => [{ _cnd: { not: value } }];

export const toIds = (models: readonly Model[]) => models.map(({ id }) => id);

export const ONE_MODE_MODELS = MODELS.filter((model) => modesOf(model).length === 1);

/** Ordered by number of images. */
const MODE_OPTIONS = [
	{ name: 'Text to Video', value: 'text', description: 'Uses the prompt alone' },
	{ name: 'Image to Video', value: 'image', description: 'Brings one image to life' },
	{
		name: 'Multiple Images to Video',
		value: 'images',
		description: 'Combines several reference images',
	},
];

const inputModeField: INodeProperties = {
	displayName: 'Mode',
	// Not `mode`: n8n's AI builder and MCP server drop every parameter of that name.
	name: 'inputMode',
	type: 'options',
	options: MODE_OPTIONS,
	default: 'text',
	description: 'What the video is made from',
};

/** Models with several, but not all modes. Those with a single mode do not show the field. */
const SOME_MODES_MODELS = MODELS.filter((model) => {
	const { length } = modesOf(model);
	return length > 1 && length < MODE_OPTIONS.length;
});

export const inputModeFields: INodeProperties[] = [
	forAiBuilder(
		inputModeField,
		`By model: ${MODELS.map((model) => `${model.id}: ${modesOf(model).join(', ')}`).join('; ')}; other models: any. 'text' takes no image, 'image' takes the one in imageUrl or imageBinaryField, 'images' takes those in images.`,
	),
	{
		...inputModeField,
		displayOptions: { hide: { model: toIds([...ONE_MODE_MODELS, ...SOME_MODES_MODELS]) } },
	},
	...SOME_MODES_MODELS.map((model) => ({
		...inputModeField,
		options: MODE_OPTIONS.filter(({ value }) => value in model.modes),
		displayOptions: { hide: { model: not(model.id) } },
	})),
];

type Choice = string | number;
type ChoicesOf = (limits: ModeLimits) => readonly Choice[];

/** A set of choices of a model, and where it is shown. */
interface Variant {
	/** Empty if the field does not apply. */
	choices: readonly Choice[];
	/** Missing in the variant of the first mode, which also applies if the mode is an expression. */
	mode?: Mode;
	hide: Hide;
}

function variantsOf(model: Model, choicesOf: ChoicesOf): Variant[] {
	const hide = { model: not(model.id) };
	const [first, ...others] = modesOf(model);
	const choicesIn = (mode: Mode) => choicesOf(model.modes[mode]!);
	const firstChoices = choicesIn(first);
	const differentModes = others.filter((mode) => choicesIn(mode).join() !== firstChoices.join());
	return [
		{
			choices: firstChoices,
			hide: differentModes.length === 0 ? hide : { ...hide, inputMode: differentModes },
		},
		...differentModes.map((mode) => ({
			choices: choicesIn(mode),
			mode,
			hide: { ...hide, inputMode: not(mode) },
		})),
	];
}

/** E.g. `grok-video-1.5: 16:9, 9:16`. */
function describeChoices(choicesOf: ChoicesOf): string {
	return MODELS.flatMap((model) =>
		variantsOf(model, choicesOf).map(({ choices, mode }) => {
			const where = mode === undefined ? model.id : `${model.id} with inputMode '${mode}'`;
			return `${where}: ${choices.length > 0 ? choices.join(', ') : 'none, leave it out'}`;
		}),
	).join('; ');
}

type Field = Pick<INodeProperties, 'displayName' | 'name' | 'default' | 'description'>;

function fieldByModel(
	field: Field,
	choicesOf: ChoicesOf,
	toOption: (choice: Choice) => { description?: string },
	freeField: Omit<INodeProperties, keyof Field>,
	hint: string,
): INodeProperties[] {
	const withChoices = (choices: readonly Choice[]): INodeProperties => ({
		...field,
		type: 'options',
		options: choices.map((value) => ({ name: String(value), value, ...toOption(value) })),
	});
	const allChoices = MODELS.flatMap(({ modes }) => Object.values(modes).flatMap(choicesOf));
	return [
		forAiBuilder(
			withChoices([...new Set(allChoices)]),
			`By model: ${describeChoices(choicesOf)}; other models: any value that they accept. ${hint}`,
		),
		...MODELS.flatMap((model) => variantsOf(model, choicesOf))
			.filter(({ choices }) => choices.length > 0)
			.map(({ choices, hide }) => ({ ...withChoices(choices), displayOptions: { hide } })),
		{ ...field, ...freeField, displayOptions: { hide: { model: toIds(MODELS) } } },
	];
}

const RATIO_USES: Record<string, string> = {
	'16:9': 'Wide: YouTube, television, websites',
	'9:16': 'Tall, fills a phone: TikTok, Reels, Shorts',
	'1:1': 'Square: feeds and posts',
	'4:3': 'Slightly wide: slides, older screens',
	'3:4': 'Slightly tall: portraits',
	'3:2': 'Landscape photo',
	'2:3': 'Portrait photo',
};

const RESOLUTION_NAMES: Record<string, string> = {
	'1080p': 'Full HD, the sharpest',
	'720p': 'HD',
	'480p': 'SD, smaller file',
};

const DEFAULT_HINT = "Leave empty for the model's default";

/** Seconds are ascending. The most used ratio and the sharpest resolution come first. */
export const choiceFields: INodeProperties[] = [
	...fieldByModel(
		{
			displayName: 'Duration (Seconds)',
			name: 'seconds',
			default: DEFAULT_SECONDS,
			description:
				"Length of the video. An expression can return any whole number up to the model's limit.",
		},
		({ seconds }) => seconds,
		() => ({}),
		{ type: 'number', typeOptions: { minValue: 1, numberPrecision: 0 } },
		'A longer video costs more.',
	),
	...fieldByModel(
		{
			displayName: 'Aspect Ratio',
			name: 'aspectRatio',
			default: DEFAULT_ASPECT_RATIO,
			description: 'Width to height of the video: 16:9 is wide, 9:16 fills a phone',
		},
		({ aspectRatios }) => aspectRatios,
		(ratio) => ({ description: RATIO_USES[ratio] }),
		{ type: 'string', placeholder: 'e.g. 16:9', hint: DEFAULT_HINT },
		'Take 9:16 for phones (TikTok, Reels, Shorts) and 16:9 for wide screens.',
	),
	...fieldByModel(
		{
			displayName: 'Resolution',
			name: 'resolution',
			default: DEFAULT_RESOLUTION,
			description: 'Number of lines; a higher one may cost more',
		},
		({ resolutions }) => resolutions,
		(resolution) => ({ description: RESOLUTION_NAMES[resolution] }),
		{ type: 'string', placeholder: 'e.g. 720p', hint: DEFAULT_HINT },
		'A higher one may cost more.',
	),
];
