import {
	sleep,
	type IAllExecuteFunctions,
	type ICredentialTestFunctions,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { startDeadline, unlessAborted } from './deadline';
import { parseJson } from './json';
import { Semaphore } from './limiters';
import { redactor, type Redact } from './redact';
import {
	NotSentError,
	toNetworkError,
	type HttpResponse,
	type HttpResult,
	type NetworkError,
} from './response';
import { discard, multipart, readBody, type BodyStream, type UploadBody } from './stream';

export const CREDENTIAL_TYPE = 'grokVideoApi';

/** Where the API is, and the secrets for it. */
export interface Endpoint {
	/** For messages, e.g. `Apixgo`, or the host of a custom provider. */
	label: string;
	/** Without a trailing slash or `/v1`, e.g. `https://img.apixgo.com`. */
	baseUrl: string;
	/** The only origin that receives the secrets. */
	origin: string;
	apiKey: string;
	/** Custom header, sent with every call. */
	header?: { name: string; value: string };
	redact: Redact;
}

export interface Call {
	method: 'GET' | 'POST';
	/** Relative to the base URL, e.g. `/v1/models`. */
	path: string;
	/** The path is relative to the origin instead. */
	fromOrigin?: true;
	/** JSON, as an object or serialized. */
	body?: IDataObject | Buffer;
	/** A file, sent as multipart instead of a body. */
	upload?: UploadBody;
	/** For the whole call, from the first byte sent to the last byte received. */
	timeoutSeconds: number;
	maxResponseBytes: number;
}

/** A response whose body has not been read. */
export interface FileResponse {
	kind: 'file';
	status: number;
	headers: IDataObject;
	body: BodyStream;
}

/** Request options that `methods/authenticate.ts` reads. */
export interface AuthenticatedOptions extends IHttpRequestOptions {
	/** Receives the secrets that are sent: the credential may change during a run. */
	onSecrets?: (secrets: string[]) => void;
}

type Context = IExecuteFunctions | ILoadOptionsFunctions;
type Send = (signal: AbortSignal) => Promise<IN8nHttpFullResponse>;

export interface CallSignals {
	/** Ends the call. */
	signal?: AbortSignal;
	/** Cuts off a response that has started to arrive. */
	partSignal?: AbortSignal;
}

/** Sends requests. Calls do not follow redirects, retry, exceed their limits or throw network errors. */
export class HttpClient {
	private readonly secrets: Set<string>;

	redact: Redact;

	constructor(
		private readonly context: Context,
		private readonly endpoint: Endpoint,
	) {
		this.secrets = new Set(secretsOf(endpoint));
		this.redact = endpoint.redact;
	}

	/** Calls the API with the key. */
	async call(call: Call, signals: CallSignals = {}): Promise<HttpResult> {
		if (call.upload) return await this.upload(call, call.upload, signals);
		const content = call.body && {
			headers: { 'Content-Type': 'application/json' },
			body: call.body,
		};
		return await exchange(call, signals, this.sender(call, content));
	}

	/** Starts to download a file. The key is sent only to the endpoint's origin. */
	async openFile(
		url: URL,
		withKey: boolean,
		timeoutSeconds: number,
		signal: AbortSignal,
	): Promise<FileResponse | NetworkError> {
		const options: IHttpRequestOptions = {
			method: 'GET',
			url: url.href,
			headers: { 'Accept-Encoding': 'identity' },
		};
		const deadline = startDeadline(timeoutSeconds);
		const abortSignal = AbortSignal.any([signal, deadline.signal]);
		const isOwnOrigin = url.origin === this.endpoint.origin;
		try {
			const pending = this.send(options, withKey && isOwnOrigin, signal);
			const response = await unlessAborted(pending, abortSignal);
			if (!response) return timedOut(signal);
			const { statusCode: status, headers } = response;
			return { kind: 'file', status, headers, body: bodyOf(response) };
		} catch (error) {
			return toNetworkError(error);
		} finally {
			deadline.clear();
		}
	}

	private async upload(call: Call, upload: UploadBody, signals: CallSignals): Promise<HttpResult> {
		const form = await multipart(upload).catch(fileStoreError);
		if ('kind' in form) return form;
		try {
			const result = await exchange(call, signals, this.sender(call, form.options));
			return form.fileError ? fileStoreError(form.fileError) : result;
		} finally {
			form.close();
		}
	}

	private sender(
		{ fromOrigin, method, path }: Call,
		content: Pick<IHttpRequestOptions, 'body' | 'headers'> = {},
	): Send {
		const { baseUrl, origin } = this.endpoint;
		const url = (fromOrigin ? origin : baseUrl) + path;
		return this.send.bind(this, { ...content, method, url, json: true }, true);
	}

	private async send(
		options: IHttpRequestOptions,
		withKey: boolean,
		abortSignal: AbortSignal,
	): Promise<IN8nHttpFullResponse> {
		const request: AuthenticatedOptions = {
			...options,
			encoding: 'stream',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			abortSignal,
		};
		const { helpers } = this.context;
		if (!withKey) return (await helpers.httpRequest(request)) as IN8nHttpFullResponse;
		let isAuthenticated = false;
		request.onSecrets = (secrets) => {
			isAuthenticated = true;
			for (const secret of secrets) this.secrets.add(secret);
			this.redact = redactor([...this.secrets]);
		};
		const context = withSignal(this.context, abortSignal);
		const pending: Promise<IN8nHttpFullResponse> = helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL_TYPE,
			request,
		);
		return await pending.catch(async (error: unknown) => {
			return await Promise.reject(isAuthenticated ? error : new NotSentError(error));
		});
	}
}

/** The key and the custom header's value, also without a scheme such as `Bearer`. */
export function secretsOf({ apiKey, header }: Pick<Endpoint, 'apiKey' | 'header'>): string[] {
	return header ? [apiKey, header.value, header.value.replace(/^\w+\s+/, '')] : [apiKey];
}

/** A GET call for a credential test, for which n8n only offers its older request helper. */
export async function callForTest(
	{ helpers }: ICredentialTestFunctions,
	{ baseUrl, origin, apiKey, header }: Endpoint,
	call: Call,
): Promise<HttpResult> {
	const send: Send = async () =>
		(await helpers.request({
			method: call.method,
			uri: (call.fromOrigin ? origin : baseUrl) + call.path,
			headers: {
				...(header && { [header.name]: header.value }),
				Authorization: `Bearer ${apiKey}`,
			},
			timeout: call.timeoutSeconds * 1000,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
			useStream: true,
		})) as IN8nHttpFullResponse;
	return await exchange(call, {}, send);
}

/** Sends a request and reads its response within the call's limits. */
async function exchange(
	{ timeoutSeconds, maxResponseBytes }: Call,
	{ signal, partSignal }: CallSignals,
	send: Send,
): Promise<HttpResult> {
	const deadline = startDeadline(timeoutSeconds);
	const finished = new AbortController();
	const signals = [deadline.signal, finished.signal];
	const abortSignal = AbortSignal.any(signal ? [signal, ...signals] : signals);
	try {
		const pending = send(abortSignal);
		const response = await unlessAborted(pending, abortSignal);
		if (!response) {
			pending.then((lateResponse) => discard(bodyOf(lateResponse))).catch(() => {});
			return timedOut(signal);
		}
		// A response that starts after `partSignal` aborted is still read: it may name a task for the log.
		const readSignal =
			partSignal && !partSignal.aborted ? AbortSignal.any([abortSignal, partSignal]) : abortSignal;
		const { bytes, isComplete } = await readBody(bodyOf(response), maxResponseBytes, readSignal);
		const { statusCode: status, headers } = response;
		const parsed = await parse(bytes, status, headers);
		if (isComplete) return parsed;
		const partial: HttpResponse = { ...parsed, isIncomplete: true };
		if (bytes.length === maxResponseBytes) return partial;
		const error = abortSignal.aborted ? timedOut(signal) : { ...timedOut(), code: 'ECONNRESET' };
		return { ...error, partial };
	} catch (error) {
		return toNetworkError(error);
	} finally {
		deadline.clear();
		finished.abort(); // otherwise n8n's HTTP client keeps the connection of a partly read body open
	}
}

const LARGE_RESPONSE_BYTES = 1024 * 1024;

/** Responses that contain a video as a data URL are parsed one after another, so that n8n is not blocked. */
const parsing = new Semaphore(1);

async function parse(bytes: Buffer, status: number, headers: IDataObject): Promise<HttpResponse> {
	const isLarge = bytes.length > LARGE_RESPONSE_BYTES;
	const pause = async () => await (isLarge ? sleep(0) : undefined);
	const release = isLarge ? await parsing.acquire() : undefined;
	await pause();
	const text = decode(bytes, headers);
	await pause();
	const json = parseJson(text);
	await pause();
	release?.();
	return { kind: 'response', status, headers, text, json };
}

/** Some proxies in China respond in GBK. */
function decode(bytes: Buffer, headers: IDataObject): string {
	const charset = /charset="?([\w-]{1,40})/i.exec(String(headers['content-type']))?.[1];
	try {
		return new TextDecoder(charset).decode(bytes);
	} catch {
		return new TextDecoder().decode(bytes);
	}
}

function bodyOf({ body }: IN8nHttpFullResponse): BodyStream {
	return body as unknown as BodyStream;
}

function timedOut(signal?: AbortSignal): NetworkError {
	return {
		kind: 'networkError',
		code: signal?.aborted ? 'ABORTED' : 'ETIMEDOUT',
		wasSent: true,
	};
}

function fileStoreError(error: Error): NetworkError {
	return {
		kind: 'networkError',
		code: 'FILE_STORE',
		wasSent: false,
		reason: error.message,
	};
}

/**
 * n8n's authenticated request replaces the abort signal with the context's, which aborts when the user stops the
 * execution but not at a timeout or when another item failed.
 */
function withSignal(context: Context, signal: AbortSignal): IAllExecuteFunctions {
	const scoped: unknown = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	});
	return scoped as IAllExecuteFunctions;
}
