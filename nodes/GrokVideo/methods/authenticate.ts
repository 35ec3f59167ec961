import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { readProvider } from '../input/credential';
import { parseUrl } from '../http/url';

/**
 * Adds the key, for the provider's own origin only: the HTTP Request node lets users pair this
 * credential with any URL. A redirect is not followed, since n8n would send the key along with it; n8n 1
 * knows no milder way, and calls the switch by three names.
 */
export function authenticate(
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	const { baseUrl, origin, apiKey, redact } = readProvider(credentials);
	const { uri } = request as { uri?: string }; // what the HTTP Request node calls it
	const target = targetOf(request.url ?? uri ?? '', request.baseURL ?? baseUrl);
	if (target?.origin !== origin) {
		const host = redact(target?.host ?? 'this URL');
		throw new Error(`The API key is only sent to ${redact(origin)}, not to ${host}`);
	}
	const own = {
		...request,
		headers: { ...request.headers, Authorization: `Bearer ${apiKey}` },
		sendCredentialsOnCrossOriginRedirect: false,
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
	};
	return own;
}

/** As n8n's HTTP client reads it: with a scheme it is absolute, also without slashes behind it. */
function targetOf(url: string, base: string): URL | undefined {
	return parseUrl(url) ?? parseUrl(url, base);
}
