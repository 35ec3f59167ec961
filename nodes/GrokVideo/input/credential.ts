import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { secretsOf, type Endpoint } from '../http/client';
import { redactor } from '../http/redact';
import { parseUrl } from '../http/url';
import { PROTOCOLS } from '../protocols';
import type { Protocol } from '../protocols/types';
import {
	API_TYPES,
	DEFAULT_PROVIDER,
	PROVIDERS,
	type KnownProvider,
	type ProtocolName,
} from '../providers';

export interface Provider extends Endpoint {
	protocol: Protocol;
	/** Whether this is the provider's own address, and not a third party's relay or gateway. */
	isOfficial: boolean;
	/** Whether the credential has a Base URL field. */
	isCustom: boolean;
	consoleUrl?: string;
}

const KNOWN: Record<string, KnownProvider> = PROVIDERS;

/** @throws GrokVideoError that names the field of the credential. */
export function readProvider(credentials: ICredentialDataDecryptedObject): Provider {
	const name = String(credentials.provider ?? DEFAULT_PROVIDER);
	const selected = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
	const apiKey = readKey(credentials.apiKey);
	const header = readHeader(credentials);
	const { baseUrl, protocol, owner } = selected
		? { ...selected, owner: selected }
		: readCustom(credentials);
	if (selected) assertKeyMatches(apiKey, selected);
	const { origin, host } = new URL(baseUrl);
	return {
		label: selected?.label ?? host,
		baseUrl,
		origin,
		apiKey,
		...(header && { header }),
		redact: redactor(secretsOf({ apiKey, header })),
		protocol: PROTOCOLS[protocol],
		isOfficial: owner !== undefined,
		isCustom: selected === undefined,
		...(owner?.consoleUrl !== undefined && { consoleUrl: owner.consoleUrl }),
	};
}

const OPEN_CREDENTIAL = 'Open the Grok Video API credential and';

/** A custom address. `owner` is the known provider that it belongs to. */
function readCustom(credentials: ICredentialDataDecryptedObject): {
	baseUrl: string;
	protocol: ProtocolName;
	owner?: KnownProvider;
} {
	const protocol = readApiType(credentials.protocol);
	const baseUrl = readBaseUrl(credentials.baseUrl);
	const owner = Object.values(KNOWN).find((known) => isHostOf(new URL(baseUrl).hostname, known));
	if (owner && owner.protocol !== protocol) {
		throw new GrokVideoError(
			`'Base URL' is the address of ${owner.label}, but 'API Type' is ${API_TYPES[protocol].label}`,
			{ description: `${OPEN_CREDENTIAL} set 'Provider' to '${owner.label}'.` },
		);
	}
	const hasNoPath = owner && new URL(baseUrl).pathname === '/';
	const path = hasNoPath ? new URL(owner.baseUrl).pathname.replace(/\/$/, '') : '';
	return { baseUrl: baseUrl + path, protocol, owner };
}

/** Whether a host is that of the provider or a regional endpoint. False for providers with several APIs. */
function isHostOf(hostname: string, { apiHost }: KnownProvider): boolean {
	return apiHost !== undefined && (hostname === apiHost || hostname.endsWith(`.${apiHost}`));
}

function readApiType(value: unknown): ProtocolName {
	const name = String(value ?? PROVIDERS[DEFAULT_PROVIDER].protocol);
	if (Object.hasOwn(API_TYPES, name)) return name as ProtocolName;
	throw new GrokVideoError("'API Type' in the Grok Video API credential is unknown", {
		description: `${OPEN_CREDENTIAL} set 'API Type' to one of: ${Object.values(API_TYPES)
			.map(({ label }) => label)
			.join(', ')}.`,
	});
}

function readKey(value: unknown): string {
	// People copy the key together with the header's prefix, a space or a line break.
	const key = String(value ?? '')
		.trim()
		.replace(/^Bearer(\s+|$)/i, '');
	if (key === '') {
		throw new GrokVideoError('The Grok Video API credential has no API key', {
			description: `${OPEN_CREDENTIAL} paste the key from your provider's console into 'API Key'.`,
		});
	}
	if (/^[\x21-\x7e]+$/.test(key)) return key;
	throw new GrokVideoError('The API key in the Grok Video API credential is not valid', {
		description:
			"It contains a space, a line break or another character that keys do not have. Copy the key from your provider's console again.",
	});
}

/** Some providers' keys have a unique prefix. Other providers would only reject them. */
function assertKeyMatches(key: string, { label }: KnownProvider): void {
	const owner = Object.values(KNOWN).find(
		({ keyPrefix }) => keyPrefix && key.startsWith(keyPrefix),
	);
	if (!owner || owner.label === label) return;
	throw new GrokVideoError(`The API key is a key of ${owner.label}, but 'Provider' is ${label}`, {
		description: `${OPEN_CREDENTIAL} set 'Provider' to '${owner.label}', or paste a key of ${label}.`,
	});
}

/** What follows `/v1` in base URLs that were copied with the path of a call. */
const CALL_PATHS =
	/^(api-key|audio|chat|completions|embeddings|files|images|key|messages|models|responses|video-generation-models|videos?)?$/i;

/** Never shows the text that it rejects: it may be the key, in the wrong field. */
function readBaseUrl(value: unknown): string {
	const text = String(value ?? '').trim();
	const url = parseUrl(text);
	if (url?.username || url?.password) {
		throw new GrokVideoError("'Base URL' must not contain a user name or password", {
			description: `${OPEN_CREDENTIAL} put the key into 'API Key'.`,
		});
	}
	if (!url || !/^https?:\/\//i.test(text)) {
		throw new GrokVideoError("'Base URL' is not a web address", {
			description: `${OPEN_CREDENTIAL} enter an address that starts with https://, e.g. https://gateway.example.com.`,
		});
	}
	// Providers document the address with `/v1` and the path of a call. Elsewhere `v1` is part of the address, as in
	// https://gateway.ai.cloudflare.com/v1/account/gateway/grok.
	const parts = url.pathname.split('/').filter((part) => part !== '');
	const version = parts.findIndex(
		(part, index) => /^v1$/i.test(part) && CALL_PATHS.test(parts[index + 1] ?? ''),
	);
	const pathSegments = version === -1 ? parts : parts.slice(0, version);
	return [url.origin, ...pathSegments].join('/');
}

/** Headers that HTTP or the node sets. */
const RESERVED_HEADERS = [
	'accept-encoding',
	'authorization',
	'connection',
	'content-encoding',
	'content-length',
	'content-type',
	'expect',
	'host',
	'keep-alive',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
];

function readHeader(credentials: ICredentialDataDecryptedObject): Provider['header'] {
	if (credentials.header !== true && credentials.header !== 'true') return undefined;
	const name = String(credentials.headerName ?? '').trim();
	const value = String(credentials.headerValue ?? '').trim();
	if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
		throw new GrokVideoError("'Header Name' in the Grok Video API credential is not valid", {
			description: `${OPEN_CREDENTIAL} enter the name of a header without a colon, e.g. cf-aig-authorization, or turn off 'Add Custom Header'.`,
		});
	}
	if (RESERVED_HEADERS.includes(name.toLowerCase())) {
		throw new GrokVideoError(`'Header Name' must not be ${name}`, {
			description:
				name.toLowerCase() === 'authorization'
					? `${OPEN_CREDENTIAL} put the key into 'API Key'. The node sends it in this header.`
					: 'The node sets this header for each request. Use another header.',
		});
	}
	if (!/^[\x20-\x7e]+$/.test(value)) {
		throw new GrokVideoError("'Header Value' in the Grok Video API credential is not valid", {
			description: `${OPEN_CREDENTIAL} enter a value on one line, without special characters.`,
		});
	}
	return { name, value };
}
