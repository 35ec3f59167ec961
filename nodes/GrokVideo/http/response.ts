import type { IDataObject } from 'n8n-workflow';
import { oneLine, shorten } from './redact';
import { parseUrl } from './url';

/** A response with any HTTP status: the caller decides what is an error. */
export interface HttpResponse {
	kind: 'response';
	status: number;
	headers: IDataObject;
	/** The body, up to the call's size limit. */
	text: string;
	/** The body parsed as JSON, or null. */
	json: unknown;
	/** Whether the body was cut: at the size limit, by a broken connection or by a timeout. */
	isIncomplete?: boolean;
}

/** No complete response arrived in time. */
export interface NetworkError {
	kind: 'networkError';
	/** Node's or axios' code, e.g. ECONNREFUSED. Empty if there is none. */
	code: string;
	/** Whether the server may have received the request. */
	wasSent: boolean;
	/** Why n8n itself did not send the request, in n8n's words. */
	reason?: string;
	/** What arrived before the connection broke. */
	partial?: HttpResponse;
}

export type HttpResult = HttpResponse | NetworkError;

interface ErrorLevel {
	name?: unknown;
	code?: unknown;
	syscall?: unknown;
	message?: unknown;
	description?: unknown;
	cause?: unknown;
	errors?: unknown;
	isAxiosError?: unknown;
}

/** Node's codes for a connection that was never made. */
const NEVER_CONNECTED = [
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'ENETUNREACH',
	'EHOSTUNREACH',
	'EADDRNOTAVAIL',
];

/** TLS errors before the connection is usable: a rejected certificate, or no TLS on the other side. */
const NO_SECURE_CONNECTION =
	/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)|WRONG_VERSION_NUMBER|HANDSHAKE_FAILURE|UNRECOGNIZED_NAME|UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION/;

/**
 * Reads Node's own causes out of n8n's and axios' wrappers and drops the rest, which contains the key. A host with
 * several addresses has one cause for each, in `errors`.
 */
export function toNetworkError(error: unknown): NetworkError {
	const levels = levelsOf(error);
	const reason = reasonOfN8n(levels);
	if (reason !== undefined) return { kind: 'networkError', code: '', wasSent: false, reason };
	const codes = levels.map(codeOf).filter((code) => code !== '');
	const rootCauses = levels.filter((level) => !Array.isArray(level.errors) && !level.cause);
	return {
		kind: 'networkError',
		// The innermost code is Node's. A wrapper may have its own code, such as ERR_NETWORK.
		code: codes.filter((code) => /^E[A-Z]/.test(code)).at(-1) ?? codes[0] ?? '',
		wasSent: rootCauses.length === 0 || !rootCauses.every(isNoConnection),
	};
}

/** An error before the key was added to the request. */
export class NotSentError extends Error {
	constructor(cause: unknown) {
		super('The request was not sent', { cause });
	}
}

/**
 * n8n's own reason for not sending a request: its protection against server-side request forgery, or an error before
 * the key was added. Errors of the HTTP client have a code.
 */
function reasonOfN8n(levels: ErrorLevel[]): string | undefined {
	const blocked = levels.find(({ name }) => /^Ssrf/.test(String(name)));
	const isOfHttpClient = levels.some(
		(level) => level.isAxiosError === true || codeOf(level) !== '',
	);
	const isNotSent = levels[0] instanceof NotSentError && !isOfHttpClient;
	const cause = blocked ?? (isNotSent ? levels.at(-1) : undefined);
	if (cause === undefined) return undefined;
	const texts = [cause.message, cause.description].filter((text) => typeof text === 'string');
	return shorten(oneLine(texts.join('. ')), 300) || undefined;
}

function levelsOf(error: unknown, depth = 0): ErrorLevel[] {
	if (typeof error !== 'object' || error === null || depth > 6) return [];
	const level = error as ErrorLevel;
	const inner = Array.isArray(level.errors) ? level.errors.slice(0, 20) : [level.cause];
	return [level, ...inner.flatMap((nested: unknown) => levelsOf(nested, depth + 1))];
}

function codeOf({ code, message }: ErrorLevel): string {
	if (typeof code !== 'string') return '';
	// OpenSSL's own reason follows `ERR_SSL_`, or is in the message: "…:wrong version number:…".
	const reason = code === 'EPROTO' ? shorten(String(message)).toUpperCase().replace(/ /g, '_') : '';
	return NO_SECURE_CONNECTION.exec(reason)?.[0] ?? code.replace(/^ERR_SSL_/, '');
}

function isNoConnection(level: ErrorLevel): boolean {
	const code = codeOf(level);
	return (
		level.syscall === 'connect' ||
		level.syscall === 'getaddrinfo' ||
		NEVER_CONNECTED.includes(code) ||
		NO_SECURE_CONNECTION.test(code)
	);
}

/** The target of a redirect. */
export function redirectTarget(status: number, headers: IDataObject, from: URL): URL | undefined {
	if (status < 300 || status >= 400 || typeof headers.location !== 'string') return undefined;
	return parseUrl(headers.location, from.href);
}

/** Retry-After in seconds. The header contains seconds or a date. */
export function retryAfterSeconds(headers: IDataObject, now = Date.now()): number | undefined {
	const value = shorten(String(headers['retry-after'] ?? '').trim(), 100);
	if (/^\d{1,9}(\.\d{1,9})?$/.test(value)) return Number(value);
	const date = /[a-z]/i.test(value) ? Date.parse(value) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
