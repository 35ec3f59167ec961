/** The APIs that the node can use. Each has a folder in `protocols/`. */
export type ProtocolName = 'newApi' | 'openAiVideos' | 'openRouter' | 'xai';

/** As the credential offers them, in alphabetical order. */
export const API_TYPES: Record<ProtocolName, { label: string; description: string }> = {
	newApi: {
		label: 'new-api',
		description: 'A new-api gateway that offers Grok video models',
	},
	openAiVideos: {
		label: 'OpenAI Videos',
		description: "A gateway or proxy with OpenAI's API for videos (/v1/videos)",
	},
	openRouter: {
		label: 'OpenRouter',
		description: 'A relay with the same API as OpenRouter',
	},
	xai: {
		label: 'xAI',
		description: 'A relay with the same API as xAI',
	},
};

/** The request form for new-api gateways that do not extend the API. */
export const STOCK_FORM_LABEL = `Stock ${API_TYPES.newApi.label}`;

export interface KnownProvider {
	label: string;
	/** From the provider's documentation, without `/v1`. */
	baseUrl: string;
	protocol: ProtocolName;
	/** Where users find API keys, tasks and their balance. Missing if it is not documented. */
	consoleUrl?: string;
	/** The host of its API, if it has no other APIs. Regional endpoints are subdomains of it. */
	apiHost?: string;
	/** The prefix of its API keys, if no other provider uses it. */
	keyPrefix?: string;
}

/** The providers that the credential offers by name, in alphabetical order. */
export const PROVIDERS = {
	apixgo: { label: 'Apixgo', baseUrl: 'https://img.apixgo.com', protocol: 'newApi' },
	constreet: { label: 'Constreet', baseUrl: 'https://api.constreet.cc', protocol: 'newApi' },
	openRouter: {
		label: 'OpenRouter',
		baseUrl: 'https://openrouter.ai/api',
		protocol: 'openRouter',
		consoleUrl: 'https://openrouter.ai/settings/keys',
		apiHost: 'openrouter.ai',
		keyPrefix: 'sk-or-',
	},
	xai: {
		label: 'xAI',
		baseUrl: 'https://api.x.ai',
		protocol: 'xai',
		consoleUrl: 'https://console.x.ai',
		apiHost: 'api.x.ai',
		keyPrefix: 'xai-',
	},
} satisfies Record<string, KnownProvider>;

export const DEFAULT_PROVIDER = 'apixgo';

/** Whose price list `models.ts` contains. */
export const PRICE_SOURCE = PROVIDERS.xai.label;

/** What servers put before the ID of a model. */
export const MODEL_ID_PREFIXES = ['x-ai/', 'xai/', 'grok/'];
