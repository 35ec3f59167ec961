import type { INodeProperties } from 'n8n-workflow';
import {
	DEFAULT_MAX_WAIT_SECONDS,
	DEFAULT_PARALLEL_TASKS,
	DEFAULT_POLL_INTERVAL_SECONDS,
	MAX_PARALLEL_TASKS,
} from '../../limits';
import { MODELS, PRICES_AS_OF, type Model } from '../../models';
import { providersWith } from '../../protocols';
import { PRICE_SOURCE, STOCK_FORM_LABEL } from '../../providers';
import { ON_TOOL } from '../outputFields';
import { CREATES, PAID_OPERATIONS } from './fields';
import { toIds } from './modelFields';

const WAITS = ['createAndWait', 'edit', 'extend', 'wait'];
const DOWNLOADS = ['createAndWait', 'edit', 'extend', 'get', 'wait'];

const showFor = (operations: string[]) => ({ show: { '/operation': operations } });

/** Models that are not in the table may have any feature. */
const hideWithout = (feature: keyof Model) => ({
	hide: { '/model': toIds(MODELS.filter((model) => model[feature] === undefined)) },
});

/** One collection for all operations. Each option is offered where it has an effect. */
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
			description: `Whether the video has sound (${providersWith('generateAudio').join(', ')} only)`,
			displayOptions: { ...showFor(CREATES), ...hideWithout('audio') },
		},
		{
			displayName: 'Max Cost (USD)',
			name: 'maxCostUsd',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 2 },
			default: 10,
			description: `Stop before anything is paid if the run would cost more (${PRICE_SOURCE} prices as of ${PRICES_AS_OF})`,
			displayOptions: { ...showFor(PAID_OPERATIONS), ...hideWithout('prices') },
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
			description:
				'Stop before anything is paid if there are more items; each round of a loop counts anew',
			displayOptions: showFor(PAID_OPERATIONS),
		},
		{
			displayName: 'Max Wait (Seconds)',
			name: 'maxWait',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULT_MAX_WAIT_SECONDS,
			description: 'Longest time to wait for the video',
			displayOptions: showFor(WAITS),
		},
		{
			displayName: 'On Timeout',
			name: 'onTimeout',
			type: 'options',
			options: [
				{
					name: 'Return the Unfinished Task',
					value: 'return',
					description:
						"The output has 'timed_out' set to true, so the workflow can decide what to do",
				},
				{
					name: 'Stop Workflow',
					value: 'error',
					description: 'The error names the task, which continues at the provider',
				},
			],
			default: 'error',
			description: "What to do if the video is not finished after 'Max Wait (Seconds)'",
			displayOptions: showFor(WAITS),
		},
		{
			displayName: 'Poll Interval (Seconds)',
			name: 'pollInterval',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULT_POLL_INTERVAL_SECONDS,
			description: 'Time between two status checks',
			displayOptions: showFor(WAITS),
		},
		{
			displayName: 'Public Link Days',
			name: 'publicLinkDays',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 30, numberPrecision: 0 },
			default: 7,
			description: `How many days (1 to 30) a public link works. ${providersWith('publicLinkDays').join(', ')} keeps the video for that time, for a small fee.`,
			displayOptions: { ...showFor(PAID_OPERATIONS), ...hideWithout('publicLinks') },
		},
		{
			displayName: 'Request Form',
			name: 'requestForm',
			type: 'options',
			// The most common choice comes first.
			options: [
				{ name: 'Automatic', value: 'auto', description: 'The form that the provider recommends' },
				{
					name: 'Image URLs',
					value: 'image_urls',
					description: 'A list named image_urls, for any number of images',
				},
				{
					name: 'Input Reference',
					value: 'input_reference',
					description: 'An object named input_reference, for one image only',
				},
				{
					name: 'Reference Images',
					value: 'reference_images',
					description: 'A list named reference_images, for several images',
				},
				{
					name: STOCK_FORM_LABEL,
					value: 'stock',
					description: 'A list named images, the seconds as text, and the shape in metadata',
				},
			],
			default: 'auto',
			description:
				'Which request field holds the reference images. Change it only if your gateway requires it.',
			displayOptions: showFor(CREATES),
		},
		{
			displayName: 'Send Images As',
			name: 'imagesAs',
			type: 'options',
			options: [
				{ name: 'Data', value: 'data', description: 'Inside the request, which works everywhere' },
				{
					name: 'Link',
					value: 'link',
					description:
						'The provider fetches the file from this n8n with a signed link: for large images, if n8n has a public address',
				},
			],
			default: 'data',
			description: 'How image files are sent',
			displayOptions: showFor(CREATES),
		},
		{
			displayName: 'Voices',
			name: 'voices',
			type: 'string',
			default: '',
			placeholder: 'e.g. ara, rex',
			description:
				'Names of up to 3 voices for a video from reference images, separated by commas. Refer to them in the prompt as &lt;AUDIO_0&gt;, &lt;AUDIO_1&gt; and so on.',
			hint: 'Presets: ara eve leo rex sal carina zagan helix orion luna iris altair zenith perseus helios lux kepler rigel cosmo celeste ursa sirius lumen castor naksh atlas',
			displayOptions: {
				...showFor(CREATES),
				hide: { ...hideWithout('voices').hide, '/inputMode': ['text', 'image'] },
			},
		},
	],
};
