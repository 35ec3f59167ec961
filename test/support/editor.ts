import { LoadOptionsContext } from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	type INode,
	type INodeListSearchResult,
	type INodeParameters,
	type INodeProperties,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { credentialsHelper } from './engineParts';
import type { Gateway } from '../gateway/gateway';
import { credentials } from './parameters';

/** What n8n's editor does with the node: shows its fields, and fills its model list. */

const { description } = new GrokVideo();

function nodeWith(parameters: INodeParameters, extra: Partial<INode> = {}): INode {
	const own = { id: '1', name: 'Subject', type: 'subject', typeVersion: 1 };
	return { ...own, position: [0, 0], parameters, ...extra };
}

/** The values of all fields that are shown, with their defaults where nothing was entered. */
export function valuesOf(entered: INodeParameters): INodeParameters {
	const node = nodeWith(entered);
	return (
		NodeHelpers.getNodeParameters(
			description.properties,
			entered,
			true,
			false,
			node,
			description,
		) ?? {}
	);
}

/** The fields that are shown, in the editor's order. */
export function shownFields(entered: INodeParameters): INodeProperties[] {
	return fieldsFor(valuesOf(entered));
}

/** The same before the editor has dropped the values of fields that are no longer shown. */
export function fieldsFor(values: INodeParameters): INodeProperties[] {
	const node = nodeWith(values);
	return description.properties.filter((field) =>
		NodeHelpers.displayParameter(values, field, node, description),
	);
}

/** The options of the "Options" collection that can be added. */
export function offeredOptions(entered: INodeParameters): string[] {
	const values = valuesOf(entered);
	const node = nodeWith(values);
	const collection = shownFields(entered).find(({ name }) => name === 'options');
	return ((collection?.options ?? []) as INodeProperties[])
		.filter((option) => NodeHelpers.displayParameter({}, option, node, description, values))
		.map(({ name }) => name);
}

/** What the editor marks in red, by field. */
export function issuesOf(entered: INodeParameters): Record<string, string[]> {
	const node = nodeWith(valuesOf(entered));
	const issues = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
	return issues?.parameters ?? {};
}

/** Opens the model list and types into its search. */
export async function searchModels(
	gateway: Pick<Gateway, 'url' | 'key'>,
	filter?: string,
	data: Parameters<typeof credentials>[1] = {},
): Promise<INodeListSearchResult> {
	const type = new GrokVideo();
	const nodeTypes = { getByNameAndVersion: () => type } as unknown as INodeTypes;
	const node = nodeWith({}, { credentials: { grokVideoApi: { id: '1', name: 'Grok' } } });
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const additionalData = {
		credentialsHelper: credentialsHelper(credentials(gateway, data), workflow),
	} as IWorkflowExecuteAdditionalData;
	const context = new LoadOptionsContext(workflow, node, additionalData, 'parameters.model');
	return await type.methods.listSearch.searchModels.call(context, filter);
}
