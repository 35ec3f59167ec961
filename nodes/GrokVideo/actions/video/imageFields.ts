import type { INodeProperties } from 'n8n-workflow';
import { builderHint, forAiBuilder } from '../../aiBuilder';
import { MODELS } from '../../models';
import { not, ONE_MODE_MODELS, toIds } from './modelFields';

/** Choices of a field that says where a file comes from. */
export const SOURCES: INodeProperties['options'] = [
	{ name: 'File', value: 'binary', description: 'A file from an earlier node' },
	{ name: 'URL', value: 'url', description: 'A link that opens without login, or a data URL' },
];

const sourceField: INodeProperties = {
	displayName: 'Image Source',
	name: 'imageSource',
	type: 'options',
	options: SOURCES,
	default: 'url',
	description: 'Where the reference image comes from',
};

const urlField: INodeProperties = {
	displayName: 'Image URL',
	name: 'imageUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/product.png',
	description:
		'Direct HTTPS link that opens without login, cookie or referer, or a complete data URL',
};

const inputFieldField: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'imageBinaryField',
	type: 'string',
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the input field that holds the image file',
	description: 'The image is sent with the request, so it needs no public link',
};

type Hide = NonNullable<NonNullable<INodeProperties['displayOptions']>['hide']>;

/** Neither is required in the editor, which cannot know the mode if it is an expression. */
function addressFields(hide: Hide, hint?: string): INodeProperties[] {
	const fileHint = inputFieldField.hint;
	return [
		{
			...urlField,
			...(hint !== undefined && { hint }),
			displayOptions: { hide: { ...hide, imageSource: ['binary'] } },
		},
		{
			...inputFieldField,
			hint: hint === undefined ? fileHint : `${fileHint}. ${hint}.`,
			displayOptions: { hide: { ...hide, imageSource: ['url'] } },
		},
	];
}

const WHEN_ONE_IMAGE = `For inputMode 'image', and for ${ONE_MODE_MODELS.map(({ id }) => id).join(', ')}, which always takes exactly one image.`;

/** In the mode for one image, these show no Aspect Ratio. */
const SHAPED_BY_IMAGE = MODELS.filter(({ modes }) => modes.image?.aspectRatios.length === 0);

const NOT_ONE_IMAGE = { inputMode: ['text', 'images'] };

const imagesField: INodeProperties = {
	displayName: 'Reference Images',
	name: 'images',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Image',
	default: {},
	description: `Reference images, in this order. Maximum: ${MODELS.flatMap(({ id, modes }) =>
		modes.images ? [`${modes.images.images.max} for ${id}`] : [],
	).join(', ')}.`,
	...builderHint("For inputMode 'images': one entry in image for each reference image."),
	displayOptions: { hide: { inputMode: ['text', 'image'], model: toIds(ONE_MODE_MODELS) } },
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
						'Direct HTTPS link that opens without login, or a complete data URL. An expression that returns a list of links adds one image for each.',
					displayOptions: { show: { source: ['url'] } },
				},
				{
					displayName: 'Input Data Field Name',
					name: 'binaryField',
					type: 'string',
					default: 'data',
					placeholder: 'e.g. data',
					description:
						'Name of the input field that holds the image file. Separate several names with commas.',
					displayOptions: { show: { source: ['binary'] } },
				},
			],
		},
	],
};

/** The reference images: one or several, depending on the model and the mode. */
export const imageFields: INodeProperties[] = [
	forAiBuilder(sourceField, WHEN_ONE_IMAGE),
	forAiBuilder(urlField, `${WHEN_ONE_IMAGE} Needed there when imageSource is 'url'.`),
	forAiBuilder(inputFieldField, `${WHEN_ONE_IMAGE} Needed there when imageSource is 'binary'.`),
	...ONE_MODE_MODELS.map(({ id }) => ({
		...sourceField,
		displayOptions: { hide: { model: not(id) } },
	})),
	...ONE_MODE_MODELS.flatMap(({ id }) => addressFields({ model: not(id) })),
	{ ...sourceField, displayOptions: { hide: { ...NOT_ONE_IMAGE, model: toIds(ONE_MODE_MODELS) } } },
	...addressFields({ ...NOT_ONE_IMAGE, model: toIds([...ONE_MODE_MODELS, ...SHAPED_BY_IMAGE]) }),
	...SHAPED_BY_IMAGE.flatMap(({ id }) =>
		addressFields({ ...NOT_ONE_IMAGE, model: not(id) }, 'The video takes the shape of the image'),
	),
	imagesField,
];

const FRAME_MODELS = MODELS.filter(({ frames }) => frames);

/** For videos from one image, which is the first frame. */
export const framesField: INodeProperties = {
	displayName: 'Frames',
	name: 'frames',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Frame',
	default: {},
	description:
		'Images to show at the end or at certain times: one at the end, up to 4 in between. The image above is the first frame.',
	...builderHint(
		`For inputMode 'image' with ${FRAME_MODELS.map(({ id }) => id).join(', ')} only: last frame and frames in between.`,
	),
	displayOptions: {
		hide: {
			inputMode: ['text', 'images'],
			model: toIds(MODELS.filter(({ frames }) => !frames)),
		},
	},
	options: [
		{
			displayName: 'Frame',
			name: 'frame',
			values: [
				{
					displayName: 'At',
					name: 'at',
					type: 'options',
					options: [
						{ name: 'End', value: 'end', description: 'The last frame of the video' },
						{ name: 'Time', value: 'time', description: 'At a certain time' },
					],
					default: 'end',
					description: 'When the image appears',
				},
				{
					displayName: 'At Second',
					name: 'time',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					default: 1,
					placeholder: 'e.g. 1.33',
					description:
						'Second at which the image appears, in steps of 1/3: after the start and before the end, e.g. 1, 1.33, 1.67',
					displayOptions: { show: { at: ['time'] } },
				},
				{
					displayName: 'Image Source',
					name: 'source',
					type: 'options',
					options: SOURCES,
					default: 'url',
					description: 'Where the image comes from',
				},
				{
					displayName: 'Image URL',
					name: 'url',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/last.png',
					description: 'Direct HTTPS link that opens without login, or a complete data URL',
					displayOptions: { show: { source: ['url'] } },
				},
				{
					displayName: 'Input Data Field Name',
					name: 'binaryField',
					type: 'string',
					default: 'data',
					placeholder: 'e.g. data',
					description: 'Name of the input field that holds the image',
					displayOptions: { show: { source: ['binary'] } },
				},
			],
		},
	],
};
