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
	/** Gives the node the type that n8n makes of it for AI agents. A round of a loop stands for a call. */
	asTool?: boolean;
	/** Settings of the workflow. */
	settings?: IWorkflowSettings;
	/** Puts the node into a loop with this number of rounds, each with the same input. */
	rounds?: number;
}

const to = (node: string) => ({ node, type: NodeConnectionTypes.Main, index: 0 });

/** The node under test behind a trigger, with its lines in the log noted. */
export function buildWorkflow(o: EngineOptions, log: string[]): Workflow {
	const types: Record<string, INodeType> = {
		trigger: new ManualTrigger(),
		rounds: new Rounds(),
		subject: withLog(o.node, log),
		subjectTool: asTool(withLog(o.node, log)),
	};
	const nodeTypes: INodeTypes = {
		getByName: (name) => types[name],
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(types[name], version),
		getKnownTypes: () => ({}) as IDataObject,
	};
	const node = (name: string, type: string, extra: Partial<INode> = {}): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...extra,
	});
	return new Workflow({
		id: 'wf1',
		name: 'test',
		active: false,
		nodeTypes,
		nodes: [
			node('Trigger', 'trigger', { disabled: o.input !== undefined }),
			node('Rounds', 'rounds', { parameters: { rounds: o.rounds } }),
			node('Subject', o.asTool ? 'subjectTool' : 'subject', {
				parameters: o.parameters,
				onError: o.onError,
				credentials: Object.fromEntries(
					Object.entries(o.credentials ?? {}).map(([type, { id = type }]) => [
						type,
						{ id, name: id },
					]),
				),
				...(o.retry && { retryOnFail: true, waitBetweenTries: 1, ...o.retry }),
			}),
		],
		connections: {
			Trigger: { main: [[to(o.rounds === undefined ? 'Subject' : 'Rounds')]] },
			...(o.rounds !== undefined && {
				Rounds: { main: [[], [to('Subject')]] },
				Subject: { main: [[to('Rounds')]] },
			}),
		},
		settings: { executionOrder: 'v1', ...o.settings },
	});
}

/** The type that n8n makes of a node for AI agents, as far as its fields can tell. */
function asTool(subject: INodeType): INodeType {
	const { description } = subject;
	return Object.assign(subject, {
		description: { ...description, name: `${description.name}Tool` },
	});
}

/** The node type, with its lines in n8n's log noted. */
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
