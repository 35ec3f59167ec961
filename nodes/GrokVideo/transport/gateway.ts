import type {
	IAllExecuteFunctions,
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IExecuteFunctions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { CREDENTIAL_TYPE, parseUrl, readProvider, type Provider } from './provider';

/** What a server said: any HTTP status, so that only the caller decides what is an error. */
export interface Answer {
	kind: 'answer';
	status: number;
	headers: IDataObject;
	/** The body as it came, without the key should a server ever repeat it. */
	text: string;
	/** The body read as JSON; undefined when it is none. */
	json: unknown;
}

/** No answer came. */
export interface Silence {
	kind: 'silence';
	/** Node's or axios' code, e.g. ECONNREFUSED; empty when there is none. */
	code: string;
	/** True only when the connection was never made, so the server cannot have seen the request. */
	neverSent: boolean;
}

export type Reply = Answer | Silence;

export interface Call {
	method: IHttpRequestMethods;
	/** Below the base URL, e.g. `/v1/models`. */
	path: string;
	body?: IDataObject;
	limitSeconds: number;
}

export type FileReply =
	{ kind: 'file'; status: number; headers: IDataObject; body: FileStream } | Silence;

/** The part of Node's Readable that a download needs; shipped code may not import its type. */
export interface FileStream extends NodeJS.ReadableStream {
	readonly readableLength: number;
	readonly readableEnded: boolean;
	readonly errored: Error | null;
	destroy(error?: Error): this;
	push(chunk: unknown, encoding?: BufferEncoding): boolean;
}

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

/** A response as every caller reads it, with the key taken out should the server have repeated it. */
export function toAnswer(
	response: { statusCode: number; headers: IDataObject; body: unknown },
	{ apiKey }: Provider,
): Answer {
	const { body } = response;
	const sent = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
	const text = sent.split(apiKey).join('[API key]');
	return {
		kind: 'answer',
		status: response.statusCode,
		headers: response.headers,
		text,
		json: readJson(text),
	};
}

/** Looks through n8n's and axios' wrappers for Node's own code, and drops the rest: it holds the key. */
export function silenceOf(error: unknown): Silence {
	let code = '';
	let neverSent = false;
	let level = error as { code?: unknown; syscall?: unknown; cause?: unknown } | undefined;
	for (let depth = 0; level && depth < 6; depth++) {
		if (typeof level.code === 'string' && (code === '' || /^E[A-Z]/.test(level.code)))
			code = level.code;
		if (level.syscall === 'connect' || level.syscall === 'getaddrinfo') neverSent = true;
		level = level.cause as typeof level;
	}
	if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)) neverSent = true;
	return { kind: 'silence', code, neverSent };
}

function readJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** A redirect's target; nothing when the answer is none. */
export function redirectTarget(status: number, headers: IDataObject, from: URL): URL | undefined {
	if (status < 300 || status >= 400 || typeof headers.location !== 'string') return undefined;
	return parseUrl(headers.location, from.href);
}
