import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import { builderHint } from '../../aiBuilder';
import { videoToVideoFields } from './videoToVideoFields';
import { optionsField } from './options';
import { CHANGED, FINISHED, STORED, taskFields, type OutputFields } from './outputFields';
import { outputModeFields } from '../outputMode';
import { requestFields } from './fields';
import { downloadFields, taskIdField } from './taskFields';

export const outputFields = {
	create: taskFields('task_id', 'status', 'progress', 'model', 'created_at'),
	createAndWait: taskFields(...FINISHED, ...STORED, 'timed_out'),
	edit: taskFields(...CHANGED, ...STORED, 'timed_out'),
	extend: taskFields(...CHANGED, ...STORED, 'timed_out'),
	get: taskFields(...FINISHED, ...STORED, 'fail_reason'),
	wait: taskFields(...FINISHED, ...STORED, 'timed_out'),
} satisfies Record<string, OutputFields>;

/** Fields that are an operation's alone, and the form of its output. */
function ownFields(
	operation: keyof typeof outputFields,
	...fields: INodeProperties[]
): INodeProperties[] {
	return updateDisplayOptions({ show: { resource: ['video'], operation: [operation] } }, [
		...fields,
		...outputModeFields(outputFields[operation]),
	]);
}

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
				action: 'Create video',
				description: 'Start a new video, which is billed, and continue at once with its task ID',
				...builderHint(
					'For long queues and large batches: Create, then a Wait node, then Wait for Completion with the task_id. Each item costs money.',
				),
			},
			{
				name: 'Create and Wait',
				value: 'createAndWait',
				action: 'Create video and wait for it',
				description:
					'Start a new video, which is billed, wait until it is finished and download it',
				...builderHint(
					'The usual choice: one node from the prompt to the MP4. Each item costs money, and takes a minute or more.',
				),
			},
			{
				name: 'Edit',
				value: 'edit',
				action: 'Edit video',
				description: 'Make a new video of one that there is, changed by a prompt; it is billed',
				...builderHint(
					'xAI only. Takes an MP4 of at most 8.7 seconds, by link or from the field data of an earlier step. Each item costs money.',
				),
			},
			{
				name: 'Extend',
				value: 'extend',
				action: 'Extend video',
				description: 'Make a video longer, which is billed; the result is the whole film',
				...builderHint(
					'xAI only. For longer videos: Create and Wait, then Extend, then Extend, each with the field data of the one before. Each item costs money.',
				),
			},
			{
				name: 'Get Status',
				value: 'get',
				action: 'Get video status',
				description: 'Check once how far a task created earlier has come',
				...builderHint(
					'Costs nothing. To wait until a video is finished, use Wait for Completion instead of a loop.',
				),
			},
			{
				name: 'Wait for Completion',
				value: 'wait',
				action: 'Wait for video',
				description: 'Wait for a task created earlier and download its video',
				...builderHint('Costs nothing. Takes the task_id that Create gave.'),
			},
		],
		default: 'createAndWait',
	},
	...requestFields,
	...ownFields('create'),
	...ownFields('createAndWait', ...downloadFields(true)),
	...ownFields('edit', ...videoToVideoFields('edit')),
	...ownFields('extend', ...videoToVideoFields('extend')),
	...ownFields('get', taskIdField, ...downloadFields(false)),
	...ownFields('wait', taskIdField, ...downloadFields(true)),
	optionsField,
];
