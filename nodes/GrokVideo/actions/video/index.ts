import type { INodeProperties } from 'n8n-workflow';
import { builderHint } from '../../aiBuilder';
import type { VideoToVideo } from '../../models';
import { providersWith } from '../../protocols';
import * as create from './create.operation';
import * as createAndWait from './createAndWait.operation';
import * as edit from './edit.operation';
import * as extend from './extend.operation';
import { createFields, inputLengths } from './fields';
import * as get from './get.operation';
import { optionsField } from './options';
import * as wait from './wait.operation';

const supportedBy = (operation: VideoToVideo) => `${providersWith(operation).join(', ')} only`;

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['video'] } },
		options: [
			{
				name: 'Create',
				value: 'create',
				action: 'Start video without waiting',
				description: 'Start a video (billed) and continue at once with its task ID',
				...builderHint(
					'For long queues and large batches: Create, then a Wait node, then Wait for Completion with the task_id. Each item costs money.',
				),
			},
			{
				name: 'Create and Wait',
				value: 'createAndWait',
				action: 'Create video',
				description: 'Create a video (billed), wait for it and download the MP4',
				...builderHint(
					'The usual choice: one node from the prompt to the MP4. Each item costs money, and takes a minute or more.',
				),
			},
			{
				name: 'Edit',
				value: 'edit',
				action: 'Edit video',
				description: `Edit an existing video with a prompt (billed, ${supportedBy('edit')})`,
				...builderHint(
					`Supported by ${supportedBy('edit')}. Takes an MP4 of ${inputLengths('edit')}, by link or from the field data of an earlier step. Each item costs money.`,
				),
			},
			{
				name: 'Extend',
				value: 'extend',
				action: 'Extend video',
				description: `Make a video longer (billed, ${supportedBy('extend')}). The result contains the original.`,
				...builderHint(
					`Supported by ${supportedBy('extend')}. For longer videos: Create and Wait, then Extend, then Extend, each with the field data of the one before. Each item costs money.`,
				),
			},
			{
				name: 'Get Status',
				value: 'get',
				action: 'Get video status',
				description: 'Check the status of a task once',
				...builderHint(
					'Costs nothing. To wait until a video is finished, use Wait for Completion instead of a loop.',
				),
			},
			{
				name: 'Wait for Completion',
				value: 'wait',
				action: 'Wait for video',
				description: 'Wait for a task created earlier and download its video',
				...builderHint('Costs nothing. Takes the task_id that Create returned.'),
			},
		],
		default: 'createAndWait',
	},
	...createFields,
	...create.description,
	...createAndWait.description,
	...edit.description,
	...extend.description,
	...get.description,
	...wait.description,
	optionsField,
];
