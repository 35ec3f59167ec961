import type { INodeProperties } from 'n8n-workflow';
import {
	DEFAULT_ASPECT_RATIO,
	DEFAULT_MODEL_ID,
	DEFAULT_RESOLUTION,
	DEFAULT_SECONDS,
	modelName,
	MODELS,
	secondsOfImages,
	type Mode,
} from '../../models';
import { allBut, KNOWN_IDS, ONE_MODE_IDS } from './displayRules';
import { imageFields } from './imageFields';

/**
 * The editor's fields, derived from the table of models. A field whose choices differ by model stands
 * here once for each set of choices, and once with free values for models that the table does not know.
 */

const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: DEFAULT_MODEL_ID, cachedResultName: modelName(DEFAULT_MODEL_ID) },
	required: true,
	description: 'The model that makes the video. The fields below follow what it can do.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a model...',
			typeOptions: { searchListMethod: 'searchModels', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. grok-image-video' },
	],
};

const modeField: INodeProperties = {
	displayName: 'Mode',
	name: 'mode',
	type: 'options',
	options: [
		{
			name: 'Text to Video',
			value: 'text',
			description: 'The video is made from the prompt alone',
		},
		{
			name: 'Image to Video',
			value: 'image',
			description: 'The video brings one reference image to life',
		},
		{
			name: 'Multiple Images to Video',
			value: 'images',
			description: 'The video combines several reference images',
		},
	],
	default: 'text',
	description: 'What the video is made from, besides the prompt',
	displayOptions: { hide: { model: ONE_MODE_IDS } },
};

const promptField: INodeProperties = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	placeholder: 'e.g. A red sports car drives through rainy neon streets at night, cinematic',
	description: 'What the video shows: subject, motion, camera, light and style',
};

const SECONDS_LABEL = 'Seconds';

function secondsField(
	choices: readonly number[],
	displayOptions: INodeProperties['displayOptions'],
): INodeProperties {
	return {
		displayName: SECONDS_LABEL,
		name: 'seconds',
		type: 'options',
		options: choices.map((seconds) => ({
			name: String(seconds),
			value: seconds,
			description: `A video of ${seconds} seconds`,
		})),
		default: DEFAULT_SECONDS,
		description:
			'Length of the video. An expression can give any whole number up to the limit of the model.',
		displayOptions,
	};
}

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

function choiceField(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description'> & { default: string },
	choices: readonly string[],
	model: string,
): INodeProperties {
	return {
		...field,
		type: 'options',
		options: choices.map((choice) => ({
			name: choice,
			value: choice,
			description: LOOKS[choice],
		})),
		displayOptions: { hide: { model: allBut(model) } },
	};
}

const ASPECT_RATIO = {
	displayName: 'Aspect Ratio',
	name: 'aspectRatio',
	default: DEFAULT_ASPECT_RATIO,
	description: 'Width to height of the video: 16:9 is wide, 9:16 fills a phone',
};

const RESOLUTION = {
	displayName: 'Resolution',
	name: 'resolution',
	default: DEFAULT_RESOLUTION,
	description: 'Height of the picture in pixels; a higher one may cost more',
};

const FREE_VALUE_HINT = 'Leave empty to use the default of the model';

function fieldsByModel(): INodeProperties[] {
	const several: Mode = 'images';
	const seconds = MODELS.flatMap((model) => {
		const hide = { model: allBut(model.id) };
		if (!model.modes.includes(several)) return [secondsField(model.seconds, { hide })];
		return [
			secondsField(model.seconds, { hide: { ...hide, mode: [several] } }),
			secondsField(secondsOfImages(model), { hide: { ...hide, mode: allBut(several) } }),
		];
	});
	const hide = { model: KNOWN_IDS };
	return [
		...seconds,
		{
			displayName: SECONDS_LABEL,
			name: 'seconds',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: DEFAULT_SECONDS,
			description:
				'Length of the video. The model has its own limit, which this node does not know yet.',
			displayOptions: { hide },
		},
		...MODELS.map((model) => choiceField(ASPECT_RATIO, model.aspectRatios, model.id)),
		{
			...ASPECT_RATIO,
			type: 'string',
			placeholder: 'e.g. 16:9',
			hint: FREE_VALUE_HINT,
			displayOptions: { hide },
		},
		...MODELS.map((model) => choiceField(RESOLUTION, model.resolutions, model.id)),
		{
			...RESOLUTION,
			type: 'string',
			placeholder: 'e.g. 720p',
			hint: FREE_VALUE_HINT,
			displayOptions: { hide },
		},
	];
}

/** What a new video is made of: for Create and Create and Wait. */
export const requestFields: INodeProperties[] = [
	modelField,
	modeField,
	promptField,
	...imageFields,
	...fieldsByModel(),
];
