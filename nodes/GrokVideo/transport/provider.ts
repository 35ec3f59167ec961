import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { Problem } from '../problem';

export const CREDENTIAL_TYPE = 'grokVideoApi';

/** Base URLs as the providers' documents give them. */
export const PROVIDERS = {
	apixgo: { label: 'Apixgo', baseUrl: 'https://img.apixgo.com' },
	constreet: { label: 'Constreet', baseUrl: 'https://api.constreet.cc' },
} as const;

/** The origin, and a path where the gateway sits below one. */
export interface Provider {
	/** For messages, e.g. "Apixgo" or the host of a custom gateway. */
	label: string;
	/** Without a slash or `/v1` at its end, e.g. `https://img.apixgo.com`. */
	baseUrl: string;
	origin: string;
	apiKey: string;
}

/** @throws Problem when the base URL or the key cannot be used. */
export function readProvider(credentials: ICredentialDataDecryptedObject): Provider {
	const name = String(credentials.provider ?? 'apixgo');
	const known = Object.entries(PROVIDERS).find(([key]) => key === name)?.[1];
	const baseUrl = known?.baseUrl ?? normalizeBaseUrl(credentials.baseUrl);
	const { origin, host } = new URL(baseUrl);
	return { label: known?.label ?? host, baseUrl, origin, apiKey: readKey(credentials.apiKey) };
}

function readKey(value: unknown): string {
	// People copy the key together with the header's word, a space or a line break.
	const key = String(value ?? '')
		.trim()
		.replace(/^Bearer(\s+|$)/i, '');
	if (key === '') {
		throw new Problem('The Grok Video API credential has no API key', {
			advice: 'Open the credential and paste the key from your provider’s console into "API Key".',
		});
	}
	if (!/^[\x21-\x7e]+$/.test(key)) {
		throw new Problem('The API key in the Grok Video API credential is not valid', {
			advice:
				'It contains a space, a line break or another character that no key has. Copy the key from your provider’s console again.',
		});
	}
	return key;
}

function normalizeBaseUrl(value: unknown): string {
	const text = String(value ?? '').trim();
	const url = parseUrl(text);
	if (url?.username || url?.password) {
		throw new Problem('The Base URL must not hold a user name or a password', {
			advice: 'Open the Grok Video API credential and put the key into "API Key".',
		});
	}
	if (!url || !['http:', 'https:'].includes(url.protocol)) {
		throw new Problem(`The Base URL "${text}" is not a web address`, {
			advice:
				'Open the Grok Video API credential and enter an address that starts with https://, e.g. https://gateway.example.com.',
		});
	}
	// The documents show the base URL with `/v1` and the call's path behind it, and so it gets copied.
	const path = url.pathname
		.replace(/\/+$/, '')
		.replace(/\/+v1(\/models|\/video\/generations)?$/i, '');
	return url.origin + path.replace(/\/+$/, '');
}

/** The URL, or nothing when the text is none (never throws). */
export function parseUrl(text: string, base?: string): URL | undefined {
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}
