import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { GrokVideoError } from '../../../nodes/GrokVideo/errors';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';

const readCustomProvider = (data: ICredentialDataDecryptedObject) =>
	readProvider({ provider: 'custom', baseUrl: 'https://g.example', apiKey: KEY, ...data });

function errorOf(data: ICredentialDataDecryptedObject): string {
	try {
		readProvider({ apiKey: KEY, ...data });
	} catch (error) {
		expect(error).toBeInstanceOf(GrokVideoError);
		const { text } = error as GrokVideoError;
		expect(text).not.toContain(String(data.apiKey ?? KEY));
		return text;
	}
	throw new Error('The credential was expected to be rejected');
}

describe('the provider', () => {
	it.each([
		['apixgo', 'Apixgo', 'https://img.apixgo.com', 'newApi'],
		['constreet', 'Constreet', 'https://api.constreet.cc', 'newApi'],
		['openRouter', 'OpenRouter', 'https://openrouter.ai/api', 'openRouter'],
		['xai', 'xAI', 'https://api.x.ai', 'xai'],
	])('%s has the base URL from its documentation', (provider, label, baseUrl, name) => {
		// The credential may still contain the base URL of a custom provider that was selected before.
		const result = readProvider({ provider, baseUrl: 'https://left.example', apiKey: KEY });
		expect(result).toMatchObject({
			label,
			baseUrl,
			isOfficial: true,
			isCustom: false,
			protocol: { name },
		});
	});

	it('defaults to Apixgo', () => {
		expect(readProvider({ apiKey: KEY }).baseUrl).toBe('https://img.apixgo.com');
	});
});

describe('a base URL', () => {
	const CLOUDFLARE = 'https://gateway.ai.cloudflare.com/v1/account/gateway/grok';
	it.each([
		['https://host.example', 'https://host.example'],
		['https://host.example//', 'https://host.example'],
		['https://host.example/V1//', 'https://host.example'],
		['https://host.example?key=1', 'https://host.example'],
		['https://host.example/proxy/v1/', 'https://host.example/proxy'],
		['https://host.example/v1/chat/completions', 'https://host.example'],
		['https://host.example/v11/', 'https://host.example/v11'],
		['https://host.example/api-v1/videos', 'https://host.example/api-v1/videos'],
		['  https://HOST.example:8443/api/v1 ', 'https://host.example:8443/api'],
		['https://host.example/xai/v1/videos/generations', 'https://host.example/xai'],
		['https://host.example/v1/video-generation-models', 'https://host.example'],
		[CLOUDFLARE, CLOUDFLARE],
		[`${CLOUDFLARE}/v1/videos`, CLOUDFLARE],
	])('%s is read as %s', (baseUrl, expected) => {
		const provider = readCustomProvider({ baseUrl, protocol: 'xai' });
		expect(provider).toMatchObject({ baseUrl: expected, label: new URL(expected).host });
	});

	it.each(['img.apixgo.com', 'ftp://files.example'])('%s is not a web address', (baseUrl) => {
		expect(errorOf({ provider: 'custom', baseUrl })).toContain('is not a web address');
	});

	it.each(['https://openrouter.ai', 'https://openrouter.ai/v1', 'https://openrouter.ai/api/v1'])(
		'%s is completed to https://openrouter.ai/api',
		(baseUrl) => {
			const provider = readCustomProvider({ baseUrl, protocol: 'openRouter' });
			expect(provider).toMatchObject({ baseUrl: 'https://openrouter.ai/api', isOfficial: true });
		},
	);
});

it.each([
	['https://api.x.ai/v1', true],
	['https://eu.api.x.ai', true],
	['https://relay.example/xai', false],
	['https://notapi.x.ai', false],
])('%s is an official xAI address: %s', (baseUrl, isOfficial) => {
	const provider = readCustomProvider({ baseUrl, protocol: 'xai' });
	expect(provider).toMatchObject({ isOfficial, isCustom: true });
});

describe('a provider mismatch', () => {
	it.each([
		['https://us-east-1.api.x.ai', 'newApi', "address of xAI, but 'API Type' is new-api"],
		['https://openrouter.ai/v1', 'openAiVideos', "of OpenRouter, but 'API Type' is OpenAI Videos"],
	])('is detected by the base URL %s with API Type %s', (baseUrl, protocol, message) => {
		const text = errorOf({ provider: 'custom', baseUrl, protocol });
		expect(text).toContain(message);
		expect(text).toMatch(/set 'Provider' to '(xAI|OpenRouter)'\.$/);
	});

	it.each([
		['xai-0123456789abcdef', 'apixgo', 'xAI', 'Apixgo'],
		['sk-or-v1-0123456789abcdef', 'xai', 'OpenRouter', 'xAI'],
	])('is detected by the key %s for %s', (apiKey, provider, owner, label) => {
		expect(errorOf({ apiKey, provider })).toBe(
			`The API key is a key of ${owner}, but 'Provider' is ${label}. Open the Grok Video API credential and set 'Provider' to '${owner}', or paste a key of ${label}.`,
		);
	});

	it('is not assumed from the key of a custom provider', () => {
		const withXaiPrefix = 'xai-0123456789abcdef';
		expect(readCustomProvider({ apiKey: withXaiPrefix }).apiKey).toBe(withXaiPrefix);
	});
});

const headerFields = (headerName: string, headerValue = 'token-0123456789') => ({
	header: true,
	headerName,
	headerValue,
});

const API_TYPES = "set 'API Type' to one of: new-api, OpenAI Videos, OpenRouter, xAI.";
it.each<[string, ICredentialDataDecryptedObject, string]>([
	[
		'no API key',
		{ apiKey: 'Bearer ' },
		"paste the key from your provider's console into 'API Key'",
	],
	['a space in the key', { apiKey: 'sk-1 sk-2' }, 'It contains a space, a line break'],
	['an unknown API type', { provider: 'custom', protocol: 'other' }, API_TYPES],
	['an Authorization header', headerFields('Authorization'), "put the key into 'API Key'"],
	['a reserved header', headerFields('Host'), 'The node sets this header for each request.'],
	['a header without a name', headerFields(''), 'enter the name of a header without a colon'],
	['a header without a value', headerFields('x-team', ''), 'enter a value on one line'],
	[
		'a user name in the URL',
		{ provider: 'custom', baseUrl: 'https://me@g.example' },
		"into 'API Key'",
	],
	[
		'a password in the URL',
		{ provider: 'custom', baseUrl: 'https://:pw@g.example' },
		"into 'API Key'",
	],
])('the error for %s says what to do', (_name, data, expected) => {
	expect(errorOf(data)).toContain(expected);
});

describe('a custom header', () => {
	it('is read and redacted like the key', () => {
		const provider = readCustomProvider(
			headerFields(' cf-aig-authorization ', ' Bearer token-0123456789\n'),
		);
		const header = { name: 'cf-aig-authorization', value: 'Bearer token-0123456789' };
		expect(provider.header).toEqual(header);
		expect(provider.redact(`${KEY} ${header.value}`)).toBe('[API key] [API key]');
		expect(provider.redact('bad token: token-0123456789')).toBe('bad token: [API key]');
	});

	it.each([
		[true, true],
		['true', true], // from an expression
		[false, false],
	])('is read only if it is turned on: %j', (header, isRead) => {
		expect('header' in readCustomProvider({ ...headerFields('x-team'), header })).toBe(isRead);
	});

	it.each([
		'Authorization',
		'authorization',
		'Host',
		'Content-Length',
		'Transfer-Encoding',
		'Connection',
		'Content-Type',
		'Accept-Encoding',
		'Expect',
		'Upgrade',
		'TE',
	])('must not be %s', (name) => {
		expect(errorOf(headerFields(name))).toContain(`'Header Name' must not be ${name}`);
	});

	it.each(['', 'x team', 'x-team:', 'ключ'])('cannot have the name %j', (name) => {
		expect(errorOf(headerFields(name))).toContain(
			"'Header Name' in the Grok Video API credential is not valid",
		);
	});

	it.each(['', 'a\nb: c', 'ключ'])('cannot have the value %j', (value) => {
		const text = errorOf(headerFields('x-team', value));
		expect(text).toContain("'Header Value' in the Grok Video API credential is not valid");
		expect(text.length).toBeLessThan(300);
	});
});
