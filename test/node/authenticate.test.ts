/* eslint-disable @n8n/community-nodes/no-deprecated-workflow-functions -- the HTTP Request node uses the older helper too */
import type { IExecuteFunctions, IHttpRequestOptions, IRequestOptions } from 'n8n-workflow';
import { CREDENTIAL_TYPE } from '../../nodes/GrokVideo/http/client';
import { inNode } from '../support/inNode';
import { useServers } from '../support/servers';

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';

const start = useServers();

type Send = (context: IExecuteFunctions, url: string) => Promise<unknown>;

/** n8n's two HTTP helpers, as other nodes use them with this credential; the HTTP Request node the second. */
const HELPERS: Array<[string, Send]> = [
	[
		'httpRequestWithAuthentication',
		async (context, url) => {
			const request: IHttpRequestOptions = { url, json: true };
			const { httpRequestWithAuthentication } = context.helpers;
			return await httpRequestWithAuthentication.call(context, CREDENTIAL_TYPE, request);
		},
	],
	[
		'requestWithAuthentication',
		async (context, uri) => {
			const request: IRequestOptions = {
				...{ uri, method: 'GET', json: true, simple: false, resolveWithFullResponse: true },
				...{ followRedirect: true, followAllRedirects: true, maxRedirects: 21 },
			};
			const { requestWithAuthentication } = context.helpers;
			return await requestWithAuthentication.call(context, CREDENTIAL_TYPE, request);
		},
	],
];

describe.each(HELPERS)('another node that uses the credential by %s', (_helper, send) => {
	/** What a request does that is given the credential of the first server. */
	const sendFrom = async (origin: string, url: string) =>
		await inNode(
			{ url: origin, key: KEY },
			async (context) => await send(context, url).catch((error: Error) => error),
		);

	it('has the key sent to its gateway', async () => {
		const gateway = await start((_request, response) => response.end('{"data":[]}'));
		await sendFrom(gateway.url, `${gateway.url}/v1/models`);
		expect(gateway.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEY}`]);
	});

	it.each([301, 302, 303, 307, 308])(
		'does not send it along a redirect to another origin: HTTP %i',
		async (status) => {
			const other = await start((_request, response) => response.end('{}'));
			const gateway = await start((_request, response) => {
				response.writeHead(status, { location: `${other.url}/v1/models` }).end();
			});
			await sendFrom(gateway.url, `${gateway.url}/v1/models`);
			expect(gateway.requests).toHaveLength(1);
			expect(other.requests).toHaveLength(0);
		},
	);

	it.each<[string, (url: string) => string]>([
		['as usual', (url) => url],
		['without slashes behind its scheme', (url) => url.replace('//', '')],
		['without its scheme', (url) => url.replace('http:', '')],
		['with backslashes', (url) => url.replace('//', '\\\\')],
	])('does not send it to another address, which is written %s', async (_how, write) => {
		const gateway = await start((_request, response) => response.end('{}'));
		const other = await start((_request, response) => response.end('{}'));
		const result = await sendFrom(gateway.url, write(`${other.url}/v1/models`));
		expect(result).toBeInstanceOf(Error);
		expect((result as Error).message).toContain(`only sent to ${gateway.url}`);
		expect((result as Error).message).not.toContain(KEY);
		expect(other.requests).toHaveLength(0);
	});
});
