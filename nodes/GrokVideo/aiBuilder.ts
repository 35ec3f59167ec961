import type { INodeProperties } from 'n8n-workflow';
import { providersWith } from './protocols';

/**
 * Hints for n8n 2's AI builder and MCP server. They are spread into the description because n8n 1's types lack them.
 * n8n rejects them on fields named resource, operation or mode.
 */

export const builderHint = (propertyHint: string) => ({ builderHint: { propertyHint } });

/**
 * A field that has variants by model. Builders see only the first variant and its conditions, so this one comes first: it
 * has the choices of all models and a hint that says which belong to which. The editor never shows it, because `hide`
 * wins over the operation's `show`.
 */
export function forAiBuilder(field: INodeProperties, hint: string): INodeProperties {
	return { ...field, ...builderHint(hint), displayOptions: { hide: { resource: ['video'] } } };
}

export const nodeBuilderHint = {
	builderHint: {
		searchHint: `Creates videos (MP4) from a text prompt, one image or several images. Each item of Create, Create and Wait, Edit and Extend costs the user money: never put them into a loop or a test run without need. Use Create and Wait for one node from the prompt to the file. For long queues use Create, then a Wait node, then Wait for Completion with the 'task_id', so that no execution is kept busy. For longer videos use Create and Wait, then Extend (${providersWith('extend').join(', ')} only). Get Status, Wait for Completion, the models' Get Many and the account's Get Balance cost nothing. The link 'result_url' expires soon, so pass on the file, not the link.`,
		relatedNodes: [
			{
				nodeType: 'n8n-nodes-base.wait',
				relationHint: 'Between Create and Wait for Completion, when videos take long',
			},
		],
	},
};
