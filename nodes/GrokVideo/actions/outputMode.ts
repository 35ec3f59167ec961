import type { INodeProperties } from 'n8n-workflow';
import type { OutputFields } from './video/outputFields';

/** Where the node is a tool of an AI agent. */
export const ON_TOOL = { '@tool': [true] };

/**
 * In which form the answer is given: by "Simplify", and by "Output" where the node is a tool, as n8n's
 * guidelines ask, since an agent does better with the few fields that it needs.
 */
export function outputModeFields(fields: OutputFields): INodeProperties[] {
	const [id, ...others] = Object.entries(fields);
	return [
		{
			displayName: 'Simplify',
			name: 'simplify',
			type: 'boolean',
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
			displayOptions: { hide: ON_TOOL },
		},
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			// From the usual form to the one with a field of its own.
			options: [
				{
					name: 'Simplified',
					value: 'simplified',
					description: 'The few fields that are useful in most cases',
				},
				{ name: 'Raw', value: 'raw', description: 'All fields, as the provider sent them' },
				{
					name: 'Selected Fields',
					value: 'selected',
					description: 'Only the fields that the agent needs',
				},
			],
			default: 'simplified',
			description: 'How much of the response the agent gets to read',
			displayOptions: { show: ON_TOOL },
		},
		{
			displayName: 'Fields',
			name: 'selectedFields',
			type: 'multiOptions',
			options: others
				.map(([value, { label, description }]) => ({ name: label, value, description }))
				.sort((a, b) => (a.name < b.name ? -1 : 1)),
			default: [],
			description: `What the agent gets to read, always together with '${id[1].label}'`,
			displayOptions: { show: { ...ON_TOOL, output: ['selected'] } },
		},
	];
}
