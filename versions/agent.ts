import { ExecuteContext } from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type INode,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { ADDITIONAL_DATA } from '../test/support/engine';
import { credentialsHelper } from '../test/support/engineParts';
import type { EngineOptions } from '../test/support/engineWorkflow';

interface Tool {
	invoke(args: Record<string, string>): Promise<string>;
}

/** Calls the node as an AI agent does: n8n wraps it in a tool with its own context. */
export async function callTool(
	options: EngineOptions,
	args: Record<string, string>,
): Promise<string> {
	const { AiTool, Main } = NodeConnectionTypes;
	const nodeType = (inputs: string[], outputs: string[], type?: INodeType) =>
		Object.assign(Object.create(type ?? {}) as INodeType, {
			description: { properties: [], ...type?.description, inputs, outputs },
		});
	const types: Record<string, INodeType> = {
		agent: nodeType([AiTool], [Main]),
		videoTool: nodeType([], [AiTool], options.node),
	};
	const node = (name: string, type: string, overrides: Partial<INode> = {}): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...overrides,
	});
	const workflow = new Workflow({
		id: 'wf1',
		name: 'agent',
		active: false,
		nodeTypes: { getByNameAndVersion: (name: string) => types[name] } as unknown as INodeTypes,
		nodes: [
			node('Agent', 'agent'),
			node('Video', 'videoTool', {
				parameters: options.parameters,
				credentials: { grokVideoApi: { id: '1', name: 'Grok' } },
			}),
		],
		connections: { Video: { [AiTool]: [[{ node: 'Agent', type: AiTool, index: 0 }]] } },
	});
	const agent = workflow.nodes.Agent;
	const input = [{ json: {} }];
	const context = new ExecuteContext(
		workflow,
		agent,
		{
			...ADDITIONAL_DATA,
			executionId: 'agent1',
			credentialsHelper: credentialsHelper(options.credentials ?? {}, workflow),
			hooks: { runHook: async () => {} },
		} as unknown as IWorkflowExecuteAdditionalData,
		'manual',
		createRunExecutionData({ executionData: { nodeExecutionStack: [] } }),
		0,
		input,
		{ main: [input] },
		{ node: agent, data: { main: [input] }, source: null },
		[],
		new AbortController().signal,
	);
	const tools = (await context.getInputConnectionData(AiTool, 0)) as Tool | Tool[];
	return await [tools].flat()[0].invoke(args);
}
