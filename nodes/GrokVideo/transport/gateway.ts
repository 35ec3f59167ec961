import type {
	IAllExecuteFunctions,
	ICredentialTestFunctions,
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IExecuteFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { CREDENTIAL_TYPE, readProvider, type Provider } from './provider';
import { silenceOf, toAnswer, type Reply, type Silence } from './reply';
import type { FileStream } from './stream';

export interface Call {
	method: IHttpRequestMethods;
	/** Below the base URL, e.g. `/v1/models`. */
	path: string;
	body?: IDataObject;
	limitSeconds: number;
}

export type FileReply =
	{ kind: 'file'; status: number; headers: IDataObject; body: FileStream } | Silence;

type Context = IExecuteFunctions | ILoadOptionsFunctions;

/**
 * The only place that speaks HTTP. No call follows a redirect, repeats itself or throws because of
 * what the network does.
 */
export class Gateway {
	private constructor(
		private readonly context: Context,
		readonly provider: Provider,
	) {}

	/** @throws Problem when the credential cannot be used. */
	static async open(context: Context): Promise<Gateway> {
		return new Gateway(context, readProvider(await context.getCredentials(CREDENTIAL_TYPE)));
	}

	/** Calls the API with the key. */
	async call(call: Call, signal?: AbortSignal): Promise<Reply> {
		const options: IHttpRequestOptions = {
			method: call.method,
			url: this.provider.baseUrl + call.path,
			encoding: 'text',
			json: true,
			timeout: call.limitSeconds * 1000,
			...(call.body && { body: call.body }),
		};
		const response = await this.send(options, true, signal);
		return 'kind' in response ? response : toAnswer(response, this.provider);
	}

	/**
	 * Begins to fetch a file. The key goes along only where `withKey` says so and the URL has the
	 * credential's own origin.
	 */
	async open(
		url: URL,
		withKey: boolean,
		limitSeconds: number,
		signal: AbortSignal,
	): Promise<FileReply> {
		const options: IHttpRequestOptions = {
			method: 'GET',
			url: url.href,
			encoding: 'stream',
			// A compressed answer could not be compared with its Content-Length.
			headers: { 'Accept-Encoding': 'identity' },
			timeout: limitSeconds * 1000,
		};
		const ownOrigin = url.origin === this.provider.origin;
		const response = await this.send(options, withKey && ownOrigin, signal);
		if ('kind' in response) return response;
		return {
			kind: 'file',
			status: response.statusCode,
			headers: response.headers,
			body: response.body as unknown as FileStream,
		};
	}

	private async send(
		options: IHttpRequestOptions,
		withKey: boolean,
		signal?: AbortSignal,
	): Promise<IN8nHttpFullResponse | Silence> {
		// One of its own: Node 20 warns of a leak when more than ten requests listen to one signal.
		const abortSignal = AbortSignal.any(signal ? [signal] : []);
		const request: IHttpRequestOptions = {
			...options,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			abortSignal,
		};
		const { helpers } = this.context;
		try {
			const response: unknown = withKey
				? await helpers.httpRequestWithAuthentication.call(
						stoppedBy(this.context, abortSignal),
						CREDENTIAL_TYPE,
						request,
					)
				: await helpers.httpRequest(request);
			return response as IN8nHttpFullResponse;
		} catch (error) {
			return silenceOf(error);
		}
	}
}

/** A call without a body for a credential's test, which n8n gives its older request helper only. */
export async function callForTest(
	{ helpers }: ICredentialTestFunctions,
	provider: Provider,
	{ method, path, limitSeconds }: Call,
): Promise<Reply> {
	try {
		const response = (await helpers.request({
			method,
			uri: provider.baseUrl + path,
			headers: { Authorization: `Bearer ${provider.apiKey}` },
			timeout: limitSeconds * 1000,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
		})) as Parameters<typeof toAnswer>[0];
		return toAnswer(response, provider);
	} catch (error) {
		return silenceOf(error);
	}
}

/**
 * n8n's authenticated request replaces the request's abort signal by the context's own, which knows
 * of the user's stop but not of ours (a file that stalls, another item that failed).
 */
function stoppedBy(context: Context, signal: AbortSignal): IAllExecuteFunctions {
	const scoped: unknown = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	});
	return scoped as IAllExecuteFunctions;
}
