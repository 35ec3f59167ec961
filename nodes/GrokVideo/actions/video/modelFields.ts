import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_ASPECT_RATIO, DEFAULT_RESOLUTION, DEFAULT_SECONDS, MODELS } from '../../models';
import { allChoices, choicesByMode, KNOWN_IDS, type Choices } from './displayRules';
import { choicesInWords, forAiBuilder } from './forAiBuilder';

/**
 * The fields whose choices differ by model, derived from the table of models: each stands here once for each
 * set of choices, and once with free values for models that the table does not know.
 */

type Field = Pick<INodeProperties, 'displayName' | 'name' | 'default' | 'description'>;

/** What the choices look like, for people who do not think in numbers. */
const LOOKS: Record<string, string> = {
	'16:9': 'Wide: YouTube, television, websites',
	'9:16': 'Tall, fills a phone: TikTok, Reels, Shorts',
	'1:1': 'Square: feeds and posts',
	'4:3': 'A little wide: slides, older screens',
	'3:4': 'A little tall: portraits',
	'3:2': 'Wide as a photo',
	'2:3': 'Tall as a photo',
	'720p': 'Sharper',
	'480p': 'Less sharp, smaller file',
};

/** In the order of the table: seconds as they grow, the most used ratio and the sharper picture first. */
function toOptions(choices: ReadonlyArray<string | number>): INodeProperties['options'] {
	return choices.map((value) => ({
		name: String(value),
		value,
		description: LOOKS[value] ?? `A video of ${value} seconds`,
	}));
}

function variants(
	field: Field,
	choicesOf: Choices<string | number>,
	free: Omit<INodeProperties, keyof Field>,
	hint: string,
): INodeProperties[] {
	const words = `By model: ${choicesInWords(choicesOf)}; other models: any value that they take. ${hint}`;
	return [
		forAiBuilder({ ...field, type: 'options', options: toOptions(allChoices(choicesOf)) }, words),
		...MODELS.flatMap((model) =>
			choicesByMode(model, choicesOf)
				.filter(({ choices }) => choices.length > 0)
				.map(({ choices, hide }): INodeProperties => ({
					...field,
					type: 'options',
					options: toOptions(choices),
					displayOptions: { hide },
				})),
		),
		{ ...field, ...free, displayOptions: { hide: { model: KNOWN_IDS } } },
	];
}

const FREE_VALUE_HINT = 'Leave empty to use the default of the model';

export const choiceFields: INodeProperties[] = [
	...variants(
		{
			displayName: 'Seconds',
			name: 'seconds',
			default: DEFAULT_SECONDS,
			description:
				'Length of the video. An expression can give any whole number up to the limit of the model.',
		},
		({ seconds }) => seconds,
		{ type: 'number', typeOptions: { minValue: 1, numberPrecision: 0 } },
		'A longer video costs more.',
	),
	...variants(
		{
			displayName: 'Aspect Ratio',
			name: 'aspectRatio',
			default: DEFAULT_ASPECT_RATIO,
			description: 'Width to height of the video: 16:9 is wide, 9:16 fills a phone',
		},
		({ aspectRatios }) => aspectRatios,
		{ type: 'string', placeholder: 'e.g. 16:9', hint: FREE_VALUE_HINT },
		'Take 9:16 for phones (TikTok, Reels, Shorts) and 16:9 for wide screens.',
	),
	...variants(
		{
			displayName: 'Resolution',
			name: 'resolution',
			default: DEFAULT_RESOLUTION,
			description: 'Height of the picture in pixels; a higher one may cost more',
		},
		({ resolutions }) => resolutions,
		{ type: 'string', placeholder: 'e.g. 720p', hint: FREE_VALUE_HINT },
		'A higher one may cost more.',
	),
];
