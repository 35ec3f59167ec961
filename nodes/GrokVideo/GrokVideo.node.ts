import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { description as accountDescription } from './actions/account';
import { hints, nodeBuilderHint } from './hints';
import { description as modelDescription } from './actions/model';
import { description as videoDescription } from './actions/video';
import { router } from './actions/router';
import { grokVideoApiTest } from './methods/credentialTest';
import { searchModels } from './methods/listSearch';

export class GrokVideo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Grok Video',
		name: 'grokVideo',
		icon: { light: 'file:../../icons/grokVideo.svg', dark: 'file:../../icons/grokVideo.dark.svg' },
		group: ['transform'],
		version: 1,
		// Model and operation; n8n cuts what is longer than some 27 letters. Raw, since a model from an
		// expression has no value until the node runs, and n8n would then show nothing at all.
		subtitle:
			'={{ ($rawParameter["model"] ? ($rawParameter["model"][0] === "=" ? "model by expression" : $rawParameter["model"]) + ": " : "") + { create: "Create", createAndWait: "Create and Wait", edit: "Edit", extend: "Extend", get: "Get Status", wait: "Wait for Completion", getMany: "Get Many", getBalance: "Get Balance" }[$parameter["operation"]] }}',
		description: 'Create videos from text and images with Grok video models',
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
				options: [
					{ name: 'Account', value: 'account', description: 'What is left for the API key' },
					{ name: 'Model', value: 'model', description: 'The models that the API key may use' },
					{ name: 'Video', value: 'video', description: 'From the prompt to the finished file' },
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
