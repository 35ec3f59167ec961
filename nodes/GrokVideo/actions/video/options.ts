import type { INodeProperties } from 'n8n-workflow';
import {
	DEFAULT_PARALLEL_TASKS,
	DEFAULT_MAX_WAIT_SECONDS,
	MAX_PARALLEL_TASKS,
	DEFAULT_POLL_INTERVAL_SECONDS,
} from '../../limits';
import { MODELS, PRICES_AS_OF } from '../../models';
import { ON_TOOL } from '../outputMode';
import { CREATES, GATEWAY_IDS, PAID_OPERATIONS, XAI_IDS } from './displayRules';

const WAITS = ['createAndWait', 'edit', 'extend', 'wait'];
const DOWNLOADS = ['createAndWait', 'edit', 'extend', 'get', 'wait'];

/** What gateways do not know; of a model that the table does not know, either may be true. */
const ONLY_XAI = { hide: { '/model': GATEWAY_IDS } };

const NO_VOICES = MODELS.filter(({ protocol, voices }) => protocol === 'xai' && !voices).map(
	({ id }) => id,
);

const showFor = (operations: string[]) => ({ show: { '/operation': operations } });

/** One collection for all operations of a video; each option is offered where it has an effect. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	displayOptions: { show: { resource: ['video'] } },
	options: [
		{
			displayName: 'Extra Body',
			name: 'extraBody',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. {"user": "customer-42"}',
			description:
				'JSON object to merge into the request, for parameters that this node has no field for yet',
			displayOptions: showFor(PAID_OPERATIONS),
		},
		{
			displayName: 'File Name',
			name: 'fileName',
			type: 'string',
			default: '',
			placeholder: 'e.g. summer-sale.mp4',
			description: 'Name of the video file. Leave empty to name it after the task.',
			displayOptions: { ...showFor(DOWNLOADS), hide: ON_TOOL },
		},
		{
			displayName: 'Generate Audio',
			name: 'generateAudio',
			type: 'boolean',
			default: true,
			description: 'Whether to give the video sound',
			displayOptions: { ...showFor(CREATES), ...ONLY_XAI },
		},
		{
			displayName: 'Max Cost (USD)',
			name: 'maxCostUsd',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 2 },
			default: 10,
			description: `A run that would cost more, by the provider's prices of ${PRICES_AS_OF}, stops before the first video is paid`,
			displayOptions: { ...showFor(PAID_OPERATIONS), ...ONLY_XAI },
		},
		{
			displayName: 'Max Parallel Tasks',
			name: 'maxParallel',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_PARALLEL_TASKS, numberPrecision: 0 },
			default: DEFAULT_PARALLEL_TASKS,
			description:
				'How many items to work on at the same time. Lower it if the provider reports too many requests.',
		},
		{
			displayName: 'Max Videos per Run',
			name: 'maxVideos',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 10,
			description: 'A run with more items stops before the first video is paid',
			displayOptions: showFor(PAID_OPERATIONS),
		},
		{
			displayName: 'Max Wait',
			name: 'maxWait',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULT_MAX_WAIT_SECONDS,
			description: 'How many seconds to wait for the video at most',
			displayOptions: showFor(WAITS),
		},
		{
			displayName: 'On Timeout',
			name: 'onTimeout',
			type: 'options',
			options: [
				{
					name: 'Return the Task So Far',
					value: 'return',
					description:
						"The output has 'timed_out' set to true, so the workflow can decide what to do",
				},
				{
					name: 'Stop Workflow',
					value: 'error',
					description: 'The message names the task, which keeps running at the provider',
				},
			],
			default: 'error',
			description: "What to do when the video is not finished after 'Max Wait'",
			displayOptions: showFor(WAITS),
		},
		{
			displayName: 'Poll Interval',
			name: 'pollInterval',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULT_POLL_INTERVAL_SECONDS,
			description: 'How many seconds to wait between two status checks',
			displayOptions: showFor(WAITS),
		},
		{
			displayName: 'Public Link Days',
			name: 'publicLinkDays',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 30, numberPrecision: 0 },
			default: 7,
			description:
				'For how many days a link for everybody shall work, e.g. for a publishing service: 1 to 30. The provider keeps the video so long, which costs a little.',
			displayOptions: { ...showFor(PAID_OPERATIONS), ...ONLY_XAI },
		},
		{
			displayName: 'Request Form',
			name: 'requestForm',
			type: 'options',
			// The one that nearly everybody needs comes first.
			options: [
				{ name: 'Automatic', value: 'auto', description: 'The form that the providers recommend' },
				{
					name: 'Image URLs',
					value: 'image_urls',
					description: 'Sends a list named image_urls, for any number of images',
				},
				{
					name: 'Input Reference',
					value: 'input_reference',
					description: 'Sends an object named input_reference, for one image only',
				},
				{
					name: 'Reference Images',
					value: 'reference_images',
					description: 'Sends a list named reference_images, for several images',
				},
			],
			default: 'auto',
			description:
				'How the request carries the reference images. Change it only if your gateway asks for it.',
			// The field of the model decides, since a node cannot see which provider its credential is for.
			displayOptions: { ...showFor(CREATES), hide: { '/model': XAI_IDS } },
		},
		{
			displayName: 'Send Images As',
			name: 'imagesAs',
			type: 'options',
			options: [
				{
					name: 'Data',
					value: 'data',
					description: 'The file travels inside the request: works everywhere',
				},
				{
					name: 'Link',
					value: 'link',
					description:
						'The provider fetches the file from this n8n by a signed link: for large images, and where n8n has a public address',
				},
			],
			default: 'data',
			description: 'How image files from earlier nodes reach the provider',
			displayOptions: showFor(CREATES),
		},
		{
			displayName: 'Voices',
			name: 'voices',
			type: 'string',
			default: '',
			placeholder: 'e.g. ara, rex',
			description:
				'Names of up to 3 voices for a video from reference images, with commas between. In the prompt they are AUDIO_0, AUDIO_1 and so on, in angle brackets.',
			hint: 'Presets: ara eve leo rex sal carina zagan helix orion luna iris altair zenith perseus helios lux kepler rigel cosmo celeste ursa sirius lumen castor naksh atlas',
			displayOptions: {
				...showFor(CREATES),
				hide: { '/model': [...GATEWAY_IDS, ...NO_VOICES], '/inputMode': ['text', 'image'] },
			},
		},
	],
};
