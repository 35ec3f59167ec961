import type { IDataObject } from 'n8n-workflow';
import { parseUrl, type Provider } from './provider';
import { readJson } from './words';

/** What a server said: any HTTP status, so that only the caller decides what is an error. */
export interface Answer {
	kind: 'answer';
	status: number;
	headers: IDataObject;
	/** The body as it came, without the key should a server ever repeat it. */
	text: string;
	/** The body read as JSON; null when it is none. */
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

/** A redirect's target; nothing when the answer is none. */
export function redirectTarget(status: number, headers: IDataObject, from: URL): URL | undefined {
	if (status < 300 || status >= 400 || typeof headers.location !== 'string') return undefined;
	return parseUrl(headers.location, from.href);
}
