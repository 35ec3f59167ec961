import type { INodeProperties } from 'n8n-workflow';
import { MODELS } from '../../models';
import { allBut, ONE_MODE_IDS, ONE_MODE_MODELS, type DisplayRules } from './displayRules';

const SOURCES: INodeProperties['options'] = [
	{ name: 'Binary Data', value: 'binary', description: 'A file from an earlier node' },
	{ name: 'URL', value: 'url', description: 'A link that anybody can open, or a data URL' },
];

const URL_HINT =
	'Direct HTTPS link to the image, open without login, cookie or referer. A complete data URL works as well.';

/** Shown for models that always take one image, and for the others when the mode says so. */
function oneImageFields(hide: NonNullable<DisplayRules['hide']>): INodeProperties[] {
	return [
		{
			displayName: 'Image Source',
			name: 'imageSource',
			type: 'options',
			options: SOURCES,
			default: 'url',
			description: 'Where the reference image comes from',
			displayOptions: { hide },
		},
		{
			displayName: 'Image URL',
			name: 'imageUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://example.com/product.png',
			description: URL_HINT,
			displayOptions: { hide: { ...hide, imageSource: ['binary'] } },
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
			displayOptions: { hide: { ...hide, imageSource: ['url'] } },
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
	displayOptions: { hide: { mode: ['text', 'image'], model: ONE_MODE_IDS } },
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

/** The reference images: one or several, as the model and the mode have it. */
export const imageFields: INodeProperties[] = [
	...ONE_MODE_MODELS.flatMap(({ id }) => oneImageFields({ model: allBut(id) })),
	...oneImageFields({ mode: ['text', 'images'], model: ONE_MODE_IDS }),
	imagesField,
];
