import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { secretsOf, type AuthenticatedOptions } from '../http/client';
import { parseUrl } from '../http/url';
import { readProvider } from '../input/credential';

/**
 * Adds the key and the custom header, for the provider's own origin only: users may pair this credential with any URL
 * in the HTTP Request node. Redirects are not followed, because n8n would send the key along. n8n 1 has three names
 * for this setting.
 */
export function authenticate(
	credentials: ICredentialDataDecryptedObject,
	{ onSecrets, ...request }: AuthenticatedOptions,
): IHttpRequestOptions {
	const provider = readProvider(credentials);
	const { baseUrl, origin, apiKey, header, redact } = provider;
	const { uri } = request as { uri?: string }; // the HTTP Request node's name for `url`
	const target = resolveUrl(request.url ?? uri ?? '', request.baseURL ?? baseUrl);
	if (target?.origin !== origin) {
		const host = redact(target?.host ?? 'this URL');
		throw new Error(`The API key is only sent to ${redact(origin)}, not to ${host}`);
	}
	onSecrets?.(secretsOf(provider));
	const headers = {
		...request.headers,
		...(header && { [header.name]: header.value }),
		Authorization: `Bearer ${apiKey}`,
	};
	const noRedirects = {
		sendCredentialsOnCrossOriginRedirect: false,
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
	};
	return { ...request, headers, ...noRedirects };
}

/** As n8n's HTTP client reads it: a URL with a scheme is absolute, even without slashes. */
function resolveUrl(url: string, base: string): URL | undefined {
	return parseUrl(url) ?? parseUrl(url, base);
}
