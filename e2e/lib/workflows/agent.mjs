import { startStack } from '../n8n/stack.mjs';
import { startChatModel } from '../services/chat-model.mjs';
import { readExample, withCredential } from './examples.mjs';
import { credentialsOf, NODE_TYPE } from './workflow.mjs';

export const EXAMPLE = 'ai-agent-video.json';
const AGENT_TYPE = '@n8n/n8n-nodes-langchain.agent';
export const TOOL_TYPE = `${NODE_TYPE}Tool`;

const MODEL_CREDENTIAL = 'openAiApi';
const MODEL_TYPE = '@n8n/n8n-nodes-langchain.lmChatOpenAi';
const TRIGGER_TYPE = '@n8n/n8n-nodes-langchain.chatTrigger';

export const startAgentStack = async (options) => await addAgent(await startStack(options));

/** Adds a chat model to a stack. Returns the stack with { model, agentWorkflow(), startExecution(), ask() }. */
export async function addAgent(stack) {
	const model = await startChatModel();
	const data = { apiKey: 'sk-local-model-key', url: model.url };
	const modelCredential = await stack.client.createCredential('Model', MODEL_CREDENTIAL, data);

	/** The example workflow with credentials and a short poll interval. */
	const agentWorkflow = ({ agentVersion, tool = {}, toolSettings = {}, toolOptions = {} } = {}) =>
		mapNodes(withCredential(readExample(EXAMPLE), stack.credential), {
			[AGENT_TYPE]: (node) => ({ ...node, typeVersion: agentVersion ?? node.typeVersion }),
			[MODEL_TYPE]: (node) => ({
				...node,
				credentials: credentialsOf(MODEL_CREDENTIAL, modelCredential),
			}),
			[TOOL_TYPE]: ({ parameters, ...node }) => {
				const options = { ...parameters.options, pollInterval: 1, ...toolOptions };
				return { ...node, ...toolSettings, parameters: { ...parameters, ...tool, options } };
			},
		});

	/** Starts an execution as the editor's chat does. Returns its ID. */
	const startExecution = async (workflow) => {
		const { id } = await stack.client.createWorkflow(workflow);
		const { name } = workflow.nodes.find(({ type }) => type === TRIGGER_TYPE);
		const chatInput = 'A paper boat in the rain, please.';
		const message = { sessionId: crypto.randomUUID(), action: 'sendMessage', chatInput };
		const taskData = {
			startTime: Date.now(),
			executionTime: 0,
			executionStatus: 'success',
			source: [],
			data: { main: [[{ json: message }]] },
		};
		const body = { triggerToStartFrom: { name, data: taskData } };
		if (stack.major === 1) body.workflowData = await stack.client.getWorkflow(id);
		return (await stack.client.post(`/rest/workflows/${id}/run`, body)).executionId;
	};

	/** Sends a message to the agent, whose model responds with `answer`. Returns the agent's response. */
	const ask = async (workflow, answer) => {
		model.setAnswer(answer);
		const { status, data } = await stack.client.waitFor(await startExecution(workflow));
		if (status !== 'success') throw new Error(data.resultData.error.message);
		const { name } = workflow.nodes.find(({ type }) => type === AGENT_TYPE);
		return data.resultData.runData[name].at(-1).data.main[0][0].json.output;
	};

	return { ...stack, model, agentWorkflow, startExecution, ask };
}

/** Changes the nodes of some types: type → function that returns the changed node. */
function mapNodes(workflow, changes) {
	const nodes = workflow.nodes.map((node) => changes[node.type]?.(node) ?? node);
	return { ...workflow, nodes };
}

/** Adds a tool to the workflow's agent. */
export function withTool(workflow, tool) {
	const agent = workflow.nodes.find(({ type }) => type === AGENT_TYPE).name;
	const connection = { node: agent, type: 'ai_tool', index: 0 };
	return {
		...workflow,
		nodes: [...workflow.nodes, { id: crypto.randomUUID(), position: [640, 240], ...tool }],
		connections: { ...workflow.connections, [tool.name]: { ai_tool: [[connection]] } },
	};
}
