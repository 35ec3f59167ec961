import {
	type IAllExecuteFunctions,
	type ICredentialTestFunctions,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestMethods,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { LargeAnswers, readAnswer, type StreamResponse } from './answer';
import { startDeadline, unlessAborted } from './deadline';
import { multipart, type UploadBody } from './multipart';
import { toNetworkError, type HttpResponse, type HttpResult, type NetworkError } from './response';
import { discard, type BodyStream } from './stream';
import type { Redact } from './redact';

export const CREDENTIAL_TYPE = 'grokVideoApi';

/** Whose API is called, with which key. */
export interface Endpoint {
	/** For messages, e.g. "Apixgo" or the host of a custom gateway. */
	label: string;
	/** Without a slash or `/v1` at its end, e.g. `https://img.apixgo.com`. */
	baseUrl: string;
	/** The only origin that the key is sent to. */
	origin: string;
	apiKey: string;
	/** Takes the key out of a text that is shown, logged or stored. */
	redact: Redact;
}

export interface Call {
	method: IHttpRequestMethods;
	/** Below the base URL, e.g. `/v1/models`. */
	path: string;
	/** JSON, or what is to be written as JSON. */
	body?: Buffer | IDataObject;
	/** A file to send as multipart, in the place of a body. */
	upload?: UploadBody;
	/** From the first byte sent to the last one received. */
	timeoutSeconds: number;
	/** An answer is read up to here. */
	maxResponseBytes: number;
}

export type FileResult = ({ kind: 'file' } & StreamResponse) | NetworkError;

type Context = IExecuteFunctions | ILoadOptionsFunctions;

/**
 * The only place that speaks HTTP. No call follows a redirect, repeats itself, takes longer than its
 * limit or throws because of what the network does.
 */
export class HttpClient {
	private readonly large = new LargeAnswers();

	constructor(
		private readonly context: Context,
		readonly endpoint: Endpoint,
	) {}

	/** Calls the API with the key. */
	async call(call: Call, signal?: AbortSignal): Promise<HttpResult> {
		const form = call.upload && (await multipart(call.upload));
		const options: IHttpRequestOptions = {
			method: call.method,
			url: this.endpoint.baseUrl + call.path,
			json: true,
			...(call.body && {
				headers: { 'Content-Type': 'application/json' },
				body: call.body,
			}),
			...form?.request,
		};
		try {
			const send = async (limit: AbortSignal) => await this.send(options, true, limit);
			return await readWithin(call, signal, this.large, send);
		} finally {
			form?.close();
		}
	}

	/**
	 * Begins to fetch a file. The key goes along only where `withKey` says so and the URL has the
	 * credential's own origin.
	 */
	async open(
		url: URL,
		withKey: boolean,
		timeoutSeconds: number,
		signal: AbortSignal,
	): Promise<FileResult> {
		const options: IHttpRequestOptions = {
			method: 'GET',
			url: url.href,
			headers: { 'Accept-Encoding': 'identity' },
		};
		const ownOrigin = url.origin === this.endpoint.origin;
		const deadline = startDeadline(timeoutSeconds);
		const limit = AbortSignal.any([signal, deadline.signal]);
		try {
			const response = await unlessAborted(this.send(options, withKey && ownOrigin, signal), limit);
			return response ? { kind: 'file', ...response } : notInTime(signal);
		} catch (error) {
			return toNetworkError(error);
		} finally {
			deadline.clear();
		}
	}

	private async send(
		options: IHttpRequestOptions,
		withKey: boolean,
		abortSignal: AbortSignal,
	): Promise<StreamResponse> {
		const request: IHttpRequestOptions = {
			...options,
			encoding: 'stream',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			abortSignal,
		};
		const { helpers } = this.context;
		const response: unknown = withKey
			? await helpers.httpRequestWithAuthentication.call(
					stoppedBy(this.context, abortSignal),
					CREDENTIAL_TYPE,
					request,
				)
			: await helpers.httpRequest(request);
		return toStreamResponse(response as IN8nHttpFullResponse);
	}
}

/** A call without a body for a credential's test, which n8n gives its older request helper only. */
export async function callForTest(
	{ helpers }: ICredentialTestFunctions,
	{ baseUrl, apiKey }: Endpoint,
	call: Call,
): Promise<HttpResult> {
	return await readWithin(call, undefined, new LargeAnswers(), async () => {
		const response: unknown = await helpers.request({
			method: call.method,
			uri: baseUrl + call.path,
			headers: { Authorization: `Bearer ${apiKey}` },
			timeout: call.timeoutSeconds * 1000,
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
			useStream: true,
		});
		return toStreamResponse(response as IN8nHttpFullResponse);
	});
}

/** Sends a call and reads its answer, both within its limits. */
async function readWithin(
	{ timeoutSeconds, maxResponseBytes }: Call,
	signal: AbortSignal | undefined,
	large: LargeAnswers,
	send: (limit: AbortSignal) => Promise<StreamResponse>,
): Promise<HttpResult> {
	const deadline = startDeadline(timeoutSeconds);
	const done = new AbortController();
	const ends = [deadline.signal, done.signal];
	const limit = AbortSignal.any(signal ? [signal, ...ends] : ends);
	let body: BodyStream | undefined;
	const exchange = async (): Promise<HttpResponse> => {
		const response = await send(limit);
		body = response.body;
		if (limit.aborted) discard(body);
		return await readAnswer(response, maxResponseBytes, large);
	};
	try {
		return (await unlessAborted(exchange(), limit)) ?? notInTime(signal);
	} catch (error) {
		return toNetworkError(error);
	} finally {
		deadline.clear();
		if (!body?.readableEnded) {
			discard(body);
			done.abort(); // n8n's HTTP client keeps the connection of a body that it waits for
		}
	}
}

function toStreamResponse({ statusCode, headers, body }: IN8nHttpFullResponse): StreamResponse {
	return { status: statusCode, headers, body: body as unknown as BodyStream };
}

function notInTime(signal: AbortSignal | undefined): NetworkError {
	return {
		kind: 'networkError',
		code: signal?.aborted ? 'ABORTED' : 'ETIMEDOUT',
		neverSent: false,
	};
}

/**
 * n8n's authenticated request replaces the request's abort signal by the context's own, which knows
 * of the user's stop but not of ours (a time limit, a file that stalls, another item that failed).
 */
function stoppedBy(context: Context, signal: AbortSignal): IAllExecuteFunctions {
	const scoped: unknown = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	});
	return scoped as IAllExecuteFunctions;
}
