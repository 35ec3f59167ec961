import type { IDataObject } from 'n8n-workflow';
import { cut } from './redact';
import { parseUrl } from './url';

/** What a server answered: any HTTP status, so that only the caller decides what is an error. */
export interface HttpResponse {
	kind: 'response';
	status: number;
	headers: IDataObject;
	/** The body as it came, up to the call's limit. */
	text: string;
	/** The body read as JSON; null when it is none. */
	json: unknown;
}

/** No answer came, or none that ended in time. */
export interface NetworkError {
	kind: 'networkError';
	/** Node's or axios' code, e.g. ECONNREFUSED; empty when there is none. */
	code: string;
	/** True only when the connection was never made, so the server cannot have seen the request. */
	neverSent: boolean;
}

export type HttpResult = HttpResponse | NetworkError;

interface ErrorLevel {
	code?: unknown;
	syscall?: unknown;
	message?: unknown;
	cause?: unknown;
	errors?: unknown;
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

/** Said by TLS of a connection that was not made: a certificate that is refused, or no TLS on the other side. */
const NO_SECURE_CONNECTION =
	/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)|WRONG_VERSION_NUMBER|HANDSHAKE_FAILURE|UNRECOGNIZED_NAME|UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION/;

/**
 * Looks through n8n's and axios' wrappers for Node's own reasons, and drops the rest: it holds the key.
 * A host with several addresses has a reason for each, in `errors`.
 */
export function toNetworkError(error: unknown): NetworkError {
	const levels = levelsOf(error);
	const codes = levels.map(codeOf).filter((code) => code !== '');
	const ends = levels.filter((level) => !Array.isArray(level.errors) && !level.cause);
	return {
		kind: 'networkError',
		// The innermost is Node's; a wrapper may have one of its own, such as ERR_NETWORK.
		code: codes.filter((code) => /^E[A-Z]/.test(code)).at(-1) ?? codes[0] ?? '',
		neverSent: ends.length > 0 && ends.every(isNoConnection),
	};
}

function levelsOf(error: unknown, depth = 0): ErrorLevel[] {
	if (typeof error !== 'object' || error === null || depth > 6) return [];
	const level = error as ErrorLevel;
	const inner = Array.isArray(level.errors) ? level.errors.slice(0, 20) : [level.cause];
	return [level, ...inner.flatMap((one: unknown) => levelsOf(one, depth + 1))];
}

function codeOf({ code, message }: ErrorLevel): string {
	if (typeof code !== 'string') return '';
	// OpenSSL's own reason stands behind `ERR_SSL_`, or in the message: "…:wrong version number:…".
	const reason = code === 'EPROTO' ? cut(String(message)).toUpperCase().replace(/ /g, '_') : '';
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

/** A redirect's target; nothing when the answer is none. */
export function redirectTarget(status: number, headers: IDataObject, from: URL): URL | undefined {
	if (status < 300 || status >= 400 || typeof headers.location !== 'string') return undefined;
	return parseUrl(headers.location, from.href);
}

/** Seconds to wait that a server asked for, by `Retry-After` in seconds or as a date. */
export function retryAfterSeconds(headers: IDataObject, now = Date.now()): number | undefined {
	const value = cut(String(headers['retry-after'] ?? '').trim(), 100);
	if (/^\d{1,9}(\.\d{1,9})?$/.test(value)) return Number(value);
	const date = /[a-z]/i.test(value) ? Date.parse(value) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
