import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { GrokVideoError } from '../../../nodes/GrokVideo/errors';
import { readProvider } from '../../../nodes/GrokVideo/input/credential';

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';

const custom = (data: ICredentialDataDecryptedObject) =>
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

describe('a provider', () => {
	it.each([
		['apixgo', 'Apixgo', 'https://img.apixgo.com', 'newApi'],
		['constreet', 'Constreet', 'https://api.constreet.cc', 'newApi'],
		['openRouter', 'OpenRouter', 'https://openrouter.ai/api', 'openRouter'],
		['xai', 'xAI', 'https://api.x.ai', 'xai'],
	])('%s is at the address of its documentation', (provider, label, baseUrl, name) => {
		// A base URL that was entered before the provider was changed is not used.
		const read = readProvider({ provider, baseUrl: 'https://left.example', apiKey: KEY });
		expect(read).toMatchObject({ label, baseUrl, isOfficial: true, protocol: { name } });
	});

	it('that is missing is Apixgo', () => {
		expect(readProvider({ apiKey: KEY }).baseUrl).toBe('https://img.apixgo.com');
	});
});

describe('a base URL', () => {
	it.each([
		['https://host.example', 'https://host.example'],
		['https://host.example//', 'https://host.example'],
		['https://host.example/V1//', 'https://host.example'],
		['https://host.example?key=1', 'https://host.example'],
		['https://host.example#top', 'https://host.example'],
		['https://host.example/proxy/v1/', 'https://host.example/proxy'],
		['https://host.example/v1/chat/completions', 'https://host.example'],
		['https://host.example/v1/proxy/', 'https://host.example/v1/proxy'],
		['https://host.example/v11/', 'https://host.example/v11'],
		['https://host.example/api-v1/videos', 'https://host.example/api-v1/videos'],
		['https://host.example/v1/proxy/v1/models', 'https://host.example/v1/proxy'],
		['  https://HOST.example:8443/api/v1 ', 'https://host.example:8443/api'],
		['https://host.example/xai/v1', 'https://host.example/xai'],
		['https://host.example/xai/v1/videos/generations', 'https://host.example/xai'],
		['https://api.cometapi.com/grok/v1/', 'https://api.cometapi.com/grok'],
		['https://host.example/v1/files', 'https://host.example'],
		['https://host.example/v1/video-generation-models', 'https://host.example'],
		[
			'https://gateway.ai.cloudflare.com/v1/account/gateway/grok',
			'https://gateway.ai.cloudflare.com/v1/account/gateway/grok',
		],
		[
			'https://gateway.ai.cloudflare.com/v1/account/gateway/grok/v1/videos',
			'https://gateway.ai.cloudflare.com/v1/account/gateway/grok',
		],
	])('%s is read as %s', (baseUrl, expected) => {
		const read = custom({ baseUrl, protocol: 'xai' });
		expect(read).toMatchObject({ baseUrl: expected, label: new URL(expected).host });
	});

	it.each(['img.apixgo.com', 'ftp://files.example'])('%s is not a web address', (baseUrl) => {
		expect(errorOf({ provider: 'custom', baseUrl })).toContain('is not a web address');
	});

	it.each(['https://openrouter.ai', 'https://openrouter.ai/v1', 'https://openrouter.ai/api/v1'])(
		'%s is completed',
		(baseUrl) => {
			const provider = custom({ baseUrl, protocol: 'openRouter' });
			expect(provider).toMatchObject({ baseUrl: 'https://openrouter.ai/api', isOfficial: true });
		},
	);
});

describe('whose address it is', () => {
	it.each<[string, ICredentialDataDecryptedObject, boolean, boolean]>([
		['a known provider', { provider: 'xai' }, true, false],
		["a known provider's address", { baseUrl: 'https://api.x.ai/v1', protocol: 'xai' }, true, true],
		['a regional endpoint', { baseUrl: 'https://eu.api.x.ai', protocol: 'xai' }, true, true],
		['a relay', { baseUrl: 'https://relay.example/xai', protocol: 'xai' }, false, true],
		[
			'a relay with a similar name',
			{ baseUrl: 'https://notapi.x.ai', protocol: 'xai' },
			false,
			true,
		],
	])('%s', (_what, data, isOfficial, isCustom) => {
		expect(custom(data)).toMatchObject({ isOfficial, isCustom });
	});
});

describe('a wrong API type', () => {
	it.each([
		[
			'https://api.x.ai/v1',
			'newApi',
			"'Base URL' is the address of xAI, but 'API Type' is new-api",
		],
		['https://us-east-1.api.x.ai', 'openAiVideos', "'API Type' is OpenAI Videos"],
		['https://openrouter.ai/api/v1', 'openAiVideos', "'Base URL' is the address of OpenRouter"],
	])('of %s is found before anything is sent', (baseUrl, protocol, message) => {
		const text = errorOf({ provider: 'custom', baseUrl, protocol });
		expect(text).toContain(message);
		expect(text).toMatch(/set 'Provider' to '(xAI|OpenRouter)'\.$/);
	});

	it.each([
		['xai-0123456789abcdef', 'apixgo', 'xAI', 'Apixgo'],
		['xai-0123456789abcdef', 'constreet', 'xAI', 'Constreet'],
		['sk-or-v1-0123456789abcdef', 'xai', 'OpenRouter', 'xAI'],
	])('is found by the key %s for %s', (apiKey, provider, owner, label) => {
		expect(errorOf({ apiKey, provider })).toBe(
			`The API key is a key of ${owner}, but 'Provider' is ${label}. Open the Grok Video API credential and set 'Provider' to '${owner}', or paste a key of ${label}.`,
		);
	});

	it('is not looked for in the key of a relay', () => {
		const ofRelay = 'xai-0123456789abcdef';
		expect(custom({ apiKey: ofRelay }).apiKey).toBe(ofRelay);
	});
});

const withHeader = (headerName: unknown, headerValue: unknown = 'token-0123456789') =>
	({
		provider: 'custom',
		baseUrl: 'https://g.example',
		header: true,
		headerName,
		headerValue,
	}) as ICredentialDataDecryptedObject;

it.each<[string, ICredentialDataDecryptedObject, string]>([
	['no key', { apiKey: 'Bearer ' }, "paste the key from your provider's console into 'API Key'"],
	['a space in the key', { apiKey: 'sk-1 sk-2' }, 'It contains a space, a line break'],
	[
		'an unknown API type',
		{ provider: 'custom', baseUrl: 'https://g.example', protocol: 'other' },
		"set 'API Type' to one of: new-api, OpenAI Videos, OpenRouter, xAI.",
	],
	['the key as a header', withHeader('Authorization'), "put the key into 'API Key'"],
	['a header of the node', withHeader('Host'), 'The node sets this header for each request.'],
	['a header without a name', withHeader(''), 'enter the name of a header without a colon'],
	['a header without a value', withHeader('x-team', ''), 'enter a value on one line'],
	['a name in the URL', { provider: 'custom', baseUrl: 'https://me@g.example' }, "into 'API Key'"],
	['a password', { provider: 'custom', baseUrl: 'https://:pw@g.example' }, "into 'API Key'"],
])('the error for %s says what to do', (_what, data, advice) => {
	expect(errorOf(data)).toContain(advice);
});

describe('a custom header', () => {
	it('is part of the provider, and redacted like the key', () => {
		const provider = custom(withHeader(' cf-aig-authorization ', ' Bearer token-0123456789\n'));
		expect(provider.header).toEqual({
			name: 'cf-aig-authorization',
			value: 'Bearer token-0123456789',
		});
		expect(provider.redact(`${KEY} Bearer token-0123456789`)).toBe('[API key] [API key]');
		expect(provider.redact('bad token: token-0123456789')).toBe('bad token: [API key]');
	});

	it('may be switched on by an expression, which returns a text', () => {
		const { header } = custom({ ...withHeader('x-team'), header: 'true' });
		expect(header?.name).toBe('x-team');
	});

	it('is not sent if it is switched off', () => {
		expect(custom({ ...withHeader('x-team'), header: false })).not.toHaveProperty('header');
	});

	it.each([
		...['Authorization', 'authorization', 'Host', 'Content-Length', 'Transfer-Encoding'],
		...['Connection', 'Content-Type', 'Accept-Encoding', 'Expect', 'Upgrade', 'TE'],
	])('must not be %s', (name) => {
		expect(errorOf(withHeader(name))).toContain(`'Header Name' must not be ${name}`);
	});

	it.each(['', 'x team', 'x-team:', 'ключ'])('cannot have the name %j', (name) => {
		expect(errorOf(withHeader(name))).toContain(
			"'Header Name' in the Grok Video API credential is not valid",
		);
	});

	it.each(['', 'a\nb: c', 'ключ'])('cannot have the value %j', (value) => {
		const text = errorOf(withHeader('x-team', value));
		expect(text).toContain("'Header Value' in the Grok Video API credential is not valid");
		expect(text.length).toBeLessThan(300);
	});
});
