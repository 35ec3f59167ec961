import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { builderHint } from '../../aiBuilder';
import {
	DEFAULT_MODEL_ID,
	DEFAULT_VIDEO_TO_VIDEO_MODEL_ID,
	modelName,
	MODELS,
	modelsFor,
	PRICES_AS_OF,
	type VideoToVideo,
} from '../../models';
import { PRICE_SOURCE } from '../../providers';
import { ON_TOOL, outputModeFields, type OutputFields } from '../outputFields';
import { framesField, imageFields, SOURCES } from './imageFields';
import { choiceFields, inputModeFields, toIds } from './modelFields';

/** Fields that several operations share. */

/** Operations that create a video from text and images. */
export const CREATES = ['create', 'createAndWait'];

/** Operations that the provider bills. */
export const PAID_OPERATIONS = [...CREATES, 'edit', 'extend'];

const modelDefault = (id: string) => ({ mode: 'list', value: id, cachedResultName: modelName(id) });

/** For agents and builders, which see no hints. */
const PRICES = MODELS.flatMap(({ id, prices }) => {
	if (!prices) return [];
	const rates = Object.entries(prices.second).map(([name, rate]) => `${rate} at ${name}`);
	return [`${id}: ${rates.join(', ')}, and ${prices.image} per image`];
}).join('; ');

const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: modelDefault(DEFAULT_MODEL_ID),
	required: true,
	description: 'The model to use. The fields below adapt to it.',
	...builderHint(
		`Known models: ${MODELS.map(({ id, summary }) => `${id} takes ${summary}`).join('; ')}. The API key may offer others, which the list shows. ${PRICE_SOURCE} prices as of ${PRICES_AS_OF}, in USD per second: ${PRICES}. Other providers set their own prices.`,
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

/** Of Create and of Create and Wait. The description contains them once, because they are most of it. */
export const createFields = updateDisplayOptions(
	{ show: { resource: ['video'], operation: CREATES } },
	[modelField, ...inputModeFields, promptField, ...imageFields, framesField, ...choiceFields],
);

/** An operation's fields, and those that select its output. */
export function fieldsOf(
	operation: string,
	outputFields: OutputFields,
	...fields: INodeProperties[]
): INodeProperties[] {
	return updateDisplayOptions({ show: { resource: ['video'], operation: [operation] } }, [
		...fields,
		...outputModeFields(outputFields),
	]);
}

export const taskIdField: INodeProperties = {
	displayName: 'Task ID',
	name: 'taskId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. task_0123456789abcdef',
	description: "The 'task_id' from Create, or from an error message of this node",
};

const downloadField: INodeProperties = {
	displayName: 'Download Video',
	name: 'downloadVideo',
	type: 'boolean',
	default: true,
	description:
		'Whether to return the finished MP4 as a file. The link to it expires soon, the file does not.',
	displayOptions: { hide: ON_TOOL }, // an agent cannot read a file
};

export function downloadFields(downloadsByDefault: boolean): INodeProperties[] {
	return [
		{ ...downloadField, default: downloadsByDefault },
		{
			displayName: 'Output Data Field Name',
			name: 'outputField',
			type: 'string',
			default: 'data',
			placeholder: 'e.g. data',
			hint: 'The name of the output field to put the video file in',
			displayOptions: { hide: { ...ON_TOOL, downloadVideo: [false] } },
		},
	];
}

/** E.g. `2 to 15 seconds (grok-imagine-video)`. */
export function inputLengths(operation: VideoToVideo): string {
	return modelsFor(operation)
		.map(({ id, videoToVideo }) => {
			const { min, max } = videoToVideo![operation]!.input;
			return `${min === 0 ? 'at most' : `${min} to`} ${max} seconds (${id})`;
		})
		.join(' or ');
}

/** Of Edit and of Extend. `operationFields` are those that only one of them has. */
export function videoToVideoFields(
	operation: VideoToVideo,
	prompt: Pick<INodeProperties, 'placeholder' | 'description'>,
	...operationFields: INodeProperties[]
): INodeProperties[] {
	return [
		{
			...modelField,
			default: modelDefault(DEFAULT_VIDEO_TO_VIDEO_MODEL_ID),
			description: `A model that can ${operation} videos, e.g. ${toIds(modelsFor(operation)).join(', ')}`,
		},
		{ ...promptField, ...prompt },
		{
			displayName: 'Video Source',
			name: 'videoSource',
			type: 'options',
			options: SOURCES,
			default: 'binary',
			description: 'Where the video comes from',
		},
		{
			displayName: 'Video URL',
			name: 'videoUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/clip.mp4',
			description: `Direct HTTPS link that opens without login, to an MP4 of ${inputLengths(operation)}`,
			displayOptions: { hide: { videoSource: ['binary'] } },
		},
		{
			displayName: 'Input Data Field Name',
			name: 'videoBinaryField',
			type: 'string',
			default: 'data',
			placeholder: 'e.g. data',
			hint: 'The name of the input field that holds the video file',
			description: `An MP4 of ${inputLengths(operation)}`,
			displayOptions: { hide: { videoSource: ['url'] } },
		},
		...operationFields,
		{
			displayName: 'Wait Until Finished',
			name: 'waitForCompletion',
			type: 'boolean',
			default: true,
			description: 'Whether to wait for the video. When off, the output is the task ID.',
		},
		...downloadFields(true).map((field) => ({
			...field,
			displayOptions: { hide: { ...field.displayOptions?.hide, waitForCompletion: [false] } },
		})),
	];
}
