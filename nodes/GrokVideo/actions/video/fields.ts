import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_MODEL_ID, modelName, MODELS } from '../../models';
import { builderHint } from '../builderHint';
import { choiceFields } from './choiceFields';
import { ONE_MODE_IDS } from './displayRules';
import { imageFields } from './imageFields';

const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: DEFAULT_MODEL_ID, cachedResultName: modelName(DEFAULT_MODEL_ID) },
	required: true,
	description: 'The model that makes the video. The fields below follow what it can do.',
	...builderHint(
		`Known models: ${MODELS.map(({ id, summary }) => `${id} takes ${summary}`).join('; ')}. The API key may offer others, which the list shows.`,
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

const inputModeField: INodeProperties = {
	displayName: 'Mode',
	// Not `mode`: n8n's AI builder and MCP server drop every parameter of that name.
	name: 'inputMode',
	type: 'options',
	// From no image to many, which is what tells them apart.
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
	...builderHint(
		"'text' takes no image, 'image' takes the one in imageUrl or imageBinaryField, 'images' takes those in images.",
	),
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

/** What a new video is made of: for Create and Create and Wait. */
export const requestFields: INodeProperties[] = [
	modelField,
	inputModeField,
	promptField,
	...imageFields,
	...choiceFields,
];
