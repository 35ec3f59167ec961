import type { IAuthenticate, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { PROVIDERS, readProvider } from '../nodes/GrokVideo/protocol/providers';
import { parseUrl } from '../nodes/GrokVideo/transport/url';

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

	/**
	 * Adds the key, for the provider's own origin only: the HTTP Request node lets users pair this
	 * credential with any URL. A redirect is not followed, since n8n would send the key along with it; n8n 1
	 * knows no milder way, and calls the switch by three names.
	 */
	authenticate: IAuthenticate = async (credentials, request) => {
		const { baseUrl, origin, apiKey, redact } = readProvider(credentials);
		const { uri } = request as { uri?: string }; // what the HTTP Request node calls it
		const target = targetOf(request.url ?? uri ?? '', request.baseURL ?? baseUrl);
		if (target?.origin !== origin) {
			const host = redact(target?.host ?? 'this URL');
			throw new Error(`The API key is only sent to ${redact(origin)}, not to ${host}`);
		}
		return {
			...request,
			headers: { ...request.headers, Authorization: `Bearer ${apiKey}` },
			sendCredentialsOnCrossOriginRedirect: false,
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		};
	};
}

/** As n8n's HTTP client reads it: with a scheme it is absolute, also without slashes behind it. */
function targetOf(url: string, base: string): URL | undefined {
	return parseUrl(url) ?? parseUrl(url, base);
}
