import type { INodeProperties } from 'n8n-workflow';

/** A field of an operation's simplified output: for the agent's selection, and for the preview that the build writes. */
export interface OutputField {
	type: 'boolean' | 'number' | 'string';
	label: string;
	description: string;
}

/** By name, in the order of the output. */
export type OutputFields = Record<string, OutputField>;

/** Condition: the node is a tool of an AI agent. */
export const ON_TOOL = { '@tool': [true] };

/** Simplify, and Output where the node is a tool, as n8n's guidelines ask. */
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
			// From the usual choice to the one that adds a field.
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
			description: 'What the agent receives',
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
			description: `The fields that the agent receives, in addition to '${id[1].label}'`,
			displayOptions: { show: { ...ON_TOOL, output: ['selected'] } },
		},
	];
}
