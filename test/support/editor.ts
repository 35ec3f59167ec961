import { LoadOptionsContext } from 'n8n-core';
import {
	createRunExecutionData,
	NodeHelpers,
	Workflow,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeParameters,
	type INodeProperties,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type NodeHint,
} from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { credentialsHelper } from './engineParts';
import { credentials, type ServerAccess } from './parameters';

/** What n8n's editor shows of the node: fields, options, issues, hints and the model list. */

const { description: nodeDescription } = new GrokVideo();

/** The description that n8n derives for AI agents. */
const toolDescription = { ...nodeDescription, name: `${nodeDescription.name}Tool` };

const descriptionOf = (asTool: boolean) => (asTool ? toolDescription : nodeDescription);

function createNode(parameters: INodeParameters, overrides: Partial<INode> = {}): INode {
	const identity = { id: '1', name: 'Subject', type: 'subject', typeVersion: 1 };
	return { ...identity, position: [0, 0], parameters, ...overrides };
}

/** The values of all visible fields. Fields without an entered value have their defaults. */
export function valuesOf(entered: INodeParameters, asTool = false): INodeParameters {
	const description = descriptionOf(asTool);
	const node = createNode(entered);
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

/** The visible fields, in the editor's order. */
export function shownFields(entered: INodeParameters, asTool = false): INodeProperties[] {
	return fieldsFor(valuesOf(entered, asTool), asTool);
}

/** The visible fields for these values, before the editor drops the values of hidden fields. */
export function fieldsFor(values: INodeParameters, asTool = false): INodeProperties[] {
	const description = descriptionOf(asTool);
	const node = createNode(values);
	return description.properties.filter((field) =>
		NodeHelpers.displayParameter(values, field, node, description),
	);
}

/** Names of the options that can be added to 'Options'. */
export function offeredOptions(entered: INodeParameters, asTool = false): string[] {
	const description = descriptionOf(asTool);
	const values = valuesOf(entered, asTool);
	const node = createNode(values);
	const collection = shownFields(entered, asTool).find(({ name }) => name === 'options');
	return ((collection?.options ?? []) as INodeProperties[])
		.filter((option) => NodeHelpers.displayParameter({}, option, node, description, values))
		.map(({ name }) => name);
}

/** The issues that the editor shows in red, by field. */
export function issuesOf(entered: INodeParameters): Record<string, string[]> {
	const node = createNode(valuesOf(entered));
	const issues = NodeHelpers.getNodeParametersIssues(
		nodeDescription.properties,
		node,
		nodeDescription,
	);
	return issues?.parameters ?? {};
}

/** The node's hints that the editor shows before a run with these items. */
export function hintsBefore(entered: INodeParameters, items: INodeExecutionData[]): NodeHint[] {
	const node = createNode(valuesOf(entered));
	const nodeTypes = { getByNameAndVersion: () => new GrokVideo() } as unknown as INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const isShown = ({ displayCondition = '' }: NodeHint): boolean => {
		if (items.length === 0) return false; // without items, n8n cannot evaluate `$input` and shows no hint
		const context = [createRunExecutionData(), 0, 0, node.name, items, 'manual', {}] as const;
		return workflow.expression.getParameterValue(displayCondition, ...context) === true;
	};
	return nodeDescription.hints!.filter(
		(hint) => hint.whenToDisplay === 'beforeExecution' && isShown(hint),
	);
}

/** Opens the model list of a node with these parameters and enters a search text. */
export async function searchModels(
	server: ServerAccess,
	filter?: string,
	data: Parameters<typeof credentials>[1] = {},
	parameters: INodeParameters = {},
): Promise<INodeListSearchResult> {
	const type = new GrokVideo();
	const nodeTypes = { getByNameAndVersion: () => type } as unknown as INodeTypes;
	const node = createNode(parameters, { credentials: { grokVideoApi: { id: '1', name: 'Grok' } } });
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const additionalData = {
		credentialsHelper: credentialsHelper(credentials(server, data), workflow),
		currentNodeParameters: parameters,
	} as IWorkflowExecuteAdditionalData;
	const context = new LoadOptionsContext(workflow, node, additionalData, 'parameters.model');
	return await type.methods.listSearch.searchModels.call(context, filter);
}
