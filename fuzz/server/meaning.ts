import type { Answer, Body } from '../plan';
import { readJson } from './read';

/** What a client can know from an answer that it got as a whole. */

const READABLE_CODINGS = [undefined, 'gzip', 'deflate', 'br'];
const READABLE_LENGTHS = [undefined, 'none', 'chunked'];
/** A client need not read more of an answer that should have a few hundred bytes. */
const LONGEST_READABLE = 100_000;

function isReadable({ line, headers, coding, charset, length, end, body }: Answer): boolean {
	return (
		line === undefined &&
		(headers ?? []).every(isHarmless) &&
		READABLE_CODINGS.includes(coding) &&
		charset === undefined &&
		READABLE_LENGTHS.includes(length) &&
		end === undefined &&
		(body?.pad?.unit.length ?? 0) * (body?.pad?.times ?? 0) < LONGEST_READABLE &&
		(body?.pad === undefined || body.pad.where === 'member' || body.pad.unit === ' ')
	);
}

/** A header that a client takes for one and need not act on: a token, visible characters, not too long. */
function isHarmless([name, value]: [string, string]): boolean {
	return (
		/^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
		!/^(content|transfer)-/i.test(name) &&
		!/[^\t -~\u0080-\u00ff]|«\d{5,}×/.test(value)
	);
}

/** Whether a create's answer names the task. */
export function tellsId(answer: Answer): boolean {
	const { status = 200, body } = answer;
	// 101 is a switch of protocol, behind which comes no answer.
	if (!isReadable(answer) || [101, 204, 304].includes(status)) return false;
	if (body?.text !== undefined || body?.json !== undefined) return false;
	return (status < 300 || body?.idAt !== undefined) && body?.idAt !== 'none';
}

/**
 * Whether a create's answer says for certain that nothing was created: a redirect, a refusal (4xx), or
 * "unavailable" in the gateway's own words or with a time to come back. Every other answer, and none, can come
 * after the work.
 */
export function createIsRefused({ status = 200, line, headers, body }: Answer): boolean {
	if (line !== undefined) return false;
	if (status >= 300 && status < 500) return status !== 408;
	if (status === 503) {
		const comesBack = headers?.some(([name]) => name.toLowerCase() === 'retry-after') ?? false;
		return comesBack || isGatewaysError(body);
	}
	return status === 501 || (body?.json as { success?: unknown } | undefined)?.success === false;
}

/** Whether a body is one of new-api's errors, and no proxy's. */
function isGatewaysError({ text, json, idAt }: Body = {}): boolean {
	if (idAt !== undefined) return false;
	if (text === undefined && json === undefined) return true; // the ordinary one
	const said = text === undefined ? json : readJson(text);
	const { error, message, code, success } = Object(said) as Record<string, unknown>;
	const words = [(Object(error) as { message?: unknown }).message, message, error, code];
	return success === false || words.some((word) => typeof word === 'string' && word !== '');
}

/** Whether the answer to a status call may be read as saying that the task has failed. */
export function saysFailed({ status = 200 }: Answer, body: Buffer | string): boolean {
	if (status >= 300) return false;
	const { data } = (readJson(body.toString()) ?? {}) as { data?: { status?: unknown } | null };
	return FAILED.test(String(data?.status).trim());
}

const FAILED = /^(fail|failed|failure|error|cancell?ed|expired|rejected|timeout)$/i;
