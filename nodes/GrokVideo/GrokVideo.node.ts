import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { description as accountDescription } from './actions/account/getBalance.operation';
import { description as modelDescription } from './actions/model/getMany.operation';
import { description as videoDescription } from './actions/video';
import { router } from './actions/router';
import { nodeBuilderHint } from './aiBuilder';
import { hints } from './hints';
import { grokVideoApiTest } from './methods/credentialTest';
import { searchModels } from './methods/listSearch';

export class GrokVideo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Grok Video',
		name: 'grokVideo',
		icon: { light: 'file:../../icons/grokVideo.svg', dark: 'file:../../icons/grokVideo.dark.svg' },
		group: ['transform'],
		version: 1,
		// Operation and model. The raw parameter, because an expression has no value before the run, and n8n would show no
		// subtitle at all.
		subtitle:
			'={{ { create: "Create", createAndWait: "Create and Wait", edit: "Edit", extend: "Extend", get: "Get Status", wait: "Wait for Completion", getMany: "Get Many", getBalance: "Get Balance" }[$parameter["operation"]] + ($rawParameter["model"] ? ": " + ($rawParameter["model"][0] === "=" ? "model by expression" : $rawParameter["model"]) : "") }}',
		description: 'Create, edit and extend videos with Grok video models',
		defaults: { name: 'Grok Video' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		hints,
		...nodeBuilderHint,
		credentials: [{ name: 'grokVideoApi', required: true, testedBy: 'grokVideoApiTest' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				// The most common choice comes first.
				options: [
					{
						name: 'Video',
						value: 'video',
						description: 'Create, edit, extend and download videos',
					},
					{
						name: 'Model',
						value: 'model',
						description: 'List the models available to the API key',
					},
					{
						name: 'Account',
						value: 'account',
						description: 'Check the balance of the API key',
					},
				],
				default: 'video',
			},
			...videoDescription,
			...modelDescription,
			...accountDescription,
		],
	};

	methods = {
		credentialTest: { grokVideoApiTest },
		listSearch: { searchModels },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
