import type {
	IAuthenticate,
	ICredentialType,
	Icon,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { authenticate } from '../nodes/GrokVideo/methods/authenticate';
import { API_TYPES, PROVIDERS } from '../nodes/GrokVideo/providers';

function providerOption(value: keyof typeof PROVIDERS): INodePropertyOptions {
	const { label, baseUrl } = PROVIDERS[value];
	return { name: label, value, description: `The key is sent to ${baseUrl}` };
}

/** For gateways that need another header in addition to the key. */
const headerFields: INodeProperties[] = [
	{
		displayName: 'Add Custom Header',
		name: 'header',
		type: 'boolean',
		default: false,
		description:
			'Whether to send another header with each request, e.g. to a gateway behind a login',
	},
	{
		displayName: 'Header Name',
		name: 'headerName',
		type: 'string',
		default: '',
		placeholder: 'e.g. cf-aig-authorization',
		description: 'The header is sent to the same address as the key only',
		displayOptions: { show: { header: [true] } },
	},
	{
		displayName: 'Header Value',
		name: 'headerValue',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		placeholder: 'e.g. Bearer ...',
		description: 'Treated as a secret, like the key',
		displayOptions: { show: { header: [true] } },
	},
];

export class GrokVideoApi implements ICredentialType {
	name = 'grokVideoApi';

	displayName = 'Grok Video API';

	icon: Icon = { light: 'file:../icons/grokVideo.svg', dark: 'file:../icons/grokVideo.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-grok-video/n8n-nodes-grok-video#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Provider',
			name: 'provider',
			type: 'options',
			options: [
				providerOption('apixgo'),
				providerOption('constreet'),
				{
					name: 'Custom',
					value: 'custom',
					description: "Another gateway or relay; the key is sent to the 'Base URL' below",
				},
				providerOption('openRouter'),
				providerOption('xai'),
			],
			default: 'apixgo',
			description: 'The service that your API key is from',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://gateway.example.com',
			description: 'Address of the gateway. The key is sent to this address only.',
			displayOptions: { show: { provider: ['custom'] } },
		},
		{
			displayName: 'API Type',
			name: 'protocol',
			type: 'options',
			options: Object.entries(API_TYPES).map(([value, { label, description }]) => ({
				name: label,
				value,
				description,
			})),
			default: 'newApi',
			description: 'The API that this address provides',
			displayOptions: { show: { provider: ['custom'] } },
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. sk-... or xai-...',
			description: "Create or copy it in your provider's console",
		},
		...headerFields,
	];

	/** Adds the key, for the provider's own origin only: see `methods/authenticate.ts`. */
	authenticate: IAuthenticate = async (credentials, request) =>
		await Promise.resolve(authenticate(credentials, request));
}
