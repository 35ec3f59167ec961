import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { DEFAULT_MODEL_ID, modelName, MODELS, modesOf, PRICES_AS_OF } from '../../models';
import { builderHint } from '../../aiBuilder';
import { choiceFields } from './modelFields';
import { not, CREATES, ONE_MODE_IDS } from './displayRules';
import { forAiBuilder } from './forAiBuilder';
import { framesField } from './framesField';
import { imageFields } from './imageFields';

/** For agents and builders, who see no hints. */
const PRICES_IN_WORDS = `xAI's prices of ${PRICES_AS_OF}, in USD for each second: ${MODELS.flatMap(
	({ id, prices }) =>
		prices
			? [
					`${id}: ${Object.entries(prices.second)
						.map(([resolution, rate]) => `${rate} at ${resolution}`)
						.join(', ')}, and ${prices.image} for each image`,
				]
			: [],
).join('; ')}. Gateways have prices of their own.`;

export const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: DEFAULT_MODEL_ID, cachedResultName: modelName(DEFAULT_MODEL_ID) },
	required: true,
	description: 'The model that makes the video. The fields below follow what it can do.',
	...builderHint(
		`Known models: ${MODELS.map(({ id, summary }) => `${id} takes ${summary}`).join('; ')}. The API key may offer others, which the list shows. ${PRICES_IN_WORDS}`,
	),
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

/** From no image to many, which is what tells them apart. */
const MODE_OPTIONS = [
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
];

const inputModeField: INodeProperties = {
	displayName: 'Mode',
	// Not `mode`: n8n's AI builder and MCP server drop every parameter of that name.
	name: 'inputMode',
	type: 'options',
	options: MODE_OPTIONS,
	default: 'text',
	description: 'What the video is made from, besides the prompt',
};

/** Models with fewer modes than there are, and yet with a choice. */
const FEWER_MODES = MODELS.filter(
	(model) => !ONE_MODE_IDS.includes(model.id) && modesOf(model).length < MODE_OPTIONS.length,
);

const inputModeFields: INodeProperties[] = [
	forAiBuilder(
		inputModeField,
		`By model: ${MODELS.map((model) => `${model.id}: ${modesOf(model).join(', ')}`).join('; ')}; other models: any. 'text' takes no image, 'image' takes the one in imageUrl or imageBinaryField, 'images' takes those in images.`,
	),
	{
		...inputModeField,
		displayOptions: { hide: { model: [...ONE_MODE_IDS, ...FEWER_MODES.map(({ id }) => id)] } },
	},
	...FEWER_MODES.map((model) => ({
		...inputModeField,
		options: MODE_OPTIONS.filter(({ value }) => value in model.modes),
		displayOptions: { hide: { model: not(model.id) } },
	})),
];

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

/** What a new video is made of: the same fields for both operations, so that n8n loads and shows them once. */
export const requestFields = updateDisplayOptions(
	{ show: { resource: ['video'], operation: CREATES } },
	[modelField, ...inputModeFields, promptField, ...imageFields, framesField, ...choiceFields],
);
