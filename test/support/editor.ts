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
import { credentials, type Target } from './parameters';

/** What n8n's editor does with the node: it shows fields and hints and fills the model list. */

const { description: ofNode } = new GrokVideo();

/** The description that n8n derives for AI agents. */
const ofTool = { ...ofNode, name: `${ofNode.name}Tool` };

const descriptionOf = (asTool: boolean) => (asTool ? ofTool : ofNode);

function nodeWith(parameters: INodeParameters, extra: Partial<INode> = {}): INode {
	const own = { id: '1', name: 'Subject', type: 'subject', typeVersion: 1 };
	return { ...own, position: [0, 0], parameters, ...extra };
}

/** The values of all shown fields, with defaults where nothing was entered. */
export function valuesOf(entered: INodeParameters, asTool = false): INodeParameters {
	const description = descriptionOf(asTool);
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
export function shownFields(entered: INodeParameters, asTool = false): INodeProperties[] {
	return fieldsFor(valuesOf(entered, asTool), asTool);
}

/** The same before the editor drops the values of fields that are no longer shown. */
export function fieldsFor(values: INodeParameters, asTool = false): INodeProperties[] {
	const description = descriptionOf(asTool);
	const node = nodeWith(values);
	return description.properties.filter((field) =>
		NodeHelpers.displayParameter(values, field, node, description),
	);
}

/** Names of the options that can be added to 'Options'. */
export function offeredOptions(entered: INodeParameters, asTool = false): string[] {
	const description = descriptionOf(asTool);
	const values = valuesOf(entered, asTool);
	const node = nodeWith(values);
	const collection = shownFields(entered, asTool).find(({ name }) => name === 'options');
	return ((collection?.options ?? []) as INodeProperties[])
		.filter((option) => NodeHelpers.displayParameter({}, option, node, description, values))
		.map(({ name }) => name);
}

/** What the editor marks in red, by field. */
export function issuesOf(entered: INodeParameters): Record<string, string[]> {
	const node = nodeWith(valuesOf(entered));
	const issues = NodeHelpers.getNodeParametersIssues(ofNode.properties, node, ofNode);
	return issues?.parameters ?? {};
}

/** The node's hints that the editor shows before a run with these items. */
export function hintsBefore(entered: INodeParameters, items: INodeExecutionData[]): NodeHint[] {
	const node = nodeWith(valuesOf(entered));
	const nodeTypes = { getByNameAndVersion: () => new GrokVideo() } as unknown as INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const holds = ({ displayCondition = '' }: NodeHint): boolean => {
		if (items.length === 0) return false; // n8n cannot evaluate `$input` then, and shows no hint
		const given = [createRunExecutionData(), 0, 0, node.name, items, 'manual', {}] as const;
		return workflow.expression.getParameterValue(displayCondition, ...given) === true;
	};
	return ofNode.hints!.filter((hint) => hint.whenToDisplay === 'beforeExecution' && holds(hint));
}

/** Opens the model list in a node with these parameters and types into its search. */
export async function searchModels(
	server: Target,
	filter?: string,
	data: Parameters<typeof credentials>[1] = {},
	parameters: INodeParameters = {},
): Promise<INodeListSearchResult> {
	const type = new GrokVideo();
	const nodeTypes = { getByNameAndVersion: () => type } as unknown as INodeTypes;
	const node = nodeWith(parameters, { credentials: { grokVideoApi: { id: '1', name: 'Grok' } } });
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const additionalData = {
		credentialsHelper: credentialsHelper(credentials(server, data), workflow),
		currentNodeParameters: parameters,
	} as IWorkflowExecuteAdditionalData;
	const context = new LoadOptionsContext(workflow, node, additionalData, 'parameters.model');
	return await type.methods.listSearch.searchModels.call(context, filter);
}
