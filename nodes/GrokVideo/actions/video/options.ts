import type { INodeProperties } from 'n8n-workflow';
import {
	MAX_PARALLEL_TASKS,
	MAX_WAIT_SECONDS,
	MOST_PARALLEL_TASKS,
	POLL_INTERVAL_SECONDS,
} from '../../constants';
import { ON_TOOL } from '../outputForm';
import { PAID_OPERATIONS, XAI_IDS } from './displayRules';

const WAITS = ['createAndWait', 'wait'];
const DOWNLOADS = ['createAndWait', 'get', 'wait'];

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
			displayName: 'Max Parallel Tasks',
			name: 'maxParallel',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MOST_PARALLEL_TASKS, numberPrecision: 0 },
			default: MAX_PARALLEL_TASKS,
			description:
				'How many items to work on at the same time. Lower it if the provider reports too many requests.',
		},
		{
			displayName: 'Max Wait',
			name: 'maxWait',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: MAX_WAIT_SECONDS,
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
			default: POLL_INTERVAL_SECONDS,
			description: 'How many seconds to wait between two status checks',
			displayOptions: showFor(WAITS),
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
			displayOptions: { ...showFor(PAID_OPERATIONS), hide: { '/model': XAI_IDS } },
		},
	],
};
