import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import type { ProtocolName } from '../models';
import { PROVIDERS } from '../providers';
import type { Endpoint } from '../http/client';
import { redactor } from '../http/redact';
import { parseUrl } from '../http/url';
import { newApi } from '../protocols/newApi';
import type { Protocol } from '../protocols/types';
import { xai } from '../protocols/xai';

const PROTOCOLS: Record<ProtocolName, Protocol> = { newApi, xai };

export interface Provider extends Endpoint {
	protocol: Protocol;
}

const MAX_BASE_URL_CHARACTERS = 2000;
/** A longer one is another text in the wrong field, and no server takes it as a header. */
const MAX_KEY_CHARACTERS = 2000;

/** @throws GrokVideoError when the base URL or the key cannot be used. */
export function readProvider(credentials: ICredentialDataDecryptedObject): Provider {
	const name = String(credentials.provider ?? 'apixgo');
	const known = Object.entries(PROVIDERS).find(([key]) => key === name)?.[1];
	const apiKey = readKey(credentials.apiKey);
	const baseUrl = known?.baseUrl ?? normalizeBaseUrl(credentials.baseUrl);
	const { origin, host } = new URL(baseUrl);
	return {
		label: known?.label ?? host,
		baseUrl,
		origin,
		apiKey,
		redact: redactor(apiKey),
		protocol: PROTOCOLS[known?.protocol ?? (credentials.protocol === 'xai' ? 'xai' : 'newApi')],
	};
}

function readKey(value: unknown): string {
	// People copy the key together with the header's word, a space or a line break.
	const key = String(value ?? '')
		.trim()
		.replace(/^Bearer(\s+|$)/i, '');
	if (key === '') {
		throw new GrokVideoError('The Grok Video API credential has no API key', {
			description:
				"Open the credential and paste the key from your provider’s console into 'API Key'.",
		});
	}
	const fault =
		key.length > MAX_KEY_CHARACTERS
			? 'It is longer than any key.'
			: 'It contains a space, a line break or another character that no key has.';
	if (key.length > MAX_KEY_CHARACTERS || !/^[\x21-\x7e]+$/.test(key)) {
		throw new GrokVideoError('The API key in the Grok Video API credential is not valid', {
			description: `${fault} Copy the key from your provider’s console again.`,
		});
	}
	return key;
}

/** Never shows what it refuses: it may be the key, in the wrong field. */
function normalizeBaseUrl(value: unknown): string {
	const text = String(value ?? '').trim();
	const url = text.length <= MAX_BASE_URL_CHARACTERS ? parseUrl(text) : undefined;
	if (url?.username || url?.password) {
		throw new GrokVideoError("'Base URL' must not hold a user name or a password", {
			description: "Open the Grok Video API credential and put the key into 'API Key'.",
		});
	}
	if (!url || !/^https?:\/\//i.test(text)) {
		throw new GrokVideoError("'Base URL' is not a web address", {
			description:
				'Open the Grok Video API credential and enter an address that starts with https://, e.g. https://gateway.example.com.',
		});
	}
	// The documents show the base URL with `/v1` and the call's path behind it, and so it gets copied.
	const parts = url.pathname.split('/').filter((part) => part !== '');
	// A `v1` elsewhere is part of the address, as in https://gateway.ai.cloudflare.com/v1/account/name.
	const version = parts.findIndex(
		(part, index) =>
			/^v1$/i.test(part) && /^(models|videos?|chat|images)?$/i.test(parts[index + 1] ?? ''),
	);
	const kept = version === -1 ? parts : parts.slice(0, version);
	return [url.origin, ...kept].join('/');
}
