import type { INodeProperties } from 'n8n-workflow';
import { MODELS } from '../../models';
import { builderHint } from '../../aiBuilder';
import { SOURCES } from './imageFields';

const SUPPORTED_MODELS = MODELS.filter(({ frames }) => frames).map(({ id }) => id);
const UNABLE = MODELS.filter(({ frames }) => !frames).map(({ id }) => id);

/** For a video from an image, which is its first frame. */
export const framesField: INodeProperties = {
	displayName: 'Frames',
	name: 'frames',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Frame',
	default: {},
	description:
		'Pictures for the end of the video and for moments in it: one at the end, up to 4 at other moments. The image above is the first frame.',
	...builderHint(
		`For inputMode 'image' with ${SUPPORTED_MODELS.join(', ')} only: last frame and moments.`,
	),
	displayOptions: { hide: { inputMode: ['text', 'images'], model: UNABLE } },
	options: [
		{
			displayName: 'Frame',
			name: 'frame',
			values: [
				{
					displayName: 'At',
					name: 'at',
					type: 'options',
					// In the order of how often it is needed.
					options: [
						{ name: 'End', value: 'end', description: 'The last frame of the video' },
						{ name: 'Time', value: 'time', description: 'A moment inside the video' },
					],
					default: 'end',
					description: 'Where in the video the picture stands',
				},
				{
					displayName: 'Input Data Field Name',
					name: 'binaryField',
					type: 'string',
					default: 'data',
					placeholder: 'e.g. data',
					description: 'Name of the input field that holds the picture',
					displayOptions: { show: { source: ['binary'] } },
				},
				{
					displayName: 'Source',
					name: 'source',
					type: 'options',
					options: SOURCES,
					default: 'url',
					description: 'Where the picture comes from',
				},
				{
					displayName: 'Time (Seconds)',
					name: 'time',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					default: 1,
					placeholder: 'e.g. 1.33',
					description:
						'When the picture is reached: after the start and before the end, in steps of a third of a second (1, 1.33, 1.67, 2 …)',
					displayOptions: { show: { at: ['time'] } },
				},
				{
					displayName: 'URL',
					name: 'url',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/last.png',
					description:
						'Direct HTTPS link to the picture, open without login, or a complete data URL',
					displayOptions: { show: { source: ['url'] } },
				},
			],
		},
	],
};
