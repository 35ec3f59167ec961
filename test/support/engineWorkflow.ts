import {
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IWorkflowSettings,
} from 'n8n-workflow';
import { ManualTrigger, Rounds, type Credential } from './engineParts';

export interface EngineOptions {
	node: INodeType;
	parameters: INodeParameters;
	credentials?: Record<string, Credential>;
	input?: INodeExecutionData[];
	onError?: INode['onError'];
	/** "Retry On Fail" of the node. */
	retry?: { maxTries: number; waitBetweenTries?: number };
	/** Runs the node as a tool of an AI agent. Each round of a loop is a call. */
	asTool?: boolean;
	/** Settings of the workflow. */
	settings?: IWorkflowSettings;
	/** Runs the node in a loop with this number of rounds, each with the same input. */
	rounds?: number;
}

const connectTo = (node: string) => ({ node, type: NodeConnectionTypes.Main, index: 0 });

/** A trigger and the node under test, whose log lines are added to `log`. */
export function buildWorkflow(options: EngineOptions, log: string[]): Workflow {
	const types: Record<string, INodeType> = {
		trigger: new ManualTrigger(),
		rounds: new Rounds(),
		subject: withLog(options.node, log),
		subjectTool: asTool(withLog(options.node, log)),
	};
	const nodeTypes: INodeTypes = {
		getByName: (name) => types[name],
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(types[name], version),
		getKnownTypes: () => ({}) as IDataObject,
	};
	const createNode = (name: string, type: string, settings: Partial<INode> = {}): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...settings,
	});
	return new Workflow({
		id: 'wf1',
		name: 'test',
		active: false,
		nodeTypes,
		nodes: [
			createNode('Trigger', 'trigger', { disabled: options.input !== undefined }),
			createNode('Rounds', 'rounds', { parameters: { rounds: options.rounds } }),
			createNode('Subject', options.asTool ? 'subjectTool' : 'subject', {
				parameters: options.parameters,
				onError: options.onError,
				credentials: Object.fromEntries(
					Object.entries(options.credentials ?? {}).map(([type, { id = type }]) => [
						type,
						{ id, name: id },
					]),
				),
				...(options.retry && { retryOnFail: true, waitBetweenTries: 1, ...options.retry }),
			}),
		],
		connections: {
			Trigger: { main: [[connectTo(options.rounds === undefined ? 'Subject' : 'Rounds')]] },
			...(options.rounds !== undefined && {
				Rounds: { main: [[], [connectTo('Subject')]] },
				Subject: { main: [[connectTo('Rounds')]] },
			}),
		},
		settings: { executionOrder: 'v1', ...options.settings },
	});
}

/** The node type for AI agents, as n8n derives it, for display options that depend on it. */
function asTool(subject: INodeType): INodeType {
	const { description } = subject;
	return Object.assign(subject, {
		description: { ...description, name: `${description.name}Tool` },
	});
}

/** The node type, with its log lines added to `lines`. */
function withLog(subject: INodeType, lines: string[]): INodeType {
	return Object.assign(Object.create(subject) as INodeType, {
		async execute(this: IExecuteFunctions) {
			const context = Object.create(this, {
				logger: {
					value: Object.create(this.logger, {
						info: { value: (line: string) => void lines.push(line) },
					}),
				},
			}) as IExecuteFunctions;
			return await subject.execute!.call(context);
		},
	});
}
