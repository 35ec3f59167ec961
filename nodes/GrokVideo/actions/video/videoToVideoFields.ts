import type { INodeProperties } from 'n8n-workflow';
import {
	DEFAULT_ADDED_SECONDS,
	DEFAULT_VIDEO_TO_VIDEO_MODEL_ID,
	modelName,
	MODELS,
	type VideoToVideo,
} from '../../models';
import { modelField } from './fields';
import { downloadFields } from './taskFields';

/** What Edit and Extend have in common: both make a new video of one that there is. */

const PROMPTS: Record<VideoToVideo, Pick<INodeProperties, 'placeholder' | 'description'>> = {
	edit: {
		placeholder: 'e.g. Make it snow, and keep everything else',
		description: 'What is to be changed in the video',
	},
	extend: {
		placeholder: 'e.g. The door opens and the camera moves through it',
		description: 'What happens after the end of the video',
	},
};

const SUPPORTED_MODELS = (change: VideoToVideo) =>
	MODELS.filter(({ changes }) => changes?.[change]);

function lengthHint(change: VideoToVideo): string {
	return SUPPORTED_MODELS(change)
		.map(({ id, changes }) => {
			const { min, max } = changes![change]!.input;
			return `${min === 0 ? 'at max' : `${min} to`} ${max} seconds for ${id}`;
		})
		.join(', ');
}

const added = SUPPORTED_MODELS('extend')[0].changes!.extend!.added!;

const secondsField: INodeProperties = {
	displayName: 'Seconds',
	name: 'seconds',
	type: 'number',
	typeOptions: { minValue: added.min, maxValue: added.max, numberPrecision: 0 },
	default: DEFAULT_ADDED_SECONDS,
	description: `How much longer the video becomes: ${added.min} to ${added.max} seconds. The result is the whole film.`,
};

export function videoToVideoFields(change: VideoToVideo): INodeProperties[] {
	return [
		{
			...modelField,
			default: {
				mode: 'list',
				value: DEFAULT_VIDEO_TO_VIDEO_MODEL_ID,
				cachedResultName: modelName(DEFAULT_VIDEO_TO_VIDEO_MODEL_ID),
			},
			description: `The model that makes the new video. Of xAI's models, these can: ${SUPPORTED_MODELS(
				change,
			)
				.map(({ id }) => id)
				.join(', ')}.`,
		},
		{
			displayName: 'Prompt',
			name: 'prompt',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			required: true,
			...PROMPTS[change],
		},
		{
			displayName: 'Video Source',
			name: 'videoSource',
			type: 'options',
			options: [
				{ name: 'File', value: 'binary', description: 'A file from an earlier node' },
				{ name: 'URL', value: 'url', description: 'A link that anybody can open, or a data URL' },
			],
			default: 'binary',
			description: 'Where the video comes from',
		},
		{
			displayName: 'Video URL',
			name: 'videoUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/clip.mp4',
			description: `Direct HTTPS link to an MP4, open without login: ${lengthHint(change)}`,
			displayOptions: { hide: { videoSource: ['binary'] } },
		},
		{
			displayName: 'Input Data Field Name',
			name: 'videoBinaryField',
			type: 'string',
			default: 'data',
			placeholder: 'e.g. data',
			hint: 'The name of the input field that holds the video file',
			description: `An MP4: ${lengthHint(change)}`,
			displayOptions: { hide: { videoSource: ['url'] } },
		},
		...(change === 'extend' ? [secondsField] : []),
		{
			displayName: 'Wait for Completion',
			name: 'waitForCompletion',
			type: 'boolean',
			default: true,
			description:
				'Whether to wait until the video is finished, instead of continuing at once with its task ID',
		},
		...downloadFields(true).map((field) => ({
			...field,
			displayOptions: {
				hide: { ...field.displayOptions?.hide, waitForCompletion: [false] },
			},
		})),
	];
}
