import type { ProtocolName } from './models';

interface KnownProvider {
	label: string;
	/** As the provider's documents give it. */
	baseUrl: string;
	protocol: ProtocolName;
}

/** What the credential offers, besides an address of one's own. */
export const PROVIDERS = {
	apixgo: { label: 'Apixgo', baseUrl: 'https://img.apixgo.com', protocol: 'newApi' },
	constreet: { label: 'Constreet', baseUrl: 'https://api.constreet.cc', protocol: 'newApi' },
	xai: { label: 'xAI', baseUrl: 'https://api.x.ai', protocol: 'xai' },
} satisfies Record<string, KnownProvider>;
