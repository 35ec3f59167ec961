/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type IConnections,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { ADDITIONAL_DATA } from './engine';
import { credentialsHelper, type Credential } from './engineParts';
import { binaryStore, storedFile } from './files';

/** Runs an example of the examples folder in n8n's engine, with small nodes in the place of n8n's own. */

export interface Example {
	name: string;
	nodes: INode[];
	connections: IConnections;
}

export const readExample = (file: string) =>
	JSON.parse(readFileSync(join(__dirname, '..', '..', 'examples', file), 'utf8')) as Example;

/** What the web gives for an address, and what was sent there. */
export interface Web {
	files: Record<string, { bytes: Buffer; mimeType: string }>;
	posts: Array<{ url: string; body: unknown }>;
}

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

function standIn(name: string, execute: Execute): INodeType {
	const property = (field: string) => ({
		...{ displayName: field, name: field, type: 'json' as const },
		default: '',
	});
	const fields = ['jsonOutput', 'fieldToSplitOut', 'url', 'method', 'jsonBody', 'options'];
	return {
		description: {
			...{ displayName: name, name, group: ['transform'], version: [1, 3.4, 4.2], description: '' },
			...{ defaults: { name }, outputs: [NodeConnectionTypes.Main] },
			inputs: name === 'manualTrigger' ? [] : [NodeConnectionTypes.Main],
			properties: fields.map(property),
		},
		execute,
	};
}

const types = (web: Web): Record<string, INodeType> => ({
	'n8n-nodes-grok-video.grokVideo': new GrokVideo(),
	'n8n-nodes-base.manualTrigger': standIn('manualTrigger', async () => [[{ json: {} }]]),
	'n8n-nodes-base.noOp': standIn('noOp', async function () {
		return [this.getInputData()];
	}),
	'n8n-nodes-base.set': standIn('set', async function () {
		const json = JSON.parse(this.getNodeParameter('jsonOutput', 0) as string) as IDataObject;
		return [[{ json, pairedItem: { item: 0 } }]];
	}),
	'n8n-nodes-base.splitOut': standIn('splitOut', async function () {
		const [{ json }] = this.getInputData();
		const rows = json[this.getNodeParameter('fieldToSplitOut', 0) as string] as IDataObject[];
		return [rows.map((row) => ({ json: row, pairedItem: { item: 0 } }))];
	}),
	/** Downloads a file into the field that is named, beside those that are there, or posts JSON. */
	'n8n-nodes-base.httpRequest': standIn('httpRequest', async function () {
		const answers: INodeExecutionData[] = [];
		for (const [item, { binary }] of this.getInputData().entries()) {
			const url = this.getNodeParameter('url', item) as string;
			if (this.getNodeParameter('method', item, 'GET') === 'POST') {
				web.posts.push({ url, body: this.getNodeParameter('jsonBody', item) });
				answers.push({ json: { ok: true }, pairedItem: { item } });
				continue;
			}
			const { bytes, mimeType } = web.files[url];
			const options = this.getNodeParameter('options', item) as unknown as {
				response: { response: { outputPropertyName: string } };
			};
			const field = options.response.response.outputPropertyName;
			const file = await storedFile(bytes, mimeType);
			answers.push({ json: {}, binary: { ...binary, [field]: file }, pairedItem: { item } });
		}
		return [answers];
	}),
});

/** The output of a node, by its name. */
export const outputOf = ({ data }: IRun, node: string): INodeExecutionData[] =>
	data.resultData.runData[node]?.at(-1)?.data?.main[0] ?? [];

export async function runExample(
	{ name, nodes, connections }: Example,
	credentials: Record<string, Credential>,
	web: Web,
): Promise<IRun> {
	await binaryStore();
	const known = types(web);
	const nodeTypes = {
		getByName: (type: string) => known[type],
		getByNameAndVersion: (type: string) => known[type],
		getKnownTypes: () => ({}),
	} as unknown as INodeTypes;
	const withCredential = (node: INode): INode =>
		node.type.includes('grokVideo')
			? { ...node, credentials: { grokVideoApi: { id: '1', name: 'Grok' } }, waitBetweenTries: 1 }
			: node;
	const workflow = new Workflow({
		...{ id: 'wf1', name, active: false, nodeTypes, connections },
		nodes: nodes.filter(({ type }) => !type.endsWith('stickyNote')).map(withCredential),
		settings: { executionOrder: 'v1' },
	});
	const helper = credentialsHelper(credentials, {
		expression: workflow.expression,
		nodes: { Subject: workflow.getNode('Start')! },
	} as unknown as Workflow);
	const additionalData = {
		...ADDITIONAL_DATA,
		...{ executionId: 'example', credentialsHelper: helper, sendDataToUI: () => {} },
		hooks: { runHook: async () => {} },
	} as unknown as IWorkflowExecuteAdditionalData;
	const start = {
		node: workflow.getNode('Start')!,
		data: { main: [[{ json: {} }]] },
		source: null,
	};
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: [start] } });
	const run = await new WorkflowExecute(additionalData, 'manual', data).processRunExecutionData(
		workflow,
	);
	const { error } = run.data.resultData;
	if (error) throw Object.assign(new Error(error.message), error);
	return run;
}
