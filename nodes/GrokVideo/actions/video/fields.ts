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

/**
 * The editor's fields, derived from the table of models. A field whose choices differ by model stands
 * here once for each set of choices, and once with free values for models that the table does not know.
 */

type DisplayRules = NonNullable<INodeProperties['displayOptions']>;

const KNOWN_IDS = MODELS.map((model) => model.id);
const ONE_MODE_MODELS = MODELS.filter((model) => model.modes.length === 1);
const ONE_MODE_IDS = ONE_MODE_MODELS.map((model) => model.id);

/**
 * For one model only. By `hide`: n8n shows a field at once when a value that its `show` names is an
 * expression, so an expression as the model would bring up every variant of a field side by side.
 */
const exceptFor = (id: string) => ({ model: [{ _cnd: { not: id } }] });

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

const SOURCES: INodeProperties['options'] = [
	{ name: 'Binary Data', value: 'binary', description: 'A file from an earlier node' },
	{ name: 'URL', value: 'url', description: 'A link that anybody can open, or a data URL' },
];

const URL_HINT =
	'Direct HTTPS link to the image, open without login, cookie or referer. A complete data URL works as well.';

/** Shown for models that always take one image, and for the others when the mode says so. */
function oneImageFields({ show, hide }: DisplayRules): INodeProperties[] {
	const shown = (more: DisplayRules['show'] = {}) => ({ show: { ...show, ...more }, hide });
	return [
		{
			displayName: 'Image Source',
			name: 'imageSource',
			type: 'options',
			options: SOURCES,
			default: 'url',
			description: 'Where the reference image comes from',
			displayOptions: shown(),
		},
		{
			displayName: 'Image URL',
			name: 'imageUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://example.com/product.png',
			description: URL_HINT,
			displayOptions: shown({ imageSource: ['url'] }),
		},
		{
			displayName: 'Image Binary Field',
			name: 'imageBinaryField',
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the input field that holds the image file',
			description: 'The image is sent along with the request, so it needs no public link',
			displayOptions: shown({ imageSource: ['binary'] }),
		},
	];
}

const imagesField: INodeProperties = {
	displayName: 'Reference Images',
	name: 'images',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Image',
	default: {},
	description: `Images that go into the video, in this order: up to ${MODELS.filter((model) =>
		model.modes.includes('images'),
	)
		.map((model) => `${model.maxImages} for ${model.id}`)
		.join(', ')}`,
	displayOptions: { show: { mode: ['images'] }, hide: { model: ONE_MODE_IDS } },
	options: [
		{
			displayName: 'Image',
			name: 'image',
			values: [
				{
					displayName: 'Source',
					name: 'source',
					type: 'options',
					options: SOURCES,
					default: 'url',
					description: 'Where the reference image comes from',
				},
				{
					displayName: 'URL',
					name: 'url',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/front.png',
					description:
						'Direct HTTPS link to the image, open without login, or a complete data URL. An expression that gives a list of links stands for several images.',
					displayOptions: { show: { source: ['url'] } },
				},
				{
					displayName: 'Binary Field',
					name: 'binaryField',
					type: 'string',
					default: 'data',
					placeholder: 'e.g. data',
					description:
						'Name of the input field that holds the image file. Several names with commas between stand for several images.',
					displayOptions: { show: { source: ['binary'] } },
				},
			],
		},
	],
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
		options: choices.map((seconds) => ({ name: String(seconds), value: seconds })),
		default: DEFAULT_SECONDS,
		description:
			'Length of the video. An expression can give any whole number up to the limit of the model.',
		displayOptions,
	};
}

function choiceField(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description'> & { default: string },
	choices: readonly string[],
	model: string,
): INodeProperties {
	return {
		...field,
		type: 'options',
		options: choices.map((choice) => ({ name: choice, value: choice })),
		displayOptions: { hide: exceptFor(model) },
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
		const hide = exceptFor(model.id);
		if (!model.modes.includes(several)) return [secondsField(model.seconds, { hide })];
		return [
			secondsField(model.seconds, { hide: { ...hide, mode: [several] } }),
			secondsField(secondsOfImages(model), { show: { mode: [several] }, hide }),
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
	...ONE_MODE_MODELS.flatMap(({ id }) => oneImageFields({ hide: exceptFor(id) })),
	...oneImageFields({ show: { mode: ['image'] }, hide: { model: ONE_MODE_IDS } }),
	imagesField,
	...fieldsByModel(),
];

export const taskIdField: INodeProperties = {
	displayName: 'Task ID',
	name: 'taskId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. task_0123456789abcdef',
	description: 'The task_id that Create gave, or that an error named',
};

const downloadField: INodeProperties = {
	displayName: 'Download Video',
	name: 'downloadVideo',
	type: 'boolean',
	default: true,
	description:
		'Whether to put the finished MP4 into the output. The link to it works for about an hour only.',
};

export function downloadFields(byDefault: boolean): INodeProperties[] {
	return [
		{ ...downloadField, default: byDefault },
		{
			displayName: 'Put Output in Field',
			name: 'outputField',
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the output field to put the video file in',
			displayOptions: { show: { downloadVideo: [true] } },
		},
	];
}

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
