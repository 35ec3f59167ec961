import type { IAuthenticate, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { authenticate } from '../nodes/GrokVideo/methods/authenticate';
import { PROVIDERS } from '../nodes/GrokVideo/providers';

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
				{
					name: PROVIDERS.apixgo.label,
					value: 'apixgo',
					description: `The key is sent to ${PROVIDERS.apixgo.baseUrl}`,
				},
				{
					name: PROVIDERS.constreet.label,
					value: 'constreet',
					description: `The key is sent to ${PROVIDERS.constreet.baseUrl}`,
				},
				{
					name: 'Custom',
					value: 'custom',
					description: "Another gateway or relay: the key is sent to the 'Base URL' that you enter",
				},
				{
					name: PROVIDERS.xai.label,
					value: 'xai',
					description: `The key is sent to ${PROVIDERS.xai.baseUrl}`,
				},
			],
			default: 'apixgo',
			description: 'Where you have your account and your API key',
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
			displayName: 'API',
			name: 'protocol',
			type: 'options',
			options: [
				{
					name: 'new-api',
					value: 'newApi',
					description: 'A new-api gateway that has a Grok video channel of its own',
				},
				{ name: 'xAI', value: 'xai', description: 'A relay that speaks the API of xAI' },
			],
			default: 'newApi',
			description: 'Which API the address speaks',
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
			description: 'Create or copy it in your provider’s console',
		},
	];

	/** Adds the key, for the provider's own origin only: see `methods/authenticate.ts`. */
	authenticate: IAuthenticate = async (credentials, request) =>
		await Promise.resolve(authenticate(credentials, request));
}
