import type { INodeProperties } from 'n8n-workflow';
import { MODELS } from '../../models';
import { builderHint } from '../../aiBuilder';
import { not, ONE_MODE_IDS, ONE_MODE_MODELS, type DisplayRules } from './displayRules';
import { forAiBuilder } from './forAiBuilder';

export const SOURCES: INodeProperties['options'] = [
	{ name: 'File', value: 'binary', description: 'A file from an earlier node' },
	{ name: 'URL', value: 'url', description: 'A link that anybody can open, or a data URL' },
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
		'Direct HTTPS link to the image, open without login, cookie or referer. A complete data URL works as well.',
};

const inputFieldField: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'imageBinaryField',
	type: 'string',
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the input field that holds the image file',
	description: 'The image is sent along with the request, so it needs no public link',
};

type Hide = NonNullable<DisplayRules['hide']>;

/** None is required: the node itself says what is missing, since a mode and a source decide what is needed. */
const oneImageFields = (hide: Hide): INodeProperties[] => [
	{ ...sourceField, displayOptions: { hide } },
	{ ...urlField, displayOptions: { hide: { ...hide, imageSource: ['binary'] } } },
	{ ...inputFieldField, displayOptions: { hide: { ...hide, imageSource: ['url'] } } },
];

const WHEN_ONE_IMAGE = `For inputMode 'image'${ONE_MODE_IDS.length > 0 ? `, and for ${ONE_MODE_IDS.join(', ')}, which always takes exactly one image` : ''}.`;

const imagesField: INodeProperties = {
	displayName: 'Reference Images',
	name: 'images',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Image',
	default: {},
	description: `Images that go into the video, in this order: up to ${MODELS.filter(
		(model) => model.modes.images !== undefined,
	)
		.map(({ id, modes }) => `${modes.images?.images.max} for ${id}`)
		.join(', ')}`,
	...builderHint("For inputMode 'images': one entry in image for each reference image."),
	displayOptions: { hide: { inputMode: ['text', 'image'], model: ONE_MODE_IDS } },
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
					displayName: 'Input Data Field Name',
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

/** The reference images: one or several, as the model and the mode have it. */
export const imageFields: INodeProperties[] = [
	forAiBuilder(sourceField, WHEN_ONE_IMAGE),
	forAiBuilder(urlField, `${WHEN_ONE_IMAGE} Needed there when imageSource is 'url'.`),
	forAiBuilder(inputFieldField, `${WHEN_ONE_IMAGE} Needed there when imageSource is 'binary'.`),
	...ONE_MODE_MODELS.flatMap(({ id }) => oneImageFields({ model: not(id) })),
	...oneImageFields({ inputMode: ['text', 'images'], model: ONE_MODE_IDS }),
	imagesField,
];
