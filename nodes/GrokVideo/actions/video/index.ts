import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from '../operation';
import * as create from './create.operation';
import * as createAndWait from './createAndWait.operation';
import * as get from './get.operation';
import { optionsField } from './options';
import * as wait from './wait.operation';

export const operations: Record<string, Operation> = { create, createAndWait, get, wait };

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
				action: 'Create a video',
				description: 'Start a new video and continue at once with its task ID',
			},
			{
				name: 'Create and Wait',
				value: 'createAndWait',
				action: 'Create a video and wait for it',
				description: 'Start a new video, wait until it is finished and download it',
			},
			{
				name: 'Get Status',
				value: 'get',
				action: 'Get the status of a video',
				description: 'Check once how far a task created earlier has come',
			},
			{
				name: 'Wait for Completion',
				value: 'wait',
				action: 'Wait for a video to complete',
				description: 'Wait for a task created earlier and download its video',
			},
		],
		default: 'createAndWait',
	},
	...create.description,
	...createAndWait.description,
	...get.description,
	...wait.description,
	optionsField,
];
