import {
	NodeConnectionTypes,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type ICredentialsHelper,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeType,
	type Workflow,
} from 'n8n-workflow';

/** The first node of a workflow. If it is disabled, it passes its input through. */
export class ManualTrigger implements INodeType {
	description = {
		displayName: 'Manual Trigger',
		name: 'manualTrigger',
		group: ['trigger' as const],
		version: 1,
		description: 'Trigger stub',
		defaults: { name: 'Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};

	async execute() {
		return [[{ json: {} }]];
	}
}

/** Like "Loop Over Items", but every round has the same input. */
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool -- exists for tests only
export class Rounds implements INodeType {
	description = {
		displayName: 'Rounds',
		name: 'rounds',
		group: ['transform' as const],
		version: 1,
		description: 'Repeats its first input',
		defaults: { name: 'Rounds' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['done', 'loop'],
		properties: [{ displayName: 'Rounds', name: 'rounds', type: 'number' as const, default: 1 }],
	};

	async execute(this: IExecuteFunctions) {
		const rounds = this.getNodeParameter('rounds', 0) as number;
		const state: IDataObject & { items?: INodeExecutionData[] } = this.getContext('node');
		state.items ??= this.getInputData();
		state.round = Number(state.round ?? 0) + 1;
		const items = state.items.map(({ json, binary }) => ({ json, binary }));
		return state.round > rounds ? [items, []] : [[], items];
	}
}

export interface Credential {
	type: ICredentialType;
	data: ICredentialDataDecryptedObject;
	/** Default: the name of its type. */
	id?: string;
}

/** Replaces n8n's CredentialsHelper. */
export function credentialsHelper(
	credentials: Record<string, Credential>,
	workflow: Workflow,
): ICredentialsHelper {
	const resolveValue = (value: string, data: ICredentialDataDecryptedObject) =>
		workflow.expression.getSimpleParameterValue(
			workflow.nodes.Subject,
			value,
			'internal',
			{ $credentials: data },
			undefined,
			'',
		) as string;
	const helper = {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getDecrypted: async (_a: unknown, _n: unknown, type: string) => ({ ...credentials[type].data }),
		getCredentialsProperties: (type: string) => credentials[type].type.properties,
		preAuthentication: async () => undefined,
		runPreAuthentication: async () => undefined,
		updateCredentials: async () => {},
		updateCredentialsOauthTokenData: async () => {},
		authenticate: async (
			data: ICredentialDataDecryptedObject,
			type: string,
			request: IHttpRequestOptions,
		) => {
			const auth = credentials[type].type.authenticate;
			if (typeof auth === 'function') return await auth(data, request);
			const authenticated: IHttpRequestOptions = {
				...request,
				headers: { ...request.headers },
				qs: { ...request.qs },
			};
			for (const part of ['headers', 'qs', 'body'] as const) {
				for (const [key, value] of Object.entries(auth?.properties[part] ?? {})) {
					const target = ((authenticated as unknown as IDataObject)[part] ??= {}) as IDataObject;
					target[key] = resolveValue(value as string, data);
				}
			}
			return authenticated;
		},
	};
	return helper as unknown as ICredentialsHelper;
}
